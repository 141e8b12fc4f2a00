/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The MENU directives of a SYSLINUX configuration. Behind a LABEL they are about its entry, in a
 * menu below the first one about the entry that opens it. Those about looks are in
 * syslinux_style.c.
 */
#include <string.h>

#include "core/status.h"
#include "menu/syslinux_priv.h"

#define INDENT_MAX 40

static struct syslinux_level *level(struct syslinux_reader *r)
{
	return &r->levels[r->depth];
}

/* The entry a directive is about; NULL: none, in the first menu. */
static struct bootmenu_entry *subject(struct syslinux_reader *r)
{
	return r->label ? r->label : level(r)->entry;
}

/* Takes the carets out of (text), in place, and returns the key the first one marks, and where. */
static int take_hotkey(char *text, unsigned *ret_at)
{
	int key = 0;
	char *out = text;

	for (const char *p = text; *p; p++) {
		if (*p != '^') {
			*out++ = *p;
			continue;
		}
		if (!key && p[1] > ' ' && p[1] < 127 && p[1] != '^') {
			key = p[1] >= 'A' && p[1] <= 'Z' ? p[1] + 'a' - 'A' : p[1];
			*ret_at = (unsigned)(out - text);
		}
	}
	*out = '\0';
	return key;
}

static int set_title(struct bootmenu_entry *e, const char *text)
{
	int rc = syslinux_set_shown(&e->title, text);

	if (!rc)
		e->key = take_hotkey(e->title, &e->key_at);
	return rc;
}

static int set_menu_title(struct bootmenu *m, const char *text)
{
	int rc = syslinux_set_shown(&m->title, text);
	unsigned at;

	if (!rc)
		(void)take_hotkey(m->title, &at);
	return rc;
}

int syslinux_begin_menu(struct syslinux_reader *r, const char *tag)
{
	struct syslinux_level *l = level(r);
	struct bootmenu_entry *e;
	struct bootmenu *m;
	unsigned at;
	int rc = syslinux_close_label(r);

	if (rc)
		return rc;
	if (r->depth == SYSLINUX_DEPTH_MAX)
		return fail(ERR_TOOBIG, "%s:%u: more than %u menus in one another", r->at.file,
			r->at.line, SYSLINUX_DEPTH_MAX);
	if (r->n_entries++ >= SYSLINUX_ENTRIES_MAX)
		return fail(ERR_TOOBIG, "%s:%u: more than %u entries", r->at.file, r->at.line,
			SYSLINUX_ENTRIES_MAX);
	e = bootmenu_add(l->menu, tag, tag);
	if (!e)
		return -ERR_NOMEM;
	(void)take_hotkey(e->name, &at);
	rc = set_title(e, tag);
	if (rc)
		return rc;
	e->key_runs = l->menu->style->hotkey_runs;
	m = bootmenu_new(l->menu, l->menu->ops);
	if (!m)
		return -ERR_NOMEM;
	e->submenu = m;
	m->style = bootmenu_style_new(l->menu->style);
	if (!m->style)
		return -ERR_NOMEM;
	m->timeout_ms = l->menu->timeout_ms;
	m->is_countdown = l->menu->is_countdown;
	r->depth++;
	*level(r) = (struct syslinux_level){.menu = m, .entry = e};
	return 0;
}

int syslinux_end_menu(struct syslinux_reader *r)
{
	int rc = syslinux_close_label(r);

	if (r->depth)
		r->depth--;
	return rc;
}

static int do_begin(struct syslinux_reader *r, const char *arg)
{
	return syslinux_begin_menu(r, arg);
}

static int do_end(struct syslinux_reader *r, const char *arg)
{
	(void)arg;
	return syslinux_end_menu(r);
}

static int do_title(struct syslinux_reader *r, const char *arg)
{
	struct syslinux_level *l = level(r);
	int rc = set_menu_title(l->menu, arg);
	int key = l->entry ? l->entry->key : 0;

	if (rc || !l->entry || l->has_label)
		return rc;
	rc = set_title(l->entry, arg);
	if (!l->entry->key)
		l->entry->key = key;
	return rc;
}

static int do_label(struct syslinux_reader *r, const char *arg)
{
	struct syslinux_level *l = level(r);
	int rc;

	if (r->label)
		return set_title(r->label, arg);
	if (!l->entry)
		return 0;
	l->has_label = true;
	rc = set_title(l->entry, arg);
	return rc || l->menu->title ? rc : set_menu_title(l->menu, arg);
}

