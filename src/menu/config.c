/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The editor of settings: each block is a menu of the blocks and settings in it, then of known ones
 * that it might have; a setting is edited in a form. Items are named by what they are and the name:
 * "/net0" a block, "=ip" a setting.
 */
#include "menu/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/setting_type.h"
#include "core/settings_each.h"
#include "core/settings_name.h"
#include "core/status.h"
#include "core/util.h"
#include "menu/form.h"
#include "menu/menu.h"
#include "menu/menu_view.h"

#define CTRL(c)    ((c)&0x1f)
#define SHOWN_MAX  160 /* bytes of a value in the list */
#define ALERT_MAX  300
#define ITEM_UP    ".."
#define ITEM_NEW   "+"
#define KIND_BLOCK '/'
#define KIND_VALUE '='
#define HELP       "Enter: edit    Ctrl-D: delete    Ctrl-N: new    Esc: back    Ctrl-X: leave"

struct config {
	char path[SETTING_NAME_MAX]; /* of the block that is shown */
	char item[SETTING_NAME_MAX]; /* under the highlight */
	char alert[ALERT_MAX];       /* why the last change failed */
	bool done;
};

/* ---- what is in a block ---- */

static int add_block(struct menu *m, const char *name)
{
	_cleanup_(freep) char *item = str_format("%c%s", KIND_BLOCK, name);
	_cleanup_(freep) char *text = str_format("%s/", name);

	if (!item || !text)
		return fail(ERR_NOMEM, "config: out of memory");
	return menu_add_item(m, item, text, 0, false, false);
}

static int add_value(const struct setting_key *key, const struct setting_value *v, void *arg)
{
	const struct setting_type *type = setting_best_type(key, v);
	_cleanup_(strbuf_free) struct strbuf text = {};
	_cleanup_(freep) char *item = str_format("%c%s", KIND_VALUE, key->name);
	_cleanup_(freep) char *row = NULL;

	if (v->len && type->format(type, v->data, v->len, &text) < 0)
		strbuf_reset(&text);
	if (text.s)
		text_make_printable(text.s);
	row = str_format("%-18s %.*s", key->name, SHOWN_MAX, text.s ? text.s : "");
	if (!item || !row)
		return fail(ERR_NOMEM, "config: out of memory");
	return menu_add_item(arg, item, row, 0, false, false);
}

static int add_all(struct menu *m, struct settings_block *b)
{
	struct settings_block *child;
	int rc = 0;

	if (b->parent)
		rc = menu_add_item(m, ITEM_UP, "..", 0, false, false);
	list_for_each(child, &b->children, sibling) {
		if (!rc)
			rc = add_block(m, child->name);
	}
	if (!rc)
		rc = settings_each(b, add_value, m);
	if (!rc)
		rc = menu_add_item(m, NULL, "", 0, false, false);
	if (!rc)
		rc = menu_add_item(m, ITEM_NEW, "New setting", 0, false, false);
	if (!rc)
		rc = menu_add_item(m, NULL, "", 0, false, false);
	return rc ? rc : settings_each_unset(b, add_value, m);
}

static int block_menu(const char *path, struct menu **ret)
{
	struct settings_block *b = settings_find(path);
	_cleanup_(freep) char *title = NULL;
	int rc;

	if (!b)
		return fail(ERR_NOENT, "config: there is no block \"%s\"", path);
	title = *path ? str_format("Settings of %s", path) : str_dup("Settings");
	if (!title)
		return fail(ERR_NOMEM, "config: out of memory");
	rc = menu_new(title, ret);
	if (!rc)
		rc = add_all(*ret, b);
	return rc;
}

/* ---- moving among blocks ---- */

static void go_down(struct config *c, const char *name)
{
	size_t used = strlen(c->path);

	(void)snprintf(c->path + used, sizeof(c->path) - used, "%s%s", used ? "." : "", name);
	c->item[0] = '\0';
}

static void go_up(struct config *c)
{
	char *dot = strrchr(c->path, '.');
	char *name = dot ? dot + 1 : c->path;

	if (!c->path[0]) {
		c->done = true;
		return;
	}
	(void)snprintf(c->item, sizeof(c->item), "%c%s", KIND_BLOCK, name);
	*(dot ? dot : c->path) = '\0';
}

/* ---- changing ---- */

enum { FIELD_NAME, FIELD_VALUE, FIELD_TYPE, N_FIELDS };

static int full_name(const struct config *c, const char *name, const char *type, char **ret)
{
	*ret = str_format(
		"%s%s%s%s%s", c->path, c->path[0] ? "/" : "", name, type[0] ? ":" : "", type);
	return *ret ? 0 : fail(ERR_NOMEM, "config: out of memory");
}

