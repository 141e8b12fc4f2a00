/* SPDX-License-Identifier: BSD-2-Clause */
/* Choosing from another loader's menus, on the screen. */
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/keymap.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/bootmenu.h"
#include "menu/bootmenu_prompt.h"
#include "menu/bootmenu_screen.h"
#include "menu/menu.h"
#include "menu/textrow.h"

#define NAME_MAX_LEN 12
#define SHIFT_MS     2000u /* to ask for a menu that wants Shift held: any key does here */

/* Where somebody is in the menus. */
struct walk {
	struct bootmenu *root, *at;
	const char *title;
	uint64_t deadline_us;              /* the end of all patience */
	const struct bootmenu_entry *last; /* highlighted when a screen was left; NULL: none was */
	bool timed;                        /* countdowns run; a person's choice ends them */
	bool is_revealed;                  /* menus that hide are shown */
};

/* What came of one screen. */
struct screen {
	struct bootmenu_entry
		*entry; /* highlighted, or taken by the clock; NULL: a line is there */
	int key;
	bool timed_out;
};

static void menu_freep(struct menu **m)
{
	menu_free(*m);
}

static bool can_be_chosen(const struct bootmenu_entry *e)
{
	return e->name && !e->is_disabled;
}

/* ---- one menu on the screen ---- */

/* NULL: like a script's menu. */
static const struct bootmenu_style *looks(const struct bootmenu *m)
{
	return m->style && !m->style->is_only_screen ? m->style : NULL;
}

/* One row, whose item is named by the number (n) of its entry. */
static int add_item(struct menu *view, const struct bootmenu_entry *e, unsigned n, bool initial)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	struct menu_item *item;
	char name[NAME_MAX_LEN];
	int rc;

	(void)snprintf(name, sizeof(name), "%u", n);
	for (unsigned i = 0; i < e->indent; i++)
		(void)strbuf_addc(&text, ' ');
	if (strbuf_adds(&text, e->title))
		return fail(ERR_NOMEM, "menu: no memory");
	rc = menu_add_item(view, can_be_chosen(e) ? name : NULL, text.s, e->key, initial, false);
	if (rc)
		return rc;
	item = container_of(view->items.prev, struct menu_item, node);
	item->help = e->help;
	item->key_at = e->key_at + e->indent;
	item->opens = e->submenu != NULL;
	item->key_moves = looks(e->menu) && !e->key_runs;
	return 0;
}

static int make_view(const struct walk *w, struct menu **ret)
{
	const struct bootmenu *m = w->at;
	const struct bootmenu_entry *e;
	bool back = w->last && w->last->menu == m && !w->last->is_hidden;
	const struct bootmenu_entry *first = back ? w->last : m->initial;
	unsigned n = 0;
	int rc = menu_new(m->title ? m->title : w->title, ret);

	list_for_each(e, &m->entries, node) {
		if (!rc && !e->is_hidden)
			rc = add_item(*ret, e, n, e == first);
		n++;
	}
	return rc;
}

static struct bootmenu_entry *entry_at(const struct bootmenu *m, unsigned long n)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node)
		if (n-- == 0)
			return e;
	return NULL;
}

static bool is_function_key(int key)
{
	return key >= KEY_F1 && key <= KEY_F12 && (key & 0xff) == '~';
}

static bool is_end_key(int key)
{
	return key == KEY_TAB || key == KEY_ESC || is_function_key(key);
}

const struct bootmenu *bootmenu_guard(const struct bootmenu *m)
{
	while (m && !(m->style && m->style->master_password))
		m = m->parent;
	return m;
}

static bool is_end_key_guarded(int key)
{
	return is_end_key(key) || key == KEY_CTRL_C;
}

