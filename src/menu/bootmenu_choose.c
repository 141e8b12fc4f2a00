/* SPDX-License-Identifier: BSD-2-Clause */
/* Choosing from another loader's menus, on the screen. */
#include <stdio.h>
#include <stdlib.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/bootmenu.h"
#include "menu/menu.h"

#define NAME_MAX_LEN 12

static void menu_freep(struct menu **m)
{
	menu_free(*m);
}

static bool is_shown(const struct bootmenu_entry *e)
{
	return !e->is_hidden;
}

static bool can_be_chosen(const struct bootmenu_entry *e)
{
	return e->name && !e->is_disabled;
}

/* One row, whose item is named by the number (n) of its entry. */
static int add_item(
	struct menu *view, const struct bootmenu *m, const struct bootmenu_entry *e, unsigned n)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	char name[NAME_MAX_LEN];

	(void)snprintf(name, sizeof(name), "%u", n);
	for (unsigned i = 0; i < e->indent; i++)
		(void)strbuf_addc(&text, ' ');
	if (strbuf_adds(&text, e->title) || (e->submenu && strbuf_adds(&text, " >")))
		return fail(ERR_NOMEM, "menu: no memory");
	return menu_add_item(
		view, can_be_chosen(e) ? name : NULL, text.s, e->key, e == m->initial, false);
}

static int make_view(const struct bootmenu *m, const char *title, struct menu **ret)
{
	const struct bootmenu_entry *e;
	unsigned n = 0;
	int rc = menu_new(m->title ? m->title : title, ret);

	list_for_each(e, &m->entries, node) {
		if (!rc && is_shown(e))
			rc = add_item(*ret, m, e, n);
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

/* (timed): with its countdown; becomes whether that has chosen. */
static int choose_here(
	const struct bootmenu *m, const char *title, bool *timed, struct bootmenu_entry **ret)
{
	_cleanup_(menu_freep) struct menu *view = NULL;
	const struct menu_choice how = {
		.timeout_ms = *timed ? m->timeout_ms : 0, .ret_timed_out = timed};
	const char *name;
	int rc = make_view(m, title, &view);

	if (!rc)
		rc = menu_choose(view, &how, &name);
	if (!rc)
		*ret = entry_at(m, strtoul(name, NULL, 10));
	return rc;
}

/* What the highlight is on at first; NULL: nothing can be chosen. */
static struct bootmenu_entry *highlighted(const struct bootmenu *m)
{
	struct bootmenu_entry *e;

	if (m->initial)
		return m->initial;
	list_for_each(e, &m->entries, node)
		if (can_be_chosen(e) && is_shown(e))
			return e;
	return NULL;
}

/* What is taken of (m) and below it when nobody chooses; NULL: somebody has to. */
static struct bootmenu_entry *initial(const struct bootmenu *m)
{
	struct bootmenu_entry *e = highlighted(m);

	while (e && e->submenu)
		e = highlighted(e->submenu);
	return e && can_be_chosen(e) && !e->jump ? e : NULL;
}

struct bootmenu *bootmenu_below(const struct bootmenu_entry *e)
{
	return e->submenu ? e->submenu : e->jump;
}

int bootmenu_choose(struct bootmenu *m, const char *title, struct bootmenu_entry **ret)
{
	struct bootmenu_entry *e = m->is_immediate ? initial(m) : NULL;
	bool timed = true;
	int rc = 0;

	if (m->start)
		m = m->start;
	while (!e || bootmenu_below(e)) {
		if (e)
			m = bootmenu_below(e);
		rc = choose_here(m, title, &timed, &e);
		if (rc == -ERR_CANCELED && m->parent) { /* back to where it was opened */
			m = m->parent;
			e = NULL;
		} else if (rc) {
			return rc;
		} else if (timed && bootmenu_below(e)) {
			e = initial(bootmenu_below(e));
		}
	}
	*ret = e;
	return 0;
}
