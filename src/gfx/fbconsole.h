/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text console on a canvas: cells of characters with their colours, in a rectangle of the screen,
 * over a background picture or a colour. What is written changes cells; drawn are those that look
 * different afterwards, so that scrolling costs no more than what it moves. Pure: who has the
 * console calls the functions, see display.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/ansi.h"
#include "gfx/canvas.h"
#include "gfx/font.h"

#define FBCONSOLE_COLS_MIN  40
#define FBCONSOLE_ROWS_MIN  10
#define FBCONSOLE_CELLS_MAX (512u * 256u)

/* The eight colours of core/ansi.h as XRGB, and the same ones brighter. */
extern const uint32_t fbconsole_palette[16];

struct fbconsole_config {
	struct rect area; /* of the canvas */
	struct font_size size;
	/* What shows through, a pixel for each of the canvas', borrowed; NULL: black. */
	const uint32_t *backdrop;
};

struct fbcell {
	uint32_t cp; /* 0: the right half of a wide character */
	uint32_t fg; /* XRGB */
	uint32_t bg; /* XRGB, FBCELL_CLEAR */
};
#define FBCELL_CLEAR 0xff000000u /* the backdrop as it is */

/* The fields are fbconsole.c's own; (cols), (rows), (area) may be read. */
struct fbconsole {
	struct canvas *canvas;
	struct fbconsole_config config;
	struct rect area; /* of whole cells, centred in the one asked for */
	unsigned cols, rows;
	unsigned row, col; /* of the cursor; col == cols: the next character begins a line */
	unsigned page_row, page_col; /* where the cursor's home is */
	bool cursor;                 /* visible */
	bool hidden;                 /* somebody else draws: cells change, the canvas does not */
	bool stale;                  /* the canvas has nothing of it */
	struct ansi ansi;
	uint32_t veil;        /* ARGB over the backdrop; 0: none */
	uint32_t fg, bg;      /* of what is written next */
	struct fbcell *cells; /* rows * cols; behind them as many as the canvas shows */
	struct fbcell *shown;
	unsigned shown_cursor; /* the cell that the canvas shows the cursor in; cols * rows: none */
};

/* An empty console on (c), which it borrows; nothing is drawn before fbconsole_draw().
 * -ERR_RANGE if the area is too small for FBCONSOLE_COLS_MIN x FBCONSOLE_ROWS_MIN cells,
 * -ERR_NOMEM (recorded). */
int fbconsole_init(struct fbconsole *f, struct canvas *c, const struct fbconsole_config *config);
void fbconsole_done(struct fbconsole *f);

/* Takes UTF-8 with the sequences of core/ansi.h. Draws nothing. */
void fbconsole_write(struct fbconsole *f, const char *text, size_t len);

/* What is written now is made for a screen of (cols) x (rows), which is put into the middle.
 * As large as the console or larger: as usual. */
void fbconsole_page(struct fbconsole *f, unsigned cols, unsigned rows);

/* Draws the cells that changed onto the canvas, which the caller flushes. */
void fbconsole_draw(struct fbconsole *f);

/* While hidden, text is taken but not drawn: the canvas belongs to a graphical view. Shown
 * again, the next fbconsole_draw() draws everything, outside of the area as well. */
void fbconsole_hide(struct fbconsole *f, bool hidden);
/* The same for a part of the area only, which somebody else has drawn on. */
void fbconsole_uncover(struct fbconsole *f, struct rect r);
/* From the next fbconsole_draw() on (argb) lies over the backdrop, for pages of text; 0:
 * nothing. */
void fbconsole_veil(struct fbconsole *f, uint32_t argb);
