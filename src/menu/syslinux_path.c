/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of files in SYSLINUX configurations. ISOLINUX and SYSLINUX know paths; PXELINUX puts every
 * name behind its folder, "/x" too, unless it is a URL or says its server: "host::x", or "::x" for
 * the TFTP server that DHCP named.
 */
#include <string.h>

#include "core/status.h"
#include "menu/syslinux_priv.h"

static int no_memory(void)
{
	return fail(ERR_NOMEM, "syslinux: no memory for the name of a file");
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool syslinux_is_url(const char *name)
{
	size_t n = 0;

	while (is_alnum(name[n]) || (name[n] && strchr("+-.", name[n])))
		n++;
	return n && strncmp(name + n, "://", 3) == 0;
}

/* The root of the server that (url) is on, "scheme://host", as a length. */
static size_t url_root(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return (size_t)(host - url) + strcspn(host, "/?#");
}

/* Appends (name) with what has a meaning in URLs encoded, but for "%" and "?", of which servers of
 * HTTP know it, unless (name) (is_plain). */
static int add_encoded(struct strbuf *out, const char *name, bool is_plain)
{
	const char *kept = is_plain ? "/-._~!$&'()*+,;=:@" : "/-._~!$&'()*+,;=:@%?";

	for (; *name; name++) {
		int rc = is_alnum(*name) || strchr(kept, *name)
			? strbuf_addc(out, *name)
			: strbuf_addf(out, "%%%02X", (unsigned char)*name);

		if (rc)
			return rc;
	}
	return 0;
}

/* Appends the parts of (path), each behind one slash, with "." and ".." done. */
static int add_parts(struct strbuf *out, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");
		int rc = 0;

		if (n == 2 && path[0] == '.' && path[1] == '.') {
			while (out->len && out->s[out->len - 1] != '/')
				out->len--;
			out->len -= out->len ? 1 : 0;
		} else if (n && !(n == 1 && path[0] == '.')) {
			rc = strbuf_addc(out, '/');
			if (rc == 0)
				rc = strbuf_add(out, path, n);
		}
		if (rc)
			return rc;
		path += n + (path[n] ? 1 : 0);
	}
	return 0;
}

static int plain_path(const char *folder, const char *name, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	char *path;
	int rc = add_parts(&out, folder);

	if (rc == 0)
		rc = add_parts(&out, name);
	if (rc == 0 && out.len == 0)
		rc = strbuf_addc(&out, '/');
	if (rc)
		return rc;
	out.s[out.len] = '\0';
	path = strbuf_take(&out);
	if (!path)
		return no_memory();
	*ret = path;
	return 0;
}

/* True for what ends a prefix: it may be the first part of names, as "lab_". */
static bool is_prefix(char last)
{
	return !is_alnum(last) && !strchr("-.", last);
}

/* (root_len) bytes of the URL (base), a slash if that is a folder, and (name), which PXELINUX sends
 * as it is written. */
static int url_path(const char *base, size_t root_len, const char *name, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	char *path;
	int rc = strbuf_add(&out, base, root_len);

	while (*name == '/')
		name++;
	if (rc == 0 && (root_len == url_root(base) || !is_prefix(base[root_len - 1])))
		rc = strbuf_addc(&out, '/');
	if (rc == 0)
		rc = add_encoded(&out, name, strncmp(base, "tftp:", 5) == 0);
	if (rc)
		return rc;
	path = strbuf_take(&out);
	if (!path)
		return no_memory();
	*ret = path;
	return 0;
}

/* "host::path"; (mark) is at the colons. */
static int server_path(
	const struct syslinux *s, const char *cwd, const char *name, const char *mark, char **ret)
{
	size_t n = (size_t)(mark - name);
	_cleanup_(freep) char *base = NULL;

	if (n)
		base = str_format("tftp://%.*s", (int)n, name);
	else if (s->next_server)
		base = str_format("tftp://%s", s->next_server);
	else if (syslinux_is_url(cwd))
		return url_path(cwd, url_root(cwd), mark + 2, ret);
	else
		return plain_path("", mark + 2, ret);
	if (!base)
		return no_memory();
	return url_path(base, strlen(base), mark + 2, ret);
}

int syslinux_path(const struct syslinux *s, const char *cwd, const char *name, char **ret)
{
	const char *mark = strstr(name, "::");
	char *copy;

	if (syslinux_is_url(name)) {
		copy = str_dup(name);
		if (!copy)
			return no_memory();
		*ret = copy;
		return 0;
	}
	if (s->variant == SYSLINUX_PXE && mark)
		return server_path(s, cwd, name, mark, ret);
	if (syslinux_is_url(cwd))
		return url_path(cwd,
			name[0] == '/' && s->variant != SYSLINUX_PXE ? url_root(cwd) : strlen(cwd),
			name, ret);
	return plain_path(name[0] == '/' && s->variant != SYSLINUX_PXE ? "" : cwd, name, ret);
}

char *syslinux_folder(enum syslinux_variant variant, const char *path)
{
	static const char above[] = "/pxelinux.cfg";
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	size_t n_above = sizeof(above) - 1;

	if (variant == SYSLINUX_PXE && n >= n_above &&
		memcmp(path + n - n_above, above, n_above) == 0)
		n -= n_above;
	return n ? str_ndup(path, n) : str_dup("/");
}
