/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which lines can be reached. A line is gone through with the set of statuses the last command
 * may have: a command may succeed and fail, unless it is known to do one of them, and some leave
 * the line. What cannot be known counts as possible, so what is found is wrong for sure.
 */
#include "host/check_flow.h"

#include <stdlib.h>
#include <string.h>

#include "host/alloc.h"
#include "host/foreign.h"
#include "host/similar.h"
#include "script/interp.h"

enum { OK = 1, BAD = 2, LEAVES = 4 };

struct walk {
	const struct program *p;
	const struct listing *l;
	struct findings *f;
	bool *reached;
	unsigned *todo, n_todo;
	unsigned script, line; /* that is gone through */
};

static bool is_command(const struct listed_command *c, const char *name)
{
	return c->n && strcmp(c->words[0].text, name) == 0;
}

static void reach(struct walk *w, unsigned line)
{
	if (line >= w->l->n || w->reached[line])
		return;
	w->reached[line] = true;
	w->todo[w->n_todo++] = line;
}

/* ---- goto ---- */

struct search {
	struct walk *w;
	unsigned n;
	const char *word; /* has a value in it, between (prefix) bytes and (suffix) */
	size_t prefix;
	const char *suffix;
};

static void reach_pattern(const char *pattern, void *arg)
{
	struct search *s = arg;

	for (unsigned i = 0; i < s->w->l->n; i++) {
		const char *label = s->w->l->lines[i].label;

		if (!label || !pattern_matches(pattern, label))
			continue;
		s->n++;
		if (listing_find_label(s->w->l, label) == (int)i)
			reach(s->w, i);
	}
}

static void reach_value(const char *value, void *arg)
{
	struct search *s = arg;
	char *pattern = host_format("%.*s%s%s", (int)s->prefix, s->word, value, s->suffix);

	reach_pattern(pattern, s);
	free(pattern);
}

/* The label that is meant by (word), which is none; NULL if that cannot be told. */
static const char *label_meant(const struct listing *l, const char *word)
{
	struct similar s = similar_to(word + strspn(word, ":"));

	for (unsigned i = 0; i < l->n; i++) {
		if (l->lines[i].label && strcmp(l->lines[i].label, s.name) == 0)
			return l->lines[i].label;
		if (l->lines[i].label)
			similar_try(&s, l->lines[i].label);
	}
	return s.best;
}

/* One mistake is told of once: the label that a wrong `goto` means is not unreached. */
static void reach_meant(struct walk *w, const char *word)
{
	const char *label = label_meant(w->l, word);

	if (label)
		reach(w, (unsigned)listing_find_label(w->l, label));
}

/* To where (c) may go; what it may do. */
static int follow_goto(struct walk *w, const struct listed_command *c)
{
	const char *word = c->n > 1 ? c->words[1].text : "";
	struct search s = {.w = w, .word = word};
	char *name, *pattern;

	if (c->n != 2) {
		reach_meant(w, word);
		return BAD;
	}
	name = program_expand(w->p, word);
	if (name && listing_find_label(w->l, name) < 0)
		reach_meant(w, name);
	free(name);
	name = word_around_setting(word, &s.prefix, &s.suffix);
	/* What nobody has set so far was set by whoever runs this script. */
	if (name && program_stores_before(w->p, name, w->script, w->line) &&
		!foreign_before(w->p, w->script, w->line, 0) &&
		program_values(w->p, name, reach_value, &s)) {
		free(name);
		return LEAVES | BAD;
	}
	free(name);
	pattern = word_pattern(word);
	reach_pattern(pattern, &s);
	free(pattern);
	if (word_expands(word))
		return LEAVES | BAD;
	return s.n ? LEAVES : BAD;
}

/* ---- a line ---- */

static int outcome(struct walk *w, const struct listed_command *c)
{
	struct given g;

	if (!c->n || is_command(c, "echo"))
		return OK;
	if (is_command(c, "goto"))
		return follow_goto(w, c);
	if (is_command(c, "exit"))
		return c->n > 1 && word_expands(c->words[1].text) ? LEAVES | BAD : LEAVES;
	if (is_command(c, "reboot") || is_command(c, "poweroff"))
		return LEAVES | BAD;
	given_read(c, &g);
	if (given_find(&g, "replace"))
		return LEAVES | BAD;
	return OK | BAD;
}

