/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Painting goes row by row, in stretches short enough for the stack: the backdrop, then the layers
 * that cross the row. Corners are smooth: the part of a pixel that lies inside of the circle is
 * that of 16 points in it.
 */
#include "gfx/scene.h"

#include <string.h>

#include "core/util.h"

#define STRETCH     512 /* pixels composed at a time */
#define POINTS      4   /* of a pixel, in either direction */
#define UNIT        (2 * POINTS)
#define COVERED     256 /* all of a pixel */
#define POINT       (COVERED / (POINTS * POINTS))
#define SHADE_BITS  12 /* of the way from centre to edge */
#define SIDE_BITS   10 /* of half of a side */
#define ALPHA_SHIFT 24

/* ---- backdrop ---- */

/* Spreads what a shade has less than one step over neighbours, so that no steps are seen
 * (Bayer). */
static const uint8_t dither[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};

static uint32_t mix(uint32_t a, uint32_t b, uint32_t t, uint32_t add)
{
	const uint32_t rest = (1u << SHADE_BITS) - t;
	uint32_t v = 0;

	for (unsigned shift = 0; shift < 24; shift += 8)
		v |= (((a >> shift & 0xff) * rest + (b >> shift & 0xff) * t + add) >> SHADE_BITS)
			<< shift;
	return v;
}

/* The square of the distance of pixel (i) from the middle of (n), as a part of 2^SHADE_BITS / 2. */
static uint32_t off_centre(int i, unsigned n)
{
	int64_t d = (2 * (int64_t)i - n) * (1 << SIDE_BITS) / n;

	return (uint32_t)(d * d) >> (2 * SIDE_BITS + 1 - SHADE_BITS);
}

struct shade {
	unsigned width, height;
	uint32_t centre, edge;
};

static void shade_row(const struct shade *s, int x, int y, int n, uint32_t *out)
{
	uint32_t down = off_centre(y, s->height);

	for (int i = 0; i < n; i++) {
		uint32_t t = down + off_centre(x + i, s->width);
		uint32_t add = (uint32_t)dither[y & 3][(x + i) & 3] << (SHADE_BITS - 4);

		out[i] = mix(s->centre, s->edge, MIN(t, 1u << SHADE_BITS), add);
	}
}

void scene_shade(uint32_t *px, unsigned width, unsigned height, uint32_t centre, uint32_t edge)
{
	const struct shade s = {width, height, centre, edge};

	for (unsigned y = 0; y < height; y++)
		shade_row(&s, 0, (int)y, (int)width, px + (size_t)y * width);
}

static void backdrop_row(const struct scene *s, int x, int y, int n, uint32_t *out)
{
	const struct shade shade = {s->canvas->width, s->canvas->height, s->centre, s->edge};

	if (s->backdrop)
		memcpy(out, s->backdrop + (size_t)y * s->canvas->width + (size_t)x,
			(size_t)n * sizeof(*out));
	else if (s->centre == s->edge)
		for (int i = 0; i < n; i++)
			out[i] = s->centre;
	else
		shade_row(&shade, x, y, n, out);
}

/* ---- layers ---- */

/* How much of the pixel (x), (y) from a corner's tip is in its circle of (radius). */
static unsigned corner_cover(int x, int y, unsigned radius)
{
	int r = (int)radius * UNIT, n = 0;

	for (int i = 0; i < POINTS; i++) {
		for (int k = 0; k < POINTS; k++) {
			int dx = r - x * UNIT - 2 * i - 1, dy = r - y * UNIT - 2 * k - 1;

			n += dx * dx + dy * dy <= r * r;
		}
	}
	return (unsigned)n * POINT;
}

/* How much of the pixel (x), (y) is in (r) with its rounded corners. */
static unsigned cover(
	const struct rect *r, unsigned radius, enum scene_corners corners, int x, int y)
{
	int left = x - r->x, top = y - r->y;
	int right = r->w - 1 - left, bottom = r->h - 1 - top;
	int across = MIN(left, right), down = MIN(top, bottom);

	if (across < 0 || down < 0)
		return 0;
	if (across >= (int)radius || down >= (int)radius)
		return COVERED;
	if (!(corners & (top <= bottom ? SCENE_TOP : SCENE_BOTTOM)))
		return COVERED;
	return corner_cover(across, down, radius);
}

static unsigned root(unsigned v)
{
	unsigned r = 0;

	for (unsigned bit = 1u << 15; bit; bit >>= 1)
		if ((r | bit) * (r | bit) <= v)
			r |= bit;
	return r;
}

/* The shadow is deepest at the edge and nothing (size) pixels away; there is none inside. */
static unsigned shadow_cover(const struct scene_layer *l, int x, int y)
{
	int dx = MAX(MAX(l->r.x - x, x - (l->r.x + l->r.w - 1)), 0);
	int dy = MAX(MAX(l->r.y - y, y - (l->r.y + l->r.h - 1)), 0);
	unsigned d = dx && dy ? root((unsigned)(dx * dx + dy * dy)) : (unsigned)MAX(dx, dy);
	unsigned left = d < l->size ? l->size - d : 0;

	if (!d)
		return cover(&l->r, l->radius, l->corners, x, y) < COVERED ? COVERED : 0;
	return COVERED * left * left / (l->size * l->size);
}

