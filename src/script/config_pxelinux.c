/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configurations of PXELINUX on servers: the names it looks for (option 209, then the machine's
 * UUID, its hardware address, its IP address in hexadecimal and ever fewer digits of that,
 * "default"), and the facts that SYSAPPEND tells kernels.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "menu/syslinux.h"
#include "script/netconfig.h"

#define FOLDER   "pxelinux.cfg/"
#define UUID_LEN 16

static int no_memory(void)
{
	return fail(ERR_NOMEM, "pxelinux: no memory");
}

/* ---- facts ---- */

/* The bytes in the order of the SMBIOS table, which is that of DHCP option 97. */
static bool get_uuid(uint8_t out[UUID_LEN])
{
	static const uint8_t order[UUID_LEN] = {
		3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	_cleanup_(setting_value_free) struct setting_value v = {};
	unsigned sum = 0;

	if (settings_get_raw("uuid", &v, NULL) || v.len != UUID_LEN)
		return false;
	for (unsigned i = 0; i < UUID_LEN; i++) {
		out[i] = v.data[order[i]];
		sum += out[i];
	}
	return sum != 0 && sum != UUID_LEN * 0xff; /* no number at all */
}

static char *uuid_text(const uint8_t u[UUID_LEN])
{
	return str_format("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12],
		u[13], u[14], u[15]);
}

static char *fact_sysuuid(void)
{
	uint8_t uuid[UUID_LEN];

	/* Their test for one that is worth telling. */
	if (!get_uuid(uuid) || uuid[6] < 0x10 || uuid[6] > 0xef)
		return NULL;
	return uuid_text(uuid);
}

static char *fact_bootif(void)
{
	_cleanup_(freep) char *mac = settings_get_text("netX/mac:hexhyp");

	return mac ? str_format("01-%s", mac) : NULL; /* 01: Ethernet */
}

static char *address(const char *setting)
{
	char *text = settings_get_text(setting);

	return text ? text : str_dup("0.0.0.0");
}

static char *fact_ip(void)
{
	_cleanup_(freep) char *ip = address("netX/ip");
	_cleanup_(freep) char *gateway = address("netX/gateway");
	_cleanup_(freep) char *mask = address("netX/netmask");
	_cleanup_(freep) char *server = netconfig_next_server();

	if (!ip || !gateway || !mask)
		return NULL;
	return str_format("%s:%s:%s:%s", ip, server ? server : "0.0.0.0", gateway, mask);
}

static char *fact_cpu(void)
{
	enum { EAX, EBX, ECX, EDX };
	uint32_t basic[4], extended[4];
	unsigned family;

	plat_cpuid(1, 0, basic);
	plat_cpuid(0x80000001, 0, extended);
	family = basic[EAX] >> 8 & 15;
	return str_format("%u%s%s%s%s%s%s", MIN(family, 6u), basic[EDX] >> 6 & 1 ? "P" : "",
		basic[ECX] >> 5 & 1 ? "V" : "", basic[ECX] >> 6 & 1 ? "T" : "",
		extended[EDX] >> 20 & 1 ? "X" : "", extended[EDX] >> 29 & 1 ? "L" : "",
		extended[ECX] >> 2 & 1 ? "S" : "");
}

static char *fact_sysff(void)
{
	uint64_t type;

	return settings_get_uint("smbios/3.5.1", &type) ? NULL
							: str_format("%u", (unsigned)type & 127);
}

/* Kinds of facts: what tells them, or where they are in the SMBIOS tables. */
static const struct {
	char *(*get)(void);
	const char *setting;
} facts[SYSLINUX_FACTS] = {
	[SYSLINUX_IP] = {.get = fact_ip},
	[SYSLINUX_BOOTIF] = {.get = fact_bootif},
	[SYSLINUX_SYSUUID] = {.get = fact_sysuuid},
	[SYSLINUX_CPU] = {.get = fact_cpu},
	[SYSLINUX_SYSVENDOR] = {.setting = "smbios/1.4.0"},
	[SYSLINUX_SYSPRODUCT] = {.setting = "smbios/1.5.0"},
	[SYSLINUX_SYSVERSION] = {.setting = "smbios/1.6.0"},
	[SYSLINUX_SYSSERIAL] = {.setting = "smbios/1.7.0"},
	[SYSLINUX_SYSSKU] = {.setting = "smbios/1.25.0"},
	[SYSLINUX_SYSFAMILY] = {.setting = "smbios/1.26.0"},
	[SYSLINUX_MBVENDOR] = {.setting = "smbios/2.4.0"},
	[SYSLINUX_MBPRODUCT] = {.setting = "smbios/2.5.0"},
	[SYSLINUX_MBVERSION] = {.setting = "smbios/2.6.0"},
	[SYSLINUX_MBSERIAL] = {.setting = "smbios/2.7.0"},
	[SYSLINUX_MBASSET] = {.setting = "smbios/2.8.0"},
	[SYSLINUX_BIOSVENDOR] = {.setting = "smbios/0.4.0"},
	[SYSLINUX_BIOSVERSION] = {.setting = "smbios/0.5.0"},
	[SYSLINUX_SYSFF] = {.get = fact_sysff},
	/* SYSLINUX_FSUUID: of the file system booted from, there is none */
};

/* ---- names ---- */

static int add_name(struct strbuf *out, const char *name)
{
	return strbuf_addf(out, FOLDER "%s\n", name);
}

/* Takes (name). */
static int take_name(struct strbuf *out, char *name)
{
	int rc = name ? add_name(out, name) : 0;

	free(name);
	return rc;
}

static int add_addresses(struct strbuf *out)
{
	uint32_t ip;
	_cleanup_(freep) char *hex = NULL;
	int rc = 0;

	if (settings_get_ipv4("netX/ip", &ip))
		return 0;
	hex = str_format("%08X", ip);
	if (!hex)
		return no_memory();
	for (size_t n = strlen(hex); n && !rc; n--) {
		hex[n] = '\0';
		rc = add_name(out, hex);
	}
	return rc;
}

/* The name that DHCP gives, in option 209 or, as old servers do, in there among the vendor's. */
static int add_option(struct strbuf *out)
{
	static const char *const settings[] = {"209:string", "43.209:string"};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		_cleanup_(freep) char *said = settings_get_text(settings[i]);

		if (said && *said)
			return strbuf_addf(out, "%s\n", said);
	}
	return 0;
}