static int do_default(struct syslinux_reader *r, const char *arg)
{
	struct syslinux_level *l = level(r);

	(void)arg;
	if (r->label)
		l->menu->initial = r->label;
	else if (l->entry)
		l->menu->parent->initial = l->entry;
	return 0;
}

static int do_hide(struct syslinux_reader *r, const char *arg)
{
	(void)arg;
	if (subject(r))
		subject(r)->is_hidden = true;
	return 0;
}

static int do_disable(struct syslinux_reader *r, const char *arg)
{
	(void)arg;
	if (subject(r))
		subject(r)->is_disabled = true;
	return 0;
}

static int do_separator(struct syslinux_reader *r, const char *arg)
{
	int rc = syslinux_close_label(r);

	(void)arg;
	if (rc)
		return rc;
	if (r->n_entries++ >= SYSLINUX_ENTRIES_MAX)
		return fail(ERR_TOOBIG, "%s:%u: more than %u entries", r->at.file, r->at.line,
			SYSLINUX_ENTRIES_MAX);
	return bootmenu_add(level(r)->menu, NULL, "") ? 0 : -ERR_NOMEM;
}

static int do_indent(struct syslinux_reader *r, const char *arg)
{
	long n = strtol(arg, NULL, 10);

	if (subject(r))
		subject(r)->indent = n > 0 ? (unsigned)MIN(n, INDENT_MAX) : 0;
	return 0;
}

static int do_passwd(struct syslinux_reader *r, const char *arg)
{
	return subject(r) ? syslinux_set(&subject(r)->password, arg) : 0;
}

/* Behind a LABEL they are about its key only. */
static int do_immediate(struct syslinux_reader *r, const char *arg)
{
	if (!r->label)
		return syslinux_style_directive(r, "immediate");
	(void)arg;
	r->label->key_runs = true;
	return 0;
}

static int do_noimmediate(struct syslinux_reader *r, const char *arg)
{
	if (!r->label)
		return syslinux_style_directive(r, "noimmediate");
	(void)arg;
	r->label->key_runs = false;
	return 0;
}

static int set_action(struct syslinux_reader *r, enum syslinux_type type, const char *arg)
{
	if (!r->body)
		return 0;
	r->body->type = type;
	return syslinux_set(&r->body->kernel, arg);
}

static int do_goto(struct syslinux_reader *r, const char *arg)
{
	return set_action(r, SYSLINUX_GOTO, arg);
}

static int do_exit(struct syslinux_reader *r, const char *arg)
{
	return set_action(r, SYSLINUX_EXIT, arg);
}

static int do_quit(struct syslinux_reader *r, const char *arg)
{
	if (r->label)
		r->label->is_quit = true;
	return set_action(r, SYSLINUX_QUIT, arg);
}

/* MENU HELP file [background] */
static int do_help(struct syslinux_reader *r, const char *arg)
{
	size_t n;
	const char *file = syslinux_word(arg, &n);
	int rc = set_action(r, SYSLINUX_HELP, arg);

	if (rc || !r->label)
		return rc;
	rc = syslinux_set_path(r, &r->label->help_file, file);
	return rc ? rc : syslinux_set_path(r, &r->label->help_background, file + n);
}

static int do_start(struct syslinux_reader *r, const char *arg)
{
	(void)arg;
	r->s->root->start = r->depth ? level(r)->menu : NULL;
	return 0;
}

static const struct {
	const char *word;
	int (*run)(struct syslinux_reader *r, const char *arg);
} words[] = {
	{"begin", do_begin},
	{"default", do_default},
	{"disable", do_disable},
	{"disabled", do_disable},
	{"end", do_end},
	{"exit", do_exit},
	{"goto", do_goto},
	{"help", do_help},
	{"hide", do_hide},
	{"immediate", do_immediate},
	{"indent", do_indent},
	{"label", do_label},
	{"noimmediate", do_noimmediate},
	{"passwd", do_passwd},
	{"quit", do_quit},
	{"separator", do_separator},
	{"start", do_start},
	{"title", do_title},
};

int syslinux_menu_directive(struct syslinux_reader *r, const char *rest)
{
	char *arg;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (syslinux_looking_at(rest, words[i].word, &arg))
			return words[i].run(r, arg);
	return syslinux_style_directive(r, rest);
}