static int show(const struct walk *w, struct screen *ret)
{
	_cleanup_(menu_freep) struct menu *view = NULL;
	const struct menu_choice how = {
		.timeout_ms = w->timed ? w->at->timeout_ms : 0,
		.retimeout_ms = w->timed && looks(w->at) ? w->at->timeout_ms : 0,
		.retime_initial = true,
		.deadline_us = w->deadline_us,
		.ret_timed_out = &ret->timed_out,
		.style = looks(w->at),
		.is_end_key = bootmenu_guard(w->at) ? is_end_key_guarded : is_end_key,
		.ret_key = &ret->key,
		.letters = w->at->ops->letters,
	};
	const char *name;
	int rc = make_view(w, &view);

	bootmenu_screen_open(w->at);
	if (!rc)
		rc = menu_choose(view, &how, &name);
	if (!rc)
		ret->entry = entry_at(w->at, strtoul(name, NULL, 10));
	return rc;
}

/* ---- what the clock takes ---- */

/* What the highlight is on at first; NULL: nothing can be chosen. */
static struct bootmenu_entry *highlighted(const struct bootmenu *m)
{
	struct bootmenu_entry *e;

	if (m->initial)
		return m->initial;
	list_for_each(e, &m->entries, node)
		if (can_be_chosen(e) && !e->is_hidden)
			return e;
	return NULL;
}

/* What is taken of (m) and below it when nobody chooses; NULL: somebody has to. */
static struct bootmenu_entry *initial(const struct bootmenu *m)
{
	struct bootmenu_entry *e = highlighted(m);

	while (e && e->submenu && !e->guards_clock)
		e = highlighted(e->submenu);
	return e && can_be_chosen(e) && !e->jump && !e->guards_clock ? e : NULL;
}

static struct bootmenu_entry *taken_by_clock(const struct walk *w, struct bootmenu_entry *e)
{
	if (w->root->on_timeout)
		return w->root->on_timeout;
	return bootmenu_below(e) ? initial(bootmenu_below(e)) : e;
}

struct bootmenu *bootmenu_below(const struct bootmenu_entry *e)
{
	return e->submenu ? e->submenu : e->jump;
}

/* ---- menus that hide ---- */

static const char *hidden_line(const struct bootmenu_style *s, int key)
{
	for (const struct bootmenu_hidden_key *k = s->hidden_keys; k; k = k->next)
		if (k->key == key)
			return k->line;
	return NULL;
}

/* The time that is left, in the words of the configuration if it has any, where it wants them on a
 * screen that is empty otherwise; else in the row of the cursor. */
static void show_left(const struct bootmenu_style *s, unsigned seconds)
{
	static const char own[] = "Press any key for the menu; automatic boot in # s";
	const char *text = s && s->has_autoboot_text ? s->texts[BOOTMENU_TEXT_AUTOBOOT] : own;
	_cleanup_(strbuf_free) struct strbuf words = {}, out = {};
	unsigned cols, rows;
	int row;

	bootmenu_style_count(text, seconds, &words);
	if (!s) {
		console_puts("\r");
		console_puts(words.s ? words.s : "");
		console_puts(" \033[K");
		return;
	}
	console_size(&cols, &rows);
	row = s->places[BOOTMENU_HIDDENROW];
	row += row < 0 ? (int)rows : -1;
	textrow_centred(&out, (unsigned)MAX(MIN(row, (int)rows - 1), 0), cols - 1,
		words.s ? words.s : "", &s->colours[BOOTMENU_TIMEOUT_MSG].ansi);
	if (out.s)
		console_puts(out.s);
}

/* Waits for a key; (shown): with the time that is left. */
static int wait_key(uint64_t end_us, const struct bootmenu_style *s, bool shown, int *ret_key)
{
	static const char clear[] = "\033[0m\033[2J\033[H";
	int rc;

	if (shown && s)
		console_puts(clear);
	do {
		uint64_t now = plat_now_us();
		uint64_t left = now < end_us ? (end_us - now + US_PER_S - 1) / US_PER_S : 0;

		if (shown)
			show_left(s, (unsigned)MIN(left, UINT32_MAX));
		rc = console_waitkey(left > 1 ? end_us - (left - 1) * US_PER_S : end_us, ret_key);
	} while (rc == -ERR_TIMEDOUT && plat_now_us() < end_us);
	if (shown)
		console_puts(s ? clear : "\n");
	return rc;
}

static bool hides(const struct bootmenu *m)
{
	return m->is_countdown || m->is_hidden || (m->style && m->style->wants_shift);
}

