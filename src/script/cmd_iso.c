/* SPDX-License-Identifier: BSD-2-Clause */
/* isoboot: the menu that an ISO image brings, and booting from inside the image. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "arch/platform.h"
#include "core/console.h"
#include "core/log.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "fs/iso9660.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/isoboot.h"
#include "script/isoconfig.h"
#include "script/isopath.h"
#include "script/options.h"

#define CONFIGS_MOST 8 /* configurations that lead to one another */

struct iso_options {
	struct fetch_options fetch;
	struct option_list args;
	const char *config;
	bool ram, list;
};
static const struct option_desc isoboot_desc[] = {
	{"args", 'a', OPTION_LIST, offsetof(struct iso_options, args)},
	{"config", 'c', OPTION_STRING, offsetof(struct iso_options, config)},
	{"ram", 'r', OPTION_FLAG, offsetof(struct iso_options, ram)},
	{"list", 'l', OPTION_FLAG, offsetof(struct iso_options, list)},
	{"timeout", 't', OPTION_MS, offsetof(struct iso_options, fetch.stall_ms)},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct iso_options, fetch.quiet)},
	{"mirror", 'm', OPTION_LIST, offsetof(struct iso_options, fetch.mirrors)},
	{"sha256", 's', OPTION_STRING, offsetof(struct iso_options, fetch.sha256)},
	OPTIONS_END,
};

static void bootmenu_freep(struct bootmenu **m)
{
	bootmenu_free(*m);
}

/* ---- --list ---- */

static void print_entry(const struct isoboot *b, struct bootmenu *m, struct bootmenu_entry *e)
{
	_cleanup_(bootplan_free) struct bootplan p = {};
	int rc;

	console_printf("%s: ", e->name);
	console_puts(e->title);
	console_puts("\n");
	if (e->submenu)
		return;
	rc = m->ops->plan(e, &p);
	if (!rc && p.kind == BOOTPLAN_FILE)
		rc = isoboot_print(b, &p);
	else if (!rc)
		console_printf("  %s\n", p.file ? p.file : "leaves the image");
	if (rc)
		console_printf("  %s\n", fail_last()->text);
}

static void print_menu(const struct isoboot *b, struct bootmenu *m)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		if (e->name && !e->is_disabled)
			print_entry(b, m, e);
		if (e->submenu)
			print_menu(b, e->submenu);
	}
}

/* ---- doing what an entry says ---- */

/* What needs no file. */
static int leave(const struct bootplan *p)
{
	const struct plat_reboot_args reboot = {.setup = p->kind == BOOTPLAN_SETUP};
	const struct plat_disk_boot_args disk = {};

	log_flush();
	if (p->kind == BOOTPLAN_POWEROFF)
		return plat_poweroff();
	if (p->kind != BOOTPLAN_LOCAL)
		return plat_reboot(&reboot);
	if (p->local)
		return plat_start_disk((uint8_t)p->local, &disk);
	return script_exit(0);
}

static int run(struct isoboot *b, const struct bootplan *p)
{
	if (p->kind == BOOTPLAN_DISK)
		return fail(ERR_NOTSUP,
			"isoboot: the entry starts the disk image %s inside the image, `sanboot %s` "
			"can, for then the image's own boot loader runs",
			p->file, b->url);
	if (p->kind != BOOTPLAN_FILE)
		return leave(p);
	return isoboot_start(b, p);
}

/* Adds to the failure recorded which image it is about. */
static int name_image(int rc)
{
	const struct failure why = *fail_last();

	if (!rc || rc == -ERR_CANCELED)
		return rc;
	return fail(why.code, "%s, in %s", why.text, uri_text(isopath_uri()));
}

/* What the entry (which) of (m) does, or the one that is chosen on the screen. */
static int plan(struct isoboot *b, struct bootmenu *m, const char *which, struct bootplan *ret)
{
	struct bootmenu_entry *e = NULL;
	int rc = which ? name_image(bootmenu_find(m, which, &e)) : 0;

	if (!rc && (!e || bootmenu_below(e)))
		rc = bootmenu_choose(e ? bootmenu_below(e) : m, iso9660_label(b->iso), &e);
	if (rc == -ERR_CANCELED)
		return script_answer(rc);
	return rc ? rc : name_image(e->menu->ops->plan(e, ret));
}

/* Replaces (m) by the menu that (p) leads to. */
static int follow(struct isoboot *b, struct bootmenu **m, struct bootplan *p)
{
	struct bootmenu *next;
	int rc = isoconfig_follow(b->iso, *m, p, &next);

	if (rc)
		return rc;
	bootmenu_free(*m);
	*m = next;
	bootplan_free(p);
	return 0;
}

static int boot(struct isoboot *b, const struct iso_options *o, const char *which)
{
	_cleanup_(bootmenu_freep) struct bootmenu *m = NULL;
	_cleanup_(bootplan_free) struct bootplan p = {};
	int rc = isoconfig_read(b->iso, o->config, &m);

	if (rc)
		return rc;
	if (o->list) {
		print_menu(b, m);
		return 0;
	}
	rc = plan(b, m, which, &p);
	for (unsigned n = 0; !rc && p.kind == BOOTPLAN_CONFIG; n++) {
		if (n == CONFIGS_MOST)
			return fail(ERR_LOOP, "isoboot: %s: more than %d menus lead to it", p.file,
				CONFIGS_MOST);
		rc = follow(b, &m, &p);
		if (!rc)
			rc = plan(b, m, NULL, &p);
	}
	return rc ? rc : run(b, &p);
}

/* The words of --args as one text, which the caller frees; NULL in (ret) if there is none. */
static int join_args(struct option_list *words, char **ret)
{
	if (!words->n)
		return 0;
	*ret = args_join((int)words->n, (char **)words->v, 0);
	return *ret ? 0 : fail(ERR_NOMEM, "isoboot: no memory");
}

static int isoboot(struct iso_options *o, const char *url, const char *entry)
{
	_cleanup_(freep) char *args = NULL;
	struct isoboot b = {.url = url, .fetch = o->fetch, .ram = o->ram};
	int rc = join_args(&o->args, &args);

	if (!rc)
		rc = isopath_open(url, &o->fetch, &b.iso);
	if (rc)
		return rc;
	b.args = args;
	rc = boot(&b, o, *entry ? entry : NULL);
	isopath_close();
	return rc;
}

static int cmd_isoboot(int argc, char **argv)
{
	_cleanup_(freep) char *entry = NULL;
	struct iso_options o = {};
	int i = options_parse(argc, argv, isoboot_desc, &o, 1, INT_MAX);

	if (i < 0)
		return i;
	if (isopath_is(argv[i]))
		return fail(ERR_INVAL,
			"isoboot: \"%s\" names a file in an image, the image's own "
			"URL is wanted",
			argv[i]);
	entry = args_join(argc, argv, i + 1);
	return entry ? isoboot(&o, argv[i], entry) : fail(ERR_NOMEM, "isoboot: no memory");
}

const struct command cmd_iso_table[] = {
	{"isoboot", cmd_isoboot,
		"[--args WORD]... [--config FILE] [--ram] [--list] [--timeout MS] [--quiet] "
		"[--mirror URL]... [--sha256 HEX] URL [ENTRY...]",
		"Shows the menu of an ISO image and boots from inside the image"},
	{},
};
