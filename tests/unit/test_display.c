/* SPDX-License-Identifier: BSD-2-Clause */
/* The screen of pixels: which mode is taken, the console on it, and what becomes of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/console.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/virtual_time.h"
#include "gfx/display.h"
#include "gfx/mode.h"
#include "gfx/picture.h"
#include "unit/check.h"

static const struct fb_mode modes[] = {
	{640, 480, 32, 10},
	{800, 600, 16, 11},
	{800, 600, 32, 12},
	{1024, 768, 32, 13},
	{1280, 800, 24, 14},
	{1920, 1080, 32, 15},
	{320, 200, 32, 16},
};

static const struct fb_mode *nearest(unsigned w, unsigned h, unsigned depth)
{
	return mode_nearest(modes, ARRAY_SIZE(modes), w, h, depth);
}

static void test_modes(void)
{
	CHECK_EQ(nearest(800, 600, 0)->id, 12);
	CHECK_EQ(nearest(800, 600, 16)->id, 11);
	CHECK_EQ(nearest(800, 600, 24)->id, 12);
	CHECK_EQ(nearest(1000, 700, 0)->id, 13);
	CHECK_EQ(nearest(320, 200, 0)->id, 10);
	CHECK_EQ(nearest(1920, 1200, 0)->id, 15);
	CHECK_EQ(nearest(100000, 100000, 0)->id, 15);
	CHECK_EQ(nearest(1366, 768, 0)->id, 14);
	CHECK(!mode_nearest(modes + 6, 1, 320, 200, 0));
	CHECK(!mode_nearest(modes, 0, 320, 200, 0));
}

static void open_with(struct display_options o, int rc, unsigned id)
{
	struct fb_mode mode;
	const uint32_t *px;

	CHECK_EQ(display_open(&o), rc);
	px = host_framebuffer(&mode);
	CHECK_EQ(!!px, !!id);
	if (px)
		CHECK_EQ(mode.id, id);
}

static void test_open(void)
{
	unsigned cols, rows;

	host_set_framebuffer(NULL, 0, 0);
	CHECK(!display_is_possible());
	open_with((struct display_options){.width = 800}, -ERR_NOTSUP, 0);
	CHECK(!display_canvas());
	host_set_framebuffer(modes, ARRAY_SIZE(modes), 3);
	CHECK(display_is_possible());
	CHECK(!console_has_graphics());
	open_with((struct display_options){}, 0, 13);
	CHECK(console_has_graphics());
	console_size(&cols, &rows);
	CHECK_EQ(cols, 128);
	CHECK_EQ(rows, 48);
	open_with((struct display_options){.width = 1920, .height = 1080, .left = 100}, 0, 15);
	console_size(&cols, &rows);
	CHECK_EQ(cols, 113);
	open_with((struct display_options){.width = 800}, 0, 12);
	open_with((struct display_options){.height = 480}, 0, 10);
	/* Margins that leave too little for large letters, and for any. */
	open_with((struct display_options){.width = 1920, .left = 700, .right = 700}, 0, 15);
	console_size(&cols, &rows);
	CHECK_EQ(cols, 65);
	open_with(
		(struct display_options){.width = 1920, .left = 900, .right = 900}, -ERR_RANGE, 15);
	console_size(&cols, &rows);
	CHECK_EQ(cols, 65);
	display_close();
	display_close();
	CHECK(!console_has_graphics());
	CHECK(!display_canvas() && !display_console() && !display_backdrop());
	console_size(&cols, &rows);
	CHECK_EQ(cols, 80);
}

static void test_picture(void)
{
	uint32_t px[4] = {0xff102030, 0xff102030, 0x00ffffff, 0x00ffffff};
	struct picture p = {px, 2, 2, false};
	struct fb_mode mode;
	const uint32_t *shown;

	open_with((struct display_options){.width = 800, .height = 600, .picture = &p}, 0, 12);
	console_puts("\033[?25l");
	shown = host_framebuffer(&mode);
	CHECK_EQ(shown[0], 0x102030);
	CHECK_EQ(shown[800 * 599], 0);
	CHECK_EQ(display_backdrop()[799], 0x102030);
	/* Its own size is the one wanted if nothing else is. */
	open_with((struct display_options){.picture = &p}, 0, 10);
	display_close();
}

static uint64_t hash(void)
{
	struct fb_mode mode;
	const uint32_t *px = host_framebuffer(&mode);
	uint64_t h = 0;

	for (size_t i = 0; px && i < (size_t)mode.width * mode.height; i++)
		h = h * 31 + px[i];
	return h;
}

/* A program had the screen: what stood there comes again with the next text. */
static void test_lost(void)
{
	struct fb_mode mode;
	uint64_t before;

	open_with((struct display_options){.width = 640}, 0, 10);
	console_puts("some text\n");
	console_sync();
	before = hash();
	host_lose_framebuffer();
	CHECK(!host_framebuffer(&mode));
	console_puts("\033[0m");
	console_sync();
	CHECK(host_framebuffer(&mode));
	CHECK_EQ(hash(), before);
	console_puts("more");
	console_sync();
	CHECK(hash() != before);
	host_lose_framebuffer();
	display_close();
	CHECK(!plat_fb_lost());
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

/* Text that was held back comes by itself. */
static void test_pending(void)
{
	uint64_t before;

	open_with((struct display_options){.width = 640}, 0, 10);
	before = hash();
	for (unsigned i = 0; i < 5; i++)
		console_puts("a line of text\n");
	CHECK_EQ(wait_until(NULL, never, NULL, plat_now_us() + US_PER_S), -ERR_TIMEDOUT);
	CHECK(hash() != before);
	before = hash();
	console_sync();
	CHECK_EQ(hash(), before);
	display_close();
}

int main(void)
{
	test_modes();
	test_open();
	test_picture();
	test_lost();
	test_pending();
	return check_done();
}
