/* SPDX-License-Identifier: BSD-2-Clause */
/* Drawing, clipping, and that what is flushed is what changed. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/canvas.h"
#include "unit/check.h"

#define W 64u
#define H 48u

static uint32_t device[W * H];
static unsigned n_puts;

static void put(void *arg, unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px,
	size_t stride)
{
	(void)arg;
	n_puts++;
	if (x > W || w > W - x || y > H || h > H - y)
		abort();
	for (unsigned i = 0; i < h; i++)
		memcpy(device + (y + i) * W + x, px + i * stride, w * sizeof(*px));
}

static void start(struct canvas *c)
{
	CHECK_EQ(canvas_init(c, W, H, put, NULL), 0);
	canvas_flush(c);
	c->n_drawn = c->n_flushed = n_puts = 0;
}

static uint32_t at(const struct canvas *c, unsigned x, unsigned y)
{
	return c->px[y * c->width + x];
}

static void check_rect(struct rect got, int x, int y, int w, int h)
{
	CHECK_EQ(got.x, x);
	CHECK_EQ(got.y, y);
	CHECK_EQ(got.w, w);
	CHECK_EQ(got.h, h);
}

static void test_rects(void)
{
	struct rect a = {0, 0, 10, 10}, b = {5, 6, 10, 10}, far = {20, 20, 1, 1},
		    none = {3, 3, 0, 9};
	struct rect huge = {INT_MIN, INT_MIN, INT_MAX, INT_MAX}, end = {INT_MAX, 0, INT_MAX, 5};

	check_rect(rect_cut(&a, &b), 5, 6, 5, 4);
	check_rect(rect_cut(&a, &far), 0, 0, 0, 0);
	check_rect(rect_cut(&a, &none), 0, 0, 0, 0);
	check_rect(rect_cut(&a, &huge), 0, 0, 0, 0);
	check_rect(rect_cut(&a, &end), 0, 0, 0, 0);
	check_rect(rect_join(&a, &b), 0, 0, 15, 16);
	check_rect(rect_join(&a, &none), 0, 0, 10, 10);
	check_rect(rect_join(&none, &far), 20, 20, 1, 1);
	CHECK(rect_is_empty(&none));
	CHECK(!rect_is_empty(&far));
}

static void test_size(void)
{
	struct canvas c;

	CHECK_EQ(canvas_init(&c, 0, 5, put, NULL), -ERR_RANGE);
	CHECK_EQ(canvas_init(&c, 5, CANVAS_SIZE_MAX + 1, put, NULL), -ERR_RANGE);
	CHECK_EQ(canvas_init(&c, 3, 2, put, NULL), 0);
	CHECK_EQ(c.n_dirty, 1);
	canvas_done(&c);
	CHECK(!c.px);
}

static void test_fill(void)
{
	struct canvas c;
	struct rect clip = {10, 10, 4, 4}, before;

	start(&c);
	canvas_fill(&c, (struct rect){60, 40, 100, 100}, 0xff123456);
	CHECK_EQ(at(&c, 63, 47), 0x123456);
	CHECK_EQ(at(&c, 59, 47), 0);
	CHECK_EQ(c.n_drawn, 4 * 8);
	before = canvas_clip(&c, &clip);
	canvas_fill(&c, (struct rect){-5, -5, 200, 200}, 0xabcdef);
	CHECK_EQ(c.n_drawn, 4 * 8 + 16);
	CHECK_EQ(at(&c, 13, 13), 0xabcdef);
	CHECK_EQ(at(&c, 14, 13), 0);
	canvas_clip(&c, &before);
	canvas_fill(&c, (struct rect){0, 0, 1, 1}, 0x111111);
	CHECK_EQ(at(&c, 0, 0), 0x111111);
	canvas_flush(&c);
	CHECK(!memcmp(device, c.px, sizeof(device)));
	CHECK_EQ(c.n_flushed, c.n_drawn);
	canvas_flush(&c);
	CHECK_EQ(c.n_flushed, c.n_drawn);
	canvas_done(&c);
}

static void test_blend(void)
{
	struct canvas c;

	CHECK_EQ(colour_over(0x102030, 0x00ffffff), 0x102030);
	CHECK_EQ(colour_over(0x102030, 0xff405060), 0x405060);
	CHECK_EQ(colour_over(0x000000, 0x80ffffff), 0x808080);
	CHECK_EQ(colour_over(0xffffff, 0x80000000), 0x7e7e7e);
	start(&c);
	canvas_fill(&c, (struct rect){0, 0, 64, 48}, 0xff0000);
	canvas_blend(&c, (struct rect){0, 0, 2, 2}, 0x800000ff);
	CHECK_EQ(at(&c, 1, 1), 0x7e0080);
	canvas_blend(&c, (struct rect){0, 0, 2, 2}, 0xff00ff00);
	CHECK_EQ(at(&c, 1, 1), 0x00ff00);
	canvas_done(&c);
}

static void test_pictures(void)
{
	struct canvas c;
	uint32_t px[6 * 4];

	for (unsigned i = 0; i < ARRAY_SIZE(px); i++)
		px[i] = 0x100 + i;
	start(&c);
	canvas_blit(&c, -2, -1, 5, 4, px, 6);
	CHECK_EQ(at(&c, 0, 0), 0x100 + 6 + 2);
	CHECK_EQ(at(&c, 2, 2), 0x100 + 18 + 4);
	CHECK_EQ(at(&c, 3, 0), 0);
	CHECK_EQ(c.n_drawn, 9);
	canvas_blit(&c, 62, 47, 6, 4, px, 6);
	CHECK_EQ(at(&c, 63, 47), 0x101);
	CHECK_EQ(c.n_drawn, 11);
	canvas_blit(&c, 64, 0, 6, 4, px, 6);
	canvas_blit(&c, INT_MIN, INT_MIN, 6, 4, px, 6);
	CHECK_EQ(c.n_drawn, 11);
	canvas_done(&c);
}

static void test_mask(void)
{
	static const uint8_t bits[] = {0x80, 0x80, 0x01, 0x00}; /* 9 x 2 */
	struct canvas c;

	start(&c);
	canvas_mask(&c, 10, 10, 9, 2, bits, 2, 0xffffffff);
	CHECK_EQ(c.n_drawn, 3 * 4);
	CHECK_EQ(at(&c, 11, 11), 0xffffff);
	CHECK_EQ(at(&c, 12, 10), 0);
	CHECK_EQ(at(&c, 10 + 16, 11), 0xffffff);
	CHECK_EQ(at(&c, 10 + 14, 12), 0xffffff);
	canvas_mask(&c, -1, 0, 9, 2, bits, 1, 0xff00ff00);
	CHECK_EQ(at(&c, 7, 0), 0x00ff00);
	CHECK_EQ(at(&c, 6, 1), 0x00ff00);
	CHECK_EQ(at(&c, 0, 0), 0);
	canvas_mask(&c, 0, 0, 9, 2, bits, 0, 0xff00ff00);
	canvas_mask(&c, 0, 0, 9, 2, bits, CANVAS_SIZE_MAX, 0xff00ff00);
	CHECK_EQ(at(&c, 0, 5), 0);
	canvas_done(&c);
}

