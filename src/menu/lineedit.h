/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of text edited on the console: arrows, Home/End, ^A ^B ^D ^E ^F ^H ^K ^U ^W, history,
 * Tab. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct lineedit {
	const char *prompt;  /* printed before the text */
	const char *title;   /* of the dialog it is on a graphical screen; NULL: none there either */
	const char *keys;    /* what keys do, at the dialog's bottom */
	const char *initial; /* text to start with, or NULL */
	bool secret;         /* shows stars */
	uint64_t timeout_ms; /* until the first key; 0 = for ever */
	uint64_t deadline_us; /* until the end of it all; 0 = never */
	bool history;         /* the shell's history: up and down */
	/* Keys that edit nothing (Esc, function keys and others): 0 is nothing, 1 draws the prompt
	 * anew behind what it has printed, -ERR_* (recorded) ends the line. May be NULL. */
	int (*on_key)(int key);
	/* Tab: candidate number (n) for the word that starts with (prefix) (first = it is the first
	 * word of the line), or NULL after the last. NULL = no completion. */
	const char *(*complete)(const char *prefix, bool first, unsigned n);
};

/* Edits until Enter: *ret_line is a new string (caller frees). -ERR_CANCELED on Ctrl-C (recorded),
 * -ERR_TIMEDOUT, -ERR_NOMEM. The cursor ends on a new line. */
int lineedit_read(const struct lineedit *how, char **ret_line);
