/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding, unpacking and drawing glyphs. Which characters there are, and their bits, is in a header
 * that scripts/font makes when the program is built.
 */
#include "gfx/font.h"

#include <string.h>

#include "core/utf8.h"
#include "core/util.h"

struct font_range {
	uint16_t first, last;
	uint16_t index; /* of the first one's glyph */
};

#include FONT_DATA

#define COLS_NORMAL 120 /* characters in a row that normal text should not exceed by much */
#define ROWS_NORMAL 25
#define SCALE_MAX   8

const struct font font_small = {8, 16, font_small_packed, font_small_starts};
const struct font font_large = {16, 32, font_large_packed, font_large_starts};

/* ---- which glyph ---- */

/* What stands for characters that the font has not. */
static const struct {
	uint16_t first, last;
	uint16_t instead;
} likenesses[] = {
	{0x00a0, 0x00a0, ' '},
	{0x00ad, 0x00ad, '-'},
	{0x2000, 0x200a, ' '},
	{0x201f, 0x201f, 0x201d},
	{0x2023, 0x2027, 0x2022},
	{0x202f, 0x202f, ' '},
	{0x2043, 0x2043, 0x2022},
	{0x2044, 0x2044, '/'},
	{0x2212, 0x2212, 0x2013},
	{0x2504, 0x2505, 0x2500},
	{0x2506, 0x2507, 0x2502},
	{0x254c, 0x254d, 0x2500},
	{0x254e, 0x254f, 0x2502},
	{0x25b8, 0x25b9, 0x25b6},
	{0x25be, 0x25bf, 0x25bc},
	{0x25c2, 0x25c3, 0x25c0},
	{0x2715, 0x2718, 0x2717},
	{0x3000, 0x3000, ' '},
};

static bool find(uint32_t cp, unsigned *ret_index)
{
	size_t low = 0, high = ARRAY_SIZE(font_ranges);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct font_range *r = &font_ranges[mid];

		if (cp > r->last) {
			low = mid + 1;
		} else if (cp < r->first) {
			high = mid;
		} else {
			*ret_index = r->index + (cp - r->first);
			return true;
		}
	}
	return false;
}

/* Of a character that is not in the font: what is like it. */
static unsigned likeness_index(uint32_t cp)
{
	unsigned index = 0;

	for (size_t i = 0; i < ARRAY_SIZE(likenesses); i++)
		if (cp >= likenesses[i].first && cp <= likenesses[i].last &&
			find(likenesses[i].instead, &index))
			return index;
	(void)find(UTF8_BAD, &index);
	return index;
}

/* ---- quadrants ---- */

enum { UPPER_LEFT = 1, UPPER_RIGHT = 2, LOWER_LEFT = 4, LOWER_RIGHT = 8 };

#define QUADRANTS_FIRST 0x2596 /* up to U+259F */

/* Those that the font lacks of the block elements. */
static const uint8_t quadrants[] = {
	LOWER_LEFT,
	LOWER_RIGHT,
	UPPER_LEFT,
	UPPER_LEFT | LOWER_LEFT | LOWER_RIGHT,
	UPPER_LEFT | LOWER_RIGHT,
	UPPER_LEFT | UPPER_RIGHT | LOWER_LEFT,
	UPPER_LEFT | UPPER_RIGHT | LOWER_RIGHT,
	UPPER_RIGHT,
	UPPER_RIGHT | LOWER_LEFT,
	UPPER_RIGHT | LOWER_LEFT | LOWER_RIGHT,
};

static void draw_quadrants(const struct font *font, unsigned which, uint8_t *bits)
{
	const bool narrow = font->width == 8;

	for (unsigned row = 0; row < font->height; row++) {
		unsigned q = row < font->height / 2 ? which : which / LOWER_LEFT;

		if (narrow) {
			*bits++ = (uint8_t)((q & UPPER_LEFT ? 0xf0 : 0) |
				(q & UPPER_RIGHT ? 0x0f : 0));
		} else {
			*bits++ = q & UPPER_LEFT ? 0xff : 0;
			*bits++ = q & UPPER_RIGHT ? 0xff : 0;
		}
	}
}

/* ---- its bits ---- */

static uint32_t row_mask(const struct font *font, const uint8_t *packed)
{
	return font->height > 16 ? get_le32(packed) : get_le16(packed);
}

static unsigned count_bits(uint32_t v)
{
	unsigned n = 0;

	for (; v; v &= v - 1)
		n++;
	return n;
}

static const uint8_t *glyph_packed(const struct font *font, unsigned index)
{
	const uint8_t *p = font->packed + font->starts[index / FONT_STARTS];
	size_t row = font->width / 8;

	for (unsigned i = 0; i < index % FONT_STARTS; i++)
		p += font->height / 8 + row * count_bits(row_mask(font, p));
	return p;
}

static void unpack(const struct font *font, unsigned index, uint8_t *ret_bits)
{
	static const uint8_t empty[4];
	const uint8_t *p = glyph_packed(font, index);
	const uint8_t *above = empty;
	uint32_t differs = row_mask(font, p);
	size_t row = font->width / 8;

	p += font->height / 8;
	for (unsigned i = 0; i < font->height; i++) {
		if (differs >> i & 1) {
			above = p;
			p += row;
		}
		memcpy(ret_bits + i * row, above, row);
	}
}

void font_glyph(const struct font *font, uint32_t cp, uint8_t ret_bits[FONT_GLYPH_MAX])
{
	unsigned index;

	if (find(cp, &index))
		unpack(font, index, ret_bits);
	else if (cp >= QUADRANTS_FIRST && cp - QUADRANTS_FIRST < ARRAY_SIZE(quadrants))
		draw_quadrants(font, quadrants[cp - QUADRANTS_FIRST], ret_bits);
	else
		unpack(font, likeness_index(cp), ret_bits);
}

/* ---- sizes ---- */

struct font_size font_for_screen(unsigned width, unsigned height)
{
	struct font_size size = {&font_small, 1}, larger = font_larger(size);

	while (width / font_cell_width(larger) >= COLS_NORMAL &&
		height / font_cell_height(larger) >= ROWS_NORMAL) {
		size = larger;
		larger = font_larger(size);
		if (font_cell_width(larger) == font_cell_width(size))
			break;
	}
	return size;
}

/* 8, 16, 32, 48, ... pixels wide. */
struct font_size font_larger(struct font_size size)
{
	if (size.font == &font_small)
		return (struct font_size){&font_large, 1};
	return (struct font_size){&font_large, MIN(size.scale + 1, (unsigned)SCALE_MAX)};
}

struct font_size font_smaller(struct font_size size)
{
	if (size.font == &font_small || size.scale == 1)
		return (struct font_size){&font_small, 1};
	return (struct font_size){&font_large, size.scale - 1};
}

/* ---- drawing ---- */

void font_draw(struct canvas *c, struct font_size size, int x, int y, uint32_t cp, uint32_t argb)
{
	uint8_t bits[FONT_GLYPH_MAX];

	font_glyph(size.font, cp, bits);
	canvas_mask(c, x, y, size.font->width, size.font->height, bits, size.scale, argb);
}
