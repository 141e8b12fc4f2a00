/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of menus that another loader's configuration becomes. */
#include "menu/bootmenu.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"

void bootplan_free(struct bootplan *p)
{
	free(p->file);
	free(p->cmdline);
	free(p->cwd);
	for (unsigned i = 0; i < p->n_initrds; i++) {
		free(p->initrds[i]);
		free(p->initrd_paths[i]);
	}
	if (p->state)
		p->free_state(p->state);
	*p = (struct bootplan){};
}

struct bootmenu *bootmenu_new(struct bootmenu *parent, const struct bootmenu_ops *ops)
{
	struct bootmenu *m = calloc(1, sizeof *m);

	if (!m) {
		(void)fail(ERR_NOMEM, "menu: no memory");
		return NULL;
	}
	list_init(&m->entries);
	m->parent = parent;
	m->ops = ops;
	return m;
}

static void free_entry(const struct bootmenu *m, struct bootmenu_entry *e)
{
	bootmenu_free(e->submenu);
	if (e->body)
		m->ops->free_body(e->body);
	free(e->name);
	free(e->title);
	free(e->help);
	free(e->password);
	free(e->help_file);
	free(e->help_background);
	free(e);
}

void bootmenu_free(struct bootmenu *m)
{
	struct bootmenu_entry *e, *next;

	if (!m)
		return;
	list_for_each_safe(e, next, &m->entries, node)
		free_entry(m, e);
	if (!m->parent && m->free_shared)
		m->free_shared(m->shared);
	if (m->prompt) {
		free(m->prompt->keymap);
		free(m->prompt->greeting);
		free(m->prompt->line);
		free(m->prompt->on_timeout);
		free(m->prompt);
	}
	bootmenu_style_free(m->style);
	free(m->on_error);
	free(m->title);
	free(m);
}

struct bootmenu_entry *bootmenu_add(struct bootmenu *m, const char *name, const char *title)
{
	struct bootmenu_entry *e = calloc(1, sizeof *e);

	if (e) {
		e->name = name ? str_dup(name) : NULL;
		e->title = str_dup(title);
	}
	if (!e || !e->title || (name && !e->name)) {
		if (e)
			free_entry(m, e);
		(void)fail(ERR_NOMEM, "menu: no memory for \"%s\"", title);
		return NULL;
	}
	e->menu = m;
	list_add_tail(&e->node, &m->entries);
	return e;
}

void bootmenu_choice_free(struct bootmenu_choice *c)
{
	free(c->line);
	*c = (struct bootmenu_choice){};
}

int bootmenu_plan(struct bootmenu *m, const struct bootmenu_choice *c, struct bootplan *ret)
{
	return c->line ? m->ops->plan_line(m, c->entry, c->line, ret)
		       : c->entry->menu->ops->plan(c->entry, ret);
}

static bool can_be_chosen(const struct bootmenu_entry *e)
{
	return e->name && !e->is_disabled;
}

/* The number (text) is, 0 if it is none. */
static unsigned number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && !*end && n <= INT32_MAX ? (unsigned)n : 0;
}

static struct bootmenu_entry *find_number(struct bootmenu *m, unsigned n)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node)
		if (can_be_chosen(e) && !e->is_hidden && --n == 0)
			return e;
	return NULL;
}

static struct bootmenu_entry *find_text(struct bootmenu *m, const char *text, bool by_title)
{
	struct bootmenu_entry *e, *found;

	list_for_each(e, &m->entries, node) {
		if (can_be_chosen(e) && strcmp(by_title ? e->title : e->name, text) == 0)
			return e;
		found = e->submenu ? find_text(e->submenu, text, by_title) : NULL;
		if (found)
			return found;
	}
	return NULL;
}

static struct bootmenu_entry *find(struct bootmenu *m, const char *text)
{
	struct bootmenu_entry *e = find_text(m, text, false);

	if (!e)
		e = find_text(m, text, true);
	if (!e && number(text))
		e = find_number(m, number(text));
	return e;
}

bool bootmenu_has_choice(const struct bootmenu *m)
{
	const struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node)
		if (e->submenu ? bootmenu_has_choice(e->submenu) : can_be_chosen(e))
			return true;
	return false;
}

static void list_names(const struct bootmenu *m, struct strbuf *out)
{
	const struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		if (can_be_chosen(e))
			(void)strbuf_addf(out, "%s\"%s\"", out->len ? ", " : "", e->name);
		if (e->submenu)
			list_names(e->submenu, out);
	}
}

static int no_such(const struct bootmenu *m, const char *which)
{
	struct strbuf names = {};
	int rc;

	list_names(m, &names);
	rc = fail(ERR_NOENT, "there is no entry \"%s\", there are %.400s", which,
		names.len ? names.s : "none at all");
	strbuf_free(&names);
	return rc;
}

int bootmenu_find(struct bootmenu *m, const char *which, struct bootmenu_entry **ret)
{
	const char *mark = strchr(which, '>');
	_cleanup_(freep) char *first = NULL;
	struct bootmenu_entry *e = find(m, which);

	if (!e && mark) {
		first = str_ndup(which, (size_t)(mark - which));
		if (!first)
			return fail(ERR_NOMEM, "menu: no memory");
		e = find(m, first);
		if (e && e->submenu)
			return bootmenu_find(e->submenu, mark + 1, ret);
		e = NULL;
	}
	if (!e)
		return no_such(m, which);
	*ret = e;
	return 0;
}

static int plan_of(const struct bootmenu_entry *e, struct bootplan *ret)
{
	return e->menu->ops->plan((struct bootmenu_entry *)(uintptr_t)e, ret);
}

int bootmenu_plain_line(const struct bootmenu_entry *e, char **ret)
{
	_cleanup_(bootplan_free) struct bootplan p = {};
	int rc = plan_of(e, &p);

	if (!rc && p.kind != BOOTPLAN_FILE)
		rc = fail(ERR_NOTSUP, "%s: nothing to edit", e->title);
	if (rc)
		return rc;
	*ret = p.cmdline ? TAKE(p.cmdline) : str_dup("");
	return *ret ? 0 : fail(ERR_NOMEM, "menu: no memory for a line");
}

int bootmenu_plain_plan(const struct bootmenu *m, const struct bootmenu_entry *e, const char *line,
	struct bootplan *ret)
{
	struct bootplan p = {};
	int rc = e ? plan_of(e, &p) : fail(ERR_NOTSUP, "menu: there is no command line");

	(void)m;
	if (rc)
		return rc;
	free(p.cmdline);
	p.cmdline = str_dup(line);
	if (!p.cmdline) {
		bootplan_free(&p);
		return fail(ERR_NOMEM, "menu: no memory for a line");
	}
	*ret = p;
	return 0;
}
