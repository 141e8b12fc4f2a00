/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines entered so far, newest last; the oldest are forgotten. */
#pragma once

#define HISTORY_LINES 32

/* Remembers a copy of (line) unless it is empty or the same as the last. */
void history_add(const char *line);
/* The line entered (back) lines ago, 1 is the last; NULL if there is none. Borrowed until
 * history_add(). */
const char *history_get(unsigned back);
