/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that work on what another command has made: a menu, a list of parameters, the image that
 * is selected. It is wrong for sure if none that makes it can have run before: no other script
 * has one, and no way leads from one to here.
 */
#include "host/check_order.h"

#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_flow.h"
#include "host/foreign.h"

enum kind { NONE, MENU, PARAMS, SELECTION };

/* What a command has to do with it. */
static const struct role {
	const char *command;
	enum kind kind;
	bool makes;
	const char *option, *other; /* by which it is named; NULL: there is only one */
} roles[] = {
	{"menu", MENU, true, "name", NULL},
	{"form", MENU, true, "name", NULL},
	{"item", MENU, false, "menu", "form"},
	{"choose", MENU, false, "menu", "form"},
	{"present", MENU, false, "menu", "form"},
	{"params", PARAMS, true, "name", NULL},
	{"param", PARAMS, false, "params", NULL},
	{"kernel", SELECTION, true, NULL, NULL},
	{"imgselect", SELECTION, true, NULL, NULL},
	{"imgload", SELECTION, true, NULL, NULL},
	{"boot", SELECTION, false, NULL, NULL},
	{"imgexec", SELECTION, false, NULL, NULL},
	{"chain", SELECTION, false, NULL, NULL},
};

static const char *const wants[] = {[MENU] = "a menu; `menu` comes first",
	[PARAMS] = "a list of parameters; `params` comes first",
	[SELECTION] = "an image that is selected; `kernel` or `imgselect` comes first"};

struct used {
	enum kind kind;
	bool makes;
	const char *name; /* "": the one without a name; NULL: not known, or any */
};

static struct used use_of(const struct listed_command *c)
{
	struct used u = {};
	const struct given_option *o = NULL;
	struct given g;

	given_read(c, &g);
	for (unsigned i = 0; g.known && i < ARRAY_SIZE(roles); i++) {
		const struct role *r = &roles[i];

		if (strcmp(r->command, c->words[0].text) != 0)
			continue;
		if (r->option)
			o = given_find(&g, r->option);
		if (!o && r->other)
			o = given_find(&g, r->other);
		u = (struct used){r->kind, r->makes, o ? o->value : ""};
		/* `boot IMAGE` selects it as well. */
		u.makes |= r->kind == SELECTION && g.first < c->n;
		if (given_find(&g, "delete"))
			u.kind = NONE;
		if (o && (!o->value || word_expands(o->value)))
			u.name = NULL;
	}
	if (c->n && strcmp(c->words[0].text, "shell") == 0)
		u.makes = true;
	return u;
}

/* (maker) makes what (user) wants. */
static bool makes(const struct used *maker, const struct used *user)
{
	if (!maker->makes)
		return false;
	if (maker->kind == NONE) /* by hand */
		return true;
	return maker->kind == user->kind &&
		(!maker->name || !user->name || strcmp(maker->name, user->name) == 0);
}

/* ---- before what ---- */

/* A command that makes something. */
struct maker {
	struct used used;
	unsigned script, line, k;
};

struct scan {
	const struct program *p;
	struct findings *f;
	struct maker *makers;
	unsigned n_makers;
	unsigned script;
	bool *runs;       /* lines */
	struct used last; /* that was looked for */
	bool looked;
	bool *with; /* lines of the script behind which it is there; NULL: that cannot be known */
};

static void note_makers(struct scan *s, unsigned script)
{
	const struct listing *l = &s->p->v[script].l;

	for (unsigned n = 0; n < l->n; n++) {
		for (unsigned k = 0; k < l->lines[n].n; k++) {
			struct used u = use_of(&l->lines[n].commands[k]);

			if (!u.makes)
				continue;
			s->makers = host_grow(s->makers, s->n_makers, sizeof(*s->makers));
			s->makers[s->n_makers++] = (struct maker){u, script, n, k};
		}
	}
}

static bool *lines_with(const struct scan *s, const struct used *user)
{
	bool *reached = host_alloc(s->p->v[s->script].l.n, sizeof(*reached));

	for (unsigned i = 0; i < s->n_makers; i++) {
		const struct maker *m = &s->makers[i];

		if (!makes(&m->used, user))
			continue;
		if (m->script != s->script) {
			free(reached);
			return NULL;
		}
		flow_from(s->p, s->script, m->line, m->k + 1, reached);
	}
	return reached;
}

