/* SPDX-License-Identifier: BSD-2-Clause */
/* Going through another loader's menus: choosing, following to other configurations, leaving. */
#include "script/bootrun.h"

#include "arch/platform.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/log.h"
#include "core/status.h"
#include "gfx/display.h"
#include "image/image.h"
#include "menu/bootmenu_screen.h"
#include "menu/menu.h"
#include "script/interp.h"

#define CONFIGS_MOST 64 /* configurations that lead to one another, and nobody chooses or waits */

/* ---- files ---- */

int bootfiles_add(struct bootfiles *f, const char *text, const struct fetch_options *o)
{
	struct image *img;
	int rc = f->n < ARRAY_SIZE(f->v) ? fetch_image(text, o, &img)
					 : fail(ERR_TOOBIG, "%s: too many files", text);

	if (rc)
		return rc;
	img->for_initrd = img->listed = f->n > 0;
	f->v[f->n++] = img;
	return 0;
}

int bootfiles_place(struct bootfiles *f, const char *path)
{
	_cleanup_(freep) char *text = path ? str_format("%s mode=755 mkdir=-1", path) : NULL;

	if (!path)
		return 0;
	return text ? image_set_cmdline(f->v[f->n - 1], text)
		    : fail(ERR_NOMEM, "%s: no memory", path);
}

void bootfiles_free(struct bootfiles *f)
{
	const struct failure why = *fail_last();

	for (unsigned i = 0; i < f->n; i++)
		image_free(f->v[i]);
	f->n = 0;
	(void)fail_again(&why);
}

/* ---- lists ---- */

static int print_file(const struct bootrun *r, const struct bootplan *p)
{
	if (r->print)
		return r->print(r->arg, p);
	console_printf("  %s", p->file);
	console_puts(p->cmdline ? " " : "");
	console_puts(p->cmdline ? p->cmdline : "");
	console_puts("\n");
	for (unsigned i = 0; i < p->n_initrds; i++)
		console_printf("  initrd %s\n", p->initrds[i]);
	return 0;
}

/* What (p), which is not a BOOTPLAN_FILE, does. */
static void print_other(const struct bootplan *p)
{
	static const char *const texts[] = {
		[BOOTPLAN_DISK] = "disk in memory",
		[BOOTPLAN_CONFIG] = "configuration",
		[BOOTPLAN_LOCAL] = "goes on with the firmware's next boot entry",
		[BOOTPLAN_REBOOT] = "restarts the machine",
		[BOOTPLAN_POWEROFF] = "switches off the machine",
		[BOOTPLAN_SETUP] = "opens the firmware's setup",
	};

	if (p->kind == BOOTPLAN_LOCAL && p->local)
		console_printf("  starts the machine's disk 0x%02x\n", (unsigned)p->local);
	else
		console_printf(
			"  %s%s%s\n", texts[p->kind], p->file ? " " : "", p->file ? p->file : "");
}

static void print_entry(const struct bootrun *r, struct bootmenu_entry *e)
{
	_cleanup_(bootplan_free) struct bootplan p = {};
	int rc;

	console_printf("%s: ", e->name);
	console_puts(e->title);
	console_puts("\n");
	if (bootmenu_below(e))
		return;
	if (e->help_file || e->is_quit) {
		console_printf("  %s\n", e->help_file ? e->help_file : "the prompt");
		return;
	}
	rc = e->menu->ops->plan(e, &p);
	if (!rc && p.kind == BOOTPLAN_FILE)
		rc = print_file(r, &p);
	else if (!rc)
		print_other(&p);
	if (rc)
		console_printf("  %s\n", fail_last()->text);
}

void bootrun_list(const struct bootrun *r, struct bootmenu *m)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		if (e->name && !e->is_disabled)
			print_entry(r, e);
		if (e->submenu)
			bootrun_list(r, e->submenu);
	}
}

/* ---- menus ---- */

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

static int explain(const struct bootrun *r, int rc)
{
	return rc && rc != -ERR_CANCELED && r->explain ? r->explain(r->arg, rc) : rc;
}

/* What people have done. */
struct deeds {
	bool by_hand; /* they have chosen */
	bool left;    /* they have left the menu, as they may */
};

/* Lets somebody choose from (m), and go to the shell and come back as often as they want. */
static int choose(
	const struct bootrun *r, struct bootmenu *m, bool again, struct bootmenu_choice *ret)
{
	int rc = bootmenu_choose(m, r->title, again, ret);

	while (!rc && ret->wants_shell) {
		bootmenu_screen_close();
		(void)shell_run();
		rc = bootmenu_choose(m, r->title, true, ret);
	}
	return rc;
}

/* What the entry (which) of (m) does, or what is chosen on the screen, (again) or for the
 * first time. What somebody has done is in (done). */
static int plan(const struct bootrun *r, struct bootmenu *m, const char *which, bool again,
	struct deeds *done, struct bootplan *ret)
{
	_cleanup_(bootmenu_choice_free) struct bootmenu_choice c = {};
	int rc = which ? explain(r, bootmenu_find(m, which, &c.entry)) : 0;

	if (!rc && (!c.entry || bootmenu_below(c.entry))) {
		rc = choose(r, c.entry ? bootmenu_below(c.entry) : m, again, &c);
		done->by_hand |= c.by_hand;
		done->left = rc == -ERR_CANCELED;
	}
	if (rc == -ERR_CANCELED)
		return script_answer(rc);
	return rc ? rc : explain(r, bootmenu_plan(m, &c, ret));
}

