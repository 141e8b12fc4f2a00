/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures in another size. Rows and columns are scaled each for themselves, by tables that tell
 * which pixels become one and with which weight: when shrinking as much as each covers of it (a
 * box), when enlarging the two nearest ones (bilinear). Weights of a pixel add up to 65536,
 * integers all the way. Colours are weighted by their opacity, so that what shines through has no
 * colour.
 */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/picture_priv.h"

#define ONE       65536u
#define EDGE_PART 32 /* of the picture's width, or height, whose mean goes on beside it */

/* One direction: (n) pixels of the result from those of the source. */
struct axis {
	unsigned n, n_taps; /* at most, for each */
	unsigned *first;    /* pixel of the source */
	uint32_t *weights;  /* n_taps for each; 0 from where there are no more */
};

/* Where the scaled picture lies: (size) pixels, of which (skip) are beyond the edge of the result,
 * or which begins (at) pixels within it; (n) are seen. */
struct place {
	unsigned size, skip, at, n;
};

struct scaler {
	const struct picture *src;
	struct axis x, y;
	uint16_t *rows[2]; /* of the source, scaled, by lowest bit of their number: 8.8 bits */
	unsigned row_numbers[2]; /* plus 1 */
	uint32_t *sums;
};

/* ---- the tables ---- */

static void box_weights(struct axis *a, unsigned i, uint64_t src, uint64_t size, uint64_t pos)
{
	const uint64_t from = pos * src, to = from + src;
	uint32_t *w = a->weights + (size_t)i * a->n_taps;
	uint64_t s = from / size, end, sum = 0, before = 0;

	a->first[i] = (unsigned)s;
	for (; s * size < to; s++) {
		end = MIN((s + 1) * size, to) - from;
		sum = end * ONE / src;
		*w++ = (uint32_t)(sum - before);
		before = sum;
	}
}

static void linear_weights(struct axis *a, unsigned i, uint64_t src, uint64_t size, uint64_t pos)
{
	const uint64_t twice = (2 * pos + 1) * src;
	const uint64_t at = twice > size ? twice - size : 0; /* in units of 1 / (2 * size) */
	uint32_t *w = a->weights + (size_t)i * a->n_taps;
	uint64_t s = at / (2 * size);

	w[0] = ONE;
	if (s >= src - 1) {
		s = src - 1;
	} else {
		w[1] = (uint32_t)(at % (2 * size) * ONE / (2 * size));
		w[0] -= w[1];
	}
	a->first[i] = (unsigned)s;
}

/* For (src) pixels that become place->size, of which some are seen. */
static bool axis_init(struct axis *a, unsigned src, const struct place *place)
{
	a->n = place->n;
	a->n_taps = place->size < src ? src / place->size + 2 : 2;
	a->first = calloc(a->n, sizeof(*a->first));
	a->weights = calloc(a->n, a->n_taps * sizeof(*a->weights));
	if (!a->first || !a->weights)
		return false;
	for (unsigned i = 0; i < a->n; i++) {
		if (place->size < src)
			box_weights(a, i, src, place->size, (uint64_t)place->skip + i);
		else
			linear_weights(a, i, src, place->size, (uint64_t)place->skip + i);
	}
	return true;
}

static void axis_done(struct axis *a)
{
	free(a->first);
	free(a->weights);
}

/* ---- rows ---- */

static void add_pixel(uint32_t sum[4], uint32_t px, uint32_t weight)
{
	const uint32_t alpha = px >> 24;

	if (alpha == 0xff) {
		sum[0] += (px & 0xff) * weight;
		sum[1] += (px >> 8 & 0xff) * weight;
		sum[2] += (px >> 16 & 0xff) * weight;
	} else {
		sum[0] += ((px & 0xff) * alpha + 127) / 255 * weight;
		sum[1] += ((px >> 8 & 0xff) * alpha + 127) / 255 * weight;
		sum[2] += ((px >> 16 & 0xff) * alpha + 127) / 255 * weight;
	}
	sum[3] += alpha * weight;
}

