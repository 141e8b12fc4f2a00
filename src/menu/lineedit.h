/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of text edited on the console: arrows, Home/End, ^A ^B ^D ^E ^F ^H ^K ^U ^W, history,
 * Tab. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct lineedit {
	const char *prompt;  /* printed before the text */
	const char *initial; /* text to start with, or NULL */
	bool secret;         /* shows stars */
	uint64_t timeout_ms; /* until the first key; 0 = for ever */
	bool history;        /* the shell's history: up and down */
	/* Tab: candidate number (n) for the word that starts with (prefix) (first = it is the first
	 * word of the line), or NULL after the last. NULL = no completion. */
	const char *(*complete)(const char *prefix, bool first, unsigned n);
};

/* Edits until Enter: *ret_line is a new string (caller frees). -ERR_CANCELED on Ctrl-C (recorded),
 * -ERR_TIMEDOUT, -ERR_NOMEM. The cursor ends on a new line. */
int lineedit_read(const struct lineedit *how, char **ret_line);
