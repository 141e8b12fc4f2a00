/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is decided when a SYSLINUX configuration has been read: hotkeys, where MENU GOTO leads, and
 * what happens first. A menu module that UI or DEFAULT names, by a label or through modules that
 * choose by processor or medium, is our menu; so is gfxboot.
 */
#include "menu/syslinux_settle.h"

#include <string.h>

#include "core/status.h"

/* ---- all menus ---- */

/* The menu that the tag (tag) names, in (m) or below. */
static struct bootmenu *find_tag(struct bootmenu *m, const char *tag)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		struct bootmenu *found;

		if (!e->submenu)
			continue;
		found = strcmp(e->name, tag) == 0 ? e->submenu : find_tag(e->submenu, tag);
		if (found)
			return found;
	}
	return NULL;
}

static struct bootmenu *jump_target(
	const struct syslinux_reader *r, struct bootmenu *m, const struct syslinux_label *l)
{
	const char *tag = l->kernel;

	if (l->type == SYSLINUX_EXIT && (!m->parent || !*tag))
		return m->parent;
	if (!*tag)
		return NULL;
	return strcmp(tag, ".top") == 0 ? r->s->root : find_tag(r->s->root, tag);
}

static int settle_entry(
	const struct syslinux_reader *r, struct bootmenu *m, struct bootmenu_entry *e)
{
	const struct syslinux_label *l = e->body;

	if (l && (l->type == SYSLINUX_GOTO || l->type == SYSLINUX_EXIT)) {
		e->jump = jump_target(r, m, l);
		e->is_disabled |= !e->jump;
	}
	if (e->submenu && !*e->title) {
		int rc = syslinux_set(&e->title, "Menu");

		if (rc)
			return rc;
	}
	if (e->submenu && !e->submenu->title) {
		int rc = syslinux_set(&e->submenu->title, e->title);

		if (rc)
			return rc;
	}
	return e->submenu && !*e->name ? syslinux_set(&e->name, e->title) : 0;
}

static int settle_menu(const struct syslinux_reader *r, struct bootmenu *m)
{
	bool taken[128] = {};
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		int rc = settle_entry(r, m, e);

		if (rc == 0 && e->submenu)
			rc = settle_menu(r, e->submenu);
		if (rc)
			return rc;
		if (e->key && (taken[e->key & 127] || e->is_hidden || e->is_disabled))
			e->key = 0;
		taken[e->key & 127] = true;
	}
	if (m->initial && (m->initial->is_hidden || m->initial->is_disabled))
		m->initial = NULL;
	return 0;
}

int syslinux_settle(struct syslinux_reader *r)
{
	struct bootmenu *m = r->s->root;

	m->on_error = TAKE(r->onerror);
	m->prompt = calloc(1, sizeof(*m->prompt));
	if (!m->prompt)
		return fail(ERR_NOMEM, "syslinux: no memory");
	m->prompt->greeting = r->greeting.len ? strbuf_take(&r->greeting) : NULL;
	m->prompt->timeout_ms = r->prompt_ms;
	m->prompt->keymap = (uint8_t *)TAKE(r->keymap);
	m->prompt->no_escape = r->no_escape;
	m->prompt->no_complete = r->no_complete;
	m->prompt->no_options = r->no_options;
	m->prompt->is_behind_menu = r->s->variant == SYSLINUX_PXE;
	return settle_menu(r, m);
}

/* ---- what is first ---- */

/* The menu (e) is in, at (m) or below. */
static struct bootmenu *menu_of(struct bootmenu *m, const struct bootmenu_entry *e)
{
	struct bootmenu_entry *i;

	list_for_each(i, &m->entries, node) {
		struct bootmenu *found = i == e ? m : NULL;

		if (!found && i->submenu)
			found = menu_of(i->submenu, e);
		if (found)
			return found;
	}
	return NULL;
}

static struct bootmenu_entry *opener(struct bootmenu *m)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->parent->entries, node)
		if (e->submenu == m)
			return e;
	return NULL;
}

/* Highlights (e), in its menu and on the way there. */
static void highlight(struct syslinux_reader *r, struct bootmenu_entry *e)
{
	struct bootmenu *m = menu_of(r->s->root, e);

	r->s->root->start = m && m->parent ? m : NULL;
	for (; m; m = m->parent) {
		m->initial = e;
		e = m->parent ? opener(m) : NULL;
	}
}

/* An entry for (line) that is not shown: a file, or a label with more arguments. */
static int add_command(struct syslinux_reader *r, const char *line, struct bootmenu_entry **ret)
{
	struct syslinux_label *l;
	int rc;

	r->depth = 0;
	rc = syslinux_add(r, line, line, ret);
	if (rc)
		return rc;
	(*ret)->is_hidden = true;
	l = (*ret)->body;
	l->type = SYSLINUX_COMMAND;
	l->sysappend = r->in_menu ? 0 : r->s->sysappend;
	return syslinux_set(&l->kernel, line);
}

