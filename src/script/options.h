/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of commands: "--name value", "--name=value", "-nvalue", "-ab", "--". See docs/script.md,
 * "Options". */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
	OPTION_FLAG,   /* bool */
	OPTION_STRING, /* const char *, borrowed from argv */
	OPTION_MS,     /* uint64_t, milliseconds */
	OPTION_NUMBER, /* uint64_t */
	OPTION_KEY,    /* int, a key as in core/console.h */
	OPTION_LIST,   /* struct option_list: may be given again and again */
};

enum { OPTION_LIST_MAX = 8 };
struct option_list {
	const char *v[OPTION_LIST_MAX]; /* borrowed from argv */
	unsigned n;
};

struct option_desc {
	const char *name; /* without "--"; "" if it has only the letter */
	char letter;      /* 0 if it has only the name */
	enum option_type type;
	size_t offset; /* of the member in the caller's struct */
};
/* The last entry of a table. */
#define OPTIONS_END                                                                                \
	{                                                                                          \
		NULL, 0, OPTION_FLAG, 0                                                            \
	}

/* Reads the options of (argv) into (out), a struct as (desc) describes it, and checks that between
 * (min) and (max) arguments follow. Returns the index of the first argument. Prints the usage and
 * returns -ERR_INVAL for a bad option or value, -ERR_RANGE for the number of arguments,
 * -ERR_CANCELED for --help (with an empty sentence: nothing to explain). */
int options_parse(
	int argc, char **argv, const struct option_desc *desc, void *out, int min, int max);

/* The same, but prints nothing. */
int options_read(
	int argc, char **argv, const struct option_desc *desc, void *out, int min, int max);

/* What a command may be given, as it tells options_parse() itself. */
struct option_shape {
	const struct option_desc *desc;
	int min, max; /* arguments behind the options */
};
/* The next call of options_parse() leaves in (ret) what it was called with and returns
 * -ERR_CANCELED, so that a command that is run tells its options and does nothing. NULL: no
 * longer. For the checker, which so knows exactly what the command itself goes by. */
void options_ask(struct option_shape *ret);

/* Reads a whole word as a number: 0x1f hexadecimal, 017 octal, 15 decimal. -ERR_INVAL, nothing
 * recorded. */
int number_parse(const char *text, uint64_t max, uint64_t *ret);

/* Reads a key: one character is itself, otherwise a number: an ASCII code below 0x80, above it a
 * special key counted from KEY_BASE. -ERR_INVAL, nothing recorded. */
int key_parse(const char *text, int *ret);
