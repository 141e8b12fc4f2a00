/* SPDX-License-Identifier: BSD-2-Clause */
/* Pictures in another size: means and slopes to the bit, what lies where, opacity, extreme
 * sizes. */
#include <stdlib.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/picture.h"
#include "unit/check.h"

#define BARS 0xff010203u

static struct picture make(unsigned width, unsigned height)
{
	struct picture p = {.width = width, .height = height, .opaque = true};

	p.px = malloc((size_t)width * height * sizeof(*p.px));
	for (size_t i = 0; i < (size_t)width * height; i++)
		p.px[i] = 0xff000000 | (uint32_t)(i * 0x010305u & 0xffffff);
	return p;
}

static uint32_t at(const struct picture *p, unsigned x, unsigned y)
{
	return p->px[(size_t)y * p->width + x];
}

/* (src) in another size; one that is all zeros if that failed. */
static struct picture scale(
	const struct picture *src, unsigned width, unsigned height, enum picture_fit fit)
{
	struct picture p = {};

	CHECK_EQ(picture_scale(src, width, height, fit, BARS, &p), 0);
	CHECK(p.width == width && p.height == height);
	return p;
}

static int is_all(const struct picture *p, uint32_t px)
{
	for (size_t i = 0; i < (size_t)p->width * p->height; i++)
		if (p->px[i] != px)
			return 0;
	return 1;
}

/* One colour stays that colour in whatever size. */
static void one_colour(void)
{
	static const unsigned sides[] = {1, 2, 3, 7, 16, 33, 100, 255};
	static const uint32_t colours[] = {0xffffffff, 0xff000000, 0xff1280fe, 0x80ff8000, 0};

	for (unsigned i = 0; i < ARRAY_SIZE(sides); i++)
		for (unsigned j = 0; j < ARRAY_SIZE(sides); j++)
			for (unsigned c = 0; c < ARRAY_SIZE(colours); c++) {
				struct picture src = make(sides[i], sides[j]), p;

				for (unsigned k = 0; k < sides[i] * sides[j]; k++)
					src.px[k] = colours[c];
				src.opaque = colours[c] >> 24 == 255;
				p = scale(&src, 17, 23, PICTURE_STRETCH);
				CHECK(p.opaque == src.opaque);
				CHECK(is_all(&p, colours[c]));
				picture_free(&p);
				p = scale(&src, 17, 23, PICTURE_FILL);
				CHECK(p.opaque == src.opaque);
				CHECK(is_all(&p, colours[c]));
				picture_free(&p);
				picture_free(&src);
			}
}

static void means(void)
{
	struct picture src = make(4, 2), p;
	const uint32_t px[8] = {0xff000010, 0xff000020, 0xff0000ff, 0xff0000ff, 0xff000030,
		0xff000040, 0xff0000fd, 0xff0000fe};

	memcpy(src.px, px, sizeof(px));
	p = scale(&src, 2, 1, PICTURE_STRETCH);
	CHECK_EQ(at(&p, 0, 0), 0xff000028);
	CHECK_EQ(at(&p, 1, 0), 0xff0000fe); /* 254.25 */
	picture_free(&p);
	p = scale(&src, 3, 2, PICTURE_STRETCH); /* one pixel and a third each */
	CHECK_EQ(at(&p, 0, 0), 0xff000014);
	CHECK_EQ(at(&p, 1, 0), 0xff000090); /* (0x20 + 0xff) / 2 = 143.5 */
	CHECK_EQ(at(&p, 2, 0), 0xff0000ff);
	picture_free(&p);
	picture_free(&src);
}

static void slopes(void)
{
	struct picture src = make(2, 1), p;

	src.px[0] = 0xff000000;
	src.px[1] = 0xff0000c8;
	p = scale(&src, 8, 3, PICTURE_STRETCH);
	for (unsigned x = 0; x < 8; x++) {
		static const unsigned want[] = {0, 0, 25, 75, 125, 175, 200, 200};

		CHECK_EQ(at(&p, x, 0) & 255, want[x]);
		CHECK_EQ(at(&p, x, 2), at(&p, x, 0));
	}
	picture_free(&p);
	picture_free(&src);
}

