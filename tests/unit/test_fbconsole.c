/* SPDX-License-Identifier: BSD-2-Clause */
/* The console on a canvas: what stands in its cells, what of it is drawn, and how many pixels
 * that costs. */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/fbconsole.h"
#include "unit/check.h"

#define W    400u /* 50 x 20 cells */
#define H    320u
#define CELL (8 * 16)

static uint32_t device[W * H];
static uint32_t backdrop[W * H];
static struct canvas canvas;
static struct fbconsole f;

static void put_device(void *arg, unsigned x, unsigned y, unsigned w, unsigned h,
	const uint32_t *px, size_t stride)
{
	(void)arg;
	for (unsigned i = 0; i < h; i++)
		memcpy(device + (y + i) * W + x, px + i * stride, w * sizeof(*px));
}

static void start_in(struct rect area, const uint32_t *picture)
{
	const struct fbconsole_config config = {area, {&font_small, 1}, picture};

	CHECK_EQ(canvas_init(&canvas, W, H, put_device, NULL), 0);
	CHECK_EQ(fbconsole_init(&f, &canvas, &config), 0);
	CHECK_EQ(canvas.n_drawn, 0);
}

static void start(const uint32_t *picture)
{
	start_in((struct rect){0, 0, W, H}, picture);
}

static void stop(void)
{
	fbconsole_done(&f);
	canvas_done(&canvas);
}

static void show(void)
{
	fbconsole_draw(&f);
	canvas_flush(&canvas);
}

/* Pixels drawn and flushed by showing (text). */
static void cost(const char *text, uint64_t *ret_drawn, uint64_t *ret_flushed)
{
	uint64_t drawn = canvas.n_drawn, flushed = canvas.n_flushed;

	fbconsole_write(&f, text, strlen(text));
	show();
	*ret_drawn = canvas.n_drawn - drawn;
	*ret_flushed = canvas.n_flushed - flushed;
}

static void put(const char *text)
{
	uint64_t drawn, flushed;

	cost(text, &drawn, &flushed);
	CHECK(!memcmp(device, canvas.px, sizeof(device)));
}

/* A row as text, '.' for blanks, '>' for the right half of a wide character. */
static const char *row(unsigned r)
{
	static char text[4][64];
	static unsigned n;
	char *s = text[n++ % ARRAY_SIZE(text)];

	for (unsigned c = 0; c < f.cols; c++) {
		uint32_t cp = f.cells[r * f.cols + c].cp;

		s[c] = cp == ' ' ? '.' : !cp ? '>' : cp < 0x7f ? (char)cp : '?';
	}
	s[f.cols] = '\0';
	s[10] = '\0';
	return s;
}

static const struct fbcell *cell(unsigned r, unsigned c)
{
	return &f.cells[r * f.cols + c];
}

static uint32_t pixel(unsigned x, unsigned y)
{
	return device[y * W + x];
}

static void test_area(void)
{
	struct fbconsole_config config = {{0, 0, 319, 320}, {&font_small, 1}, NULL};
	struct fbconsole other;

	start_in((struct rect){10, 20, 345, 170}, NULL);
	CHECK_EQ(f.cols, 43);
	CHECK_EQ(f.rows, 10);
	CHECK_EQ(f.area.x, 10);
	CHECK_EQ(f.area.y, 25);
	/* Colours reach to the edges of what was asked for, letters do not. */
	put("\033[?25l\033[48;2;1;2;3m\033[2J");
	CHECK_EQ(pixel(10, 20), 0x010203);
	CHECK_EQ(pixel(354, 189), 0x010203);
	CHECK_EQ(pixel(9, 20), 0);
	CHECK_EQ(pixel(354, 190), 0);
	CHECK_EQ(fbconsole_init(&other, &canvas, &config), -ERR_RANGE);
	config.area = (struct rect){0, 0, 400, 159};
	CHECK_EQ(fbconsole_init(&other, &canvas, &config), -ERR_RANGE);
	config.area = (struct rect){0, 0, -4, -4};
	CHECK_EQ(fbconsole_init(&other, &canvas, &config), -ERR_RANGE);
	stop();
}

