/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be told of a PXELINUX configuration only when all of it is read. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_pxelinux.h"
#include "host/similar.h"

/* Modules that loaders of this family come with, or that people have beside them. */
static const char *const modules[] = {"cat", "chain", "cmd", "config", "cpuid", "cpuidtest",
	"debug", "dhcp", "dir", "disk", "dmitest", "elf", "ethersel", "gfxboot", "gpxecmd", "hdt",
	"hexdump", "host", "ifcpu", "ifcpu64", "ifmemdsk", "ifplop", "kbdmap", "kontron_wdt",
	"ldlinux", "lfs", "libcom32", "libgpl", "liblua", "libmenu", "libutil", "linux",
	"localboot", "ls", "lua", "mboot", "meminfo", "memdisk", "menu", "pci", "pcitest", "pmload",
	"poweroff", "prdhcp", "pwd", "pxechn", "reboot", "rosh", "sanboot", "sdi", "sysdump",
	"syslinux", "vesa", "vesainfo", "vesamenu", "vpdtest", "whichsys", "zzjson"};

/* The length of the name of (name) without folders and extension; its start in (ret). */
static size_t base_of(const char *name, const char **ret)
{
	size_t n = strcspn(name, " \t");

	*ret = name;
	for (size_t i = 0; i < n; i++) {
		if (name[i] == '/' || name[i] == ':')
			*ret = name + i + 1;
	}
	return strcspn(*ret, " \t.");
}

static bool has_module_end(const char *name)
{
	size_t n = strcspn(name, " \t");

	return n > 4 && strncasecmp(name + n - 4, ".c32", 4) == 0;
}

bool px_is_module(const char *name)
{
	return has_module_end(name);
}

/* ---- labels ---- */

static const struct px_label *find_label(const struct px *x, const char *name, size_t n)
{
	for (unsigned i = 0; i < x->n_labels; i++) {
		if (strlen(x->labels[i].name) == n && memcmp(x->labels[i].name, name, n) == 0)
			return &x->labels[i];
	}
	return NULL;
}

/* Something is said of what happens first, so that this is no part of another file. */
static bool is_whole(const struct px *x)
{
	return x->dflt.file || x->ui.file;
}

/* Which initrds are fetched: those of the first initrd= alone. */
static void check_initrds(struct px *x, const struct px_label *l)
{
	if (l->is_module || !l->list.file)
		return;
	if (l->initrd.file)
		px_report(x, false, l->initrd, "repeated",
			"initrd= of APPEND, line %u, is what is fetched, and this is not",
			l->list.at.line);
	if (l->list_again.file)
		px_report(x, false, l->list_again, "repeated",
			"only the first initrd= is fetched: more than one file are parted by commas "
			"in it");
}

static void check_label(struct px *x, unsigned i)
{
	const struct px_label *l = &x->labels[i], *first = find_label(x, l->name, strlen(l->name));
	bool has_letter = false;

	for (const char *p = l->name; *p; p++)
		has_letter |= isalnum((unsigned char)*p) != 0;
	if (!has_letter) /* "LABEL -": a heading */
		return;
	check_initrds(x, l);
	if (first != l && !l->is_action && !first->is_action &&
		first->place.file == l->place.file && first->menu == l->menu &&
		first->place.at.line != l->place.at.line)
		px_report(x, false, l->place, "duplicate-label",
			"the label %s is that of line %u already, which is found first", l->name,
			first->place.at.line);
	if (l->kernel.file || l->is_action ||
		(x->c->root && configs_may_have(x->c, l->place.file, l->name)))
		return;
	if (i + 1 == x->n_labels && !is_whole(x)) /* it may go on in the next file */
		return;
	px_report(x, false, l->place, "no-kernel",
		"LABEL %s has no KERNEL, so it would boot a file called %s", l->name, l->name);
}

