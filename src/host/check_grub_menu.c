/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of GRUB configurations: whether they start anything, and what is taken by itself. */
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_grub.h"
#include "host/similar.h"

/* The entries of a menu. */
struct menu {
	struct gr_entry *v;
	unsigned n;
	bool is_open; /* there may be others, or the same more than once */
	bool varies;  /* or fewer: some are inside conditions */
};

static void menu_free(struct menu *m)
{
	for (unsigned i = 0; i < m->n; i++) {
		free(m->v[i].title);
		free(m->v[i].id);
		free(m->v[i].key);
	}
	free(m->v);
}

/* ---- what stands behind menuentry ---- */

static bool is_id_variable(const struct grub_word *w)
{
	const struct grub_part *p = w->parts;

	return p && !p->next && (p->kind == PART_VAR || p->kind == PART_QUOTED_VAR) &&
		strcmp(p->text, "menuentry_id_option") == 0;
}

static void check_option(
	struct gr *g, const struct gr_entry *e, const struct grub_word *w, const char *name)
{
	static const char *const options[] = {
		"id", "hotkey", "class", "users", "unrestricted", "source"};
	struct similar s = similar_to(name);

	if (strspn(name, "-") == strlen(name))
		return;
	for (unsigned i = 0; i < ARRAY_SIZE(options); i++) {
		if (strcmp(options[i], name) == 0)
			return;
		similar_try(&s, options[i]);
	}
	if (s.best)
		gr_report(g, e->file, w->pos, true, "unknown-option",
			"menuentry: there is no option --%s; is \"--%s\" meant?", name, s.best);
}

/* Takes the option (name) at (*w), and its value, to which (*w) moves. */
static void read_option(
	struct gr *g, struct gr_entry *e, const struct grub_word **w, const char *name)
{
	const char *eq = strchr(name, '=');
	size_t n = eq ? (size_t)(eq - name) : strlen(name);
	bool is_id = n == 2 && memcmp(name, "id", 2) == 0;
	bool is_key = n == 6 && memcmp(name, "hotkey", 6) == 0;
	bool has_value = is_id || is_key || (n == 5 && !memcmp(name, "class", 5)) ||
		(n == 5 && !memcmp(name, "users", 5)) || (n == 6 && !memcmp(name, "source", 6));
	char *value = NULL;

	if (!has_value && !eq)
		check_option(g, e, *w, name);
	if (has_value && !eq && (*w)->next)
		*w = (*w)->next;
	if (has_value)
		value = eq ? host_ndup(eq + 1, strlen(eq + 1)) : gr_expand(g, *w);
	if (is_id) {
		free(e->id);
		e->id = value;
		e->id_pos = (*w)->pos;
	} else if (is_key) {
		free(e->key);
		e->key = value;
		e->key_pos = (*w)->pos;
		if (value && *value && !grub_hotkey(value))
			gr_report(g, e->file, (*w)->pos, false, "bad-value",
				"--hotkey is one character, or backspace, tab or delete, not \"%s\"",
				value);
	} else {
		free(value);
	}
}

static struct gr_entry read_entry(struct gr *g, const struct gr_file *f, const struct grub_node *n)
{
	struct gr_entry e = {.file = f, .node = n};
	bool has_title = false;

	for (const struct grub_word *w = n->words->next; w; w = w->next) {
		char *text = gr_expand(g, w);

		if (is_id_variable(w))
			read_option(g, &e, &w, "id");
		else if (text && strncmp(text, "--", 2) == 0 && text[2])
			read_option(g, &e, &w, text + 2);
		else if (!has_title) {
			has_title = true;
			e.title = TAKE(text);
		}
		free(text);
	}
	return e;
}

/* ---- the entries of a menu ---- */

static bool is_entry(const struct grub_node *n)
{
	return n->kind == NODE_COMMAND && (gr_is(n, "menuentry") || gr_is(n, "submenu"));
}

static void collect(
	struct gr *g, const struct gr_file *f, const struct grub_node *n, struct menu *m)
{
	static const char *const unknown[] = {"configfile", "normal", "blscfg", "eval",
		"syslinux_configfile", "legacy_configfile"};

	for (; n; n = n->next) {
		char *name = n->kind == NODE_COMMAND && n->words ? gr_plain(n->words) : NULL;

		if (is_entry(n)) {
			m->v = host_grow(m->v, m->n, sizeof(*m->v));
			m->v[m->n++] = read_entry(g, f, n);
		} else if (n->kind == NODE_IF) {
			unsigned before = m->n;

			collect(g, f, n->body, m);
			collect(g, f, n->other, m);
			m->varies |= m->n != before;
		} else if (n->kind == NODE_LOOP || n->kind == NODE_FOR) {
			m->is_open = true;
		} else if (n->kind == NODE_COMMAND) {
			m->is_open |= n->words && !name && !gr_assigns(n->words);
			m->is_open |= name && gr_is_function(g, name);
		}
		for (unsigned i = 0; name && i < ARRAY_SIZE(unknown); i++)
			m->is_open |= strcmp(name, unknown[i]) == 0;
		free(name);
	}
}

