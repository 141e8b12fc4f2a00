/* SPDX-License-Identifier: BSD-2-Clause */
/* What the checker knows of the words of a command: options with their values, what arguments mean,
 * which settings are read. */
#pragma once

#include <stdbool.h>

#include "host/listing.h"
#include "script/options.h"

enum { GIVEN_MAX = 32 };

struct given {
	bool known; /* the command exists, and its options can be told from its arguments */
	struct option_shape shape;
	unsigned first; /* argument; c->n if there is none */
	struct given_option {
		const struct option_desc *desc;
		const char *value; /* NULL: a flag */
		struct place at;   /* of the value, or of a flag */
	} v[GIVEN_MAX];
	unsigned n;
};
/* Tells options and arguments of (c) apart. */
void given_read(const struct listed_command *c, struct given *ret);
/* The option called (name), NULL if it was not given. */
const struct given_option *given_find(const struct given *g, const char *name);

/* The word in (c) that names a setting it stores in; NULL if there is none. */
const struct listed_word *command_stores(const struct listed_command *c, const struct given *g);
/* The word in (c) that names a setting it looks at or changes. */
const struct listed_word *command_names_setting(
	const struct listed_command *c, const struct given *g);

/* Calls (fn) for each ${…} in (word), innermost first: its name, in which what other expansions
 * yield stands as a run of UNKNOWN; and the offset of "${". -1, or the offset of a "${" that is
 * never closed. */
#define UNKNOWN  '\1'
#define UNKNOWNS "\1"
typedef void (*expansion_fn)(const char *name, unsigned offset, void *arg);
int word_expansions(const char *word, expansion_fn fn, void *arg);

/* The word with each ${…} as one UNKNOWN; a new string. */
char *word_pattern(const char *word);
/* True if (text) may be what (pattern) becomes. */
bool pattern_matches(const char *pattern, const char *text);