/* The statuses (c) runs with, of those in (alive). */
static int runs_with(const struct listed_command *c, int alive)
{
	if (c->before == LEX_AND)
		return alive & OK;
	return c->before == LEX_OR ? alive & BAD : alive;
}

/* From command (k) of line (n) on. */
static void walk_line(struct walk *w, unsigned n, unsigned k)
{
	const struct listed_line *line = &w->l->lines[n];
	int alive = OK;

	w->line = n;
	for (unsigned i = k; i < line->n; i++) {
		const struct listed_command *c = &line->commands[i];
		int run = runs_with(c, alive), out;

		if (!alive && c->n && c->before != LEX_OR) {
			if (!w->f)
				return;
			findings_add(w->f, true, w->l->file, c->words[0].at, "never-runs",
				"%s never runs: what stands before it on the line always leaves it",
				c->words[0].text);
			return;
		}
		if (!run)
			continue;
		out = outcome(w, c);
		alive = (alive & ~run) | (out & (OK | BAD));
	}
	if (alive & OK)
		reach(w, n + 1);
}

void flow_from(const struct program *p, unsigned script, unsigned line, unsigned k, bool *reached)
{
	struct walk w = {.p = p, .l = &p->v[script].l, .reached = reached, .script = script};

	w.todo = host_alloc(w.l->n, sizeof(*w.todo));
	walk_line(&w, line, k);
	while (w.n_todo)
		walk_line(&w, w.todo[--w.n_todo], 0);
	free(w.todo);
}

/* ---- what is wrong ---- */

static bool is_blank(const struct listed_line *line)
{
	return line->n == 1 && !line->commands[0].n;
}

static void report_unreached(const struct walk *w)
{
	bool told = false;

	for (unsigned i = 0; i < w->l->n; i++) {
		const struct listed_line *line = &w->l->lines[i];

		if (w->reached[i]) {
			told = false;
			continue;
		}
		if (line->label && listing_find_label(w->l, line->label) == (int)i) {
			findings_add(w->f, true, w->l->file, line->at, "unreached-label",
				"the label %s is never reached: nothing goes there", line->label);
			told = true;
		} else if (line->label) {
			told = true; /* the second of its name, report_labels() */
		} else if (!told && !is_blank(line)) {
			findings_add(w->f, true, w->l->file, line->at, "never-runs",
				"this line never runs: what comes before it never gets here");
			told = true;
		}
	}
}

static void report_labels(const struct walk *w)
{
	for (unsigned i = 0; i < w->l->n; i++) {
		const struct listed_line *line = &w->l->lines[i];
		int first = line->label ? listing_find_label(w->l, line->label) : -1;

		if (line->label && !*line->label)
			findings_add(w->f, true, w->l->file, line->at, "syntax",
				"a label without a name");
		else if (first >= 0 && first < (int)i)
			findings_add(w->f, true, w->l->file, line->at, "label-twice",
				"the label %s is there already, in line %u, and `goto` goes there",
				line->label, w->l->lines[first].at.line);
	}
}

static void count(const char *pattern, void *arg)
{
	struct search *s = arg;

	for (unsigned i = 0; i < s->w->l->n; i++) {
		const char *label = s->w->l->lines[i].label;

		s->n += label && pattern_matches(pattern, label);
	}
}

/* `goto` (word), a single value: what is wrong with (label), which it becomes. */
static void report_missing(const struct walk *w, const struct listed_word *word, const char *label)
{
	const char *meant = label_meant(w->l, label),
		   *is = word_expands(word->text) ? word->text : "";

	if (listing_find_label(w->l, label) >= 0)
		return;
	if (label[0] == ':')
		findings_add(w->f, true, w->l->file, word->at, "missing-label",
			"there is no label %s; `goto` wants it without the colon", label);
	else if (meant)
		findings_add(w->f, true, w->l->file, word->at, "missing-label",
			"there is no label %s%s%s; is %s meant?", label, *is ? ", which is " : "",
			is, meant);
	else
		findings_add(w->f, true, w->l->file, word->at, "missing-label",
			"there is no label %s%s%s", label, *is ? ", which is " : "", is);
}