static void test_text(void)
{
	start(NULL);
	put("ab\ncd\rX\tT\b!\033[3;4Hmid\033[2;1H\xe4\xb8\x80y");
	CHECK_STR(row(0), "ab........");
	CHECK_STR(row(1), "?>y.....!.");
	CHECK_STR(row(2), "...mid....");
	put("\033[3;1H\033[Kx\033[1;2H\033[1J\033[J!");
	CHECK_STR(row(0), "a!........");
	CHECK_STR(row(2), "..........");
	put("\033[2J*");
	CHECK_STR(row(0), "*.........");
	/* A wide character does not fit into the last column. */
	put("\033[1;50H\xe4\xb8\x80");
	CHECK_STR(row(1), "?>........");
	put("\033[20;1Hlast\nmore");
	CHECK_STR(row(18), "last......");
	CHECK_STR(row(19), "more......");
	CHECK_STR(row(0), "?>........");
	stop();
}

static void test_colours(void)
{
	start(NULL);
	put("d\033[37mw\033[1mW\033[0;41mr\033[0;7mi\033[0;38;2;1;2;3mt\033[48;2;9;8;7mb\033[39;49md");
	CHECK_EQ(cell(0, 0)->fg, cell(0, 1)->fg);
	CHECK_EQ(cell(0, 0)->bg, FBCELL_CLEAR);
	CHECK_EQ(cell(0, 2)->fg, 0xffffff);
	CHECK_EQ(cell(0, 3)->bg >> 16 & 0xff, 0xb0);
	CHECK_EQ(cell(0, 4)->bg, cell(0, 0)->fg);
	CHECK_EQ(cell(0, 4)->fg, 0);
	CHECK_EQ(cell(0, 5)->fg, 0x010203);
	CHECK_EQ(cell(0, 6)->bg, 0x090807);
	CHECK_EQ(cell(0, 7)->fg, cell(0, 0)->fg);
	CHECK_EQ(cell(0, 7)->bg, FBCELL_CLEAR);
	CHECK_EQ(pixel(6 * 8, 0), 0x090807);
	CHECK_EQ(pixel(5 * 8, 0), 0);
	stop();
}

/* Text on a picture: it shows through where nothing else was said, and a little behind colours. */
static void test_picture(void)
{
	for (unsigned i = 0; i < W * H; i++)
		backdrop[i] = 0x204060 + i % 7;
	start_in((struct rect){8, 16, W - 16, H - 32}, backdrop);
	put("\033[?25l \033[44m \033[0m\xe2\x96\x88");
	CHECK_EQ(pixel(0, 0), backdrop[0]);
	CHECK_EQ(pixel(W - 1, H - 1), backdrop[W * H - 1]);
	CHECK_EQ(pixel(8, 16), backdrop[16 * W + 8]);
	CHECK(pixel(16, 16) != backdrop[16 * W + 16]);
	CHECK(pixel(16, 16) != cell(0, 1)->bg);
	CHECK_EQ(pixel(24, 16), cell(0, 2)->fg);
	put("\033[2J");
	CHECK(!memcmp(device, backdrop, sizeof(device)));
	stop();
}

/* A page of text on a bright picture. */
static void test_veil(void)
{
	for (size_t i = 0; i < W * H; i++)
		backdrop[i] = 0xffffff;
	start(backdrop);
	put("text");
	CHECK_EQ(pixel(200, 200), 0xffffff);
	fbconsole_veil(&f, 0xc0000000);
	show();
	CHECK((pixel(200, 200) & 0xff) < 0x50);
	CHECK((pixel(W - 1, H - 1) & 0xff) < 0x50);
	put("\033[2J\033[HX");
	CHECK((pixel(20, 4) & 0xff) < 0x50);
	fbconsole_veil(&f, 0);
	show();
	CHECK_EQ(pixel(200, 200), 0xffffff);
	stop();
}

