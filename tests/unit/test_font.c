/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-in font: which characters there are, what they look like, how large text is. */
#include <string.h>

#include "core/util.h"
#include "gfx/font.h"
#include "unit/check.h"

static bool same_glyph(const struct font *font, uint32_t a, uint32_t b)
{
	uint8_t bits_a[FONT_GLYPH_MAX] = {}, bits_b[FONT_GLYPH_MAX] = {};

	font_glyph(font, a, bits_a);
	font_glyph(font, b, bits_b);
	return !memcmp(bits_a, bits_b, sizeof(bits_a));
}

static void test_shapes(void)
{
	static const uint8_t bar[16] = {0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10,
		0x10, 0x10, 0x10, 0x10, 0x10, 0x10};
	uint8_t bits[FONT_GLYPH_MAX] = {};
	unsigned n = 0;

	font_glyph(&font_small, 0x2502, bits);
	CHECK(!memcmp(bits, bar, sizeof(bar)));
	font_glyph(&font_small, 0x2588, bits);
	for (unsigned i = 0; i < 16; i++)
		n += bits[i] == 0xff;
	CHECK_EQ(n, 16);
	font_glyph(&font_large, 0x2588, bits);
	n = 0;
	for (unsigned i = 0; i < 64; i++)
		n += bits[i] == 0xff;
	CHECK_EQ(n, 64);
	font_glyph(&font_small, ' ', bits);
	for (unsigned i = 0; i < 16; i++)
		n += bits[i];
	CHECK_EQ(n, 64);
}

/* Quarters of a cell, which the font lacks: they fit together, and no two are the same. */
static void test_quadrants(void)
{
	static const uint32_t corners[] = {0x2598, 0x259d, 0x2596, 0x2597};
	static const struct font *const fonts[] = {&font_small, &font_large};

	for (size_t f = 0; f < ARRAY_SIZE(fonts); f++) {
		size_t len = fonts[f]->width / 8 * fonts[f]->height;
		uint8_t sum[FONT_GLYPH_MAX] = {}, bits[FONT_GLYPH_MAX] = {};

		for (size_t i = 0; i < ARRAY_SIZE(corners); i++) {
			font_glyph(fonts[f], corners[i], bits);
			for (size_t k = 0; k < len; k++) {
				CHECK(!(sum[k] & bits[k]));
				sum[k] |= bits[k];
			}
		}
		for (size_t k = 0; k < len; k++)
			CHECK_EQ(sum[k], 0xff);
		for (uint32_t cp = 0x2596; cp <= 0x259f; cp++) {
			CHECK(!same_glyph(fonts[f], cp, 0xfffd));
			for (uint32_t other = cp + 1; other <= 0x259f; other++)
				CHECK(!same_glyph(fonts[f], cp, other));
		}
	}
}

/* Each of these has a picture of its own, in both sizes. */
static void test_coverage(void)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x21, 0x7e},
		{0xa1, 0xac},
		{0xae, 0xff},
		{0x100, 0x17f},
		{0x386, 0x386},
		{0x388, 0x38a},
		{0x391, 0x3a1},
		{0x3a3, 0x3ce},
		{0x400, 0x45f},
		{0x2013, 0x2014},
		{0x2018, 0x201e},
		{0x2020, 0x2022},
		{0x2026, 0x2026},
		{0x20ac, 0x20ac},
		{0x2190, 0x2195},
		{0x2500, 0x2503},
		{0x250c, 0x254b},
		{0x2550, 0x2570},
		{0x2580, 0x2593},
	};

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		for (uint32_t cp = ranges[i].first; cp <= ranges[i].last; cp++) {
			CHECK(!same_glyph(&font_small, cp, 0xfffd));
			CHECK(!same_glyph(&font_large, cp, 0xfffd));
			CHECK(!same_glyph(&font_small, cp, ' '));
		}
	}
}

static void test_likenesses(void)
{
	CHECK(same_glyph(&font_small, 0xa0, ' '));
	CHECK(same_glyph(&font_small, 0xad, '-'));
	CHECK(same_glyph(&font_large, 0x2504, 0x2500));
	CHECK(same_glyph(&font_small, 0x4e00, 0xfffd));
	CHECK(same_glyph(&font_small, 0x10ffff, 0xfffd));
	CHECK(same_glyph(&font_small, UINT32_MAX, 0xfffd));
	CHECK(same_glyph(&font_small, 0, 0xfffd));
}

static void check_screen(unsigned w, unsigned h, unsigned cell_w, unsigned cell_h)
{
	struct font_size size = font_for_screen(w, h);

	CHECK_EQ(font_cell_width(size), cell_w);
	CHECK_EQ(font_cell_height(size), cell_h);
}

static void test_sizes(void)
{
	struct font_size size = {&font_small, 1};

	check_screen(640, 480, 8, 16);
	check_screen(1024, 768, 8, 16);
	check_screen(1366, 768, 8, 16);
	check_screen(1920, 1080, 16, 32);
	check_screen(2560, 1440, 16, 32);
	check_screen(3840, 2160, 32, 64);
	check_screen(7680, 4320, 64, 128);
	check_screen(0, 0, 8, 16);
	CHECK_EQ(font_cell_width(font_smaller(size)), 8);
	for (unsigned i = 0; i < 20; i++)
		size = font_larger(size);
	CHECK_EQ(font_cell_width(size), 128);
	CHECK_EQ(font_cell_width(font_smaller(size)), 112);
}

int main(void)
{
	test_shapes();
	test_quadrants();
	test_coverage();
	test_likenesses();
	test_sizes();
	return check_done();
}
