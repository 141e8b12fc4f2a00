/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The built-in font: Terminus, fixed width, in two sizes, which scripts/font makes of its source
 * package. It has Latin, Greek, Cyrillic, box drawing, blocks, arrows and punctuation. Text is
 * UTF-8. What the font lacks is shown by something like it, or by the replacement character.
 * Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "gfx/canvas.h"

#define FONT_GLYPH_MAX 64 /* bytes of one */

struct font {
	unsigned width, height;
	const uint8_t *packed; /* see scripts/font */
	const uint16_t *starts;
};

/* A font and how many times larger than it is its pixels are drawn. */
struct font_size {
	const struct font *font;
	unsigned scale; /* at least 1 */
};

extern const struct font font_small; /* 8 x 16 */
extern const struct font font_large; /* 16 x 32 */

/* The size for normal text on a screen of (width) x (height) pixels: readable from where one
 * stands, on dense screens too, and at least 80 x 25 characters where that is possible. */
struct font_size font_for_screen(unsigned width, unsigned height);
/* The next larger and smaller one; the same if there is none. */
struct font_size font_larger(struct font_size size);
struct font_size font_smaller(struct font_size size);

/* Pixels that a character takes. */
static inline unsigned font_cell_width(struct font_size size)
{
	return size.font->width * size.scale;
}
static inline unsigned font_cell_height(struct font_size size)
{
	return size.font->height * size.scale;
}

/* Bits of (cp) as canvas_mask() wants them; of the replacement character if there is nothing
 * better. */
void font_glyph(const struct font *font, uint32_t cp, uint8_t ret_bits[FONT_GLYPH_MAX]);

/* Draws one character with its upper left corner at (x), (y); the background stays. */
void font_draw(struct canvas *c, struct font_size size, int x, int y, uint32_t cp, uint32_t argb);