/* Cells of a row become one rectangle; far ones stay apart. */
static void test_merging(void)
{
	struct canvas c;

	start(&c);
	for (int i = 0; i < 8; i++)
		canvas_fill(&c, (struct rect){i * 8, 0, 8, 8}, 1);
	CHECK_EQ(c.n_dirty, 1);
	canvas_fill(&c, (struct rect){0, 40, 8, 8}, 1);
	CHECK_EQ(c.n_dirty, 2);
	canvas_fill(&c, (struct rect){2, 42, 2, 2}, 1);
	CHECK_EQ(c.n_dirty, 2);
	canvas_flush(&c);
	CHECK_EQ(n_puts, 2);
	CHECK_EQ(c.n_flushed, 64 * 8 + 64);
	for (int i = 0; i < 64; i += 2)
		for (int k = 0; k < 48; k += 2)
			canvas_fill(&c, (struct rect){i, k, 1, 1}, 2);
	CHECK(c.n_dirty <= CANVAS_DIRTY_MAX);
	canvas_flush(&c);
	CHECK(!memcmp(device, c.px, sizeof(device)));
	canvas_done(&c);
}

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static int anywhere(uint32_t *state)
{
	return (int)(next(state) % 100) - 20;
}

/* Whatever is drawn, the device shows it after a flush. */
static void test_anything(void)
{
	static const uint8_t bits[8] = {0xaa, 0x55, 0xf0, 0x0f, 0xff, 0x00, 0x81, 0x7e};
	struct canvas c;
	uint32_t s = 7;
	bool same = true;

	start(&c);
	for (unsigned i = 0; i < 3000; i++) {
		struct rect r = {anywhere(&s), anywhere(&s), anywhere(&s), anywhere(&s)};
		uint32_t colour = next(&s) * 331;

		switch (next(&s) % 3) {
		case 0:
			canvas_fill(&c, r, colour);
			break;
		case 1:
			canvas_blend(&c, r, colour);
			break;
		default:
			canvas_mask(&c, r.x, r.y, 8, 8, bits, 1 + next(&s) % 3, colour);
			break;
		}
		if (next(&s) % 4)
			continue;
		canvas_flush(&c);
		same = same && !memcmp(device, c.px, sizeof(device));
	}
	CHECK(same);
	canvas_done(&c);
}

int main(void)
{
	test_rects();
	test_size();
	test_fill();
	test_blend();
	test_pictures();
	test_mask();
	test_merging();
	test_anything();
	return check_done();
}
