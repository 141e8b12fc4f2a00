/* SPDX-License-Identifier: BSD-2-Clause */
/* The scripts that are checked together. What a setting may be is told from the commands that store
 * it: `set` with what stands there, `choose` with the items there are, all others with anything. */
#include "host/program.h"

#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "core/uri.h"
#include "host/alloc.h"

#define DEPTH_MAX 8 /* constants inside of constants */

/* ---- what is stored ---- */

/* The words from (i) on, joined as commands join them. */
static char *joined(const struct listed_command *c, unsigned i)
{
	char *s = host_ndup("", 0);

	for (unsigned n = i; n < c->n; n++) {
		char *longer = host_format("%s%s%s", s, n > i ? " " : "", c->words[n].text);

		free(s);
		s = longer;
	}
	return s;
}

static void add_store(
	struct program *p, struct store where, const char *name, char *value, bool chosen)
{
	char *pattern = word_pattern(name);
	bool typed = strchr(pattern, ':') != NULL;

	pattern[strcspn(pattern, ":")] = '\0';
	p->stores = host_grow(p->stores, p->n_stores, sizeof(*p->stores));
	p->stores[p->n_stores++] =
		(struct store){pattern, value, chosen, typed, where.script, where.line};
}

static void note_stores(struct program *p, struct store where, const struct listed_command *c)
{
	const char *command = c->n ? c->words[0].text : "";
	const struct listed_word *w;
	struct given g;

	given_read(c, &g);
	w = command_stores(c, &g);
	if (w) {
		bool is_set = strcmp(command, "set") == 0;

		add_store(p, where, w->text, is_set ? joined(c, g.first + 1) : NULL,
			strcmp(command, "choose") == 0);
	}
	if (given_find(&g, "set")) /* md5sum and its like */
		add_store(p, where, given_find(&g, "set")->value, NULL, false);
	if (strcmp(command, "login") == 0) {
		add_store(p, where, "username", NULL, false);
		add_store(p, where, "password", NULL, false);
	}
	/* Shown as a form, an item is a setting. */
	if (strcmp(command, "item") == 0 && g.known && g.first < c->n && !given_find(&g, "gap"))
		add_store(p, where, c->words[g.first].text, NULL, false);
}

/* Items are settings only if there is a form. */
static bool has_form(const struct listing *l)
{
	for (unsigned i = 0; i < l->n; i++) {
		for (unsigned j = 0; j < l->lines[i].n; j++) {
			const struct listed_command *c = &l->lines[i].commands[j];

			if (c->n && strcmp(c->words[0].text, "present") == 0)
				return true;
		}
	}
	return false;
}

unsigned program_add(
	struct program *p, const char *file, struct uri *uri, const char *text, size_t len)
{
	unsigned n = p->n;
	struct listing *l;
	bool form;

	p->v = host_grow(p->v, p->n, sizeof(*p->v));
	p->v[p->n++] = (struct script){.file = host_ndup(file, strlen(file)), .uri = uri};
	l = &p->v[n].l;
	listing_make(l, p->v[n].file, text, len, p->f);
	form = has_form(l);
	for (unsigned i = 0; i < l->n; i++) {
		for (unsigned j = 0; j < l->lines[i].n; j++) {
			const struct listed_command *c = &l->lines[i].commands[j];

			if (form || !c->n || strcmp(c->words[0].text, "item") != 0)
				note_stores(p, (struct store){.script = n, .line = i}, c);
		}
	}
	return n;
}

void program_free(struct program *p)
{
	for (unsigned i = 0; i < p->n; i++) {
		listing_free(&p->v[i].l);
		uri_free(p->v[i].uri);
		free(p->v[i].file);
		free(p->v[i].foreign);
	}
	for (unsigned i = 0; i < p->n_stores; i++) {
		free(p->stores[i].name);
		free(p->stores[i].value);
	}
	free(p->v);
	free(p->stores);
	*p = (struct program){};
}

/* ---- what is known ---- */