/* Row (y) of the source in the width of the result. */
static const uint16_t *scaled_row(struct scaler *s, unsigned y)
{
	const uint32_t *px = s->src->px + (size_t)y * s->src->width, *from, *w;
	uint16_t *out = s->rows[y & 1];

	if (s->row_numbers[y & 1] == y + 1)
		return out;
	s->row_numbers[y & 1] = y + 1;
	for (unsigned x = 0; x < s->x.n; x++) {
		uint32_t sum[4] = {};

		from = px + s->x.first[x];
		w = s->x.weights + (size_t)x * s->x.n_taps;
		for (unsigned k = 0; k < s->x.n_taps && w[k]; k++)
			add_pixel(sum, from[k], w[k]);
		for (unsigned c = 0; c < 4; c++)
			*out++ = (uint16_t)(sum[c] >> 8);
	}
	return s->rows[y & 1];
}

static uint32_t pixel_of(const uint32_t sum[4])
{
	uint32_t c[4], px = 0;

	for (unsigned i = 0; i < 4; i++)
		c[i] = (sum[i] + (1u << 23)) >> 24;
	if (c[3] == 0)
		return 0;
	for (unsigned i = 0; i < 3; i++) {
		if (c[3] != 0xff)
			c[i] = MIN((c[i] * 255 + c[3] / 2) / c[3], 255u);
		px |= c[i] << 8 * i;
	}
	return px | c[3] << 24;
}

/* Row (y) of what is seen of the result. */
static void make_row(struct scaler *s, unsigned y, uint32_t *out)
{
	const uint32_t *w = s->y.weights + (size_t)y * s->y.n_taps;
	const size_t n = (size_t)s->x.n * 4;
	const uint16_t *row;

	memset(s->sums, 0, n * sizeof(*s->sums));
	for (unsigned k = 0; k < s->y.n_taps && w[k]; k++) {
		row = scaled_row(s, s->y.first[y] + k);
		for (size_t i = 0; i < n; i++)
			s->sums[i] += row[i] * w[k];
	}
	for (unsigned x = 0; x < s->x.n; x++)
		out[x] = pixel_of(s->sums + 4 * (size_t)x);
}

static int scale_into(const struct picture *src, const struct place *across,
	const struct place *down, struct picture *p)
{
	const size_t n = (size_t)across->n * 4;
	struct scaler s = {.src = src};
	const bool ready = axis_init(&s.x, src->width, across) &&
		axis_init(&s.y, src->height, down) && (s.rows[0] = calloc(n, sizeof(*s.rows[0]))) &&
		(s.rows[1] = calloc(n, sizeof(*s.rows[1]))) &&
		(s.sums = calloc(n, sizeof(*s.sums)));

	for (unsigned y = 0; ready && y < down->n; y++)
		make_row(&s, y, p->px + (size_t)(down->at + y) * p->width + across->at);
	axis_done(&s.x);
	axis_done(&s.y);
	free(s.rows[0]);
	free(s.rows[1]);
	free(s.sums);
	return ready ? 0 : fail(ERR_NOMEM, "picture: no memory to scale it");
}

/* ---- what goes where ---- */

static struct place place_of(unsigned size, unsigned room)
{
	if (size > room)
		return (struct place){.size = size, .skip = (size - room) / 2, .n = room};
	return (struct place){.size = size, .at = (room - size) / 2, .n = size};
}

/* The size to which (src) is scaled; up to PICTURE_SIDE_MAX times PICTURE_SIDE_MAX. */
static void scaled_size(const struct picture *src, const struct picture *p, enum picture_fit fit,
	unsigned *ret_width, unsigned *ret_height)
{
	const uint64_t by_width = (uint64_t)src->height * p->width / src->width;
	const uint64_t by_height = (uint64_t)src->width * p->height / src->height;

	*ret_width = p->width;
	*ret_height = p->height;
	if (fit == PICTURE_STRETCH)
		return;
	if ((by_width >= p->height) == (fit == PICTURE_FILL))
		*ret_height = (unsigned)MAX(by_width, 1u);
	else
		*ret_width = (unsigned)MAX(by_height, 1u);
}