/* Waits as long as the menu hides: 0 if it is to be shown, 1 if something is chosen. */
static int wait_hidden(struct walk *w, struct bootmenu_choice *ret)
{
	const struct bootmenu_style *s = w->at->style;
	uint64_t ms = s && s->wants_shift ? SHIFT_MS : w->at->timeout_ms;
	uint64_t end_us = MIN(deadline_in_ms(ms), w->deadline_us);
	const char *line;
	int key, rc;

	w->is_revealed = true;
	if (end_us == DEADLINE_NEVER)
		return 0;
	rc = wait_key(end_us, looks(w->at), !w->at->is_hidden, &key);
	if (rc == -ERR_TIMEDOUT) {
		ret->entry = w->root->on_timeout ? w->root->on_timeout : initial(w->at);
		return ret->entry ? 1 : 0;
	}
	if (rc)
		return rc;
	line = s ? hidden_line(s, key) : NULL;
	if (!line)
		return 0;
	ret->by_hand = true;
	ret->line = str_dup(line);
	return ret->line ? 1 : fail(ERR_NOMEM, "menu: no memory");
}

/* ---- what people do ---- */

static bool can_edit(const struct bootmenu *m)
{
	return m->ops->line && m->ops->plan_line && (!m->style || m->style->can_edit);
}

/* 1 if something was typed, 0 if the menu goes on. */
static int ask_line(struct walk *w, bool again, struct bootmenu_choice *ret)
{
	int rc = bootmenu_ask_line(w->root, again, w->deadline_us, ret);

	return rc == 0 ? 1 : rc == -ERR_EXISTS ? 0 : rc;
}

static bool may_leave(const struct walk *w)
{
	const struct bootmenu *m = bootmenu_guard(w->at);

	return !m || bootmenu_ask_password(m, NULL, w->deadline_us);
}

static int leave_menu(struct walk *w, struct bootmenu_choice *ret)
{
	if (!may_leave(w))
		return 0;
	if (!w->root->prompt || (w->at->style && !w->at->style->can_edit))
		return fail(ERR_CANCELED, "menu: left");
	return ask_line(w, true, ret);
}

/* Esc goes back to where the menu was opened, or out. */
static int go_back(struct walk *w, struct bootmenu_choice *ret)
{
	const struct bootmenu_entry *e;

	if (w->at->parent) {
		list_for_each(e, &w->at->parent->entries, node)
			if (e->submenu == w->at)
				w->last = e;
		w->at = w->at->parent;
		return 0;
	}
	if (w->root->prompt && w->root->prompt->is_behind_menu)
		return leave_menu(w, ret);
	return may_leave(w) ? fail(ERR_CANCELED, "menu: left with ESC") : 0;
}

/* "c" where it means that. */
static int ask_shell(struct walk *w, struct bootmenu_choice *ret)
{
	if (!may_leave(w))
		return 0;
	ret->wants_shell = ret->by_hand = true;
	return 1;
}

/* Where there is no master's password, that of (e) keeps it from being started this way, too. */
static bool may_edit(const struct walk *w, const struct bootmenu_entry *e)
{
	return bootmenu_guard(w->at) ? may_leave(w)
				     : bootmenu_ask_password(w->at, e->password, w->deadline_us);
}

static int edit(struct walk *w, struct bootmenu_entry *e, struct bootmenu_choice *ret)
{
	int rc;

	if (!can_edit(w->at) || bootmenu_below(e) || !may_edit(w, e))
		return 0;
	rc = bootmenu_edit(e, w->deadline_us, ret);
	if (rc == 0 || rc == -ERR_NOMEM)
		return rc ? rc : 1;
	if (rc != -ERR_CANCELED && rc != -ERR_TIMEDOUT)
		menu_note(fail_last()->text); /* it has no line, or one that is too long */
	return 0;
}

/* Enter on (e). */
static int choose(struct walk *w, struct bootmenu_entry *e, struct bootmenu_choice *ret)
{
	if (e->password && !bootmenu_ask_password(w->at, e->password, w->deadline_us))
		return 0;
	if (e->help_file) {
		bootmenu_show_help(w->at, e->help_file, w->deadline_us);
		return 0;
	}
	if (e->is_quit)
		return leave_menu(w, ret);
	if (bootmenu_below(e)) {
		w->at = bootmenu_below(e);
		return 0;
	}
	ret->entry = e;
	ret->by_hand = true;
	return 1;
}

