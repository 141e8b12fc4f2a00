/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A picture of the screen in memory, drawn on by everybody and copied to the device by the parts
 * that changed: nothing flickers, since what is half drawn is never shown, and little is written
 * to slow video memory. Pixels are XRGB8888 (0x00rrggbb), colours with opacity ARGB8888
 * (0xaarrggbb, not premultiplied). Everything is clipped, so coordinates may be anything. Pure.
 *
 * Pixels are counted, so that tests can tell what something costs without a clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CANVAS_SIZE_MAX  16384u /* pixels of either side */
#define CANVAS_DIRTY_MAX 16     /* rectangles kept apart; more are merged */

/* Of pixels; empty if either (w) or (h) is not positive. */
struct rect {
	int x, y, w, h;
};

bool rect_is_empty(const struct rect *r);
/* What lies in both; empty (all 0) if nothing does. */
struct rect rect_cut(const struct rect *a, const struct rect *b);
/* The smallest one that has both in it; an empty one has no part in that. */
struct rect rect_join(const struct rect *a, const struct rect *b);

/* Puts (w) x (h) pixels that begin at (px) onto the device at (x), (y); (stride) pixels from
 * one row to the next. They lie inside of the canvas. */
typedef void (*canvas_put)(void *arg, unsigned x, unsigned y, unsigned w, unsigned h,
	const uint32_t *px, size_t stride);

/* Fields may be read; (px) has width * height pixels, row by row. */
struct canvas {
	uint32_t *px;
	unsigned width, height;
	struct rect clip; /* inside of the canvas */
	struct rect dirty[CANVAS_DIRTY_MAX];
	unsigned n_dirty;
	canvas_put put;
	void *arg;
	uint64_t n_drawn, n_flushed; /* pixels, since canvas_init() */
};

/* A black canvas, all of it dirty. -ERR_RANGE, -ERR_NOMEM (recorded). */
int canvas_init(struct canvas *c, unsigned width, unsigned height, canvas_put put, void *arg);
void canvas_done(struct canvas *c);

/* From now on nothing outside of (r) changes; NULL: of the canvas. Returns what was before, for
 * putting it back. */
struct rect canvas_clip(struct canvas *c, const struct rect *r);

/* (r) in one colour, XRGB. */
void canvas_fill(struct canvas *c, struct rect r, uint32_t rgb);
/* (argb) over what is there. */
void canvas_blend(struct canvas *c, struct rect r, uint32_t argb);

/* Copies a picture of (w) x (h) pixels to (x), (y), as it is: XRGB. */
void canvas_blit(
	struct canvas *c, int x, int y, unsigned w, unsigned h, const uint32_t *px, size_t stride);

/* Where a bit of the (w) x (h) mask is set, (scale) x (scale) pixels become (argb). Rows are
 * of whole bytes, the leftmost pixel is the highest bit. For text see font.h. */
void canvas_mask(struct canvas *c, int x, int y, unsigned w, unsigned h, const uint8_t *bits,
	unsigned scale, uint32_t argb);

/* Marks (r) as changed, for who draws into (px) himself or lost the device's contents. */
void canvas_touch(struct canvas *c, struct rect r);

/* Hands what changed to put(): no pixel twice unless rectangles had to be merged. */
void canvas_flush(struct canvas *c);

/* (argb) over (rgb). */
uint32_t colour_over(uint32_t rgb, uint32_t argb);