static void copy_into(const struct picture *src, const struct place *across,
	const struct place *down, struct picture *p)
{
	for (unsigned y = 0; y < down->n; y++)
		memcpy(p->px + (size_t)(down->at + y) * p->width + across->at,
			src->px + (size_t)(down->skip + y) * src->width + across->skip,
			across->n * sizeof(*p->px));
}

static void tile_into(const struct picture *src, struct picture *p)
{
	for (unsigned y = 0; y < p->height; y++)
		for (unsigned x = 0, n; x < p->width; x += n) {
			n = MIN(src->width, p->width - x);
			memcpy(p->px + (size_t)y * p->width + x,
				src->px + (size_t)(y % src->height) * src->width,
				n * sizeof(*p->px));
		}
}

/* A power of two, by which weights can be divided. */
static unsigned edge_size(unsigned n)
{
	unsigned size = 1;

	while (size * 2 <= n / EDGE_PART)
		size *= 2;
	return size;
}

/* Of (n) pixels, a power of two, each (step) behind the one before. */
static uint32_t mean(const uint32_t *px, size_t step, unsigned n)
{
	uint32_t sum[4] = {};

	for (unsigned i = 0; i < n; i++)
		add_pixel(sum, px[i * step], ONE / n);
	for (unsigned c = 0; c < 4; c++)
		sum[c] <<= 8;
	return pixel_of(sum);
}

/* A line of (size) pixels, each (step) behind the one before, goes on to both sides of what (in) of
 * them there is. */
static void extend(uint32_t *line, size_t step, unsigned size, const struct place *in)
{
	const unsigned n = edge_size(in->n), end = in->at + in->n;
	const uint32_t before = mean(line + in->at * step, step, n);
	const uint32_t after = mean(line + (end - n) * step, step, n);

	for (unsigned i = 0; i < in->at; i++)
		line[i * step] = before;
	for (unsigned i = end; i < size; i++)
		line[i * step] = after;
}

/* There are bars in one direction only. */
static void fill_bars(const struct place *across, const struct place *down, struct picture *p)
{
	for (unsigned y = 0; across->n < p->width && y < p->height; y++)
		extend(p->px + (size_t)y * p->width, 1, p->width, across);
	for (unsigned x = 0; down->n < p->height && x < p->width; x++)
		extend(p->px + x, p->width, p->height, down);
}

int picture_scale(const struct picture *src, unsigned width, unsigned height, enum picture_fit fit,
	uint32_t bars, struct picture *ret)
{
	struct place across, down;
	struct picture p;
	unsigned w = src->width, h = src->height;
	int r;

	if (width == 0 || height == 0)
		return fail(ERR_RANGE, "picture: nothing can be scaled to %u x %u pixels", width,
			height);
	r = picture_alloc("scaled", width, height, &p);
	if (r)
		return r;
	for (size_t i = 0, n = (size_t)width * height; i < n; i++)
		p.px[i] = bars;
	if (fit != PICTURE_CENTRE && fit != PICTURE_TILE)
		scaled_size(src, &p, fit, &w, &h);
	across = place_of(w, width);
	down = place_of(h, height);
	p.opaque = src->opaque && (bars >> 24 == 0xff || (across.n == width && down.n == height));
	if (fit == PICTURE_TILE) {
		tile_into(src, &p);
		p.opaque = src->opaque;
	} else if (w == src->width && h == src->height) {
		copy_into(src, &across, &down, &p);
	} else {
		r = scale_into(src, &across, &down, &p);
	}
	if (r) {
		picture_free(&p);
		return r;
	}
	if (fit == PICTURE_WHOLE) {
		fill_bars(&across, &down, &p);
		p.opaque = src->opaque;
	}
	*ret = p;
	return 0;
}
