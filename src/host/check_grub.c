/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configurations of GRUB, which are programs: they are taken apart by the very parser that runs
 * them. What is decided when they run is not guessed at, so where a name, a value or a file is not
 * certain nothing is reported.
 */
#include "host/check_grub.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/utf8.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/check_text.h"

struct place gr_place(const struct gr_file *f, size_t pos)
{
	struct place at = {1, 1};

	for (size_t i = 0; i < pos && i < f->len; i++) {
		at.column++;
		if (f->text[i] == '\n')
			at = (struct place){at.line + 1, 1};
	}
	return at;
}

void gr_report(struct gr *g, const struct gr_file *f, size_t pos, bool is_error, const char *rule,
	const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	findings_add(g->c->f, is_error, f->name, gr_place(f, pos), rule, "%s", text);
}

/* ---- words ---- */

static char *add(char *text, const char *more)
{
	char *longer = host_format("%s%s", text, more);

	free(text);
	return longer;
}

/* (g) NULL: nothing is known. */
static char *join(const struct gr *g, const struct grub_word *w)
{
	char *text = host_ndup("", 0);

	for (const struct grub_part *p = w->parts; p; p = p->next) {
		bool is_var = p->kind == PART_VAR || p->kind == PART_QUOTED_VAR;
		const char *value = !is_var ? p->text : g ? gr_value(g, p->text) : NULL;

		if (!value) {
			free(text);
			return NULL;
		}
		text = add(text, value);
	}
	return text;
}

char *gr_plain(const struct grub_word *w)
{
	return join(NULL, w);
}

char *gr_expand(const struct gr *g, const struct grub_word *w)
{
	return join(g, w);
}

bool gr_is(const struct grub_node *n, const char *name)
{
	char *text = n->kind == NODE_COMMAND && n->words ? gr_plain(n->words) : NULL;
	bool is = text && strcmp(text, name) == 0;

	free(text);
	return is;
}

