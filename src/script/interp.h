/* SPDX-License-Identifier: BSD-2-Clause */
/* What commands may ask of the interpreter; inside the script room only. */
#pragma once

#include <stdbool.h>

#include "image/image.h"
#include "script/lexer.h"
#include "script/options.h"
#include "script/script.h"

/* ---- command.c: finding and running one command ---- */

/* The command called (name), NULL if there is none. */
const struct command *command_find(const char *name);
/* The (n)th command of all tables, NULL after the last. */
const struct command *command_at(unsigned n);
/* Runs argv[0]; command_unknown() if there is no such command. */
int command_run(int argc, char **argv);
/* Records why there is no command (name): -ERR_NOTSUP for one the language has and we lack,
 * -ERR_NOEXEC for any other. */
int command_unknown(const char *name);
/* What (c) may be given, as it tells itself; it is not run otherwise. False if it does not tell. */
bool command_shape(const struct command *c, struct option_shape *ret);
/* Prints "Usage: …" of the command called (name), if there is one. */
void command_print_usage(const char *name);

/* Arguments (from) and up, joined by single blanks: a new string, NULL on no memory. */
char *args_join(int argc, char **argv, int from);

/* Prints why (who) failed with (status), on one line; nothing for an empty sentence. Positive
 * statuses are those given to `exit`. (hint): and what to try next, if that is known. */
void command_report(const char *who, int status, bool hint);

/* ---- interp.c: the running script ---- */

/* Marks the failure (status) of the running command as an answer ("no", "not now") and not an
 * error: its sentence is printed only if the script stops because of it. Returns (status). */
int script_answer(int status);

/* Goes on at the first line labelled (label). -ERR_NOENT, -ERR_NOTTY outside of a script. */
int script_goto(const char *label);
/* Ends the script, shell or line that runs with (status) >= 0, which is returned. */
int script_exit(int status);
/* Ends the running script and starts (img) in its place. Outside of a script: false, and nothing is
 * done. */
bool script_replace(struct image *img);

/* What comes behind the command that runs now. */
struct script_ahead {
	const char *command;   /* its name */
	enum lex_token behind; /* the separator behind it */
	const char *rest;      /* of its line; borrowed while it runs */
	const char *text;      /* of the script; NULL: there is no further line */
	size_t len;
	struct lex_cursor next; /* where the next line begins */
};
/* False if that cannot be told: nothing runs, or a command inside a command. */
bool script_ahead(struct script_ahead *ret);

/* Runs the lines that (next_line) delivers (new strings) until `exit`, whose number is returned; a
 * line that fails does not end it. -ERR_CANCELED from (next_line) means: ask again. */
int script_run_interactive(int (*next_line)(char **ret_line));

/* ---- script_image.c ---- */

/* Runs the script (img). */
int script_run_image(struct image *img);
/* Starts (img) of any type; failure is recorded as "could not boot NAME: …", unless it is a
 * script, which has told its own. A positive status is what a script gave to `exit`. */
int script_boot(struct image *img);
