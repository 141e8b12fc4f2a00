/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configurations of GRUB on servers: where its images would look for them, and what it tells them
 * about the network. Images differ in the folder that was built into them, so several are looked
 * through.
 */
#include <string.h>

#include "core/settings.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "menu/grub.h"
#include "script/grub_world.h"
#include "script/netconfig.h"

#define UUID_LEN      16
#define VARIABLES_MAX 48

static int no_memory(void)
{
	return fail(ERR_NOMEM, "grub: no memory");
}

/* ---- where ---- */

/* The machine's number as DHCP option 97 has it, whose bytes GRUB takes as they are. "" if there is
 * none. */
static char *client_uuid(void)
{
	static const uint8_t order[UUID_LEN] = {
		3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	_cleanup_(setting_value_free) struct setting_value v = {};
	struct strbuf out = {};
	int rc = 0;

	if (settings_get_raw("uuid", &v, NULL) || v.len != UUID_LEN)
		return str_dup("");
	for (unsigned i = 0; i < UUID_LEN && !rc; i++)
		rc = strbuf_addf(&out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			v.data[order[i]]);
	if (!rc)
		return strbuf_take(&out);
	strbuf_free(&out);
	return NULL;
}

/* Firmware without a number says that all its digits are 0, or all f. */
static bool is_number(const char *uuid)
{
	return uuid[strspn(uuid, "0-")] && uuid[strspn(uuid, "f-")];
}

static int add_family(struct strbuf *out, const char *path)
{
	_cleanup_(freep) char *uuid = client_uuid(), *mac = settings_get_text("netX/mac"),
			      *list = NULL;
	uint32_t ip = 0;

	if (settings_get_ipv4("netX/ip", &ip))
		ip = 0;
	list = uuid ? grub_net_names(path, is_number(uuid) ? uuid : NULL, mac, ip) : NULL;
	return list ? strbuf_addf(out, "%s\n", list) : -ERR_NOMEM;
}

/* grub-mknetdir puts images into a folder beside the configuration: the names there. */
static int add_above(struct strbuf *out, const char *prefix)
{
	static const char *const names[] = {"/x86_64-efi/", "/i386-pc/"};
	size_t len = strlen(prefix);

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);
		_cleanup_(freep) char *path = NULL;

		if (len <= n || strcmp(prefix + len - n, names[i]) != 0)
			continue;
		path = str_format("%.*s/grub.cfg", (int)(len - n), prefix);
		return path ? add_family(out, path) : -ERR_NOMEM;
	}
	return 0;
}

/* The folders that images of distributions have built in, of the server's root. */
static int add_usual(struct strbuf *out, const char *prefix)
{
	static const char *const usual[] = {
		"grub", "boot/grub", "grub2", "boot/grub2", "debian-installer/amd64/grub"};
	const char *host = strstr(prefix, "://");
	int root = host ? (int)(host + 3 + strcspn(host + 3, "/") - prefix) : 0;
	int rc = 0;

	/* "grub" has been, if this is the root. */
	for (unsigned i = 0; i < ARRAY_SIZE(usual) && root && !rc; i++)
		if (i > 0 || (prefix[root] && prefix[root + 1]))
			rc = strbuf_addf(out, "%.*s/%s/grub.cfg\n", root, prefix, usual[i]);
	return rc;
}

static int names(const char *prefix, struct strbuf *out)
{
	int rc = add_above(out, prefix);

	if (!rc)
		rc = add_family(out, "grub/grub.cfg");
	if (!rc)
		rc = add_family(out, "grub.cfg");
	if (!rc)
		rc = add_usual(out, prefix);
	return rc ? no_memory() : 0;
}

/* ---- what it is told ---- */

struct variables {
	char *v[VARIABLES_MAX + 1]; /* "name=value", NULL at the end */
	unsigned n;
	int rc;
};

static void variables_free(struct variables *v)
{
	while (v->n > 0)
		free(v->v[--v->n]);
}

