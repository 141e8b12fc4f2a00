/* SPDX-License-Identifier: BSD-2-Clause */
/* Text of unknown origin on a canvas: one row, with the attributes of its escape sequences, and an
 * ellipsis where it is cut. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gfx/canvas.h"
#include "gfx/font.h"

#define PANEL_NO_MARK UINT32_MAX

struct panel_text {
	struct canvas *canvas;
	struct font_size size;
	int x, y;           /* of the upper left corner */
	unsigned max_width; /* pixels */
	uint32_t argb;      /* of what says nothing else */
	uint32_t shadow;    /* ARGB of one to the lower right; 0: none */
	bool bold;
	bool plain; /* sequences do not change the colour */
	/* The character in this column, from 0, is underlined and in the colour (mark_argb). */
	unsigned mark;
	uint32_t mark_argb;
};

/* Draws (text) and returns the pixels used. */
unsigned panel_text_draw(const struct panel_text *t, const char *text);
/* The pixels that (text) would take. */
unsigned panel_text_width(struct font_size size, const char *text);