/* The entry that runs (line). */
static int entry_for(struct syslinux_reader *r, const char *line, struct bootmenu_entry **ret)
{
	struct bootmenu_entry *e = syslinux_find_label(r->s, line);
	size_t n;
	const char *word = syslinux_word(line, &n);

	if (!e || e->jump || *syslinux_skip_blanks(word + n))
		return add_command(r, line, ret);
	*ret = e;
	return 0;
}

static int apply_ontimeout(struct syslinux_reader *r)
{
	struct bootmenu_entry *e;
	int rc;

	if (!r->ontimeout || !*r->ontimeout)
		return 0;
	r->at = r->ontimeout_at;
	rc = entry_for(r, r->ontimeout, &e);
	if (rc == 0)
		r->s->root->on_timeout = e;
	return rc;
}

int syslinux_start_menu(struct syslinux_reader *r)
{
	/* The modules look at DEFAULT only when there is UI: before there was, it named them. */
	struct bootmenu_entry *e = r->ui && r->dflt ? syslinux_find_label(r->s, r->dflt) : NULL;
	const struct syslinux_label *l = e ? e->body : NULL;

	/* For them a label is all that stands behind LABEL, and the default its first word. */
	if (l && l->has_words)
		e = NULL;
	r->in_menu = true;
	if (e && !e->is_hidden && !e->is_disabled)
		highlight(r, e);
	return apply_ontimeout(r);
}

/* The files that the menu module (c) is given. */
static int menu_files(const struct syslinux_command *c, char **ret_list)
{
	_cleanup_(bootplan_free) struct bootplan plan = {};
	int rc = syslinux_plan_module(c, &plan);

	if (rc)
		return rc;
	*ret_list =
		plan.cmdline ? str_format("%s\n%s", plan.file, plan.cmdline) : str_dup(plan.file);
	return *ret_list ? 0 : fail(ERR_NOMEM, "syslinux: no memory");
}

/* True if (line), which is (c), names neither a label nor a file. */
static bool is_missing(const struct syslinux_command *c, const char *line)
{
	const struct bootmenu_files *f = &c->s->files;
	_cleanup_(freep) char *path = NULL;

	if (syslinux_find_label(c->s, line) || c->type != SYSLINUX_AUTO ||
		syslinux_path(c->s, c->s->cwd, c->name, &path) || syslinux_is_url(path))
		return false;
	return !f->exists(f->arg, path);
}

/* Without a menu, ONERROR gives its first word what DEFAULT says for arguments. */
static int make_on_error(struct syslinux_reader *r, const char *line)
{
	struct bootmenu *m = r->s->root;
	size_t n;
	const char *word = syslinux_word(m->on_error ? m->on_error : "", &n);
	char *all;

	if (n == 0)
		return 0;
	all = str_format("%.*s %s", (int)n, word, line);
	if (!all)
		return fail(ERR_NOMEM, "syslinux: no memory");
	free(m->on_error);
	m->on_error = all;
	return 0;
}

int syslinux_start(struct syslinux_reader *r, char **ret_list)
{
	const char *line = r->ui ? r->ui : r->dflt;
	struct bootmenu_prompt *prompt = r->s->root->prompt;
	_cleanup_(syslinux_command_free) struct syslinux_command c = {};
	struct bootmenu_entry *e;
	int rc;

	prompt->is_first = r->prompt && !r->ui;
	if ((r->dflt && syslinux_set(&prompt->line, r->dflt)) ||
		(r->ontimeout && syslinux_set(&prompt->on_timeout, r->ontimeout)))
		return -ERR_NOMEM;
	if (!line || !*line)
		return apply_ontimeout(r);
	r->at = r->ui ? r->ui_at : r->dflt_at;
	rc = syslinux_resolve_line(r->s, r->at, line, &c);
	if (rc == -ERR_NOMEM)
		return rc;
	if (rc == 0 && syslinux_is_menu(&c)) {
		if (*c.args && !syslinux_is_gfxboot(&c))
			return menu_files(&c, ret_list);
		r->s->root->style->is_graphic |= syslinux_is_graphic(&c);
		return syslinux_start_menu(r);
	}
	/* Rather the menu than a failure; their core would prompt. */
	if ((rc == -ERR_NOENT || (rc == 0 && is_missing(&c, line))) && !r->s->root->on_error &&
		!list_empty(&r->s->root->entries))
		return r->ui ? syslinux_start_menu(r) : apply_ontimeout(r);
	/* A user interface of somebody's own has this configuration for a menu. */
	if (rc == 0 && !syslinux_find_label(r->s, line) && syslinux_is_unknown_module(&c) &&
		bootmenu_has_choice(r->s->root))
		return syslinux_start_menu(r);
	rc = entry_for(r, line, &e);
	if (rc == 0)
		rc = make_on_error(r, line);
	if (rc)
		return rc;
	r->s->root->is_immediate = r->ui || !r->prompt;
	if (r->s->root->is_immediate) {
		r->s->root->initial = e;
		return 0;
	}
	highlight(r, e);
	return apply_ontimeout(r);
}
