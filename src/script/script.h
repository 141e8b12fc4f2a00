/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The script language (docs/script.md): running a script image, one command line, the shell.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "image/image.h"

extern const struct image_type script_image_type;

/* Runs (text) as a script called (name), without needing the magic line. Status of the script. */
int script_run_text(const char *name, const char *text, size_t len);
/* Runs one command line (separators, expansion) outside of any script, or inside the current
 * one. */
int script_run_line(const char *line);

/* The interactive shell; returns the number given to exit (0 default). */
int shell_run(void);

/* After a script failed: the text of the failing line and where, "" if unknown. */
const char *script_failed_line(void);
/* Another boot begins: what failed so far is no news any more. */
void script_forget_failure(void);

/* A command. (argv)[0] is its name; arguments are expanded. 0 or -ERR_* (recorded). */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage; /* "[--timeout MS] SETTING" */
	const char *help;  /* one line */
};
/* Ends with .name NULL; conf.c. Commands the language has and we lack are in
 * commands_unsupported[]. */
extern const struct command *const command_tables[]; /* one table per family, ends with NULL */
extern const char *const commands_unsupported[];     /* ends with NULL */