/* A name that a label or a file may have; (word) is of (n) bytes. */
static void check_label_wish(struct px *x, const struct px_wish *w, size_t n)
{
	char *name = host_ndup(w->text, n);
	struct similar s = similar_to(name);
	bool is_file = strpbrk(name, "./:") != NULL;

	for (unsigned i = 0; i < x->n_labels; i++)
		similar_try(&s, x->labels[i].name);
	for (unsigned i = 0; i < ARRAY_SIZE(modules); i++)
		is_file |= strcasecmp(modules[i], name) == 0;
	if (is_file && !s.best) {
		free(name);
		return;
	}
	if (s.best)
		px_report(x, true, w->place, "missing-label",
			"%s: there is no label %s; is \"%s\" meant?", w->who, name, s.best);
	else if (!x->c->root || !configs_may_have(x->c, w->place.file, name))
		px_report(x, true, w->place, "missing-label",
			"%s: there is neither a label nor a file %s", w->who, name);
	free(name);
}

/* ---- modules ---- */

static void check_module_wish(struct px *x, const struct px_wish *w)
{
	const char *base;
	size_t n = base_of(w->text, &base), whole;
	char *name = host_ndup(base, n), *file;
	struct similar s = similar_to(name);

	(void)syslinux_word(w->text, &whole);
	file = host_ndup(w->text, whole);
	for (unsigned i = 0; i < ARRAY_SIZE(modules); i++)
		similar_try(&s, modules[i]);
	if (s.best && strcasecmp(s.best, name) == 0)
		;
	else if (x->c->root && configs_may_have(x->c, w->place.file, file))
		;
	else if (s.best)
		px_report(x, true, w->place, "missing-module",
			"%s: there is no module %s; is \"%s.c32\" meant?", w->who, file, s.best);
	else if (x->c->root || strcmp(w->who, "UI") == 0)
		px_report(x, x->c->root != NULL, w->place, "missing-module",
			"%s: there is no module %s%s%s", w->who, file, x->c->root ? " in " : "",
			x->c->root ? x->c->root : "");
	free(file);
	free(name);
}

/* ---- menus ---- */

static void check_menu_wish(struct px *x, const struct px_wish *w)
{
	struct similar s = similar_to(w->text);

	if (*w->text == '.')
		return;
	for (unsigned i = 1; i < x->n_menus; i++) {
		if (strcmp(x->menus[i].tag, w->text) == 0)
			return;
		similar_try(&s, x->menus[i].tag);
	}
	if (s.best)
		px_report(x, true, w->place, "missing-menu",
			"%s: no MENU BEGIN has the name %s; is \"%s\" meant?", w->who, w->text,
			s.best);
	else
		px_report(x, true, w->place, "missing-menu", "%s: no MENU BEGIN has the name %s",
			w->who, w->text);
}

/* Distributions include many parts of which a medium has only some: where some are found and more
 * than one is not, that is meant. */
static void check_include(struct px *x, const struct px_wish *w)
{
	unsigned found = 0, missing = 0;
	size_t n;

	for (unsigned i = 0; i < x->n_wishes; i++) {
		const struct px_wish *o = &x->wishes[i];

		if (o->wants != PX_FILE || o->place.file != w->place.file)
			continue;
		found += o->is_found;
		missing += !o->is_found;
	}
	(void)syslinux_word(w->text, &n);
	if (!w->is_found && (!found || missing < 2))
		px_report(x, false, w->place, "missing-file",
			"INCLUDE: there is no file %.*s in %s, which is passed over", (int)n,
			w->text, x->c->root);
}

static void check_wish(struct px *x, const struct px_wish *w)
{
	size_t n;

	(void)syslinux_word(w->text, &n);
	if (!n)
		return;
	if (w->wants == PX_INSIDE && is_whole(x) && !x->is_incomplete)
		px_report(x, false, w->place, "outside-label",
			"%.*s before any LABEL counts for nothing",
			(int)strcspn(w->text, strncasecmp(w->text, "menu", n) ? " \t" : "\t"),
			w->text);
	if (w->wants == PX_FILE)
		check_include(x, w);
	if (w->wants == PX_UI && !find_label(x, w->text, n))
		check_module_wish(x, w);
	if (x->is_incomplete)
		return;
	if (w->wants == PX_MENU)
		check_menu_wish(x, w);
	else if (w->wants == PX_LABEL && x->n_labels && !find_label(x, w->text, n))
		check_label_wish(x, w, n);
}