static void check_twice(struct gr *g, const struct menu *m)
{
	for (unsigned i = 0; i < m->n; i++) {
		const struct gr_entry *e = &m->v[i];
		bool is_key_told = false, is_id_told = false;

		for (unsigned j = 0; j < i && e->file == m->v[j].file; j++) {
			const struct gr_entry *o = &m->v[j];
			unsigned line = gr_place(o->file, o->node->words->pos).line;

			if (e->key && o->key && !is_key_told && strcmp(e->key, o->key) == 0) {
				gr_report(g, e->file, e->key_pos, false, "duplicate-key",
					"the key %s is that of line %u already", e->key, line);
				is_key_told = true;
			}
			if (e->id && o->id && !is_id_told && strcmp(e->id, o->id) == 0) {
				gr_report(g, e->file, e->id_pos, false, "duplicate-label",
					"the id %s is that of line %u already", e->id, line);
				is_id_told = true;
			}
		}
	}
}

/* ---- what an entry does ---- */

struct doing {
	bool loads,
		works; /* something is loaded or gone on with; something else is done for that */
	const struct grub_word *early; /* an initrd before any kernel */
	bool has_kernel;
};

static bool is_in(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

static void note_doing(struct gr_walk *w, const struct grub_node *n)
{
	static const char *const idle[] = {"true", "false", ":", "echo", "sleep", "read", "clear",
		"set", "export", "unset", "test", "[", "return", "break", "continue", "!", "help",
		"date", "ls", "cat", "lsmod", "list_env", "videoinfo", "lsefi", "lspci", "play",
		"save_env", "load_env", "savedefault", "terminal_output", "terminal_input",
		"serial", "hashsum", "password", "password_pbkdf2", "eval", "net_ls_cards",
		"net_ls_addr", "net_ls_routes", "net_ls_dns", "net_dhcp", "net_bootp", "keymap",
		"loadfont", NULL};
	static const char *const working[] = {"search", "insmod", "load_video", "loopback",
		"initrd", "initrdefi", "initrd16", "module", "module2", NULL};
	struct doing *d = w->arg;
	char *name = n->kind == NODE_COMMAND && n->words ? gr_plain(n->words) : NULL;

	if (n->kind != NODE_COMMAND || !n->words || gr_assigns(n->words)) {
		free(name);
		return;
	}
	if (name && strncmp(name, "initrd", 6) == 0 && !d->has_kernel && !d->loads && !d->early)
		d->early = n->words;
	d->works |= name && is_in(working, name);
	if (!name || (!is_in(idle, name) && !is_in(working, name)))
		d->loads = true;
	d->has_kernel |= name && (strncmp(name, "linux", 5) == 0 || gr_is_function(w->g, name));
	free(name);
}

static void check_entry(struct gr *g, const struct gr_entry *e)
{
	struct doing d = {};
	struct gr_walk w = {.g = g, .file = e->file, .command = note_doing, .arg = &d};

	if (!gr_is(e->node, "menuentry") || !e->node->has_block)
		return;
	gr_walk(&w, e->node->body);
	if (d.works && !d.loads)
		gr_report(g, e->file, e->node->words->pos, true, "no-loader",
			"the entry starts nothing: it has no linux, chainloader or configfile");
	else if (d.early && d.has_kernel)
		gr_report(g, e->file, d.early->pos, true, "order",
			"an initrd is loaded behind its kernel, this one comes before it");
}

/* ---- default and fallback ---- */

/* The first name of "a>b", where ">>" is a ">"; (*text) moves behind it. */
static char *first_name(const char **text)
{
	char *name = host_ndup(*text, strlen(*text));
	size_t n = 0;
	const char *s = *text;

	for (; *s && !(*s == '>' && s[1] != '>'); s++) {
		s += *s == '>';
		name[n++] = *s;
	}
	name[n] = '\0';
	*text = *s ? s + 1 : s;
	return name;
}

/* 1: the entry is there, at *ret; 0: it is not; -1: who knows. */
static int find(const struct menu *m, const char *name, const struct gr_entry **ret)
{
	const char *end;
	unsigned long long number = grub_number(name, &end);
	bool is_number = end > name && !*end, is_sure = true;

	for (unsigned i = 0; i < m->n; i++) {
		const struct gr_entry *e = &m->v[i];

		is_sure &= e->title && (e->id || !e->id_pos);
		if ((e->title && !strcmp(e->title, name)) || (e->id && !strcmp(e->id, name))) {
			*ret = e;
			return 1;
		}
	}
	if (is_number && number < m->n && !m->is_open && !m->varies) {
		*ret = &m->v[number];
		return 1;
	}
	if (is_number)
		return number < m->n || m->is_open ? -1 : 0;
	return m->is_open || !is_sure ? -1 : 0;
}

static void check_choice(struct gr *g, const struct gr_file *f, const struct grub_word *w,
	const struct menu *m, const char *what, const char *value)
{
	const char *rest = value;
	char *name = first_name(&rest);
	const struct gr_entry *e = NULL;
	struct similar s = similar_to(name);
	int is = find(m, name, &e);

	for (unsigned i = 0; i < m->n; i++) {
		if (m->v[i].title)
			similar_try(&s, m->v[i].title);
		if (m->v[i].id)
			similar_try(&s, m->v[i].id);
	}
	if (is == 0 && s.best && !strpbrk(name, "0123456789"))
		gr_report(g, f, w->pos, true, "missing-entry",
			"%s: there is no entry \"%s\"; is \"%s\" meant?", what, name, s.best);
	else if (is == 0)
		gr_report(g, f, w->pos, true, "missing-entry",
			"%s: there is no entry \"%s\" among the %u", what, name, m->n);
	if (is == 1 && *rest && gr_is(e->node, "submenu")) {
		struct menu below = {};

		collect(g, e->file, e->node->body, &below);
		check_choice(g, f, w, &below, what, rest);
		menu_free(&below);
	}
	free(name);
}

struct choice {
	struct menu *m;
};

static void check_variable(struct gr_walk *w, const struct grub_word *word)
{
	const struct choice *c = w->arg;
	size_t n = gr_assigns(word);
	char *text = n ? gr_plain(word) : NULL;
	const char *value = text ? text + n + 1 : "";

	if (!*value || strcmp(value, "saved") == 0 || !c->m->n) {
		free(text);
		return;
	}
	if (n == 7 && memcmp(text, "default", 7) == 0)
		check_choice(w->g, w->file, word, c->m, "default", value);
	/* More than one are parted by blanks, which titles have, too. */
	if (n == 8 && memcmp(text, "fallback", 8) == 0 && !strchr(value, ' '))
		check_choice(w->g, w->file, word, c->m, "fallback", value);
	free(text);
}

static void check_setting(struct gr_walk *w, const struct grub_node *n)
{
	if (n->kind != NODE_COMMAND || !n->words || w->in_entry || w->in_function || w->in_branch)
		return;
	if (gr_is(n, "set") && n->words->next)
		check_variable(w, n->words->next);
	else
		check_variable(w, n->words);
}

static void check_entries(struct gr *g, const struct menu *m)
{
	check_twice(g, m);
	for (unsigned i = 0; i < m->n; i++) {
		struct menu below = {};

		check_entry(g, &m->v[i]);
		if (gr_is(m->v[i].node, "submenu"))
			collect(g, m->v[i].file, m->v[i].node->body, &below);
		check_entries(g, &below);
		menu_free(&below);
	}
}

/* No entry, and nothing that is started without one. */
static void check_empty(struct gr *g, const struct menu *m)
{
	struct doing d = {};
	struct gr_walk w = {.g = g, .command = note_doing, .arg = &d};

	for (unsigned i = 0; i < g->n_files; i++)
		gr_walk_file(&w, g->files[i]);
	if (!m->n && !m->is_open && !d.loads)
		gr_report(g, g->files[0], 0, true, "empty", "there is nothing to boot in it");
}

void gr_check_menu(struct gr *g)
{
	struct menu m = {.is_open = g->is_incomplete};
	struct choice c = {&m};

	for (unsigned i = 0; i < g->n_files; i++) {
		for (unsigned j = 0; j < g->files[i]->n_lines; j++)
			collect(g, g->files[i], g->files[i]->lines[j], &m);
	}
	check_entries(g, &m);
	if (gr_is_first(g, g->files[0]) && strstr(g->files[0]->name, ".cfg")) /* not grubenv */
		check_empty(g, &m);
	for (unsigned i = 0; i < g->n_files && gr_is_first(g, g->files[0]); i++) {
		struct gr_walk w = {.g = g, .command = check_setting, .arg = &c};

		gr_walk_file(&w, g->files[i]);
	}
	menu_free(&m);
}
