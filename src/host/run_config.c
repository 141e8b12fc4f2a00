/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running the configurations of other boot loaders. They are about a server, so a file becomes a
 * URL of the one that DHCP names, and the tree of folders around it what that server has.
 */
#include "host/run_config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arch/platform.h"
#include "autoboot.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/util.h"
#include "host/schemes.h"
#include "menu/bls.h"
#include "script/netconfig.h"

#define NO_SERVER "10.0.2.2" /* that of the pretended network */
#define LOADER    "hawser.efi"

/* The server, by address; caller frees. NULL: no memory. */
static char *server_name(void)
{
	char *name = netconfig_next_server();

	return name ? name : str_dup(NO_SERVER);
}

static unsigned config_count(void)
{
	unsigned n = 0;

	while (config_formats[n])
		n++;
	return n;
}

static const struct config_format *format_of(enum config_kind kind)
{
	switch (kind) {
	case CONFIG_GRUB:
		return &grub_format;
	case CONFIG_BLS:
		return &bls_format;
	default:
		return &pxelinux_format;
	}
}

static bool ends_with(const char *s, size_t len, const char *tail)
{
	size_t n = strlen(tail);

	return len >= n && memcmp(s + len - n, tail, n) == 0;
}

/* The length of the part of (path), a file's, that is the server's root as such files usually lie
 * below it. */
static size_t root_of(const char *path)
{
	static const char *const folders[] = {"/pxelinux.cfg", "/boot/grub", "/boot/grub2", "/grub",
		"/grub2", "/loader/entries", "/EFI/BOOT", "/debian-installer/amd64/grub"};
	size_t len = (size_t)(strrchr(path, '/') - path), best = len;

	for (unsigned i = 0; i < ARRAY_SIZE(folders); i++) {
		if (ends_with(path, len, folders[i]))
			best = MIN(best, len - strlen(folders[i]));
	}
	return best;
}

/* The length of the root folder (given) at the beginning of (path), 0 if it is elsewhere. */
static size_t below(const char *given, const char *path)
{
	static char root[PATH_MAX];
	size_t n;

	if (!given || !realpath(given, root))
		return 0;
	n = strlen(root);
	return strncmp(root, path, n) == 0 && path[n] == '/' ? n : 0;
}

/* Where the machine would have (what) from; caller frees. */
static int url_of(const struct host_options *o, const char *what, char **ret)
{
	static char path[PATH_MAX], home[PATH_MAX];
	_cleanup_(freep) char *server = server_name();
	size_t n;

	if (strstr(what, "://"))
		*ret = str_dup(what);
	else if (!realpath(what, path))
		return fail(ERR_NOFILE, "%s: %m", what);
	if (*ret || !server)
		return *ret ? 0 : fail(ERR_NOMEM, "no memory for %s", what);
	n = below(o->root, path);
	if (!n) {
		n = root_of(path);
		(void)snprintf(home, sizeof(home), "%.*s", (int)n, path);
		schemes_set_home(server, home);
	}
	*ret = str_format("tftp://%s%s", server, path + n);
	return *ret ? 0 : fail(ERR_NOMEM, "no memory for %s", what);
}

/* An entry by itself is found by the index beside it only. */
static int index_of(char **url)
{
	size_t n = (size_t)(strrchr(*url, '/') - *url);
	char *longer = str_format("%.*s/" BLS_INDEX, (int)n, *url);

	if (!longer)
		return fail(ERR_NOMEM, "no memory for %s", *url);
	free(*url);
	*url = longer;
	return 0;
}

int run_config(const struct host_options *o, const char *what, enum config_kind kind)
{
	const struct netconfig_how how = {.entry = o->entry, .list = o->list};
	_cleanup_(freep) char *url = NULL;
	int rc = url_of(o, what, &url);

	if (!rc && kind == CONFIG_BLS)
		rc = index_of(&url);
	return rc ? rc : netconfig_run(format_of(kind), url, NULL, &how);
}

/* ---- start-up ---- */

/* The file that DHCP names is a script: it is run, and is not what loaded us. */
static bool is_script(const char *root, const char *name)
{
	_cleanup_(freep) char *path = str_format("%s/%s", root, name);
	char magic[2] = "";
	FILE *f = path ? fopen(path, "rb") : NULL;
	bool is = f && fread(magic, 1, 2, f) == 2 && memcmp(magic, "#!", 2) == 0;

	if (f)
		fclose(f);
	return is;
}

/* The first configuration beside (loader), as start-up looks for them, with what (o) wants
 * of it. */
static int search(const struct host_options *o, const char *loader)
{
	const struct netconfig_how how = {.entry = o->entry, .list = o->list};
	_cleanup_(uri_freep) struct uri *base = NULL;
	bool found = false;
	int rc = uri_parse(loader, &base);

	for (unsigned i = 0; !rc && i < 2 * config_count(); i++) {
		const struct config_format *f = config_formats[i % config_count()];

		if ((strcmp(f->firmware, plat_name) == 0) != (i < config_count()))
			continue;
		rc = netconfig_search_beside(f, base, &how, &found);
		if (found || rc != -ERR_NOENT)
			return rc;
		rc = 0;
	}
	return rc ? rc : fail(ERR_NOENT, "there is no configuration beside %s", loader);
}

int run_start_up(const struct host_options *o)
{
	_cleanup_(freep) char *server = server_name(), *name = settings_get_text("filename"),
			      *path = NULL;
	struct boot_args args = {};

	if (!o->root)
		return fail(
			ERR_INVAL, "run wants a file or URL, or the folder of a server: --root");
	if (name && strstr(name, "://"))
		path = str_dup(name);
	else if (server)
		path = str_format("tftp://%s/%s", server,
			name && *name && !is_script(o->root, name) ? name + (*name == '/')
								   : LOADER);
	if (!path)
		return fail(ERR_NOMEM, "no memory for a name");
	if (o->list || o->entry)
		return search(o, path);
	args.loader_path = path;
	return autoboot_run(&args);
}
