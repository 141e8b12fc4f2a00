/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the checker that looks at what stands behind the options of a command. */
#pragma once

#include "host/findings.h"
#include "host/listing.h"
#include "host/words_of.h"

/* A command that is checked by itself. */
struct check {
	const struct listing *l;
	struct findings *f;
	const struct listed_command *c;
	struct given g;
};

#define PROBLEM_AT(k, place, rule, ...)                                                            \
	findings_add((k)->f, true, (k)->l->file, place, rule, __VA_ARGS__)
#define PROBLEM(k, word, rule, ...) PROBLEM_AT(k, (word)->at, rule, __VA_ARGS__)

/* Values of options and arguments of (k), whose options are known and of the right types. */
void check_arguments(const struct check *k);
/* Separators without a blank at one side. */
void check_glued(const struct check *k);
/* Reports that (name), at (at), is no setting's name, or has a type that there is not. */
void check_type(const struct check *k, struct place at, const char *name);
/* What stands behind the command (name) is for people to read. */
bool is_text_command(const char *name);
