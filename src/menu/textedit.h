/* SPDX-License-Identifier: BSD-2-Clause */
/* A text that is being edited: what keys do to it, and which part of it is in a window of some
 * columns. Knows nothing of the screen. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

struct textedit {
	struct strbuf text; /* UTF-8; NULL until something was typed */
	size_t pos;         /* of the cursor, in bytes */
	size_t first;       /* the first byte in the window */
	bool secret;        /* shown as stars */
};

/* Starts with (initial), the cursor behind it. -ERR_NOMEM, -ERR_TOOBIG (recorded). */
int textedit_init(struct textedit *e, const char *initial, bool secret);
void textedit_free(struct textedit *e);
/* What it says, never NULL; borrowed until the next change. */
const char *textedit_text(const struct textedit *e);
void textedit_set(struct textedit *e, const char *text);
/* At the cursor. What does not fit into memory, or makes the text absurdly long, is not taken. */
void textedit_insert(struct textedit *e, const char *s, size_t n);
/* Left, Right, Home, End, Backspace, Delete, ^A ^B ^D ^E ^F ^H ^K ^U ^W and characters; other
 * keys do nothing. */
void textedit_key(struct textedit *e, int key);
/* Moves the window of (cols) columns so that the cursor is in it; returns the cursor's column. */
unsigned textedit_scroll(struct textedit *e, unsigned cols);
/* Appends the part in the window; returns the columns it takes. */
unsigned textedit_add(const struct textedit *e, struct strbuf *out, unsigned cols);
