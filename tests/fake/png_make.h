/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PNG files of every type, and what their pixels must become. The data is stored, not compressed;
 * each row has another filter. A sample is a formula of its place.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PNG_GREY       0
#define PNG_RGB        2
#define PNG_PALETTE    3
#define PNG_GREY_ALPHA 4
#define PNG_RGB_ALPHA  6
#define PNG_HEAD       8  /* bytes before the first chunk */
#define PNG_CHUNK_OVER 12 /* of a chunk: length, name and CRC */
#define PNG_IHDR_END   (PNG_HEAD + PNG_CHUNK_OVER + 13)

struct png_shape {
	unsigned width, height;
	unsigned type, depth;
	bool interlaced;
	bool key; /* a tRNS chunk: the colour of pixel 2, 1 is clear, or five of the palette */
	unsigned piece; /* bytes of an IDAT chunk, 0: all in one */
};

/* Writes a file of at most (cap) bytes and returns how many; 0 if there is no room. */
size_t png_make(const struct png_shape *shape, uint8_t *out, size_t cap);

/* The pixel, ARGB. */
uint32_t png_pixel(const struct png_shape *shape, unsigned x, unsigned y);

/* Makes the CRCs of all chunks right again, as far as they go. */
void png_mend(uint8_t *data, size_t len);
