/* SPDX-License-Identifier: BSD-2-Clause */
/* The scripts that are checked together, and what is known of the settings they store. */
#pragma once

#include <stdbool.h>

#include "host/listing.h"
#include "host/words_of.h"

struct uri;

/* A command that stores a setting. */
struct store {
	char *name;            /* a pattern, without type */
	char *value;           /* unexpanded; NULL: not known before it happens */
	bool chosen;           /* by `choose`: one of the items of (script) */
	bool typed;            /* the type stands behind the name */
	unsigned script, line; /* index of the line */
};

struct script {
	char *file;      /* as given or as found, for messages */
	struct uri *uri; /* where it came from; NULL: a file */
	struct listing l;
	bool given; /* by the user, not only chained to */
	/* Scripts that are not here and come back may have run: before the first command, before
	 * lines, when it ends. */
	bool foreign_before, *foreign, foreign_behind;
};

struct program {
	struct script *v;
	unsigned n;
	struct store *stores;
	unsigned n_stores;
	const char *root; /* folder that stands for all servers; NULL: none */
	struct findings *f;
};

/* Adds the script (text) of (file) and notes what it stores. What is wrong with its form is a
 * finding. Takes (uri). The number it has from now on. */
unsigned program_add(
	struct program *p, const char *file, struct uri *uri, const char *text, size_t len);
void program_free(struct program *p);

/* The settings stored in are known to be all there are, and (name) is stored once: (ret) is
 * its value, unexpanded. */
const char *program_constant(const struct program *p, const char *name);
/* True if the script stores (name) in a line before (line). */
bool program_stores_before(
	const struct program *p, const char *name, unsigned script, unsigned line);
/* True if something may store (name), in whatever block if (name) has none. */
bool program_stores(const struct program *p, const char *name);
/* (word) with every constant in its place; a new string, NULL if something in it is not known. */
char *program_expand(const struct program *p, const char *word);

/* Calls (fn) for each value that the setting (name) may have, as a pattern. False if others are
 * possible. */
typedef void (*value_fn)(const char *pattern, void *arg);
bool program_values(const struct program *p, const char *name, value_fn fn, void *arg);

/* The name in the word, when it is ${NAME} and nothing else, without type; a new string, or
 * NULL. */
char *word_is_setting(const char *word);
/* The same when there is text around it: (prefix) bytes in front, (*suffix) behind. */
char *word_around_setting(const char *word, size_t *prefix, const char **suffix);