static bool made_on_line(const struct listed_line *line, unsigned k, const struct used *user)
{
	for (unsigned i = 0; i < k; i++) {
		struct used u = use_of(&line->commands[i]);

		if (makes(&u, user))
			return true;
	}
	return false;
}

/* ---- choose --default ---- */

/* (c) is an item, and may be the one called (name). */
static bool may_be_item(const struct listed_command *c, const char *name, bool *ret_any)
{
	struct given g;
	char *pattern;
	bool is;

	if (!c->n || strcmp(c->words[0].text, "item") != 0)
		return false;
	given_read(c, &g);
	if (!g.known || g.first >= c->n)
		return false;
	*ret_any = true;
	pattern = word_pattern(c->words[g.first].text);
	is = pattern_matches(pattern, name);
	free(pattern);
	return is;
}

static void check_default(
	const struct listing *l, const struct listed_command *c, struct findings *f)
{
	const struct given_option *o;
	bool any = false;
	struct given g;

	given_read(c, &g);
	o = given_find(&g, "default");
	if (strcmp(c->words[0].text, "choose") != 0 || !o || !*o->value || word_expands(o->value))
		return;
	for (unsigned n = 0; n < l->n; n++) {
		for (unsigned k = 0; k < l->lines[n].n; k++) {
			if (may_be_item(&l->lines[n].commands[k], o->value, &any))
				return;
		}
	}
	if (any)
		findings_add(f, true, l->file, o->at, "bad-value",
			"choose: there is no item %s to begin with", o->value);
}

/* ---- all of it ---- */

static void look_for(struct scan *s, const struct used *user)
{
	bool same_name = s->last.name == user->name ||
		(s->last.name && user->name && strcmp(s->last.name, user->name) == 0);

	if (s->looked && s->last.kind == user->kind && same_name)
		return;
	free(s->with);
	s->last = *user;
	s->with = lines_with(s, user);
	s->looked = true;
}

/* The line ends in a bare "||": what fails in it is meant to. */
static bool may_fail(const struct listed_line *line)
{
	const struct listed_command *last = &line->commands[line->n - 1];

	return last->n == 0 && last->before == LEX_OR;
}

static void check_command(struct scan *s, unsigned n, unsigned k)
{
	const struct listing *l = &s->p->v[s->script].l;
	const struct listed_command *c = &l->lines[n].commands[k];
	struct used user = use_of(c);

	if (user.kind == NONE || user.makes || foreign_before(s->p, s->script, n, k))
		return;
	if (may_fail(&l->lines[n]))
		return;
	if (user.kind == SELECTION && c->behind == LEX_OR)
		return; /* tried in vain, and that is answered */
	if (user.kind == MENU)
		check_default(l, c, s->f);
	look_for(s, &user);
	if (!s->with || s->with[n] || made_on_line(&l->lines[n], k, &user))
		return;
	findings_add(s->f, true, l->file, c->words[0].at, "out-of-order", "%s fails, it wants %s",
		c->words[0].text, wants[user.kind]);
}

static void check_script(struct scan *s)
{
	const struct listing *l = &s->p->v[s->script].l;

	if (!l->n)
		return;
	s->looked = false;
	s->runs = host_alloc(l->n, sizeof(*s->runs));
	flow_from(s->p, s->script, 0, 0, s->runs);
	s->runs[0] = true;
	for (unsigned n = 0; n < l->n; n++) {
		for (unsigned k = 0; s->runs[n] && k < l->lines[n].n; k++)
			check_command(s, n, k);
	}
	free(TAKE(s->with));
	free(s->runs);
}

void check_order(const struct program *p, struct findings *f)
{
	struct scan s = {.p = p, .f = f};

	for (unsigned i = 0; i < p->n; i++)
		note_makers(&s, i);
	for (s.script = 0; s.script < p->n; s.script++)
		check_script(&s);
	free(s.makers);
}
