/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding the configurations of other network boot loaders, and booting what they offer. */
#include "script/netconfig.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/text_kind.h"
#include "core/uri.h"
#include "core/util.h"
#include "image/image.h"
#include "net/netdev.h"
#include "script/bootrun.h"
#include "script/interp.h"
#include "script/netfiles.h"
#include "script/sandisk.h"

#define TFTP       "tftp://"
#define FIRST_DISK 0x80
#define AGAIN_S    20 /* as long as the reason of any boot that failed is shown */

static void netfiles_freep(struct netfiles **n)
{
	netfiles_free(*n);
}

static void bootmenu_freep(struct bootmenu **m)
{
	bootmenu_free(*m);
}

/* ---- where ---- */

char *netconfig_next_server(void)
{
	uint32_t ip;
	const char *file;

	net_loaded_from(&ip, &file);
	if (!ip && (settings_get_ipv4("next-server", &ip) || !ip) &&
		settings_get_ipv4("dhcp-server", &ip))
		return NULL;
	return str_format("%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
}

/* The folder of (base), all of it but the last component. */
static int folder_of(const struct uri *base, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	char *slash, *host;
	int rc = base ? uri_format(base, URI_FULL, &text)
		      : fail(ERR_INVAL, "there is no working URI to look beside, name a URL");

	if (rc)
		return rc;
	text.s[strcspn(text.s, "?#")] = '\0';
	host = strstr(text.s, "://");
	slash = strrchr(text.s, '/');
	if (!host || !slash || slash < host + 3)
		return fail(ERR_INVAL, "%s: no file to look beside", text.s);
	slash[1] = '\0';
	*ret = str_dup(text.s);
	return *ret ? 0 : fail(ERR_NOMEM, "no memory");
}

/* What option 210 says: a URL, or a folder on the server that DHCP names. */
static int prefix_option(const char *said, char **ret)
{
	const char last = said[strlen(said) - 1];
	const char *end = isalnum((unsigned char)last) || strchr("-.", last) ? "/" : "";
	_cleanup_(freep) char *server = NULL;

	if (strstr(said, "://")) {
		*ret = str_format("%s%s", said, end);
	} else {
		server = netconfig_next_server();
		if (!server)
			return fail(ERR_INVAL, "dhcp: option 210 is \"%s\", but no server is named",
				said);
		*ret = str_format(TFTP "%s/%s%s", server, said, end);
	}
	return *ret ? 0 : fail(ERR_NOMEM, "no memory");
}

/* Option 210, or as old servers have it, in there among the vendor's; NULL: none. */
static char *option_prefix(void)
{
	static const char *const settings[] = {"210:string", "43.210:string"};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		_cleanup_(freep) char *said = settings_get_text(settings[i]);

		if (said && *said)
			return TAKE(said);
	}
	return NULL;
}

int netconfig_prefix(const struct uri *base, char **ret)
{
	_cleanup_(freep) char *said = option_prefix();

	return said ? prefix_option(said, ret) : folder_of(base, ret);
}

/* PXELINUX goes by all of its own name up to the last character that is no letter, digit, "."
 * or "-", so that lab_pxelinux.0 has lab_pxelinux.cfg/ to itself. NULL in (ret): that is its
 * folder. */
static int name_prefix(const struct uri *base, char **ret)
{
	_cleanup_(freep) char *said = option_prefix(), *folder = NULL;
	_cleanup_(strbuf_free) struct strbuf text = {};
	size_t len, end;
	int rc;

	*ret = NULL;
	if (said)
		return 0;
	rc = folder_of(base, &folder);
	if (!rc)
		rc = uri_format(base, URI_FULL, &text);
	if (rc)
		return rc;
	len = strlen(folder);
	text.s[strcspn(text.s, "?#")] = '\0';
	for (end = strlen(text.s); end > len; end--)
		if (!isalnum((unsigned char)text.s[end - 1]) && !strchr("-.", text.s[end - 1]))
			break;
	if (end == len)
		return 0;
	end += text.s[end - 1] == '%' ? strnlen(text.s + end, 2) : 0;
	*ret = str_ndup(text.s, end);
	return *ret ? 0 : fail(ERR_NOMEM, "no memory");
}

/* ---- booting ---- */

struct run {
	const struct config_format *format;
	struct netfiles *net;
	struct bootmenu_files files;
	const char *url, *prefix; /* of what it begins with */
};

/* (path) offers nothing for the last failure's reason, or for a better one: what lies in its
 * place. */
static int fail_nothing(const struct run *r, const char *path)
{
	const struct failure why = *fail_last();
	_cleanup_(freep) char *text = NULL;
	const char *advice = NULL;
	size_t len;

	if (!r->files.read(r->files.arg, path, &text, &len))
		advice = text_kind_advice(text_kind_of(text, len));
	return advice ? fail(ERR_NOENT, "%.120s: offers nothing to boot: %s", path, advice)
		      : fail_again(&why);
}

