/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine's screen as pixels, while somebody has asked for that: a canvas on the firmware's
 * framebuffer, and a text console on it in place of the firmware's own. There is one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gfx/canvas.h"
#include "gfx/fbconsole.h"

struct picture; /* gfx/picture.h */

struct display_options {
	unsigned width, height; /* wanted; 0: the picture's, else what the screen has now */
	unsigned depth;         /* bits of a pixel, wanted; 0: any */
	unsigned left, right, top, bottom; /* pixels that text keeps off the edges */
	const struct picture *picture;     /* background, scaled to fill the screen; copied. Or NULL */
	bool whole;  /* nothing of it is lost: where the screen is wider, or higher, its edges go on */
	bool shaded; /* without one the background goes from (centre) to (edge), XRGB, else it is black */
	uint32_t centre, edge;
};

/* Whether there is a framebuffer at all. Nothing changes on the screen. */
bool display_is_possible(void);

/* Opens the mode nearest to what is wanted, or changes to it if graphics are open already.
 * -ERR_NOTSUP where there is no framebuffer, -ERR_RANGE for margins that leave no room for
 * text, -ERR_NOMEM (recorded): the screen is as it was. -ERR_IO (recorded): it is text. */
int display_open(const struct display_options *options);
/* Back to text. Fine if it is closed. */
void display_close(void);

/* NULL while the screen is text. Draw, then display_flush(). */
struct canvas *display_canvas(void);
/* The background as it is shown behind everything, a pixel for each of the canvas'; NULL: black. */
const uint32_t *display_backdrop(void);
/* The console on the canvas. NULL while the screen is text. */
struct fbconsole *display_console(void);
/* While it is hidden, the canvas belongs to a view that takes all of the screen. Shown again, it is
 * drawn with the next turn of whoever waits or writes: a view that follows at once hides it before
 * that. Fine while the screen is text. */
void display_hide_console(bool hidden);
/* While it is mute, the console takes no text: something else shows what is written. Fine while the
 * screen is text. */
void display_mute(bool mute);
/* While it is dim, the background is darker, so that a page of text is read with ease. Drawn
 * with the next turn, as above. Fine while the screen is text. */
void display_dim(bool dim);
/* (r) of the console was drawn over, and is to be drawn again with its next turn. */
void display_uncover(struct rect r);
/* Shows what was drawn. */
void display_flush(void);