static void report_goto(struct walk *w, const struct listed_command *c)
{
	struct search s = {.w = w};
	char *pattern, *label;

	if (!is_command(c, "goto") || c->n != 2)
		return;
	label = program_expand(w->p, c->words[1].text);
	pattern = word_pattern(c->words[1].text);
	count(pattern, &s);
	if (label && (!word_expands(c->words[1].text) || c->behind != LEX_OR))
		report_missing(w, &c->words[1], label);
	else if (!label && !s.n && c->behind != LEX_OR)
		findings_add(w->f, true, w->l->file, c->words[1].at, "missing-label",
			"there is no label like %s", c->words[1].text);
	free(pattern);
	free(label);
}

/* The items since the last `menu` before (line), when what is chosen of them is gone to without an
 * answer to its failure. */
static void report_items(const struct walk *w, unsigned line, const struct search *around)
{
	unsigned from = line;
	char *label;

	while (from > 0 && !is_command(&w->l->lines[from].commands[0], "menu") &&
		!is_command(&w->l->lines[from].commands[0], "form"))
		from--;
	for (unsigned i = from; i < line; i++) {
		const struct listed_command *c = &w->l->lines[i].commands[0];
		const char *name;
		struct given g;

		if (!is_command(c, "item"))
			continue;
		given_read(c, &g);
		if (!g.known || g.first >= c->n || given_find(&g, "gap"))
			continue;
		name = c->words[g.first].text;
		label = host_format(
			"%.*s%s%s", (int)around->prefix, around->word, name, around->suffix);
		if (!word_expands(name) && listing_find_label(w->l, label) < 0)
			findings_add(w->f, true, w->l->file, c->words[g.first].at, "missing-label",
				"choosing this leads to `goto %s`, but there is no label %s",
				around->word, label);
		free(label);
	}
}

/* (go) goes to what is chosen by the name (setting). */
static bool goes_to_choice(
	const struct listed_command *go, const char *setting, struct search *around)
{
	char *name;
	bool is;

	if (!is_command(go, "goto") || go->n != 2 || go->behind == LEX_OR)
		return false;
	around->word = go->words[1].text;
	name = word_around_setting(around->word, &around->prefix, &around->suffix);
	is = name && strcmp(name, setting) == 0;
	free(name);
	return is;
}

/* Something on the line makes a difference between values of (setting), or changes it. */
static bool decides(const struct listed_line *line, const char *setting)
{
	for (unsigned j = 0; j < line->n; j++) {
		const struct listed_command *c = &line->commands[j];

		for (unsigned i = 1; i < c->n && !is_command(c, "echo") && !is_command(c, "goto");
			i++) {
			if (strstr(c->words[i].text, setting))
				return true;
		}
	}
	return false;
}

enum { CHOICE_LINES = 4 }; /* in which `goto` goes with `choose` */

/* `choose NAME` and `goto ${NAME}` together, with nothing but a few lines between them. */
static void report_choices(const struct walk *w, unsigned line)
{
	for (unsigned i = 0; i < w->l->lines[line].n; i++) {
		const struct listed_command *c = &w->l->lines[line].commands[i];
		const char *setting = is_command(c, "choose") ? c->words[c->n - 1].text : NULL;

		for (unsigned at = line; setting && at < w->l->n && at < line + CHOICE_LINES;
			at++) {
			if (at > line &&
				(w->l->lines[at].label || decides(&w->l->lines[at], setting)))
				break;
			for (unsigned j = 0; j < w->l->lines[at].n; j++) {
				struct search around = {};

				if (goes_to_choice(&w->l->lines[at].commands[j], setting, &around))
					report_items(w, line, &around);
			}
		}
	}
}

void check_flow(const struct program *p, unsigned script, struct findings *f)
{
	struct walk w = {.p = p, .l = &p->v[script].l, .f = f, .script = script};

	w.reached = host_alloc(w.l->n, sizeof(*w.reached));
	w.todo = host_alloc(w.l->n, sizeof(*w.todo));
	reach(&w, 0);
	while (w.n_todo)
		walk_line(&w, w.todo[--w.n_todo], 0);
	report_unreached(&w);
	report_labels(&w);
	for (unsigned i = 0; i < w.l->n; i++) {
		for (unsigned j = 0; j < w.l->lines[i].n; j++)
			report_goto(&w, &w.l->lines[i].commands[j]);
		report_choices(&w, i);
	}
	free(w.reached);
	free(w.todo);
}