/* (rc), with a tree in (ret) if it is 0, is what the reader of (path) says. */
static int check_choice(const struct run *r, const char *path, int rc, struct bootmenu **ret)
{
	if (!rc && bootmenu_has_choice(*ret))
		return 0;
	if (!rc) {
		bootmenu_free(TAKE(*ret));
		rc = fail(ERR_NOENT,
			"%.120s: offers nothing to boot: there is no %s in it; "
			"`hawser-host check` tells more",
			path, r->format->entry);
	}
	return rc == -ERR_NOENT || rc == -ERR_NOTSUP || rc == -ERR_SYNTAX ? fail_nothing(r, path)
									  : rc;
}

/* A configuration that was read in spite of Ctrl-C may lack half of its entries. */
static int check_cancel(struct netfiles *net, int rc, struct bootmenu **m)
{
	int canceled = netfiles_take_cancel(net);

	if (canceled && !rc)
		bootmenu_free(TAKE(*m));
	return canceled ? canceled : rc;
}

static int follow(
	void *arg, const struct bootmenu *m, const struct bootplan *p, struct bootmenu **ret)
{
	const struct run *r = arg;
	int rc;

	netfiles_refresh(r->net);
	rc = m->ops->follow ? m->ops->follow(m, p, ret)
			    : r->format->read(&r->files, p->file, r->prefix, ret);
	if (rc == -ERR_NOTMINE) /* GRUB's syslinux_configfile */
		rc = pxelinux_format.read(&r->files, p->file, NULL, ret);
	rc = check_cancel(r->net, rc, ret);
	return check_choice(r, p->file, rc, ret);
}

static int read_first(void *arg, struct bootmenu **ret)
{
	const struct run *r = arg;
	int rc = r->format->read(&r->files, r->url, r->prefix, ret);

	rc = check_cancel(r->net, rc, ret);
	return check_choice(r, r->url, rc, ret);
}

static int reread(void *arg, struct bootmenu **ret)
{
	const struct run *r = arg;

	netfiles_refresh(r->net);
	return read_first(arg, ret);
}

/* Programs that are no kernels take the words for arguments of theirs, but not this one. */
static const char *without_boot_image(const char *cmdline)
{
	static const char word[] = "BOOT_IMAGE=";

	if (strncmp(cmdline, word, sizeof(word) - 1) != 0)
		return cmdline;
	cmdline += strcspn(cmdline, " ");
	return *cmdline ? cmdline + 1 : cmdline;
}

/* (path): where it is to be in the initrd, which is its name for EFI programs, too; or NULL. */
static int add_initrd(struct bootfiles *f, const char *text, const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	const struct fetch_options o = {.name = slash ? slash + 1 : path};
	int rc = bootfiles_add(f, text, &o);

	return rc ? rc : bootfiles_place(f, path);
}

static int prepare(const struct bootplan *p, struct bootfiles *f)
{
	const struct fetch_options o = {};
	const char *cmdline = p->cmdline ? p->cmdline : "";
	int rc = bootfiles_add(f, p->file, &o);

	if (!rc)
		rc = image_probe(f->v[0]);
	for (unsigned i = 0; i < p->n_initrds && !rc; i++)
		rc = add_initrd(f, p->initrds[i], p->initrd_paths[i]);
	if (rc)
		return rc;
	if (!f->v[0]->type->is_kernel)
		cmdline = without_boot_image(cmdline);
	return image_set_cmdline(f->v[0], cmdline);
}

static int start_file(const struct bootplan *p)
{
	struct bootfiles f = {};
	int rc = prepare(p, &f);

	if (!rc) {
		rc = script_boot(f.v[0]);
		if (!rc)
			rc = fail(ERR_NOEXEC, "%s: what was started has come back", p->file);
	}
	if (rc < 0)
		bootfiles_free(&f);
	return rc;
}

/* True if (word), perhaps with "=" and a value, is among those of memdisk's command line. */
static bool has_word(const char *cmdline, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = cmdline; p && *p; p += strcspn(p, " ")) {
		p += strspn(p, " ");
		if (strncmp(p, word, len) == 0 && strchr(" =", p[len]))
			return true;
	}
	return false;
}

/* What memdisk does, without it. */
static int start_disk(const struct bootplan *p)
{
	const struct fetch_options fetch = {};
	const struct plat_disk_boot_args args = {};
	struct ramdisk_options hook = {.drive = FIRST_DISK, .or_next = true, .describe = true};
	struct ramdisk *disk;
	struct failure why;
	int rc;

	hook.has_kind = has_word(p->cmdline, "floppy") || has_word(p->cmdline, "harddisk");
	hook.kind = has_word(p->cmdline, "floppy") ? DISK_FLOPPY : DISK_HARD;
	rc = image_allow_unverified(p->file);
	if (!rc)
		rc = sandisk_hook(p->file, &fetch, &hook, &disk);
	if (rc)
		return rc;
	rc = sandisk_boot(disk, &args);
	why = *fail_last();
	ramdisk_unhook(disk);
	return rc < 0 ? fail_again(&why) : rc;
}