static int save(struct form *f, unsigned *ret_bad)
{
	struct config *c = f->arg;
	const char *name = f->row[FIELD_NAME].is_field ? form_text(f, FIELD_NAME) : c->item + 1;
	_cleanup_(freep) char *full = NULL;
	int rc = full_name(c, name, form_text(f, FIELD_TYPE), &full);

	if (!rc)
		rc = settings_set(full, form_text(f, FIELD_VALUE));
	if (rc)
		*ret_bad = *name && !setting_type_find(form_text(f, FIELD_TYPE)) &&
				*form_text(f, FIELD_TYPE)
			? FIELD_TYPE
			: *name ? FIELD_VALUE
				: FIELD_NAME;
	else
		(void)snprintf(c->item, sizeof(c->item), "%c%s", KIND_VALUE, name);
	return rc;
}

/* (name) NULL: a new one. */
static int edit(struct config *c, const char *name, const char *value, const char *type)
{
	_cleanup_(freep) char *title = NULL;
	struct form f = {};
	int rc = full_name(c, name ? name : "New setting", "", &title);

	if (!rc)
		rc = form_init(&f, title, N_FIELDS);
	if (!rc && !name)
		rc = form_field(&f, FIELD_NAME, NULL, "Name", "", false);
	if (!rc)
		rc = form_field(&f, FIELD_VALUE, NULL, "Value", value, false);
	if (!rc)
		rc = form_field(&f, FIELD_TYPE, NULL, "Type", type, false);
	f.save = save;
	f.arg = c;
	if (!rc)
		rc = form_show(&f);
	form_free(&f);
	return rc == -ERR_CANCELED ? 0 : rc;
}

static int edit_value(const struct setting_key *key, const struct setting_value *v, void *arg)
{
	struct config *c = arg;
	const struct setting_type *type = setting_best_type(key, v);
	_cleanup_(strbuf_free) struct strbuf text = {};
	int rc;

	if (strcmp(key->name, c->item + 1) != 0)
		return 0;
	if (v->len && type->format(type, v->data, v->len, &text) < 0)
		strbuf_reset(&text);
	rc = edit(c, key->name, text.s ? text.s : "", type->name);
	return rc ? rc : 1;
}

static int delete (struct config *c)
{
	_cleanup_(freep) char *full = NULL;
	int rc = full_name(c, c->item + 1, "", &full);

	return rc ? rc : settings_clear(full);
}

/* ---- keys ---- */

static int open_item(struct config *c)
{
	struct settings_block *b = settings_find(c->path);
	int rc;

	if (strcmp(c->item, ITEM_UP) == 0)
		go_up(c);
	else if (strcmp(c->item, ITEM_NEW) == 0)
		return edit(c, NULL, "", "");
	else if (c->item[0] == KIND_BLOCK)
		go_down(c, c->item + 1);
	else if (b) {
		rc = settings_each(b, edit_value, c);
		if (!rc)
			rc = settings_each_unset(b, edit_value, c);
		return MIN(rc, 0);
	}
	return 0;
}

/* 1: the highlight may have moved, nothing else. */
static int take_key(struct config *c, struct menu_view *v, int key)
{
	switch (key) {
	case CTRL('X'):
	case KEY_CTRL_C:
		c->done = true;
		return 0;
	case KEY_ESC:
	case KEY_LEFT:
		go_up(c);
		return 0;
	case KEY_ENTER:
	case KEY_RIGHT:
		return open_item(c);
	case CTRL('N'):
	case KEY_INSERT:
		return edit(c, NULL, "", "");
	case CTRL('D'):
	case KEY_DELETE:
		return c->item[0] == KIND_VALUE ? delete (c) : 1;
	default:
		(void)menu_view_key(v, key);
		return 1;
	}
}

/* Until something has changed: the block, what is in it, or what is said about it. */
static int view_loop(struct config *c, struct menu_view *v)
{
	for (;;) {
		int key, rc;

		menu_view_draw(v);
		rc = console_waitkey(DEADLINE_NEVER, &key);
		if (rc < 0)
			return rc;
		(void)snprintf(c->item, sizeof(c->item), "%s", v->items[v->sel]->name);
		c->alert[0] = '\0';
		if (v->alert)
			v->cols = 0;
		v->alert = NULL;
		rc = take_key(c, v, key);
		if (rc < 0)
			fail_format(rc, c->alert, sizeof(c->alert));
		if (rc <= 0)
			return 0;
	}
}

static int show_block(struct config *c)
{
	struct menu *m = NULL;
	struct menu_view v;
	int rc = block_menu(c->path, &m);

	if (!rc)
		rc = menu_view_init(&v, m, c->item);
	if (!rc) {
		v.help = HELP;
		v.alert = c->alert[0] ? c->alert : NULL;
		console_set_fullscreen(true);
		rc = view_loop(c, &v);
		console_puts("\033[0m\033[2J\033[H\033[?25h\r");
		console_set_fullscreen(false);
		menu_view_done(&v);
	}
	menu_free(m);
	return rc;
}

int config_show(const char *path)
{
	struct config c = {};
	int rc = 0;

	if (strlen(path) >= sizeof(c.path))
		return fail(ERR_INVAL, "config: there is no block \"%.80s\"", path);
	(void)snprintf(c.path, sizeof(c.path), "%s", path);
	while (!rc && !c.done)
		rc = show_block(&c);
	return rc;
}
