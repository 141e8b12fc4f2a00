/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SYSLINUX modules (.c32) that configurations name, done by us: menus, other configurations, local
 * disks, Linux, network programs, restart and power. All others are refused by name.
 */
#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "menu/syslinux_priv.h"

#define FIRST_DRIVE 0x80

void syslinux_module(const struct syslinux_command *c, char buf[SYSLINUX_MODULE_MAX])
{
	const char *slash = strrchr(c->name, '/');
	const char *base = slash ? slash + 1 : c->name;
	size_t n = strcspn(base, ".");

	buf[0] = '\0';
	if (c->type != SYSLINUX_COM32)
		return;
	n = MIN(n, SYSLINUX_MODULE_MAX - 1u);
	for (size_t i = 0; i < n; i++)
		buf[i] = base[i] >= 'A' && base[i] <= 'Z' ? (char)(base[i] + 'a' - 'A') : base[i];
	buf[n] = '\0';
}

/* Without ".c32", and without a file to tell, these names are still known: "UI gfxboot". */
static bool is_named(const struct syslinux_command *c, const char *name)
{
	char module[SYSLINUX_MODULE_MAX];

	syslinux_module(c, module);
	return strcmp(module, name) == 0 ||
		(c->type == SYSLINUX_AUTO && strcasecmp(c->name, name) == 0);
}

bool syslinux_is_gfxboot(const struct syslinux_command *c)
{
	return is_named(c, "gfxboot");
}

bool syslinux_is_graphic(const struct syslinux_command *c)
{
	return is_named(c, "vesamenu") || syslinux_is_gfxboot(c);
}

bool syslinux_is_menu(const struct syslinux_command *c)
{
	return is_named(c, "menu") || is_named(c, "vesamenu") || syslinux_is_gfxboot(c);
}

/* The path of the first word behind (*p), which moves behind it; NULL in (ret) at the end. */
static int next_path(const struct syslinux_command *c, const char **p, char **ret)
{
	_cleanup_(freep) char *name = NULL;
	size_t n;
	const char *word = syslinux_word(*p, &n);

	*p = word + n;
	*ret = NULL;
	if (n == 0)
		return 0;
	name = n == 1 && *word == '~' ? str_dup(c->s->main) : str_ndup(word, n);
	if (!name)
		return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
	if (n == 1 && *word == '~') {
		*ret = TAKE(name);
		return 0;
	}
	return syslinux_path(c->s, c->s->cwd, name, ret);
}

static int no_file(const struct syslinux_command *c)
{
	return fail(ERR_SYNTAX, "%s:%u: %.60s names no file", c->at.file, c->at.line, c->name);
}

/* menu.c32 [file...]: the menu of these files, or of our own. */
static int plan_menu(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	_cleanup_(strbuf_free) struct strbuf more = {};
	int rc;

	ret->kind = BOOTPLAN_CONFIG;
	ret->is_menu = true;
	rc = next_path(c, &args, &ret->file);
	if (rc == 0 && !ret->file) {
		const char *main = "~";

		rc = next_path(c, &main, &ret->file);
	}
	while (rc == 0) {
		_cleanup_(freep) char *path = NULL;

		rc = next_path(c, &args, &path);
		if (rc || !path)
			break;
		rc = strbuf_addf(&more, "%s%s", more.len ? "\n" : "", path);
	}
	if (rc)
		return rc;
	ret->cmdline = more.len ? strbuf_take(&more) : NULL;
	ret->cwd = str_dup(c->s->cwd);
	return ret->cwd ? 0 : fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
}

/* config.c32 file [folder] */
static int plan_config(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	int rc;

	ret->kind = BOOTPLAN_CONFIG;
	rc = next_path(c, &args, &ret->file);
	if (rc == 0)
		rc = next_path(c, &args, &ret->cwd);
	if (rc)
		return rc;
	if (!ret->file)
		return no_file(c);
	if (!ret->cwd)
		ret->cwd = str_dup(c->s->cwd);
	return ret->cwd ? 0 : fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
}

static int chain_partition(const struct syslinux_command *c, const char *which)
{
	return fail(ERR_NOTSUP,
		"%s:%u: chain.c32: partition %.20s cannot be started, only a whole disk: "
		"write \"hd0\" without a number",
		c->at.file, c->at.line, which);
}