/* What is clear has no colour, and does not darken its neighbours. */
static void opacity(void)
{
	struct picture src = make(2, 2), p;
	const uint32_t px[4] = {0xffff0000, 0x0000ff00, 0xffff0000, 0x0000ff00};

	memcpy(src.px, px, sizeof(px));
	src.opaque = false;
	p = scale(&src, 1, 1, PICTURE_STRETCH);
	CHECK_EQ(at(&p, 0, 0), 0x80ff0000);
	CHECK(!p.opaque);
	picture_free(&p);
	p = scale(&src, 4, 4, PICTURE_STRETCH);
	CHECK_EQ(at(&p, 0, 1), 0xffff0000);
	CHECK_EQ(at(&p, 1, 1), 0xbfff0000);
	CHECK_EQ(at(&p, 2, 1), 0x40ff0000);
	CHECK_EQ(at(&p, 3, 1), 0);
	picture_free(&p);
	picture_free(&src);
}

/* The parts of (p) that are bars, from each side. */
static void has_bars(
	const struct picture *p, unsigned left, unsigned top, unsigned right, unsigned bottom)
{
	unsigned wrong = 0;

	for (unsigned y = 0; y < p->height; y++)
		for (unsigned x = 0; x < p->width; x++) {
			const bool bar = x < left || y < top || x >= p->width - right ||
				y >= p->height - bottom;

			wrong += bar != (at(p, x, y) == BARS);
		}
	CHECK_EQ(wrong, 0);
}

static void places(void)
{
	struct picture src = make(20, 10), p;

	p = scale(&src, 20, 10, PICTURE_STRETCH);
	CHECK(memcmp(p.px, src.px, 800) == 0);
	picture_free(&p);
	p = scale(&src, 41, 41, PICTURE_FIT);
	has_bars(&p, 0, 10, 0, 11); /* 41 x 20 */
	CHECK(p.opaque);
	picture_free(&p);
	p = scale(&src, 10, 2, PICTURE_FIT);
	has_bars(&p, 3, 0, 3, 0);
	picture_free(&p);
	p = scale(&src, 41, 41, PICTURE_FILL);
	has_bars(&p, 0, 0, 0, 0);
	picture_free(&p);
	p = scale(&src, 25, 15, PICTURE_CENTRE);
	has_bars(&p, 2, 2, 3, 3);
	CHECK_EQ(at(&p, 2, 2), src.px[0]);
	CHECK_EQ(at(&p, 21, 11), src.px[199]);
	picture_free(&p);
	p = scale(&src, 10, 20, PICTURE_CENTRE);
	has_bars(&p, 0, 5, 0, 5);
	CHECK_EQ(at(&p, 0, 5), src.px[5]);
	picture_free(&p);
	p = scale(&src, 45, 23, PICTURE_TILE);
	for (unsigned i = 0; i < 45 * 23; i++)
		CHECK_EQ(p.px[i], src.px[i / 45 % 10 * 20 + i % 45 % 20]);
	picture_free(&p);
	picture_free(&src);
}

/* In the middle of the picture, whichever side is cut off. */
static void fill_is_centred(void)
{
	struct picture src = make(30, 10), p;

	for (unsigned i = 0; i < 300; i++)
		src.px[i] = i % 30 / 10 == 1 ? 0xff00ff00 : 0xffff0000;
	p = scale(&src, 20, 20, PICTURE_FILL);
	CHECK_EQ(at(&p, 3, 10), 0xff00ff00);
	CHECK_EQ(at(&p, 16, 10), 0xff00ff00);
	picture_free(&p);
	p = scale(&src, 5, 5, PICTURE_FILL);
	CHECK(is_all(&p, 0xff00ff00));
	picture_free(&p);
	picture_free(&src);
}

