/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and closing the screen of pixels, and the console on it. What is written is drawn at
 * once as long as that is quick; where video memory is slow, no more than a third of the time
 * goes into it, and the rest follows with the next turn of whoever waits.
 *
 * A program that was started and came back has used the screen its own way: the mode is set
 * again, and everything drawn again, before anything more is written.
 */
#include "gfx/display.h"

#include <limits.h>
#include <stdlib.h>

#include "arch/platform.h"
#include "core/console.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "gfx/mode.h"
#include "gfx/picture.h"
#include "gfx/scene.h"

#define MODES_MAX      256u
#define WIDTH_DEFAULT  1024 /* what every screen and remote console has */
#define HEIGHT_DEFAULT 768
#define DIM            0xb80a0f16u /* over a picture behind a page of text */
#define REST_FACTOR    2           /* times what drawing took */

struct display {
	struct fb_mode mode;
	struct canvas canvas;
	struct picture backdrop; /* empty: none */
	struct fbconsole console;
};

static struct {
	struct display *now; /* NULL: the screen is text */
	uint64_t next_us;    /* drawing rests until then */
	bool pending;        /* something waits for that */
	bool mute;
} display;

/* ---- showing ---- */

static void put(void *arg, unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px,
	size_t stride)
{
	(void)arg;
	plat_fb_put(x, y, w, h, px, stride);
}

static struct rect whole(const struct canvas *c)
{
	return (struct rect){0, 0, (int)c->width, (int)c->height};
}

/* False: it is text from here on. */
static bool regain(void)
{
	struct display *d = display.now;

	if (!plat_fb_lost())
		return true;
	if (plat_fb_open(&d->mode) == 0) {
		canvas_touch(&d->canvas, whole(&d->canvas));
		return true;
	}
	log_warn("%s", fail_last()->text);
	display_close();
	return false;
}

void display_flush(void)
{
	if (display.now && regain())
		canvas_flush(&display.now->canvas);
}

static void show(void)
{
	uint64_t start = plat_now_us(), end;

	display.pending = false;
	if (!regain())
		return;
	fbconsole_draw(&display.now->console);
	canvas_flush(&display.now->canvas);
	end = plat_now_us();
	display.next_us = end + (end - start) * REST_FACTOR;
}

static void show_pending(void)
{
	if (display.pending)
		show();
}

static bool poll_show(struct poller *p)
{
	(void)p;
	if (!display.pending || plat_now_us() < display.next_us)
		return false;
	show();
	return true;
}

static uint64_t next_show(struct poller *p)
{
	(void)p;
	return display.pending ? display.next_us : UINT64_MAX;
}

static struct poller poller = {.poll = poll_show, .next_us = next_show};

/* ---- the console ---- */

/* A serial line makes menus smaller than they need be here: then they are in the middle. */
static void screen_write(struct console *c, const char *text, size_t len)
{
	unsigned cols = UINT_MAX, rows = UINT_MAX;

	(void)c;
	if (display.mute)
		return;
	if (console_fullscreen())
		console_size(&cols, &rows);
	fbconsole_page(&display.now->console, cols, rows);
	fbconsole_write(&display.now->console, text, len);
	display.pending = true;
	if (plat_now_us() >= display.next_us)
		show();
}

static int screen_getkey(struct console *c)
{
	(void)c;
	return KEY_NONE;
}

static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = display.now->console.cols;
	*rows = display.now->console.rows;
}

static const struct console_ops screen_ops = {
	.write = screen_write,
	.getkey = screen_getkey,
	.size = screen_size,
};

static struct console screen = {.ops = &screen_ops, .name = "screen"};

/* ---- opening ---- */

static int choose_mode(const struct display_options *o, struct fb_mode *ret)
{
	_cleanup_(freep) struct fb_mode *modes = calloc(MODES_MAX, sizeof(*modes));
	struct fb_mode current = {.width = WIDTH_DEFAULT, .height = HEIGHT_DEFAULT};
	unsigned n = 0, width = o->width, height = o->height;
	const struct fb_mode *best;

	if (!modes)
		return fail(ERR_NOMEM, "console: no memory");
	while (n < MODES_MAX && plat_fb_mode(n, &modes[n]) == 0)
		n++;
	(void)plat_fb_current(&current);
	if (!width && !height && o->picture) {
		width = o->picture->width;
		height = o->picture->height;
	}
	if (!width && !height)
		best = mode_nearest(modes, n, current.width, current.height, o->depth);
	else /* of one that is left out the usual shape follows */
		best = mode_nearest(modes, n, width ? width : height / 3 * 4,
			height ? height : width / 4 * 3, o->depth);
	if (!best)
		return fail(ERR_NOTSUP,
			"console: this machine's screen has no graphics mode that "
			"Hawser could use, it stays text");
	*ret = *best;
	return 0;
}

