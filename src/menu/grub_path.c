/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices and paths of GRUB: "(device)/path" becomes a path inside the image, a URL, or something
 * on the machine's own disks. The device the configuration came from is the image, whatever it is
 * called, and so are CD drives and what "loopback" made of the image itself. If that device is a
 * server all paths become URLs, of files inside of an ISO image of it, too.
 */
#include <ctype.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* "http,host:port", "tftp", "pxe:host": the scheme of the URL, or NULL; (ret_host) may be "". */
static const char *network_scheme(const char *device, const char **ret_host)
{
	static const struct {
		const char *name, *scheme;
	} table[] = {{"http", "http"}, {"https", "https"}, {"tftp", "tftp"}, {"pxe", "tftp"}};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		size_t n = strlen(table[i].name);

		if (strncmp(device, table[i].name, n) != 0)
			continue;
		if (device[n] && device[n] != ',' && device[n] != ':')
			continue;
		*ret_host = device[n] ? device + n + 1 : "";
		return table[i].scheme;
	}
	return NULL;
}

/* The server that a device without one means; NULL: none is set. */
static const char *default_server(const struct grub_run *r)
{
	const char *server = grub_env_get(&r->context->env, "net_default_server");

	if (!server || !*server)
		server = grub_env_get(&r->context->env, "pxe_default_server");
	return server && *server ? server : NULL;
}

/* Whether "(scheme)" without a server is home, whose server is (home): a configuration may have
 * chosen another one, which knows no port. */
static bool is_default(const struct grub_run *r, const char *home)
{
	const char *server = default_server(r);
	size_t n = server ? strlen(server) : 0;

	return !server ||
		(strncmp(server, home, n) == 0 && (!home[n] || (home[n] == ':' && n > 0)));
}

/* Whether (device) is the one the configuration came from: "tftp" and "pxe" are short for
 * "tftp,server". */
static bool is_home(const struct grub_run *r, const char *device)
{
	const char *host, *home_host;
	const char *scheme = network_scheme(device, &host);
	const char *home = network_scheme(r->g->root, &home_host);

	if (!scheme || !home)
		return strcmp(r->g->root, device) == 0;
	if (strcmp(scheme, home) != 0)
		return false;
	return *host ? strcmp(host, home_host) == 0 : is_default(r, home_host);
}

static const char *current_root(const struct grub_run *r)
{
	const char *root = grub_env_get(&r->context->env, "root");

	return root && *root ? root : r->g->root;
}

static bool is_cd(const char *name)
{
	return starts_with(name, "cd") && name[2 + strspn(name + 2, "0123456789")] == '\0';
}

static const struct grub_device *find_device(const struct grub_run *r, const char *name)
{
	const struct grub_device *d = r->context->devices;

	while (d && strcmp(d->name, name) != 0)
		d = d->next;
	return d;
}

enum grub_place grub_device_place(struct grub_run *r, const char *name, int *ret_drive)
{
	const char *device = *name ? name : current_root(r), *host;
	const struct grub_device *d = find_device(r, device);
	bool is_fd = starts_with(device, "fd");

	*ret_drive = 0;
	if (d)
		return !d->file ? PLACE_IMAGE : r->g->files.is_remote ? PLACE_URL : PLACE_NOWHERE;
	if (is_home(r, device) || is_cd(device))
		return PLACE_IMAGE;
	if (network_scheme(device, &host))
		return PLACE_URL;
	/* "(hd*)" stays what it is, and goes through loops that look for something on disks. */
	if ((is_fd || starts_with(device, "hd")) &&
		(isdigit((unsigned char)device[2]) || device[2] == '*')) {
		unsigned long n = strtoul(device + 2, NULL, 10);

		*ret_drive = n > 0x7f || is_fd ? 0 : 0x80 + (int)n;
		return PLACE_DISK;
	}
	return PLACE_NOWHERE;
}

static void drop_last(struct strbuf *path)
{
	while (path->len > 0 && path->s[path->len - 1] != '/')
		path->len--;
	path->len -= path->len > 0;
	if (path->s)
		path->s[path->len] = '\0';
}

/* A path without empty parts, "." and "..", beginning with a slash. */
static char *clean_path(const char *path)
{
	struct strbuf out = {};
	int rc = 0;

	while (*path && !rc) {
		size_t n = strcspn(path, "/");

		if (n == 2 && path[0] == '.' && path[1] == '.') {
			drop_last(&out);
		} else if (n > 1 || (n == 1 && *path != '.')) {
			rc = strbuf_addc(&out, '/');
			if (!rc)
				rc = strbuf_add(&out, path, n);
		}
		path += n;
		path += *path == '/';
	}
	if (!rc && !out.len)
		rc = strbuf_addc(&out, '/');
	if (!rc)
		return strbuf_take(&out);
	strbuf_free(&out);
	return NULL;
}