/* The end of all patience takes the default, wherever the highlight is. Where that leads to
 * nothing, somebody has to choose, in whatever time. */
static int let_clock_choose(struct walk *w, struct bootmenu_entry *e, struct bootmenu_choice *ret)
{
	if (plat_now_us() >= w->deadline_us) {
		w->deadline_us = DEADLINE_NEVER;
		e = highlighted(w->at);
	}
	if (e->guards_clock && !bootmenu_ask_password(w->at, e->password, w->deadline_us))
		return 0;
	ret->entry = taken_by_clock(w, e);
	if (ret->entry)
		return 1;
	w->at = bootmenu_below(e);
	return 0;
}

/* What (s) leads to: 1 if something is chosen, 0 if a menu is to be shown, or -ERR_*. */
static int step(struct walk *w, const struct screen *s, struct bootmenu_choice *ret)
{
	const char *help;

	w->timed = false;
	if (s->timed_out)
		return let_clock_choose(w, s->entry, ret);
	if (s->key == KEY_TAB || s->key == 'e')
		return edit(w, s->entry, ret);
	if (s->key == 'c')
		return ask_shell(w, ret);
	if (s->key == KEY_ESC)
		return go_back(w, ret);
	if (s->key == KEY_CTRL_C)
		return may_leave(w) ? fail(ERR_CANCELED, "menu: left with Ctrl-C") : 0;
	if (s->key == KEY_ENTER)
		return choose(w, s->entry, ret);
	help = bootmenu_help_for(w->at, s->key);
	if (help)
		bootmenu_show_help(w->at, help, w->deadline_us);
	return 0;
}

/* The screen of (w), unless it hides. */
static int screen(struct walk *w, struct bootmenu_choice *ret)
{
	struct screen s = {};
	int rc = w->timed && !w->is_revealed && hides(w->at) ? wait_hidden(w, ret) : 0;

	if (rc)
		return rc;
	rc = show(w, &s);
	if (rc)
		return rc;
	w->last = s.entry;
	return step(w, &s, ret);
}

/* Esc, typed while all was being read, is what holding Shift is to SYSLINUX: it asks for the
 * prompt. */
static bool is_escaped(const struct bootmenu *m)
{
	bool escaped = false;

	if (!m->prompt || m->prompt->no_escape)
		return false;
	for (int key = console_getkey(); key != KEY_NONE; key = console_getkey())
		escaped |= key == KEY_ESC;
	return escaped;
}

int bootmenu_choose(struct bootmenu *m, const char *title, bool again, struct bootmenu_choice *ret)
{
	struct walk w = {
		.root = m,
		.at = m->start ? m->start : m,
		.title = title,
		.deadline_us = again ? DEADLINE_NEVER : deadline_in_ms(m->total_ms),
		.timed = !again,
	};
	int rc = 0;

	while (w.root->parent)
		w.root = w.root->parent;
	if (again && w.root->last) {
		w.last = w.root->last;
		w.at = w.last->menu;
	}
	if (w.root->prompt && w.root->prompt->keymap)
		keymap_use_table(w.root->prompt->keymap);
	*ret = (struct bootmenu_choice){.entry = m->is_immediate && !again ? initial(m) : NULL};
	if (ret->entry && is_escaped(w.root)) {
		ret->entry = NULL;
		w.root->prompt->is_first = true; /* and from now on */
		rc = ask_line(&w, false, ret);
	} else if (ret->entry) {
		if (w.root->prompt && w.root->prompt->greeting)
			console_puts(w.root->prompt->greeting);
		return 0;
	} else if (w.root->prompt && w.root->prompt->is_first && m == w.root) {
		rc = ask_line(&w, again, ret);
	}
	while (rc == 0)
		rc = screen(&w, ret);
	/* Not what the clock takes of a menu that was not opened: it may take a password to see. */
	w.root->last = ret->entry && ret->entry->menu == w.at ? ret->entry : w.last;
	return MIN(rc, 0);
}
