/* SPDX-License-Identifier: BSD-2-Clause */
/* See png_make.h. */
#include "fake/png_make.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/util.h"

#define N_PASSES    7
#define BLOCK       65535 /* of stored data */
#define KEY_X       2
#define KEY_Y       1
#define KEY_COLOURS 5

struct pass {
	unsigned x, y, dx, dy;
};

static const struct pass adam7[N_PASSES] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
	{0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
static const struct pass whole = {0, 0, 1, 1};

struct writer {
	uint8_t *out;
	size_t len, cap;
};

static unsigned channels(const struct png_shape *s)
{
	static const unsigned n[] = {1, 0, 3, 1, 2, 0, 4};

	return n[s->type];
}

static unsigned sample(const struct png_shape *s, unsigned x, unsigned y, unsigned channel)
{
	static const unsigned char by_x[] = {7, 250, 1, 13}, by_y[] = {3, 11, 29, 17};
	const unsigned v = (x * by_x[channel] + y * by_y[channel] + 40 * channel) & 255;

	if (s->depth == 16)
		return v << 8 | ((v * 7 + x) & 255);
	return v >> (8 - s->depth);
}

static uint32_t palette(unsigned i, bool key)
{
	const uint32_t alpha = key && i < KEY_COLOURS ? i * 50 : 255;

	return alpha << 24 | (i * 37 & 255) << 16 | (i * 91 & 255) << 8 | (255 - i);
}

uint32_t png_pixel(const struct png_shape *s, unsigned x, unsigned y)
{
	const bool has_alpha = s->type == PNG_GREY_ALPHA || s->type == PNG_RGB_ALPHA;
	const unsigned n = channels(s), n_colours = n - has_alpha;
	bool is_key = s->key && !has_alpha;
	uint32_t px = 0, v;

	if (s->type == PNG_PALETTE)
		return palette(sample(s, x, y, 0), s->key);
	for (unsigned c = 0; c < 4; c++) {
		const unsigned from = c == 3 ? n - 1 : c % n_colours;

		v = sample(s, x, y, from);
		is_key = is_key && v == sample(s, KEY_X, KEY_Y, from);
		v = s->depth == 16 ? v >> 8 : v * 255 / ((1u << s->depth) - 1);
		if (c == 3 && !has_alpha)
			v = is_key ? 0 : 255;
		px |= c == 3 ? v << 24 : v << (16 - 8 * c);
	}
	return px;
}

static void put(struct writer *w, const void *data, size_t n)
{
	if (n && n <= w->cap - w->len)
		memcpy(w->out + w->len, data, n);
	w->len += MIN(n, w->cap - w->len);
}

static void put_chunk(struct writer *w, const char *name, const void *data, size_t n)
{
	uint8_t number[4];
	size_t from;

	put_be32(number, (uint32_t)n);
	put(w, number, 4);
	from = w->len;
	put(w, name, 4);
	put(w, data, n);
	put_be32(number, (uint32_t)crc32(0, w->out + from, (uInt)(w->len - from)));
	put(w, number, 4);
}

static uint8_t paeth(int left, int up, int corner)
{
	const int p = left + up - corner;

	if (abs(p - left) <= abs(p - up) && abs(p - left) <= abs(p - corner))
		return (uint8_t)left;
	return (uint8_t)(abs(p - up) <= abs(p - corner) ? up : corner);
}

static uint8_t filtered(unsigned filter, uint8_t here, uint8_t left, uint8_t up, uint8_t corner)
{
	switch (filter) {
	case 1:
		return here - left;
	case 2:
		return here - up;
	case 3:
		return (uint8_t)(here - (left + up) / 2);
	case 4:
		return here - paeth(left, up, corner);
	default:
		return here;
	}
}

/* The samples of a row of a pass, packed; returns the bytes. */
static size_t pack_row(const struct png_shape *s, const struct pass *p, unsigned y, uint8_t *row)
{
	size_t bit = 0;

	for (unsigned x = p->x; x < s->width; x += p->dx)
		for (unsigned c = 0; c < channels(s); c++, bit += s->depth) {
			const unsigned v = sample(s, x, y, c);

			if (s->depth == 16)
				put_be16(row + bit / 8, (uint16_t)v);
			else if (bit % 8 == 0)
				row[bit / 8] = (uint8_t)(v << (8 - s->depth));
			else
				row[bit / 8] |= (uint8_t)(v << (8 - s->depth - bit % 8));
		}
	return (bit + 7) / 8;
}

static void put_pass(struct writer *w, const struct png_shape *s, const struct pass *p)
{
	const size_t back = MAX(channels(s) * s->depth / 8, 1u);
	uint8_t *row = calloc(2, s->width * 8), *up = row + s->width * 8, byte;
	unsigned filter = 4;
	size_t n;

	for (unsigned y = p->y; y < s->height && p->x < s->width; y += p->dy) {
		n = pack_row(s, p, y, row);
		filter = (filter + 1) % 5;
		byte = (uint8_t)filter;
		put(w, &byte, 1);
		for (size_t i = 0; i < n; i++) {
			const bool far = i >= back;

			byte = filtered(filter, row[i], far ? row[i - back] : 0, up[i],
				far ? up[i - back] : 0);
			put(w, &byte, 1);
		}
		memcpy(up, row, n);
	}
	free(row);
}

/* Packs (rows) as a zlib stream of stored blocks. */
static void put_stored(struct writer *w, const struct writer *rows)
{
	uint8_t head[5];
	size_t n;

	put(w, "\x78\x01", 2);
	for (size_t off = 0; off < rows->len; off += n) {
		n = MIN(rows->len - off, (size_t)BLOCK);
		head[0] = off + n == rows->len;
		put_le16(head + 1, (uint16_t)n);
		put_le16(head + 3, (uint16_t)~n);
		put(w, head, 5);
		put(w, rows->out + off, n);
	}
	put_be32(head, (uint32_t)adler32(1, rows->out, (uInt)rows->len));
	put(w, head, 4);
}

static void put_colours(struct writer *w, const struct png_shape *s)
{
	uint8_t plte[3 * 256], trns[6];
	const unsigned n = 1u << MIN(s->depth, 8u);

	if (s->type == PNG_PALETTE) {
		for (unsigned i = 0; i < n; i++)
			for (unsigned c = 0; c < 3; c++)
				plte[3 * i + c] = (uint8_t)(palette(i, false) >> (16 - 8 * c));
		put_chunk(w, "PLTE", plte, 3 * n);
	}
	if (!s->key)
		return;
	for (unsigned i = 0; i < 6; i++)
		trns[i] = (uint8_t)(palette(i, true) >> 24);
	for (unsigned c = 0; c < channels(s) && s->type != PNG_PALETTE; c++)
		put_be16(trns + 2 * c, (uint16_t)sample(s, KEY_X, KEY_Y, c));
	put_chunk(w, "tRNS", trns,
		s->type == PNG_PALETTE ? MIN(n, (unsigned)KEY_COLOURS) : 2 * channels(s));
}

size_t png_make(const struct png_shape *s, uint8_t *out, size_t cap)
{
	struct writer w = {.out = out, .cap = cap};
	struct writer rows = {.out = malloc(cap), .cap = cap},
		      packed = {.out = malloc(cap), .cap = cap};
	uint8_t ihdr[13] = {};
	size_t n;

	for (unsigned i = 0; i < N_PASSES && s->interlaced; i++)
		put_pass(&rows, s, &adam7[i]);
	if (!s->interlaced)
		put_pass(&rows, s, &whole);
	put_stored(&packed, &rows);
	put(&w, "\x89PNG\r\n\x1a\n", PNG_HEAD);
	put_be32(ihdr, s->width);
	put_be32(ihdr + 4, s->height);
	ihdr[8] = (uint8_t)s->depth;
	ihdr[9] = (uint8_t)s->type;
	ihdr[12] = s->interlaced;
	put_chunk(&w, "IHDR", ihdr, sizeof(ihdr));
	put_colours(&w, s);
	for (size_t off = 0; off < packed.len; off += n) {
		n = s->piece ? MIN(packed.len - off, (size_t)s->piece) : packed.len;
		put_chunk(&w, "IDAT", packed.out + off, n);
	}
	put_chunk(&w, "IEND", NULL, 0);
	free(rows.out);
	free(packed.out);
	return w.len < cap ? w.len : 0;
}

void png_mend(uint8_t *data, size_t len)
{
	size_t off = PNG_HEAD, n;

	while (off <= len && len - off >= PNG_CHUNK_OVER) {
		n = get_be32(data + off);
		if (n > len - off - PNG_CHUNK_OVER)
			break;
		put_be32(data + off + 8 + n, (uint32_t)crc32(0, data + off + 4, (uInt)n + 4));
		off += PNG_CHUNK_OVER + n;
	}
}