size_t gr_assigns(const struct grub_word *w)
{
	const struct grub_part *p = w->parts;
	size_t n;

	if (!p || p->kind != PART_TEXT)
		return 0;
	n = strspn(p->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return p->text[n] == '=' ? n : 0;
}

/* ---- what is set ---- */

const char *gr_value(const struct gr *g, const char *name)
{
	const char *value = NULL;
	unsigned n = 0;

	for (unsigned i = 0; i < g->n_sets; i++) {
		if (strcmp(g->sets[i].name, name) != 0)
			continue;
		value = g->sets[i].value;
		n++;
	}
	return n == 1 ? value : NULL;
}

bool gr_is_set(const struct gr *g, const char *name)
{
	for (unsigned i = 0; i < g->n_sets; i++) {
		if (strcmp(g->sets[i].name, name) == 0)
			return true;
	}
	return false;
}

bool gr_is_first(const struct gr *g, const struct gr_file *f)
{
	const char *slash = strrchr(f->name, '/'), *base = slash ? slash + 1 : f->name;

	return f == g->files[0] && !strchr(base, '-') &&
		(strncmp(base, "grub", 4) == 0 || strncmp(base, "loopback", 8) == 0);
}

bool gr_is_function(const struct gr *g, const char *name)
{
	for (unsigned i = 0; i < g->n_functions; i++) {
		if (strcmp(g->functions[i], name) == 0)
			return true;
	}
	return false;
}

/* ---- trees ---- */

static void walk_inside(struct gr_walk *w, const struct grub_node *n)
{
	struct gr_walk inner = *w;

	switch (n->kind) {
	case NODE_COMMAND:
		inner.in_entry |= n->has_block;
		inner.in_menuentry |= n->has_block && gr_is(n, "menuentry");
		gr_walk(&inner, n->body);
		break;
	case NODE_IF:
		inner.in_condition = true;
		gr_walk(&inner, n->cond);
		inner.in_condition = w->in_condition;
		inner.in_branch = true;
		gr_walk(&inner, n->body);
		gr_walk(&inner, n->other);
		break;
	case NODE_FUNCTION:
		inner.in_function = true;
		gr_walk(&inner, n->body);
		break;
	case NODE_LOOP:
	case NODE_FOR:
		inner.in_branch = inner.in_condition = true;
		gr_walk(&inner, n->cond);
		inner.in_condition = w->in_condition;
		gr_walk(&inner, n->body);
		break;
	}
}

void gr_walk(struct gr_walk *w, const struct grub_node *n)
{
	for (; n; n = n->next) {
		w->command(w, n);
		walk_inside(w, n);
	}
}

void gr_walk_file(struct gr_walk *w, const struct gr_file *file)
{
	w->file = file;
	for (unsigned i = 0; i < file->n_lines; i++)
		gr_walk(w, file->lines[i]);
}

/* ---- files ---- */

static size_t clean(char *text, size_t len)
{
	size_t from = utf8_bom(text, len), to = 0;

	for (; from < len; from++)
		if (text[from] && text[from] != '\r')
			text[to++] = text[from];
	text[to] = '\0';
	return to;
}

/* The reason without its place, which has a column here. */
static const char *reason(const char *name)
{
	const char *text = fail_last()->text;
	size_t n = MIN(strlen(name), 80u);

	if (strncmp(text, name, n) == 0 && text[n] == ':') {
		text += n + 1;
		text += strspn(text, "0123456789");
		text += strspn(text, ": ");
	}
	return text;
}

/* What a mistake in (l) leaves behind: closings of what was open in a line that does not count. */
static bool is_left_over(const struct grub_lexer *l, bool had_mistake)
{
	static const char *const closings[] = {"fi", "done", "else", "elif", "then", "do"};
	const char *plain = grub_lex_plain(l);

	if (l->token == TOKEN_CLOSE)
		return had_mistake;
	for (unsigned i = 0; i < ARRAY_SIZE(closings); i++) {
		if (strcmp(plain, closings[i]) == 0)
			return had_mistake;
	}
	return false;
}

static void report_line(
	struct gr *g, const struct gr_file *f, const struct grub_lexer *l, size_t start, bool again)
{
	if (is_left_over(l, again))
		return;
	if (l->token == TOKEN_END)
		gr_report(g, f, start, true, "syntax",
			"what begins here is not closed before the end of the file: %s",
			reason(l->file));
	else
		gr_report(g, f, l->token_pos, true, "syntax", "%s", reason(l->file));
}

/* Where the next statement begins, behind blanks and comments. */
static size_t skip(const char *text, size_t pos)
{
	for (;;) {
		pos += strspn(text + pos, " \t\n;");
		if (text[pos] != '#')
			return pos;
		pos += strcspn(text + pos, "\n");
	}
}

static void parse(struct gr *g, struct gr_file *f)
{
	struct grub_lexer l = {
		.file = f->name, .text = f->text, .len = f->len, .line = 1, .pool = &f->pool};
	bool again = false;

	for (;;) {
		struct grub_node *n = NULL;
		size_t start = l.pos;
		int rc;

		start = skip(f->text, start);
		rc = grub_parse_line(&l, &n);
		if (!rc && !n)
			break;
		if (rc) {
			report_line(g, f, &l, start, again);
			again = true;
			continue;
		}
		f->lines = host_grow(f->lines, f->n_lines, sizeof(struct grub_node *));
		f->lines[f->n_lines++] = n;
	}
	strbuf_free(&l.part);
}

struct gr_file *gr_load(struct gr *g, const char *name, char *text, size_t len)
{
	struct gr_file *f = host_alloc(1, sizeof(*f));

	f->name = configs_keep(g->c, name);
	f->text = text;
	f->len = check_text(g->c, name, text, len) ? clean(text, len) : 0;
	text[f->len] = '\0';
	g->files = host_grow(g->files, g->n_files, sizeof(struct gr_file *));
	g->files[g->n_files++] = f;
	parse(g, f);
	gr_gather(g, f);
	return f;
}

static void free_strings(char **v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		free(v[i]);
	free(v);
}

static void gr_free(struct gr *g)
{
	for (unsigned i = 0; i < g->n_files; i++) {
		grub_pool_free(&g->files[i]->pool);
		free(g->files[i]->text);
		free(g->files[i]->lines);
		free(g->files[i]);
	}
	for (unsigned i = 0; i < g->n_sets; i++) {
		free(g->sets[i].name);
		free(g->sets[i].value);
	}
	free(g->files);
	free(g->sets);
	free_strings(g->functions, g->n_functions);
	free_strings(g->asked, g->n_asked);
	free_strings(g->loops, g->n_loops);
}

void check_grub(struct configs *c, const char *name, const char *text, size_t len)
{
	struct gr g = {.c = c};

	(void)gr_load(&g, name, configs_copy(text, len), len);
	for (unsigned i = 0; i < g.n_files; i++) {
		gr_check_commands(&g, g.files[i]);
		gr_check_variables(&g, g.files[i]);
	}
	gr_check_menu(&g);
	gr_check_users(&g);
	gr_check_plans(&g, text, len);
	gr_free(&g);
}