static unsigned layer_cover(const struct scene_layer *l, int x, int y)
{
	int t = (int)l->size;
	struct rect inner = {l->r.x + t, l->r.y + t, l->r.w - 2 * t, l->r.h - 2 * t};
	unsigned n;

	if (l->kind == SCENE_SHADOW)
		return shadow_cover(l, x, y);
	n = cover(&l->r, l->radius, l->corners, x, y);
	if (l->kind == SCENE_FRAME && n)
		n -= MIN(n,
			cover(&inner, l->radius > l->size ? l->radius - l->size : 0, l->corners, x,
				y));
	return n;
}

/* Where (l) can be seen. */
static struct rect layer_bounds(const struct scene_layer *l)
{
	int more = l->kind == SCENE_SHADOW ? (int)l->size : 0;

	return (struct rect){l->r.x - more, l->r.y - more, l->r.w + 2 * more, l->r.h + 2 * more};
}

static uint32_t faded(uint32_t argb, unsigned n)
{
	return ((argb >> ALPHA_SHIFT) * n / COVERED) << ALPHA_SHIFT | (argb & 0xffffff);
}

/* The pixels of a layer's row between its corners, which are all covered as much. */
static struct rect layer_middle(const struct scene_layer *l, int y)
{
	int edge = (int)MAX(l->radius, l->kind == SCENE_FRAME ? l->size : 0);

	return (struct rect){l->r.x + edge, y, l->r.w - 2 * edge, 1};
}

static void blend(uint32_t *out, int n, uint32_t argb)
{
	for (int i = 0; i < n; i++)
		out[i] = colour_over(out[i], argb);
}

/* Pixels from (x) to (end) of a row of which (out) is the first, each for itself. */
static void layer_pixels(const struct scene_layer *l, int x, int end, int y, uint32_t *out)
{
	for (int i = x; i < end; i++) {
		unsigned n = layer_cover(l, i, y);

		if (n)
			blend(&out[i - x], 1, n == COVERED ? l->argb : faded(l->argb, n));
	}
}

static void layer_row(const struct scene_layer *l, const struct rect *row, uint32_t *out)
{
	struct rect bounds = layer_bounds(l), r = rect_cut(&bounds, row);
	struct rect middle = layer_middle(l, r.y), m = rect_cut(&middle, &r);
	int end = r.x + r.w;
	unsigned n;

	out += r.x - row->x;
	if (rect_is_empty(&m)) {
		layer_pixels(l, r.x, end, r.y, out);
		return;
	}
	n = layer_cover(l, m.x, r.y);
	layer_pixels(l, r.x, m.x, r.y, out);
	if (n)
		blend(out + (m.x - r.x), m.w, n == COVERED ? l->argb : faded(l->argb, n));
	layer_pixels(l, m.x + m.w, end, r.y, out + (m.x + m.w - r.x));
}

/* ---- the scene ---- */

void scene_add(struct scene *s, const struct scene_layer *layer)
{
	struct scene_layer *l = &s->layers[s->n];
	int least = MIN(layer->r.w, layer->r.h);

	if (s->n == SCENE_LAYERS_MAX || rect_is_empty(&layer->r) || !(layer->argb >> ALPHA_SHIFT))
		return;
	if (layer->kind == SCENE_SHADOW && !layer->size)
		return;
	*l = *layer;
	l->radius = l->corners ? MIN(MIN(l->radius, (unsigned)least / 2), SCENE_RADIUS_MAX) : 0;
	l->size = MIN(l->size, SCENE_RADIUS_MAX);
	s->n++;
}

void scene_add_box(
	struct scene *s, enum scene_kind kind, struct rect r, int radius, int size, uint32_t argb)
{
	scene_add(s,
		&(struct scene_layer){.kind = kind,
			.r = r,
			.radius = (unsigned)MAX(radius, 0),
			.corners = SCENE_ALL,
			.size = (unsigned)MAX(size, 0),
			.argb = argb});
}

static void paint_row(const struct scene *s, const struct rect *row)
{
	uint32_t px[STRETCH];

	backdrop_row(s, row->x, row->y, row->w, px);
	for (unsigned i = 0; i < s->n; i++) {
		struct rect bounds = layer_bounds(&s->layers[i]), r = rect_cut(&bounds, row);

		if (!rect_is_empty(&r))
			layer_row(&s->layers[i], row, px);
	}
	canvas_blit(s->canvas, row->x, row->y, (unsigned)row->w, 1, px, (size_t)row->w);
}

void scene_paint(const struct scene *s, struct rect r)
{
	r = rect_cut(&r, &s->canvas->clip);
	canvas_touch(s->canvas, r); /* at once: rows add nothing to it */
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x += STRETCH) {
			struct rect row = {x, y, MIN(r.x + r.w - x, STRETCH), 1};

			paint_row(s, &row);
		}
	}
}