/* Replaces (m) by the menu that (p) leads to. */
static int follow(const struct bootrun *r, struct bootmenu **m, struct bootplan *p)
{
	struct bootmenu *next;
	int rc = r->follow(r->arg, *m, p, &next);

	if (rc)
		return rc;
	bootmenu_free(*m);
	*m = next;
	bootplan_free(p);
	return 0;
}

static int run(const struct bootrun *r, struct bootplan *p)
{
	return p->kind == BOOTPLAN_FILE || p->kind == BOOTPLAN_DISK ? r->start(r->arg, p)
								    : leave(p);
}

/* Goes on to other configurations until (p) is something to do, and does that. */
static int follow_and_run(
	const struct bootrun *r, struct bootmenu **m, struct deeds *done, struct bootplan *p)
{
	int rc = 0;

	for (unsigned n = 0; !rc && p->kind == BOOTPLAN_CONFIG; n++) {
		struct deeds here = {};
		uint64_t since_us;

		if (n == CONFIGS_MOST)
			return fail(ERR_LOOP, "%s: %s: more than %d menus lead to it", r->who,
				p->file, CONFIGS_MOST);
		rc = follow(r, m, p);
		since_us = plat_now_us();
		if (!rc)
			rc = plan(r, *m, NULL, false, &here, p);
		if (here.by_hand || plat_now_us() - since_us >= US_PER_S)
			n = 0;
		done->by_hand |= here.by_hand;
		done->left = here.left;
	}
	return rc ? rc : run(r, p);
}

/* What the configuration says to do when nothing else could be done; else (rc), whose reason is
 * recorded. */
static int run_on_error(const struct bootrun *r, struct bootmenu **m, struct deeds *done, int rc)
{
	_cleanup_(bootplan_free) struct bootplan p = {};
	const char *line = (*m)->on_error;

	if (!line || !*line || !(*m)->ops->plan_line)
		return rc;
	command_report(r->who, rc, false);
	rc = (*m)->ops->plan_line(*m, NULL, line, &p);
	return rc ? rc : follow_and_run(r, m, done, &p);
}

/* What (*m) has for the case that nobody has chosen and what was taken does not start; else
 * (rc). Ctrl-C ends all of it. */
static int run_fallbacks(const struct bootrun *r, struct bootmenu **m, struct deeds *done, int rc)
{
	struct bootmenu *const first = *m;

	for (unsigned i = 0; rc < 0 && *m == first && i < first->n_fallbacks; i++) {
		_cleanup_(bootplan_free) struct bootplan p = {};
		struct bootmenu_entry *e = first->fallbacks[i];

		if (bootmenu_below(e) || e->guards_clock)
			continue;
		command_report(r->who, rc, false);
		console_printf("Trying %s\n", e->title);
		rc = e->menu->ops->plan(e, &p);
		if (!rc)
			rc = follow_and_run(r, m, done, &p);
		if (rc == -ERR_CANCELED)
			break;
	}
	return rc;
}

/* Tells what has failed and waits for a key. Where that may not lead out of the menu, it is no
 * place for a machine to stay: nobody may be there. *ret_again: somebody is. False: they leave. */
static bool wants_again(const struct bootrun *r, const struct bootmenu *m, int rc, bool *ret_again)
{
	bool may_leave = !bootmenu_guard(m);
	unsigned left = r->again_s;
	int key;

	display_dim(true);
	command_report(r->who, rc, true);
	do {
		console_puts("\rPress any key to choose again");
		if (may_leave)
			console_puts(", Ctrl-C to leave ");
		else
			console_printf("; starting over in %u s \033[K", left);
		rc = console_waitkey(may_leave ? DEADLINE_NEVER : plat_now_us() + US_PER_S, &key);
	} while (rc == -ERR_TIMEDOUT && --left);
	console_puts("\n");
	display_dim(false);
	menu_note(""); /* of a script among what was tried: that was told */
	*ret_again = rc == 0;
	return !may_leave || (rc == 0 && key != KEY_CTRL_C);
}

/* Whether (rc) is the end of it. A menu that takes a password to be left comes again. */
static bool is_over(const struct bootmenu *m, const struct deeds *done, int rc)
{
	if (rc >= 0 || done->left)
		return true;
	return !bootmenu_guard(m) && !done->by_hand;
}

/* All begins anew: with what the server has by now for the menu (*first), if it answers. */
static void begin_anew(const struct bootrun *r, struct bootmenu **m, struct bootmenu **first)
{
	struct bootmenu *next;

	if (!r->reread || *m != *first)
		return;
	if (r->reread(r->arg, &next)) {
		log_warn("%s, going on with what was read before", fail_last()->text);
		return;
	}
	bootmenu_free(*m);
	*m = *first = next;
}

static int run_menus(const struct bootrun *r, struct bootmenu **m, const char *which)
{
	struct bootmenu *first = *m;
	bool again = false;

	for (;;) {
		_cleanup_(bootplan_free) struct bootplan p = {};
		struct deeds done = {.by_hand = again};
		struct failure why;
		int rc = plan(r, *m, which, again, &done, &p);

		if (!rc)
			rc = follow_and_run(r, m, &done, &p);
		if (rc < 0 && rc != -ERR_CANCELED)
			rc = run_on_error(r, m, &done, rc);
		if (rc < 0 && rc != -ERR_CANCELED && !done.by_hand)
			rc = run_fallbacks(r, m, &done, rc);
		if (!r->again_s || which || is_over(*m, &done, rc))
			return rc;
		why = *fail_last();
		if (!wants_again(r, *m, rc, &again))
			return fail_again(&why);
		if (!again)
			begin_anew(r, m, &first);
	}
}

int bootrun(const struct bootrun *r, struct bootmenu **m, const char *which)
{
	int rc = run_menus(r, m, which);

	bootmenu_screen_close();
	return rc;
}
