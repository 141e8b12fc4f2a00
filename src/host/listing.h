/* SPDX-License-Identifier: BSD-2-Clause */
/* A script taken apart, with the places of its parts: logical lines, labels, commands, words. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "host/findings.h"
#include "script/lexer.h"

struct listed_word {
	char *text; /* not expanded */
	struct place at;
};

struct listed_command {
	enum lex_token before, behind; /* the separators; LEX_THEN before the first, LEX_END last */
	struct listed_word *words;
	unsigned n; /* 0: there is nothing between two separators */
	int chains; /* to the script of this number - 1; -1: to what is not here; 0: no chain */
};

struct listed_line {
	struct place at;
	char *label; /* NULL: none */
	struct listed_command *commands;
	unsigned n;
};

struct listing {
	const char *file; /* borrowed */
	struct listed_line *lines;
	unsigned n;
};

/* Takes (text) apart; what is wrong with its lines goes to (f). */
void listing_make(
	struct listing *l, const char *file, const char *text, size_t len, struct findings *f);
void listing_free(struct listing *l);

/* The line (label) stands at, the first one; -1 if there is none. */
int listing_find_label(const struct listing *l, const char *label);

/* True if the word has a ${…} in it, so that what it will be is not known. */
bool word_expands(const char *word);