static void destroy(struct display *d)
{
	if (!d)
		return;
	fbconsole_done(&d->console);
	canvas_done(&d->canvas);
	picture_free(&d->backdrop);
	free(d);
}

static int margin(unsigned pixels)
{
	return (int)MIN(pixels, CANVAS_SIZE_MAX);
}

static int make_console(struct display *d, const struct display_options *o)
{
	struct fbconsole_config config = {
		.area = whole(&d->canvas),
		.size = font_for_screen(d->mode.width, d->mode.height),
		.backdrop = d->backdrop.px,
	};
	int rc;

	config.area.x += margin(o->left);
	config.area.y += margin(o->top);
	config.area.w -= margin(o->left) + margin(o->right);
	config.area.h -= margin(o->top) + margin(o->bottom);
	/* Margins meant for a small screen leave little of large letters. */
	while ((rc = fbconsole_init(&d->console, &d->canvas, &config)) == -ERR_RANGE) {
		struct font_size smaller = font_smaller(config.size);

		if (font_cell_width(smaller) == font_cell_width(config.size))
			return rc;
		config.size = smaller;
	}
	return rc;
}

/* What shines through it is black. */
static int make_backdrop(struct display *d, const struct display_options *o)
{
	int rc = picture_scale(o->picture, d->mode.width, d->mode.height,
		o->whole ? PICTURE_WHOLE : PICTURE_FILL, 0, &d->backdrop);
	size_t n = (size_t)d->mode.width * d->mode.height;

	for (size_t i = 0; rc == 0 && i < n; i++)
		d->backdrop.px[i] = colour_over(0, d->backdrop.px[i]);
	return rc;
}

/* Without memory it is black. */
static void make_shade(struct display *d, const struct display_options *o)
{
	size_t n = (size_t)d->mode.width * d->mode.height;

	d->backdrop = (struct picture){.px = malloc(n * sizeof(*d->backdrop.px)),
		.width = d->mode.width,
		.height = d->mode.height,
		.opaque = true};
	if (d->backdrop.px)
		scene_shade(d->backdrop.px, d->mode.width, d->mode.height, o->centre, o->edge);
}

static int make(struct display *d, const struct display_options *o)
{
	int rc = choose_mode(o, &d->mode);

	if (rc == 0)
		rc = canvas_init(&d->canvas, d->mode.width, d->mode.height, put, NULL);
	if (rc == 0 && o->picture)
		rc = make_backdrop(d, o);
	else if (rc == 0 && o->shaded)
		make_shade(d, o);
	if (rc == 0)
		rc = make_console(d, o);
	return rc;
}

bool display_is_possible(void)
{
	struct fb_mode mode;

	return plat_fb_mode(0, &mode) == 0;
}

int display_open(const struct display_options *options)
{
	struct display *d = calloc(1, sizeof(*d));
	int rc;

	if (!d)
		return fail(ERR_NOMEM, "console: no memory");
	rc = make(d, options);
	if (rc < 0) {
		destroy(d);
		return rc;
	}
	rc = plat_fb_open(&d->mode);
	if (rc < 0) {
		destroy(d);
		display_close();
		return rc;
	}
	log_info("console: graphics of %u x %u pixels, %u x %u characters", d->mode.width,
		d->mode.height, d->console.cols, d->console.rows);
	if (!display.now) {
		poller_add(&poller);
		console_set_graphics(show_pending);
		rc = console_add(&screen);
	}
	destroy(display.now);
	display.now = d;
	if (rc < 0)
		display_close();
	else
		show();
	return rc;
}

void display_close(void)
{
	if (!display.now)
		return;
	console_remove(&screen);
	console_set_graphics(NULL);
	poller_remove(&poller);
	plat_fb_close();
	destroy(display.now);
	display.now = NULL;
	display.pending = false;
}

struct canvas *display_canvas(void)
{
	return display.now ? &display.now->canvas : NULL;
}

const uint32_t *display_backdrop(void)
{
	return display.now ? display.now->backdrop.px : NULL;
}

struct fbconsole *display_console(void)
{
	return display.now ? &display.now->console : NULL;
}

void display_hide_console(bool hidden)
{
	if (!display.now)
		return;
	if (!hidden && !console_fullscreen())
		fbconsole_page(&display.now->console, UINT_MAX, UINT_MAX);
	fbconsole_hide(&display.now->console, hidden);
	if (!hidden)
		display.pending = true;
}

void display_mute(bool mute)
{
	display.mute = mute;
}

void display_dim(bool dim)
{
	if (!display.now)
		return;
	fbconsole_veil(&display.now->console, dim ? DIM : 0);
	display.pending = true;
}

void display_uncover(struct rect r)
{
	if (!display.now)
		return;
	fbconsole_uncover(&display.now->console, r);
	display.pending = true;
}
