/* SPDX-License-Identifier: BSD-2-Clause */
/* What the words of a command are. Options are read by the command's own descriptors, as
 * script/options.c reads them. */
#include "host/words_of.h"

#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "script/interp.h"

/* ---- options ---- */

static const struct option_desc *find_long(const struct option_desc *d, const char *name, size_t n)
{
	for (; d->name; d++) {
		if (n && strlen(d->name) == n && memcmp(d->name, name, n) == 0)
			return d;
	}
	return NULL;
}

static const struct option_desc *find_letter(const struct option_desc *d, char letter)
{
	while (d->name && d->letter != letter)
		d++;
	return d->name ? d : NULL;
}

/* (value) is in (w), or NULL. */
static void given_add(struct given *g, const struct option_desc *d, const struct listed_word *w,
	const char *value)
{
	struct place at = w->at;

	if (value)
		at.column += (unsigned)(value - w->text);
	if (g->n < GIVEN_MAX)
		g->v[g->n++] = (struct given_option){d, value, at};
}

/* The option in word (*i), and its value if that is the next word. False if it cannot be known. */
static bool read_option(const struct listed_command *c, unsigned *i, struct given *g)
{
	const char *word = c->words[*i].text, *value = NULL;
	const struct option_desc *d = NULL;

	if (word[1] == '-') {
		value = strchr(word, '=');
		d = find_long(g->shape.desc, word + 2,
			value ? (size_t)(value - word) - 2 : strlen(word) - 2);
		value = value ? value + 1 : NULL;
	} else {
		for (const char *p = word + 1; *p; p++) {
			d = find_letter(g->shape.desc, *p);
			if (!d || d->type != OPTION_FLAG) {
				value = p[1] ? p + 1 : NULL;
				break;
			}
			if (p[1])
				given_add(g, d, &c->words[*i], NULL);
		}
	}
	if (!d)
		return false;
	if (d->type != OPTION_FLAG && !value) {
		if (*i + 1 >= c->n)
			return false;
		value = c->words[++*i].text;
	}
	given_add(g, d, &c->words[*i], value);
	return true;
}

void given_read(const struct listed_command *c, struct given *ret)
{
	const struct command *cmd = c->n ? command_find(c->words[0].text) : NULL;
	unsigned i;

	*ret = (struct given){};
	if (!cmd || !command_shape(cmd, &ret->shape))
		return;
	for (i = 1; i < c->n; i++) {
		const char *word = c->words[i].text;

		if (word[0] != '-' || !word[1])
			break;
		if (strcmp(word, "--") == 0) {
			i++;
			break;
		}
		if (!read_option(c, &i, ret))
			return;
	}
	ret->first = i;
	ret->known = true;
}

const struct given_option *given_find(const struct given *g, const char *name)
{
	for (unsigned i = 0; i < g->n; i++) {
		if (strcmp(g->v[i].desc->name, name) == 0)
			return &g->v[i];
	}
	return NULL;
}

/* ---- settings ---- */

enum which { FIRST, LAST };
static const struct {
	const char *command;
	enum which which;
	bool stores;
} namers[] = {
	{"set", FIRST, true},
	{"read", FIRST, true},
	{"inc", FIRST, true},
	{"choose", LAST, true},
	{"imgset", FIRST, true},
	{"nslookup", FIRST, true},
	{"pciscan", FIRST, true},
	{"usbscan", FIRST, true},
	{"clear", FIRST, false},
	{"show", FIRST, false},
};

static const struct listed_word *named(
	const struct listed_command *c, const struct given *g, bool only_stores)
{
	if (!g->known || g->first >= c->n)
		return NULL;
	for (unsigned i = 0; i < ARRAY_SIZE(namers); i++) {
		if (strcmp(namers[i].command, c->words[0].text) != 0)
			continue;
		if (only_stores && !namers[i].stores)
			return NULL;
		return &c->words[namers[i].which == FIRST ? g->first : c->n - 1];
	}
	return NULL;
}

const struct listed_word *command_stores(const struct listed_command *c, const struct given *g)
{
	return named(c, g, true);
}

const struct listed_word *command_names_setting(
	const struct listed_command *c, const struct given *g)
{
	return named(c, g, false);
}

/* ---- ${…} ---- */

int word_expansions(const char *word, expansion_fn fn, void *arg)
{
	char *copy = host_ndup(word, strlen(word)), *from = copy;
	int unclosed = -1;

	while ((from = strstr(copy, "${")) != NULL) {
		char *end = strchr(from, '}'), *open = from, *next;

		if (!end) {
			unclosed = (int)(from - copy);
			break;
		}
		while ((next = strstr(open + 2, "${")) != NULL && next < end)
			open = next;
		*end = '\0';
		if (fn)
			fn(open + 2, (unsigned)(open - copy), arg);
		memset(open, UNKNOWN, (size_t)(end - open) + 1);
	}
	free(copy);
	return unclosed;
}

char *word_pattern(const char *word)
{
	char *copy = host_ndup(word, strlen(word)), *open;

	while ((open = strstr(copy, "${")) != NULL) {
		char *end = strchr(open, '}'), *next;

		if (!end)
			break;
		while ((next = strstr(open + 2, "${")) != NULL && next < end)
			open = next;
		*open = UNKNOWN;
		memmove(open + 1, end + 1, strlen(end + 1) + 1);
	}
	return copy;
}

/* Only the last UNKNOWN is ever tried again: that is enough, and never takes long. */
bool pattern_matches(const char *pattern, const char *text)
{
	const char *again = NULL, *from = NULL;

	while (*text) {
		if (*pattern == UNKNOWN) {
			again = ++pattern;
			from = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (again) {
			pattern = again;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == UNKNOWN)
		pattern++;
	return !*pattern;
}