/* ---- what happens first ---- */

static bool default_is_menu(const struct px *x)
{
	for (unsigned i = 0; i < x->n_wishes; i++) {
		const struct px_wish *w = &x->wishes[i];
		const struct px_label *l;
		const char *base;
		size_t n;

		if (w->wants != PX_LABEL || strcmp(w->who, "DEFAULT") != 0)
			continue;
		l = find_label(x, w->text, strcspn(w->text, " \t"));
		n = base_of(w->text, &base);
		if (l ? l->is_module : n >= 4 && strncasecmp(base + n - 4, "menu", 4) == 0)
			return true;
	}
	return x->default_is_module;
}

/* By its name the loader looks for it, so that no other configuration has shown a menu before. */
static bool is_found_first(const char *name)
{
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
	size_t n = strlen(base), hex = strspn(base, "0123456789ABCDEF");
	bool is_machine = strspn(base, "0123456789abcdefABCDEF-") == n && (n == 20 || n == 36);

	return strcmp(base, "default") == 0 || (hex == n && n && n <= 8) || is_machine;
}

/* Without UI the default is booted at once, unless there is a prompt. */
static void check_start(struct px *x)
{
	if (!is_whole(x) || x->ui.file || x->has_prompt || x->is_incomplete || !x->n_labels ||
		default_is_menu(x))
		return;
	if (x->timeout.file && (x->no_prompt.file || is_found_first(x->main)))
		px_report(x, false, x->timeout, "unused-timeout",
			"without \"UI menu.c32\", or PROMPT 1, the default is booted at once, and "
			"TIMEOUT is never looked at");
	else if (x->looks.file && is_found_first(x->main))
		px_report(x, false, x->looks, "no-menu",
			"there is no menu without \"UI menu.c32\" or \"UI vesamenu.c32\": the "
			"default is booted at once");
}

/* Where there is nothing to choose, a second is long enough. */
static void check_hasty(struct px *x)
{
	unsigned n = x->tenths;

	if (x->hasty.file && (x->n_labels != 1 || x->is_incomplete))
		px_report(x, false, x->hasty, "short-timeout",
			"%u are tenths of a second, %u.%u s; for %u s it is %u", n, n / 10, n % 10,
			n, n * 10);
}

static void check_passwords(struct px *x)
{
	if (x->master_only.file && !x->has_master && is_whole(x) && !x->is_incomplete)
		px_report(x, false, x->master_only, "bad-value",
			"MENU PASSWD without a password is opened by the master password alone, "
			"and there is no MENU MASTER PASSWD");
}

/* What leads nowhere, where no other file can be around it. */
static void check_nowhere(struct px *x)
{
	if (x->is_incomplete)
		return;
	if (x->top_exit.file && is_whole(x))
		px_report(x, false, x->top_exit, "bad-value",
			"MENU EXIT in the first menu leads nowhere: it cannot be chosen");
	if (!x->n_labels && !is_whole(x) && !x->has_prompt && is_found_first(x->main))
		px_report(x, true, (struct px_place){x->main, {1, 1}}, "empty",
			"there is nothing to boot in it");
}

void px_finish(struct px *x)
{
	if (x->text.file)
		px_report(x, true, x->text, "unbalanced",
			"TEXT without ENDTEXT: all that follows is text");
	for (unsigned m = x->menu; m; m = x->menus[m].parent)
		px_report(x, true, x->menus[m].place, "unbalanced", "MENU BEGIN without MENU END");
	for (unsigned i = 0; i < x->n_labels && !x->text.file; i++)
		check_label(x, i);
	for (unsigned i = 0; i < x->n_wishes && !x->text.file; i++)
		check_wish(x, &x->wishes[i]);
	check_start(x);
	check_hasty(x);
	check_passwords(x);
	check_nowhere(x);
	px_check_plans(x);
}