const char *program_constant(const struct program *p, const char *name)
{
	const struct store *only = NULL;

	for (unsigned i = 0; i < p->n_stores; i++) {
		if (!pattern_matches(p->stores[i].name, name))
			continue;
		if (only &&
			(!only->value || !p->stores[i].value ||
				strcmp(only->value, p->stores[i].value) != 0))
			return NULL;
		only = &p->stores[i];
	}
	return only && strcmp(only->name, name) == 0 ? only->value : NULL;
}

bool program_stores_before(
	const struct program *p, const char *name, unsigned script, unsigned line)
{
	for (unsigned i = 0; i < p->n_stores; i++) {
		const struct store *s = &p->stores[i];

		if (s->script == script && s->line <= line && pattern_matches(s->name, name))
			return true;
	}
	return false;
}

bool program_stores(const struct program *p, const char *name)
{
	for (unsigned i = 0; i < p->n_stores; i++) {
		const char *stored = p->stores[i].name, *slash = strrchr(stored, '/');

		if (pattern_matches(stored, name) ||
			(slash && !strchr(name, '/') && pattern_matches(slash + 1, name)))
			return true;
	}
	return false;
}

char *word_around_setting(const char *word, size_t *prefix, const char **suffix)
{
	const char *open = strstr(word, "${"), *end = open ? strchr(open, '}') : NULL;
	char *name;

	if (!end || end == open + 2 || strstr(open + 2, "${"))
		return NULL;
	name = host_ndup(open + 2, (size_t)(end - open) - 2);
	name[strcspn(name, ":")] = '\0';
	*prefix = (size_t)(open - word);
	*suffix = end + 1;
	return name;
}

char *word_is_setting(const char *word)
{
	const char *suffix;
	size_t prefix;
	char *name = word_around_setting(word, &prefix, &suffix);

	if (!name || (!prefix && !*suffix))
		return name;
	free(name);
	return NULL;
}

/* Puts constants into (*word), one round. False if something is not known. */
static bool expand_once(const struct program *p, char **word)
{
	char *open = strstr(*word, "${"), *end = open ? strchr(open, '}') : NULL;
	char *next, *name, *longer;
	const char *value;

	if (!end)
		return false;
	while ((next = strstr(open + 2, "${")) != NULL && next < end)
		open = next;
	name = host_ndup(open + 2, (size_t)(end - open) - 2);
	name[strcspn(name, ":")] = '\0';
	value = program_constant(p, name);
	free(name);
	if (!value)
		return false;
	longer = host_format("%.*s%s%s", (int)(open - *word), *word, value, end + 1);
	free(*word);
	*word = longer;
	return true;
}

char *program_expand(const struct program *p, const char *word)
{
	char *s = host_ndup(word, strlen(word));

	for (unsigned i = 0; word_expands(s); i++) {
		if (i < DEPTH_MAX && expand_once(p, &s))
			continue;
		free(s);
		return NULL;
	}
	return s;
}

static void item_values(const struct listing *l, value_fn fn, void *arg)
{
	for (unsigned i = 0; i < l->n; i++) {
		for (unsigned j = 0; j < l->lines[i].n; j++) {
			const struct listed_command *c = &l->lines[i].commands[j];
			struct given g;
			char *pattern;

			if (!c->n || strcmp(c->words[0].text, "item") != 0)
				continue;
			given_read(c, &g);
			if (!g.known || g.first >= c->n || given_find(&g, "gap"))
				continue;
			pattern = word_pattern(c->words[g.first].text);
			fn(pattern, arg);
			free(pattern);
		}
	}
}

bool program_values(const struct program *p, const char *name, value_fn fn, void *arg)
{
	bool any = false;

	for (unsigned i = 0; i < p->n_stores; i++) {
		const struct store *s = &p->stores[i];
		char *pattern;

		if (!pattern_matches(s->name, name))
			continue;
		any = true;
		if (s->chosen) {
			item_values(&p->v[s->script].l, fn, arg);
			continue;
		}
		if (!s->value)
			return false;
		pattern = word_pattern(s->value);
		fn(pattern, arg);
		free(pattern);
	}
	return any;
}
