/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text screen in memory, as a device of core/ansi.h: cells of character and attribute in the
 * form of a VGA's text memory. Pure: who owns the real screen compares and copies.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/ansi.h"

#define TEXTSCREEN_COLS_MAX      132
#define TEXTSCREEN_ROWS_MAX      60
#define TEXTSCREEN_CELLS_MAX     (TEXTSCREEN_COLS_MAX * TEXTSCREEN_ROWS_MAX)
#define TEXTSCREEN_PLAIN         0x07 /* light grey on black */
#define TEXTSCREEN_CELL(attr, c) ((uint16_t)((attr) << 8 | (c)))

struct textscreen {
	struct ansi ansi;
	unsigned cols, rows;
	unsigned row, col; /* of the cursor; col == cols: the next character begins a line */
	uint8_t attr;
	unsigned scrolled; /* lines that went out at the top; the owner sets it back to 0 */
	bool cursor;       /* visible */
	uint16_t cells[TEXTSCREEN_CELLS_MAX]; /* row by row, character in the low byte */
};

/* An empty screen with the cursor at its start; the size is clamped to 1 and the maximum. Who takes
 * over a screen fills cells, row and col afterwards. */
void textscreen_init(struct textscreen *t, unsigned cols, unsigned rows);

/* Takes UTF-8 with ANSI sequences, and scrolls as needed. */
void textscreen_write(struct textscreen *t, const char *text, size_t len);

/* Where a cursor that must be on the screen stands: the last column for one behind it. */
unsigned textscreen_cursor_col(const struct textscreen *t);