static int start(void *arg, const struct bootplan *p)
{
	const struct run *r = arg;
	int rc = netfiles_take_cancel(r->net);

	if (rc)
		return rc;
	return p->kind == BOOTPLAN_DISK ? start_disk(p) : start_file(p);
}

static int run(const struct config_format *f, struct netfiles *net, const char *url,
	const char *prefix, const struct netconfig_how *what)
{
	struct run r = {f, net, netfiles_get(net), url, prefix};
	const struct bootrun how = {.who = f->name,
		.title = url,
		.follow = follow,
		.start = start,
		.reread = reread,
		.arg = &r,
		.again_s = AGAIN_S};
	_cleanup_(bootmenu_freep) struct bootmenu *m = NULL;
	int rc = read_first(&r, &m);

	if (rc)
		return rc;
	if (what && what->list) {
		bootrun_list(&how, m);
		return 0;
	}
	return bootrun(&how, &m, what ? what->entry : NULL);
}

int netconfig_run(const struct config_format *f, const char *url, const char *prefix,
	const struct netconfig_how *how)
{
	_cleanup_(netfiles_freep) struct netfiles *net = netfiles_new(NULL);

	return net ? run(f, net, url, prefix, how) : -ERR_NOMEM;
}

/* ---- looking ---- */

/* The URL of the next of (*names), which moves behind it; NULL in (ret) at the end. */
static int next_url(const char **names, const char *prefix, char **ret)
{
	size_t n = strcspn(*names, "\n");
	const char *name = *names;
	bool is_url;

	*ret = NULL;
	if (!*name)
		return 0;
	*names += n + (name[n] ? 1 : 0);
	*ret = str_ndup(name, n);
	is_url = *ret && strstr(*ret, "://");
	if (*ret && !is_url) {
		free(*ret);
		*ret = str_format("%s%.*s", prefix, (int)n, name);
	}
	return *ret ? 0 : fail(ERR_NOMEM, "no memory");
}

static int try(struct netfiles *net, const char *url)
{
	struct bootmenu_files files = netfiles_get(net);
	_cleanup_(freep) char *text = NULL;
	size_t len;

	return files.read(files.arg, url, &text, &len);
}

static int not_found(const struct config_format *f, const char *prefix, const char *names)
{
	console_printf("%s: no configuration in %s, looked for\n", f->name, prefix);
	while (*names) {
		size_t n = strcspn(names, "\n");

		console_printf("  %.*s\n", (int)n, names);
		names += n + (names[n] ? 1 : 0);
	}
	return fail(ERR_NOENT, "%s: there is no configuration in %s", f->name, prefix);
}

/* (quiet): that there is nothing is not worth telling. */
static int search(const struct config_format *f, const char *prefix,
	const struct netconfig_how *how, bool quiet, bool *ret_found)
{
	_cleanup_(netfiles_freep) struct netfiles *net = netfiles_new(NULL);
	_cleanup_(strbuf_free) struct strbuf names = {};
	const char *left;
	int rc = net ? f->names(prefix, &names) : -ERR_NOMEM;

	*ret_found = false;
	left = names.s ? names.s : "";
	while (!rc) {
		_cleanup_(freep) char *url = NULL;

		rc = next_url(&left, prefix, &url);
		if (rc)
			return rc;
		if (!url && quiet)
			return -ERR_NOENT;
		if (!url)
			return not_found(f, prefix, names.s ? names.s : "");
		rc = try(net, url);
		if (!rc) {
			*ret_found = true;
			console_printf("Configuration %s\n", url);
			if (console_take_call())
				return shell_run();
			return run(f, net, url, prefix, how);
		}
		if (rc == -ERR_NOENT)
			rc = 0;
	}
	return rc;
}

int netconfig_search(const struct config_format *f, const char *prefix,
	const struct netconfig_how *how, bool *ret_found)
{
	return search(f, prefix, how, false, ret_found);
}

int netconfig_search_beside(const struct config_format *f, const struct uri *base,
	const struct netconfig_how *how, bool *ret_found)
{
	_cleanup_(freep) char *own = NULL, *prefix = NULL;
	int rc = f->goes_by_name ? name_prefix(base, &own) : 0;

	*ret_found = false;
	if (!rc && own) {
		rc = search(f, own, how, true, ret_found);
		if (*ret_found || rc != -ERR_NOENT)
			return rc;
		rc = 0;
	}
	if (!rc)
		rc = netconfig_prefix(base, &prefix);
	return rc ? rc : search(f, prefix, how, false, ret_found);
}