/* The number of the partition that (word) of chain.c32 is, "1" or "hd0,1"; NULL: none. */
static const char *partition_of(const char *word, size_t len)
{
	if (len > 4 && memcmp(word, "hd", 2) == 0 && word[3] == ',')
		word += 4;
	if (word[strspn(word, "0123456789")] || strcmp(word, "0") == 0)
		return NULL;
	return word;
}

/* One word of chain.c32: a drive, or what makes no difference. False: anything else. */
static bool chain_word(const char *word, size_t len, struct bootplan *ret)
{
	static const char *const harmless[] = {"0", "boot", "swap", "noswap", "hide", "nohide",
		"save", "nosave", "strict", "nostrict", "relax", "norelax", "keeppxe", "nokeeppxe",
		"warn", "nowarn", "prefmbr", "noprefmbr", "sethidden", "nosethidden"};

	if ((len == 3 || (len == 5 && memcmp(word + 3, ",0", 2) == 0)) &&
		memcmp(word, "hd", 2) == 0 && word[2] >= '0' && word[2] <= '9') {
		ret->local = FIRST_DRIVE + word[2] - '0';
		return true;
	}
	/* The disk with that signature: what the firmware starts next, most likely. */
	if (len > 4 && memcmp(word, "mbr", 3) == 0 && strchr(":=", word[3]))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		if (strlen(harmless[i]) == len && memcmp(harmless[i], word, len) == 0)
			return true;
	return false;
}

/* chain.c32: whole disks. A partition's boot sector, or a file as one, is nothing we start. */
static int plan_chain(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	ret->kind = BOOTPLAN_LOCAL;
	for (;;) {
		size_t n;
		const char *word = syslinux_word(args, &n);
		_cleanup_(freep) char *copy = NULL;
		const char *which;

		if (n == 0)
			return 0;
		copy = str_ndup(word, n);
		if (!copy)
			return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
		which = partition_of(copy, n);
		if (which)
			return chain_partition(c, which);
		if (!chain_word(copy, n, ret))
			return syslinux_unsupported(
				c, "chain.c32:", copy, "whole disks are, as \"hd0\" without more");
		args = word + n;
	}
}

static int plan_localboot(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	(void)c;
	ret->kind = BOOTPLAN_LOCAL;
	ret->local = syslinux_drive(args);
	return 0;
}

static int plan_reboot(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	(void)c;
	(void)args;
	ret->kind = BOOTPLAN_REBOOT;
	return 0;
}

static int plan_poweroff(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	(void)c;
	(void)args;
	ret->kind = BOOTPLAN_POWEROFF;
	return 0;
}

/* pxechn.c32 (pxechain.com of old): a file and options, in any order. Those that a program we start
 * needs not be told, about waiting and who sends what, are passed over; those that change what DHCP
 * has told (-c, -p, -o, …) are nothing we can do. */
static int plan_pxechn(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	ret->kind = BOOTPLAN_FILE;
	for (;;) {
		size_t n;
		const char *word = syslinux_word(args, &n);
		int rc = 0;

		if (n == 0)
			return ret->file ? 0 : no_file(c);
		if (n == 2 && word[0] == '-' && strchr("SWw", word[1]))
			args = word + n;
		else if (*word == '-' || ret->file)
			return syslinux_unsupported(
				c, "pxechn.c32:", word, "a file alone is, let DHCP say the rest");
		else
			rc = next_path(c, &args, &ret->file);
		if (rc)
			return rc;
	}
}

/* The rest of the next word behind (*p) that begins with (start); (*p) moves behind it. NULL: there
 * is none. */
static const char *next_option(const char **p, const char *start, size_t *ret_len)
{
	size_t len = strlen(start), n;

	for (;;) {
		const char *word = syslinux_word(*p, &n);

		*p = word + n;
		if (n == 0)
			return NULL;
		if (n < len || memcmp(word, start, len) != 0)
			continue;
		*ret_len = n - len;
		return word + len;
	}
}