static void test_cost(void)
{
	uint64_t drawn, flushed;
	char line[51];

	start(NULL);
	show();
	cost("", &drawn, &flushed);
	CHECK_EQ(drawn, 0);
	CHECK_EQ(flushed, 0);
	/* The cell, and the cursor that goes on. */
	cost("a", &drawn, &flushed);
	CHECK(drawn <= 2 * CELL + 16);
	CHECK(flushed <= 2 * CELL);
	cost("\033[0m", &drawn, &flushed);
	CHECK_EQ(drawn, 0);
	/* The same again costs the cursor's way only. */
	cost("\ra", &drawn, &flushed);
	CHECK_EQ(drawn, 0);
	/* A highlight that moves by a row costs two rows. */
	memset(line, 'x', 50);
	line[50] = '\0';
	put("\033[?25l\033[5;1H\033[44m");
	put(line);
	put("\033[6;1H\033[41m");
	put(line);
	fbconsole_write(&f, "\033[5;1H\033[41m", 11);
	fbconsole_write(&f, line, 50);
	cost("\033[6;1H\033[44m", &drawn, &flushed);
	CHECK(drawn <= 2 * 50 * CELL);
	CHECK(flushed <= 50 * CELL);
	stop();
}

/* Short lines scroll at the price of short lines. */
static void test_scroll_cost(void)
{
	uint64_t drawn, flushed;

	start(NULL);
	put("\033[?25l");
	for (unsigned i = 0; i < 30; i++)
		put("abcd\n");
	cost("abcd\n", &drawn, &flushed);
	CHECK_EQ(drawn, 0);
	cost("efgh\n", &drawn, &flushed);
	CHECK(drawn <= 2 * 4 * 2 * CELL);
	CHECK(flushed < W * H / 4);
	stop();
}

static void test_page(void)
{
	start(NULL);
	fbconsole_page(&f, 40, 10);
	put("\033[44m\033[2J\033[1;1Hhome\033[999;999H!");
	CHECK_EQ(cell(5, 5)->cp, 'h');
	CHECK_EQ(cell(19, 49)->cp, '!');
	CHECK_EQ(cell(0, 0)->bg, cell(5, 5)->bg);
	/* Where the cursor was on the page it is on the screen. */
	put("\033[2J\033[2;3H");
	fbconsole_page(&f, 51, 20);
	put("x");
	CHECK_STR(row(1), "..x.......");
	put("\033[Hx");
	CHECK_STR(row(0), "x.........");
	stop();
}

static void test_cursor(void)
{
	start(NULL);
	put("ab");
	CHECK_EQ(pixel(16, 15), cell(0, 2)->fg);
	CHECK_EQ(pixel(16, 13), 0);
	put("\033[D");
	CHECK_EQ(pixel(16, 15), 0);
	CHECK_EQ(pixel(8, 15), cell(0, 1)->fg);
	put("c");
	CHECK_EQ(pixel(8, 15), 0);
	put("\033[?25l");
	CHECK_EQ(pixel(16, 15), 0);
	put("\033[?25h\033[1;50Hz");
	CHECK_EQ(pixel(W - 1, 15), cell(0, 49)->fg);
	stop();
}

static void test_hidden(void)
{
	uint64_t drawn, flushed;

	start(NULL);
	put("abc");
	fbconsole_hide(&f, true);
	canvas_fill(&canvas, (struct rect){0, 0, W, H}, 0x777777);
	cost("def\n", &drawn, &flushed);
	CHECK_EQ(drawn, 0);
	CHECK_EQ(pixel(0, 0), 0x777777);
	fbconsole_hide(&f, false);
	put("");
	CHECK_STR(row(0), "abcdef....");
	CHECK_EQ(pixel(W - 1, H - 1), 0);
	stop();
}

int main(void)
{
	test_area();
	test_text();
	test_colours();
	test_picture();
	test_veil();
	test_cost();
	test_scroll_cost();
	test_page();
	test_cursor();
	test_hidden();
	return check_done();
}