/* Adds PREFIXname=VALUE unless (value), which is taken, is NULL. */
static void add(struct variables *v, const char *prefix, const char *name, char *value)
{
	if (value && !v->rc && v->n < VARIABLES_MAX) {
		v->v[v->n] = str_format("%s%s=%s", prefix, name, value);
		if (v->v[v->n])
			v->n++;
		else
			v->rc = no_memory();
	}
	free(value);
}

/* What belongs to the card, or to its address, whose name is in (prefix). */
static void add_card(struct variables *v, const char *prefix)
{
	static const struct {
		const char *name, *setting;
	} table[] = {
		{"ip", "netX/ip"},
		{"mac", "netX/mac"},
		{"hostname", "hostname"},
		{"domain", "domain"},
		{"rootpath", "root-path"},
		{"extensionspath", "18:string"},
		{"boot_file", "filename"},
		{"dhcp_server_name", "66:string"},
		{"next_server", "next-server"},
		{"clientid", "61:hexraw"},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++)
		add(v, prefix, table[i].name, settings_get_text(table[i].setting));
	add(v, prefix, "clientuuid", client_uuid());
}

/* The folder (prefix) as a path of GRUB's, without the slash at its end. */
static char *device_path(const char *prefix)
{
	const char *colon = strstr(prefix, "://"), *path;
	size_t len;

	if (!colon)
		return NULL;
	path = colon + 3 + strcspn(colon + 3, "/");
	len = strlen(path);
	while (len && path[len - 1] == '/')
		len--;
	return str_format("(%.*s,%.*s)%.*s", (int)(colon - prefix), prefix, (int)(path - colon - 3),
		colon + 3, (int)len, path);
}

static void fill(struct variables *v, const char *server, const char *prefix, bool is_efi)
{
	const char *card = is_efi ? "efinet0" : "pxe";

	add(v, "net_default_", "interface", str_dup(card));
	add(v, "net_default_", "ip", settings_get_text("netX/ip"));
	add(v, "net_default_", "mac", settings_get_text("netX/mac"));
	add(v, "net_default_", "server", str_dup(server));
	add(v, "pxe_default_", "server", str_dup(server));
	if (prefix)
		add(v, "", "cmdpath", device_path(prefix));
	add_card(v, is_efi ? "net_efinet0_" : "net_pxe_");
	if (is_efi) /* as after net_dhcp, which configurations say to be sure */
		add_card(v, "net_efinet0_dhcp_");
}

/* ---- reading ---- */

/* Where (url) is: the device "http,192.0.2.1:8080", its URL without a path, and the server
 * alone. */
struct place {
	char *root, *home, *server;
};

static void place_free(struct place *p)
{
	free(p->root);
	free(p->home);
	free(p->server);
}

static int find_place(const char *url, struct place *ret)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	const char *colon = strstr(url, "://");
	int rc = uri_parse(url, &uri), host;

	if (rc)
		return rc;
	if (!colon || !uri->host)
		return fail(ERR_INVAL, "grub: %s is no URL of a server", url);
	host = (int)strcspn(colon + 3, "/?#");
	ret->home = str_ndup(url, (size_t)(colon + 3 + host - url));
	ret->root =
		str_format("%.*s%s%.*s", (int)(colon - url), url, host ? "," : "", host, colon + 3);
	ret->server = str_dup(uri->host);
	return ret->home && ret->root && ret->server ? 0 : no_memory();
}

static int read(const struct bootmenu_files *net, const char *url, const char *prefix,
	struct bootmenu **ret)
{
	_cleanup_(place_free) struct place place = {};
	struct bootmenu_files files = *net;
	struct variables v = {};
	int rc = find_place(url, &place);

	/* $prefix is the folder of what was found, to GRUB as well. */
	if (!rc) {
		fill(&v, place.server, prefix, files.is_efi);
		rc = v.rc;
	}
	if (!rc) {
		const struct grub_options o = {.root = place.root,
			.home = place.home,
			.variables = (const char *const *)v.v,
			.world = &grub_world};

		files.is_remote = true;
		rc = grub_read(&files, url, &o, ret);
	}
	variables_free(&v);
	return rc;
}

const struct config_format grub_format = {
	.name = "grub", .entry = "menuentry", .firmware = "efi", .names = names, .read = read};