/* GRUB sends a path as it is, so what would end a URL's path is encoded; (is_plain): no
 * character of a name has a meaning. */
static int add_url_path(struct strbuf *out, const char *path, bool is_plain)
{
	int rc = strbuf_addc(out, '/');

	for (path += *path == '/'; *path && !rc; path++) {
		uint8_t c = (uint8_t)*path;

		if (c <= ' ' || c >= 127 || c == '#' || (is_plain && strchr("?%", c)))
			rc = strbuf_addf(out, "%%%02X", c);
		else
			rc = strbuf_addc(out, (char)c);
	}
	return rc;
}

/* The file (path) inside of the ISO image that (d) is. */
static int make_iso_url(const struct grub_device *d, const char *path, char **ret)
{
	_cleanup_(freep) char *clean = clean_path(path);

	*ret = clean ? str_format("iso:%s!%s", d->file, clean) : NULL;
	return *ret ? 0 : fail(ERR_NOMEM, "grub: no memory for a path");
}

static int make_url(struct grub_run *r, const char *device, const char *path, char **ret)
{
	const struct grub_device *d = find_device(r, device);
	struct strbuf out = {};
	const char *host, *scheme = network_scheme(device, &host);
	bool is_bare;
	int rc;

	if (d && d->file)
		return make_iso_url(d, path, ret);
	if (!*host)
		host = default_server(r);
	if (!host)
		return fail(
			ERR_NOTSUP, "(%.60s)%.80s: net_default_server is not set", device, path);
	/* An address of IPv6, which only URLs want in brackets. */
	is_bare = *host != '[' && strchr(host, ':') != strrchr(host, ':');
	rc = strbuf_addf(&out, is_bare ? "%s://[%s]" : "%s://%s", scheme, host);
	if (!rc)
		rc = add_url_path(&out, path, strcmp(scheme, "tftp") == 0);
	*ret = rc ? NULL : strbuf_take(&out);
	strbuf_free(&out);
	return *ret ? 0 : fail(ERR_NOMEM, "grub: no memory for a path");
}

static bool is_http(const char *scheme)
{
	return starts_with(scheme, "http:") || starts_with(scheme, "https:");
}

/* (path) of the place the configuration came from. */
static int make_path(const struct grub *g, const char *path, char **ret)
{
	_cleanup_(freep) char *clean = clean_path(path);
	_cleanup_(strbuf_free) struct strbuf out = {};

	*ret = NULL;
	if (clean && g->files.is_remote && !strbuf_adds(&out, g->home) &&
		!add_url_path(&out, clean, !is_http(g->home)))
		*ret = strbuf_take(&out);
	else if (!g->files.is_remote)
		*ret = TAKE(clean);
	return 0;
}

/* GRUB has no URLs, but boot loader entries have ("uki-url"), and people write them. */
static bool is_url(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	return n && starts_with(text + n, "://");
}

int grub_resolve(struct grub_run *r, const char *text, struct grub_file *ret)
{
	const char *close = *text == '(' ? strchr(text, ')') : NULL;
	_cleanup_(freep) char *device =
		close ? str_ndup(text + 1, (size_t)(close - text - 1)) : str_dup("");
	const char *path = close ? close + 1 : text;
	struct grub_file f = {};
	int rc = 0;

	if (!device)
		return fail(ERR_NOMEM, "grub: no memory for a path");
	f.place = is_url(text) ? PLACE_URL : grub_device_place(r, device, &f.drive);
	if (is_url(text))
		f.path = str_dup(text);
	else if (f.place == PLACE_URL)
		rc = make_url(r, *device ? device : current_root(r), path, &f.path);
	else if (f.place == PLACE_IMAGE)
		rc = make_path(r->g, path, &f.path);
	else
		f.path = str_dup(text);
	if (!rc && !f.path)
		rc = fail(ERR_NOMEM, "grub: no memory for a path");
	if (!rc)
		*ret = f;
	return rc;
}

void grub_file_free(struct grub_file *f)
{
	free(f->path);
	f->path = NULL;
}

int grub_exists(struct grub_run *r, const char *text)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc = grub_step(r, GRUB_EXISTS_STEPS);

	if (!rc)
		rc = grub_resolve(r, text, &f);
	if (rc)
		return rc == -ERR_NOTSUP ? 0 : rc;
	r->sought_loader |= f.place == PLACE_DISK;
	if (f.place == PLACE_IMAGE)
		return *text && r->g->files.exists(r->g->files.arg, f.path);
	return f.place == PLACE_URL &&
		(!r->g->files.is_remote || r->g->files.exists(r->g->files.arg, f.path));
}
