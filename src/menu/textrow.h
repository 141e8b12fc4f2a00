/* SPDX-License-Identifier: BSD-2-Clause */
/* Text of unknown origin, put into a limited number of columns. */
#pragma once

#include "core/ansi.h"
#include "core/strbuf.h"

/* Columns (text) takes on a screen; escape sequences take none. */
unsigned textrow_width(const char *text);

/* Appends the sequence that sets exactly these attributes. */
void textrow_attr(struct strbuf *out, const struct ansi_attr *attr);

/* Appends as much of (text) as fits into (max) columns and returns the columns used. Of its
 * sequences only attributes pass; its default colours are those of (base), which also ends it.
 * (base) NULL: none pass. (keep_bg): its own backgrounds do not show. Memory that is short
 * shortens the text. */
unsigned textrow_add(struct strbuf *out, const char *text, unsigned max,
	const struct ansi_attr *base, bool keep_bg);

/* Append the sequence that moves the cursor, from 0; and (n) blanks. */
void textrow_go(struct strbuf *out, unsigned row, unsigned col);
void textrow_pad(struct strbuf *out, unsigned n);

/* Appends a whole row of (width) columns with (text) in its middle, cut if need be. */
void textrow_centred(struct strbuf *out, unsigned row, unsigned width, const char *text,
	const struct ansi_attr *attr);
/* The same from the column (left). */
void textrow_centred_in(struct strbuf *out, unsigned row, unsigned left, unsigned width,
	const char *text, const struct ansi_attr *attr);
