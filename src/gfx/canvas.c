/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Drawing into memory, and the list of what changed since it was shown. The list is short: a
 * rectangle that touches another one is merged with it if that adds little, and when the list is
 * full with the one where it adds least.
 */
#include "gfx/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

#define ALPHA_SHIFT  24
#define OPAQUE       0xffu
#define RED_BLUE     0xff00ffu
#define GREEN        0x00ff00u
#define MERGE_WASTES 8         /* merging may add one part in so many */
#define SIDE_MAX     (1 << 20) /* of any rectangle: sums of coordinates do not overflow */

/* ---- rectangles ---- */

bool rect_is_empty(const struct rect *r)
{
	return r->w <= 0 || r->h <= 0;
}

static int64_t area(const struct rect *r)
{
	return rect_is_empty(r) ? 0 : (int64_t)r->w * r->h;
}

/* From (lo) to (hi), which may be anything, as a place and a length. */
static void span(int64_t lo, int64_t hi, int *ret_at, int *ret_len)
{
	lo = MAX(MIN(lo, (int64_t)SIDE_MAX), -(int64_t)SIDE_MAX);
	hi = MAX(MIN(hi, (int64_t)SIDE_MAX), -(int64_t)SIDE_MAX);
	*ret_at = (int)lo;
	*ret_len = (int)(hi - lo);
}

struct rect rect_cut(const struct rect *a, const struct rect *b)
{
	struct rect r;

	if (rect_is_empty(a) || rect_is_empty(b))
		return (struct rect){};
	span(MAX(a->x, b->x), MIN((int64_t)a->x + a->w, (int64_t)b->x + b->w), &r.x, &r.w);
	span(MAX(a->y, b->y), MIN((int64_t)a->y + a->h, (int64_t)b->y + b->h), &r.y, &r.h);
	return rect_is_empty(&r) ? (struct rect){} : r;
}

struct rect rect_join(const struct rect *a, const struct rect *b)
{
	struct rect r;

	if (rect_is_empty(a))
		return rect_is_empty(b) ? (struct rect){} : *b;
	if (rect_is_empty(b))
		return *a;
	span(MIN(a->x, b->x), MAX((int64_t)a->x + a->w, (int64_t)b->x + b->w), &r.x, &r.w);
	span(MIN(a->y, b->y), MAX((int64_t)a->y + a->h, (int64_t)b->y + b->h), &r.y, &r.h);
	return r;
}

/* ---- what changed ---- */

/* What is flushed more than needed if (a) and (b) are made one; below 0: they overlap. */
static int64_t merge_costs(const struct rect *a, const struct rect *b)
{
	struct rect both = rect_join(a, b);

	return area(&both) - area(a) - area(b);
}

static void dirty_remove(struct canvas *c, unsigned i)
{
	c->dirty[i] = c->dirty[--c->n_dirty];
}

/* Another one that is merged with (r) at little cost; n_dirty: none. */
static unsigned dirty_neighbour(const struct canvas *c, const struct rect *r)
{
	for (unsigned i = c->n_dirty; i-- > 0;) {
		struct rect both = rect_join(&c->dirty[i], r);

		if (merge_costs(&c->dirty[i], r) <= area(&both) / MERGE_WASTES)
			return i;
	}
	return c->n_dirty;
}

static unsigned dirty_cheapest(const struct canvas *c, const struct rect *r)
{
	unsigned best = 0;

	for (unsigned i = 1; i < c->n_dirty; i++)
		if (merge_costs(&c->dirty[i], r) < merge_costs(&c->dirty[best], r))
			best = i;
	return best;
}

static void dirty_add(struct canvas *c, struct rect r)
{
	unsigned i;

	/* A merged one may touch others. */
	while ((i = dirty_neighbour(c, &r)) < c->n_dirty) {
		r = rect_join(&c->dirty[i], &r);
		dirty_remove(c, i);
	}
	if (c->n_dirty == CANVAS_DIRTY_MAX) {
		i = dirty_cheapest(c, &r);
		r = rect_join(&c->dirty[i], &r);
		dirty_remove(c, i);
	}
	c->dirty[c->n_dirty++] = r;
}

static struct rect whole(const struct canvas *c)
{
	return (struct rect){0, 0, (int)c->width, (int)c->height};
}

void canvas_touch(struct canvas *c, struct rect r)
{
	struct rect all = whole(c);

	r = rect_cut(&r, &all);
	if (!rect_is_empty(&r))
		dirty_add(c, r);
}

void canvas_flush(struct canvas *c)
{
	for (unsigned i = 0; i < c->n_dirty; i++) {
		const struct rect *r = &c->dirty[i];

		c->put(c->arg, (unsigned)r->x, (unsigned)r->y, (unsigned)r->w, (unsigned)r->h,
			c->px + (size_t)r->y * c->width + (size_t)r->x, c->width);
		c->n_flushed += (uint64_t)area(r);
	}
	c->n_dirty = 0;
}