static int names(const char *prefix, struct strbuf *out)
{
	uint8_t uuid[UUID_LEN];
	int rc = add_option(out);

	(void)prefix;
	if (!rc && get_uuid(uuid))
		rc = take_name(out, uuid_text(uuid));
	if (!rc)
		rc = take_name(out, fact_bootif());
	if (!rc)
		rc = add_addresses(out);
	return rc ? rc : add_name(out, "default");
}

/* ---- reading ---- */

static int read(const struct bootmenu_files *files, const char *url, const char *prefix,
	struct bootmenu **ret)
{
	_cleanup_(freep) char *server = netconfig_next_server();
	struct syslinux_options o = {.variant = SYSLINUX_PXE, .cwd = prefix, .next_server = server};
	char *values[SYSLINUX_FACTS];
	int rc;

	for (unsigned i = 0; i < SYSLINUX_FACTS; i++) {
		values[i] = facts[i].get   ? facts[i].get()
			: facts[i].setting ? settings_get_text(facts[i].setting)
					   : NULL;
		o.facts[i] = values[i];
	}
	rc = syslinux_read(files, url, &o, ret);
	for (unsigned i = 0; i < SYSLINUX_FACTS; i++)
		free(values[i]);
	return rc;
}

const struct config_format pxelinux_format = {.name = "pxelinux",
	.entry = "LABEL",
	.firmware = "pcbios",
	.goes_by_name = true,
	.names = names,
	.read = read};
