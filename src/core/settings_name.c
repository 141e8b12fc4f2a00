/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of settings: taking "[block/]setting[:type]" apart, numeric tags, and the table of the
 * predefined settings with their DHCP tags (RFC 2132; below 175 Etherboot's encapsulated options,
 * as deployed servers send them) and types.
 */
#include "core/settings_name.h"

#include <string.h>

#include "core/setting_type.h"
#include "core/status.h"
#include "core/util.h"

#define EB(n) (175 << 8 | (n))

static const struct predefined {
	const char *name;
	uint64_t tag;
	const struct setting_type *type;
} predefined[] = {
	/* the network card */
	{"mac", SETTING_TAG_NONE, &setting_type_hex},
	{"hwaddr", SETTING_TAG_NONE, &setting_type_hex},
	{"bustype", SETTING_TAG_NONE, &setting_type_string},
	{"busloc", SETTING_TAG_NONE, &setting_type_uint32},
	{"busid", SETTING_TAG_NONE, &setting_type_hex},
	{"linktype", SETTING_TAG_NONE, &setting_type_string},
	{"chip", SETTING_TAG_NONE, &setting_type_string},
	{"ifname", SETTING_TAG_NONE, &setting_type_string},
	{"mtu", 26, &setting_type_uint16},
	{"ssid", SETTING_TAG_NONE, &setting_type_string},
	{"active-scan", SETTING_TAG_NONE, &setting_type_int8},
	{"key", SETTING_TAG_NONE, &setting_type_string},
	/* IPv4 */
	{"ip", SETTING_TAG_IP, &setting_type_ipv4},
	{"netmask", 1, &setting_type_ipv4},
	{"gateway", 3, &setting_type_ipv4},
	{"dns", 6, &setting_type_ipv4},
	{"ntp", 42, &setting_type_ipv4},
	{"static-routes", 121, &setting_type_hex},
	{"domain", 15, &setting_type_string},
	{"dnssl", 119, &setting_type_dnssl},
	{"hostname", 12, &setting_type_string},
	/* IPv6 */
	{"ip6", SETTING_TAG_NONE, &setting_type_ipv6},
	{"len6", SETTING_TAG_NONE, &setting_type_uint8},
	{"gateway6", SETTING_TAG_NONE, &setting_type_ipv6},
	{"dns6", SETTING_TAG_NONE, &setting_type_ipv6},
	/* what to boot */
	{"filename", 67, &setting_type_string},
	{"next-server", SETTING_TAG_NEXT_SERVER, &setting_type_ipv4},
	{"root-path", 17, &setting_type_string},
	{"san-filename", EB(188), &setting_type_string},
	{"initiator-iqn", 203, &setting_type_string},
	{"keep-san", EB(8), &setting_type_int8},
	{"skip-san-boot", EB(9), &setting_type_int8},
	{"san-drive", EB(189), &setting_type_uint8},
	{"san-retries", EB(187), &setting_type_int8},
	{"username", EB(190), &setting_type_string},
	{"password", EB(191), &setting_type_string},
	{"reverse-username", EB(192), &setting_type_string},
	{"reverse-password", EB(193), &setting_type_string},
	{"scriptlet", EB(81), &setting_type_string},
	{"priority", SETTING_TAG_PRIORITY, &setting_type_int8},
	{"no-pxedhcp", EB(176), &setting_type_uint8},
	{"bus-id", EB(177), &setting_type_hex},
	{"use-cached", EB(178), &setting_type_uint8},
	/* the host and its servers */
	{"user-class", 77, &setting_type_string},
	{"vendor-class", 60, &setting_type_string},
	{"dhcp-server", 54, &setting_type_ipv4},
	{"syslog", 7, &setting_type_ipv4},
	{"syslog6", SETTING_TAG_NONE, &setting_type_ipv6},
	{"syslogs", EB(85), &setting_type_string},
	{"uid", EB(194), &setting_type_uint32},
	{"gid", EB(195), &setting_type_uint32},
	{"uuid", SETTING_TAG_NONE, &setting_type_uuid},
	{"manufacturer", SETTING_TAG_NONE, &setting_type_string},
	{"product", SETTING_TAG_NONE, &setting_type_string},
	{"serial", SETTING_TAG_NONE, &setting_type_string},
	{"asset", SETTING_TAG_NONE, &setting_type_string},
	{"board-serial", SETTING_TAG_NONE, &setting_type_string},
	/* trust */
	{"trust", EB(90), &setting_type_hex},
	{"cert", EB(91), &setting_type_hex},
	{"privkey", EB(92), &setting_type_hex},
	{"crosscert", EB(93), &setting_type_string},
	/* the machine and ourselves. "version" is ours: option 175.235, a server's idea of a
	 * version, is reached by its number only, or it would hide behind this name. */
	{"cpuvendor", SETTING_TAG_NONE, &setting_type_string},
	{"cpumodel", SETTING_TAG_NONE, &setting_type_string},
	{"errno", SETTING_TAG_NONE, &setting_type_uint32},
	{"buildarch", SETTING_TAG_NONE, &setting_type_string},
	{"platform", SETTING_TAG_NONE, &setting_type_string},
	{"version", SETTING_TAG_NONE, &setting_type_string},
	{"unixtime", SETTING_TAG_NONE, &setting_type_uint32},
	{"cwuri", SETTING_TAG_NONE, &setting_type_string},
	{"cwduri", SETTING_TAG_NONE, &setting_type_string},
	{"memsize", SETTING_TAG_NONE, &setting_type_int32},
	{"vram", SETTING_TAG_NONE, &setting_type_base64},
	{"sysmac", SETTING_TAG_NONE, &setting_type_hex},
	{"dmesg", SETTING_TAG_NONE, &setting_type_string},
	{"keymap", SETTING_TAG_NONE, &setting_type_string},
	{"peerhost", SETTING_TAG_NONE, &setting_type_string},
};

