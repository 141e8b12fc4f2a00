/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of configurations that are checked. Loaders differ in what names are relative to, and a
 * part of a tree may be checked alone, so a name is looked for in every folder from that of the
 * configuration up to the root.
 */
#include "host/configs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "host/alloc.h"

#define FILE_MOST 4000000u
#define UP_MOST   4u /* folders above the file's own, without a root */

void configs_free(struct configs *c)
{
	for (unsigned i = 0; i < c->n_names; i++)
		free(c->names[i]);
	free(c->names);
	*c = (struct configs){};
}

const char *configs_keep(struct configs *c, const char *name)
{
	for (unsigned i = 0; i < c->n_names; i++) {
		if (strcmp(c->names[i], name) == 0)
			return c->names[i];
	}
	c->names = host_grow(c->names, c->n_names, sizeof(*c->names));
	c->names[c->n_names] = host_ndup(name, strlen(name));
	return c->names[c->n_names++];
}

/* ---- reading ---- */

static bool is_url(const char *name)
{
	return strstr(name, "://") != NULL;
}

char *configs_copy(const void *text, size_t len)
{
	char *copy = host_alloc(len + 1, 1);

	if (len)
		memcpy(copy, text, len);
	return copy;
}

bool configs_same(const char *a, const char *b)
{
	struct stat x, y;

	if (strcmp(a, b) == 0)
		return true;
	return !is_url(a) && !is_url(b) && stat(a, &x) == 0 && stat(b, &y) == 0 &&
		x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static char *read_url(const struct configs *c, const char *name, size_t *ret_len)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(blob_free) struct blob data = {};
	int rc = uri_parse(name, &uri);

	if (!rc)
		rc = c->fetch ? c->fetch(uri, &data) : fail(ERR_NOTSUP, "%s: not read", name);
	if (!rc && data.len > FILE_MOST)
		rc = fail(ERR_TOOBIG, "%s: too long for a configuration", name);
	if (rc)
		return NULL;
	*ret_len = (size_t)data.len;
	return configs_copy(data.data, (size_t)data.len);
}

static char *read_open(FILE *f, const char *name, size_t *ret_len)
{
	char *text = host_alloc(FILE_MOST + 1, 1), *copy;
	size_t n = fread(text, 1, FILE_MOST + 1, f);

	if (n > FILE_MOST || ferror(f)) {
		(void)fail(ERR_TOOBIG, "%s: no configuration", name);
		free(text);
		return NULL;
	}
	copy = configs_copy(text, n);
	free(text);
	*ret_len = n;
	return copy;
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

char *configs_read(const struct configs *c, const char *name, size_t *ret_len)
{
	char *text;
	FILE *f;

	if (is_url(name))
		return read_url(c, name, ret_len);
	f = fopen(name, "rb");
	if (!f || !is_file(name)) {
		(void)fail(ERR_NOFILE, f ? "%s: is no file" : "%s: %m", name);
		if (f)
			fclose(f);
		return NULL;
	}
	text = read_open(f, name, ret_len);
	fclose(f);
	return text;
}

/* ---- looking ---- */

/* The length of the folder of (path), without a slash. */
static size_t folder_len(const char *path, size_t len)
{
	while (len && path[len - 1] != '/')
		len--;
	return len ? len - 1 : 0;
}

static bool has_name(const struct configs *c, const char *path)
{
	size_t len;
	char *text;

	if (!is_url(path))
		return is_file(path);
	text = configs_read(c, path, &len);
	free(text);
	return text != NULL;
}

/* How much of (from) is the root, which is not left: its own part that is no folder, or 0. */
static size_t root_len(const struct configs *c, const char *from)
{
	const char *host = strstr(from, "://");
	size_t n = c->root ? strlen(c->root) : 0;

	if (host)
		return (size_t)(host - from) + 3 + strcspn(host + 3, "/");
	return n && strncmp(from, c->root, n) == 0 && from[n] == '/' ? n : 0;
}

/* True if the name (name) in a folder (below) the root, "a/b", leads out of the root by "..". */
static bool leads_out(const char *below, const char *name)
{
	int depth = 0;

	for (unsigned i = 0; i < 2; i++) {
		for (const char *p = i ? name : below; *p && depth >= 0;) {
			size_t n = strcspn(p, "/");

			depth += n == 2 && memcmp(p, "..", 2) == 0 ? -1
								   : n && !(n == 1 && *p == '.');
			p += n + (p[n] == '/');
		}
	}
	return depth < 0;
}

static char *try_folder(const struct configs *c, const char *folder, size_t len, const char *name)
{
	char *path = host_format("%.*s%s%s", (int)len, folder, len ? "/" : "", name);
	size_t root = c->root ? strlen(c->root) : 0;
	char *below = root && len >= root && strncmp(folder, c->root, root) == 0
		? host_ndup(folder + root, len - root)
		: NULL;
	bool found = !(below && leads_out(below, name)) && has_name(c, path);

	free(below);
	if (found)
		return path;
	free(path);
	return NULL;
}

static bool is_pxelinux_folder(const char *path, size_t len)
{
	static const char name[] = "pxelinux.cfg";
	size_t n = sizeof(name) - 1;

	return len >= n && memcmp(path + len - n, name, n) == 0 &&
		(len == n || path[len - n - 1] == '/');
}

char *configs_find(const struct configs *c, const char *from, const char *name)
{
	size_t top = root_len(c, from), len = strlen(from);
	char *found = NULL;

	name += strspn(name, "/");
	if (is_pxelinux_folder(
		    from, folder_len(from, len))) /* names are relative to that above it */
		len = folder_len(from, len);
	for (unsigned up = 0; !found && (top || up <= UP_MOST); up++) {
		size_t n = folder_len(from, len);

		if (n < top || (n == 0 && (len == 0 || *from == '/')))
			break;
		found = try_folder(c, from, n, name);
		len = n;
	}
	if (!found && c->root)
		found = try_folder(c, c->root, strlen(c->root), name);
	return found;
}

/* Other servers have files of their own, unless the root has a folder for this one. */
static bool may_have_url(const struct configs *c, const char *url)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(strbuf_free) struct strbuf path = {};
	char *server, *file;
	struct stat st;
	bool has;

	if (uri_parse(url, &uri) || uri_path_decoded(uri, &path) || !path.len || !uri->host ||
		!*uri->host)
		return true;
	server = host_format("%s/%s", c->root, uri->host);
	file = host_format("%s/%s", server, path.s);
	has = stat(server, &st) != 0 || !S_ISDIR(st.st_mode) || stat(file, &st) == 0;
	free(server);
	free(file);
	return has;
}

bool configs_may_have(const struct configs *c, const char *from, const char *name)
{
	char *found;

	if (!c->root || !*name || name[strcspn(name, "$`*?")] || is_url(from))
		return true;
	if (is_url(name))
		return may_have_url(c, name);
	found = configs_find(c, from, name);
	free(found);
	return found != NULL;
}

void configs_report_missing(struct configs *c, bool is_error, const char *file, struct place at,
	const char *who, const char *name)
{
	char *meant = configs_meant(c, name);

	findings_add(c->f, is_error, file, at, "missing-file",
		"%s: there is no file %s in %s%s%s%s", who, name, c->root, meant ? "; is \"" : "",
		meant ? meant : "", meant ? "\" meant?" : "");
	free(meant);
}