static void transparent_bars(void)
{
	struct picture src = make(4, 4), p;

	CHECK_EQ(picture_scale(&src, 8, 4, PICTURE_FIT, 0, &p), 0);
	CHECK(!p.opaque);
	CHECK_EQ(at(&p, 0, 0), 0);
	CHECK_EQ(at(&p, 2, 0), src.px[0]);
	picture_free(&p);
	CHECK_EQ(picture_scale(&src, 8, 8, PICTURE_FIT, 0, &p), 0);
	CHECK(p.opaque);
	picture_free(&p);
	picture_free(&src);
}

/* What is beside a picture has the colour of its edge, row by row or column by column. */
static void edges_go_on(void)
{
	struct picture src = make(128, 64), p;
	unsigned wrong = 0;

	for (unsigned i = 0; i < 128 * 64; i++) /* a banner of 16 rows; the left edge alternates */
		src.px[i] = i / 128 < 16 ? 0xffff8000
			: i % 128 < 4    ? 0xff000000 + i % 2 * 100
					 : 0xff204060;
	p = scale(&src, 200, 64, PICTURE_WHOLE);
	for (unsigned i = 0; i < 200 * 64; i++) {
		unsigned x = i % 200, y = i / 200;
		uint32_t beside = x < 36 ? 0xff000032 : 0xff204060;

		wrong += x >= 36 && x < 164 ? p.px[i] != src.px[y * 128 + x - 36]
					    : p.px[i] != (y < 16 ? 0xffff8000 : beside);
	}
	CHECK_EQ(wrong, 0);
	CHECK(p.opaque);
	picture_free(&p);
	p = scale(&src, 128, 100, PICTURE_WHOLE);
	for (unsigned x = 0; x < 128; x++)
		wrong += at(&p, x, 0) != 0xffff8000 || at(&p, x, 17) != 0xffff8000 ||
			at(&p, x, 82) != at(&p, x, 81) || at(&p, x, 99) != at(&p, x, 81);
	CHECK_EQ(wrong, 0);
	picture_free(&p);
	picture_free(&src);
}

static void extremes(void)
{
	static const unsigned from[][2] = {{1, 1}, {1, 700}, {700, 1}, {PICTURE_SIDE_MAX, 1},
		{1, PICTURE_SIDE_MAX}, {PICTURE_SIDE_MAX, 3}, {3, PICTURE_SIDE_MAX}};
	static const unsigned to[][2] = {
		{1, 1}, {1, 99}, {99, 1}, {PICTURE_SIDE_MAX, 2}, {2, PICTURE_SIDE_MAX}};

	for (unsigned i = 0; i < ARRAY_SIZE(from); i++)
		for (unsigned j = 0; j < ARRAY_SIZE(to) - 2 * (i > 2); j++)
			for (unsigned fit = PICTURE_FILL; fit <= PICTURE_TILE; fit++) {
				struct picture src = make(from[i][0], from[i][1]), p;

				p = scale(&src, to[j][0], to[j][1], fit);
				CHECK(p.opaque);
				picture_free(&p);
				picture_free(&src);
			}
}

static void refusals(void)
{
	struct picture src = make(4, 4), p;

	CHECK_EQ(picture_scale(&src, 0, 4, PICTURE_FIT, 0, &p), -ERR_RANGE);
	CHECK_STR(fail_last()->text, "picture: nothing can be scaled to 0 x 4 pixels");
	CHECK_EQ(picture_scale(&src, 4, 0, PICTURE_FIT, 0, &p), -ERR_RANGE);
	CHECK_EQ(picture_scale(&src, PICTURE_SIDE_MAX + 1, 4, PICTURE_FIT, 0, &p), -ERR_TOOBIG);
	CHECK_EQ(picture_scale(&src, 20000, 20000, PICTURE_TILE, 0, &p), -ERR_TOOBIG);
	picture_free(&src);
	picture_free(&src);
	CHECK(!src.px);
}

int main(void)
{
	one_colour();
	means();
	slopes();
	opacity();
	places();
	fill_is_centred();
	transparent_bars();
	edges_go_on();
	extremes();
	refusals();
	return check_done();
}