/* The initrds that (args) name: those of the last initrd=, then those of each initrd+=. */
static int linux_initrds(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	const char *p = args, *list, *last = NULL;
	size_t n, last_len = 0;
	int rc = 0;

	while ((list = next_option(&p, "initrd=", &n))) {
		last = list;
		last_len = n;
	}
	if (last)
		rc = syslinux_plan_initrds(c, last, last_len, ret);
	p = args;
	while (rc == 0 && (list = next_option(&p, "initrd+=", &n)))
		rc = syslinux_plan_initrds(c, list, n, ret);
	return rc;
}

/* "src[@dest]" of (len) bytes: a plain file that is to be (dest) in the initrd. */
static int plan_initrd_file(
	const struct syslinux_command *c, const char *text, size_t len, struct bootplan *ret)
{
	const char *at = memchr(text, '@', len);
	size_t n = at ? (size_t)(at - text) : len;
	const char *dest = at ? at + 1 : text;
	size_t dest_len = at ? len - n - 1 : len;
	unsigned i = ret->n_initrds;
	int rc = syslinux_plan_initrds(c, text, n, ret);

	if (rc || ret->n_initrds == i)
		return rc;
	while (dest_len && *dest == '/') {
		dest++;
		dest_len--;
	}
	ret->initrd_paths[i] = str_format("/%.*s", (int)dest_len, dest);
	return ret->initrd_paths[i] ? 0
				    : fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
}

/* initrdfile= and initrdfile+=: "src[@dest][,…]". */
static int linux_initrd_files(
	const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	static const char *const options[] = {"initrdfile=", "initrdfile+="};
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		const char *p = args, *list;
		size_t len;

		while (!rc && (list = next_option(&p, options[i], &len))) {
			while (!rc && len) {
				const char *comma = memchr(list, ',', len);
				size_t n = comma ? (size_t)(comma - list) : len;

				rc = plan_initrd_file(c, list, n, ret);
				n += comma ? 1 : 0;
				list += n;
				len -= n;
			}
		}
	}
	return rc;
}

/* linux.c32 kernel arguments: the same as a kernel of its own, but put together from words. */
static int plan_linux(const struct syslinux_command *c, const char *args, struct bootplan *ret)
{
	_cleanup_(freep) char *all = NULL;
	_cleanup_(freep) char *words = NULL;
	_cleanup_(freep) char *name = NULL;
	size_t n;
	int rc = syslinux_arguments(c, &all);

	if (rc)
		return rc;
	words = syslinux_join_words(all);
	(void)syslinux_word(args, &n);
	name = str_ndup(args, n);
	if (!words || !name)
		return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
	if (n == 0)
		return no_file(c);
	if (*name == '-')
		return syslinux_unsupported(c, "linux.c32:", name, "leave it out");
	ret->kind = BOOTPLAN_FILE;
	ret->cmdline = str_format("BOOT_IMAGE=%s", words);
	if (!ret->cmdline)
		return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
	rc = linux_initrds(c, words, ret);
	if (rc == 0)
		rc = linux_initrd_files(c, words, ret);
	return rc ? rc : syslinux_path(c->s, c->s->cwd, name, &ret->file);
}

static const struct {
	const char *name;
	int (*plan)(const struct syslinux_command *c, const char *args, struct bootplan *ret);
} modules[] = {
	{"chain", plan_chain},
	{"config", plan_config},
	{"linux", plan_linux},
	{"localboot", plan_localboot},
	{"menu", plan_menu},
	{"poweroff", plan_poweroff},
	{"pxechain", plan_pxechn},
	{"pxechn", plan_pxechn},
	{"reboot", plan_reboot},
	{"vesamenu", plan_menu},
};

bool syslinux_is_unknown_module(const struct syslinux_command *c)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(modules) && !is_named(c, modules[i].name))
		i++;
	return c->type == SYSLINUX_COM32 && i == ARRAY_SIZE(modules);
}

int syslinux_plan_module(const struct syslinux_command *c, struct bootplan *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		if (is_named(c, modules[i].name))
			return modules[i].plan(c, c->args, ret);
	return syslinux_unsupported(c, "the module", c->name,
		"name a kernel, a network program (PXE) or an EFI program");
}