/* ---- the canvas ---- */

int canvas_init(struct canvas *c, unsigned width, unsigned height, canvas_put put, void *arg)
{
	uint32_t *px;

	if (!width || !height || width > CANVAS_SIZE_MAX || height > CANVAS_SIZE_MAX)
		return fail(ERR_RANGE, "canvas: %u x %u pixels", width, height);
	px = calloc((size_t)width * height, sizeof(*px));
	if (!px)
		return fail(ERR_NOMEM, "canvas: no memory for %u x %u pixels", width, height);
	*c = (struct canvas){.px = px, .width = width, .height = height, .put = put, .arg = arg};
	c->clip = whole(c);
	canvas_touch(c, c->clip);
	return 0;
}

void canvas_done(struct canvas *c)
{
	free(c->px);
	*c = (struct canvas){};
}

struct rect canvas_clip(struct canvas *c, const struct rect *r)
{
	struct rect before = c->clip, all = whole(c);

	c->clip = r ? rect_cut(r, &all) : all;
	return before;
}

/* What of (r) may be drawn on, which is dirty from here on; false: nothing. */
static bool begin(struct canvas *c, struct rect *r)
{
	*r = rect_cut(r, &c->clip);
	if (rect_is_empty(r))
		return false;
	dirty_add(c, *r);
	c->n_drawn += (uint64_t)area(r);
	return true;
}

static uint32_t *pixel(const struct canvas *c, int x, int y)
{
	return c->px + (size_t)y * c->width + (size_t)x;
}

uint32_t colour_over(uint32_t rgb, uint32_t argb)
{
	uint32_t a = argb >> ALPHA_SHIFT, b;

	a += a >> 7; /* 0 to 256 */
	b = 256 - a;
	return ((((argb & RED_BLUE) * a + (rgb & RED_BLUE) * b) >> 8) & RED_BLUE) |
		((((argb & GREEN) * a + (rgb & GREEN) * b) >> 8) & GREEN);
}

void canvas_fill(struct canvas *c, struct rect r, uint32_t rgb)
{
	rgb &= RED_BLUE | GREEN;
	if (!begin(c, &r))
		return;
	for (int y = 0; y < r.h; y++) {
		uint32_t *row = pixel(c, r.x, r.y + y);

		for (int x = 0; x < r.w; x++)
			row[x] = rgb;
	}
}

void canvas_blend(struct canvas *c, struct rect r, uint32_t argb)
{
	if (argb >> ALPHA_SHIFT == OPAQUE) {
		canvas_fill(c, r, argb);
		return;
	}
	if (!(argb >> ALPHA_SHIFT) || !begin(c, &r))
		return;
	for (int y = 0; y < r.h; y++) {
		uint32_t *row = pixel(c, r.x, r.y + y);

		for (int x = 0; x < r.w; x++)
			row[x] = colour_over(row[x], argb);
	}
}

void canvas_blit(
	struct canvas *c, int x, int y, unsigned w, unsigned h, const uint32_t *px, size_t stride)
{
	struct rect r = {x, y, (int)MIN(w, (unsigned)SIDE_MAX), (int)MIN(h, (unsigned)SIDE_MAX)};

	if (!begin(c, &r))
		return;
	px += (size_t)(r.y - y) * stride + (size_t)(r.x - x);
	for (int i = 0; i < r.h; i++)
		memcpy(pixel(c, r.x, r.y + i), px + (size_t)i * stride, (size_t)r.w * sizeof(*px));
}

/* The pixels of one row of a mask that lie in (r), the whole of which is (at) wide. */
static uint64_t mask_row(uint32_t *row, const struct rect *r, int x, const uint8_t *bits,
	unsigned scale, uint32_t argb)
{
	unsigned skip = (unsigned)(r->x - x);
	unsigned bit = skip / scale, part = skip % scale;
	uint64_t n = 0;

	for (int i = 0; i < r->w; i++) {
		if (bits[bit / 8] & 0x80u >> bit % 8) {
			row[i] = colour_over(row[i], argb);
			n++;
		}
		if (++part == scale) {
			part = 0;
			bit++;
		}
	}
	return n;
}

void canvas_mask(struct canvas *c, int x, int y, unsigned w, unsigned h, const uint8_t *bits,
	unsigned scale, uint32_t argb)
{
	struct rect r;
	size_t stride = (w + 7) / 8;
	uint64_t drawn = c->n_drawn;

	if (!scale || w > CANVAS_SIZE_MAX / scale || h > CANVAS_SIZE_MAX / scale)
		return;
	r = (struct rect){x, y, (int)(w * scale), (int)(h * scale)};
	if (!begin(c, &r))
		return;
	for (int i = 0; i < r.h; i++)
		drawn += mask_row(pixel(c, r.x, r.y + i), &r, x,
			bits + (unsigned)(r.y + i - y) / scale * stride, scale, argb);
	c->n_drawn = drawn;
}
