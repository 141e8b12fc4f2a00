/* SPDX-License-Identifier: BSD-2-Clause */
/* What the checker has found, in the order of the places it was found at. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* A place in a script, both from 1. */
struct place {
	unsigned line, column;
};

struct finding {
	const char *file; /* borrowed, as (rule) */
	struct place at;
	bool is_error;
	const char *rule; /* a short name that does not change: "unknown-command" */
	char *text;
};

struct findings {
	struct finding *v;
	unsigned n, n_errors;
};

void findings_add(struct findings *f, bool is_error, const char *file, struct place at,
	const char *rule, const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void findings_free(struct findings *f);

/* Sorted by file, in the order files were first named by (order), line and column; one of each. */
void findings_sort(struct findings *f, const char *const *order, unsigned n_order);

/* "file:line:column: error: text [rule]", a line each. */
void findings_print(const struct findings *f, FILE *out);
/* The same as one array of objects. */
void findings_print_json(const struct findings *f, FILE *out);