/* By (tag), or by (name) if there is no tag; (name) may be NULL if there is one. */
static const struct predefined *predefined_find(const char *name, uint64_t tag)
{
	for (size_t i = 0; i < ARRAY_SIZE(predefined); i++) {
		const struct predefined *p = &predefined[i];

		if (tag != SETTING_TAG_NONE ? p->tag == tag : name && strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

bool setting_tag_parse(const char *s, uint64_t *ret)
{
	uint64_t tag = 0;

	for (;;) {
		size_t n = strcspn(s, ".");
		uint64_t component;

		if (!setting_number_parse(s, n, &component))
			return false;
		if (tag >> 56)
			return false;
		tag = tag << 8 | component;
		if (!s[n])
			break;
		s += n + 1;
	}
	*ret = tag;
	return true;
}

int setting_name_parse(const char *text, struct setting_name *ret)
{
	const char *slash = strchr(text, '/');
	const char *name = slash ? slash + 1 : text;
	size_t block_len = slash ? (size_t)(slash - text) : 0;
	size_t name_len = strcspn(name, ":");
	const struct setting_type *type = NULL;

	if (strlen(text) >= SETTING_NAME_MAX || name_len == 0)
		return -ERR_INVAL;
	if (name[name_len]) {
		type = setting_type_find(name + name_len + 1);
		if (!type)
			return -ERR_NOTSUP;
	}
	memcpy(ret->block, text, block_len);
	ret->block[block_len] = '\0';
	memcpy(ret->name, name, name_len);
	ret->name[name_len] = '\0';
	ret->type = type;
	return 0;
}

void setting_name_key(const struct setting_name *n, bool own_tags, struct setting_key *ret)
{
	const struct predefined *p = NULL;

	*ret = (struct setting_key){.name = n->name, .tag = SETTING_TAG_NONE, .type = n->type};
	if (!setting_tag_parse(n->name, &ret->tag))
		p = predefined_find(n->name, SETTING_TAG_NONE);
	else if (!own_tags && ret->tag != SETTING_TAG_NONE)
		p = predefined_find(NULL, ret->tag);
	if (!p)
		return;
	ret->name = p->name;
	if (!own_tags)
		ret->tag = p->tag;
	if (!n->type)
		ret->type = p->type;
}

bool setting_predefined(unsigned n, struct setting_key *ret)
{
	if (n >= ARRAY_SIZE(predefined))
		return false;
	*ret = (struct setting_key){predefined[n].name, predefined[n].tag, predefined[n].type};
	return true;
}
