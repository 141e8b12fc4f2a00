/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands on what screens look like: console colour (color) cpair. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "core/console.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"
#include "gfx/display.h"
#include "gfx/picture.h"
#include "menu/colours.h"
#include "menu/menu.h"
#include "script/commands.h"
#include "script/fetch.h"
#include "script/interp.h"
#include "script/options.h"

#define RGB_NONE UINT64_MAX
#define RGB_MAX  0xffffffu

struct console_options {
	uint64_t x, y, left, right, top, bottom, depth;
	const char *picture;
	bool keep;
};
static const struct option_desc console_desc[] = {
	{"x", 'x', OPTION_NUMBER, offsetof(struct console_options, x)},
	{"y", 'y', OPTION_NUMBER, offsetof(struct console_options, y)},
	{"left", 'l', OPTION_NUMBER, offsetof(struct console_options, left)},
	{"right", 'r', OPTION_NUMBER, offsetof(struct console_options, right)},
	{"top", 't', OPTION_NUMBER, offsetof(struct console_options, top)},
	{"bottom", 'b', OPTION_NUMBER, offsetof(struct console_options, bottom)},
	{"depth", 'd', OPTION_NUMBER, offsetof(struct console_options, depth)},
	{"picture", 'p', OPTION_STRING, offsetof(struct console_options, picture)},
	{"keep", 'k', OPTION_FLAG, offsetof(struct console_options, keep)},
	OPTIONS_END,
};

/* The sentence is told once: menus that come back ask for their picture each time. */
static int no_graphics(const char *picture)
{
	static bool told;
	int rc = fail(ERR_NOTSUP, "console: there is no graphics here, the screen stays text%s%s",
		picture ? " without " : "", picture ? picture : "");

	if (told)
		return script_answer(rc);
	told = true;
	return rc;
}

/* A file that is no picture leaves (ret) empty and (ret_why) with the reason, to be freed. */
static int load_picture(const char *text, bool keep, struct picture *ret, char **ret_why)
{
	const struct fetch_options o = {.quiet = true};
	struct image *img;
	bool fresh;
	int rc = fetch_or_find(text, &o, &img, &fresh);

	if (rc)
		return rc;
	if (picture_decode(img->data.data, (size_t)img->data.len, ret) < 0)
		*ret_why = strdup(fail_last()->text);
	if (fresh && !keep)
		image_free(img);
	return 0;
}

static unsigned pixels(uint64_t n)
{
	return (unsigned)MIN(n, (uint64_t)UINT16_MAX);
}

/* Without options it means the text screen. A bad picture is told where it can be read: on the
 * screen that comes up without it. */
static int cmd_console(int argc, char **argv)
{
	_cleanup_(picture_free) struct picture picture = {};
	_cleanup_(freep) char *why = NULL;
	struct console_options o = {};
	struct display_options d;
	int rc = 0, i = options_parse(argc, argv, console_desc, &o, 0, 0);

	if (i < 0)
		return i;
	if (argc == 1) {
		display_close();
		return 0;
	}
	if (!display_is_possible())
		return no_graphics(o.picture);
	if (o.picture)
		rc = load_picture(o.picture, o.keep, &picture, &why);
	if (rc)
		return rc;
	d = (struct display_options){.width = pixels(o.x),
		.height = pixels(o.y),
		.depth = pixels(o.depth),
		.left = pixels(o.left),
		.right = pixels(o.right),
		.top = pixels(o.top),
		.bottom = pixels(o.bottom),
		.picture = picture.px ? &picture : NULL};
	rc = display_open(&d);
	if (rc || !why)
		return rc;
	log_warn("%s, ignoring", why);
	menu_note(why);
	return 0;
}

struct colour_options {
	uint64_t basic, rgb;
};
static const struct option_desc colour_desc[] = {
	{"basic", 'b', OPTION_NUMBER, offsetof(struct colour_options, basic)},
	{"rgb", 'r', OPTION_NUMBER, offsetof(struct colour_options, rgb)},
	OPTIONS_END,
};

/* The index of a colour or pair; whether there is one is for the tables to say. */
static int index_parse(const char *cmd, const char *text, uint64_t *ret)
{
	if (number_parse(text, UINT32_MAX, ret) == 0)
		return 0;
	return fail(ERR_INVAL, "%s: \"%s\" is not a number", cmd, text);
}

static int cmd_colour(int argc, char **argv)
{
	struct colour_options o = {.basic = RGB_NONE, .rgb = RGB_NONE};
	uint64_t index;
	int rc, i = options_parse(argc, argv, colour_desc, &o, 1, 1);

	if (i < 0)
		return i;
	rc = index_parse(argv[0], argv[i], &index);
	if (rc)
		return rc;
	if (o.rgb != RGB_NONE && o.rgb > RGB_MAX)
		return fail(ERR_INVAL, "%s: %#llx is no colour, they are 0x000000 to 0xffffff",
			argv[0], (unsigned long long)o.rgb);
	if (o.basic == RGB_NONE)
		o.basic = o.rgb == RGB_NONE ? COLOUR_DEFAULT : colour_nearest((uint32_t)o.rgb);
	return colour_define(index, o.basic, o.rgb == RGB_NONE ? 0 : ANSI_RGB | (uint32_t)o.rgb);
}

struct cpair_options {
	uint64_t fg, bg;
};
static const struct option_desc cpair_desc[] = {
	{"foreground", 'f', OPTION_NUMBER, offsetof(struct cpair_options, fg)},
	{"background", 'b', OPTION_NUMBER, offsetof(struct cpair_options, bg)},
	OPTIONS_END,
};

static int cmd_cpair(int argc, char **argv)
{
	struct cpair_options o = {.fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT};
	uint64_t index;
	int rc, i = options_parse(argc, argv, cpair_desc, &o, 1, 1);

	if (i < 0)
		return i;
	rc = index_parse(argv[0], argv[i], &index);
	return rc ? rc : colour_pair_define(index, o.fg, o.bg);
}

#define COLOUR_USAGE "[--basic N] [--rgb 0xRRGGBB] INDEX"

const struct command cmd_screen_table[] = {
	{"console", cmd_console,
		"[--x N] [--y N] [--left N] [--right N] [--top N] [--bottom N] [--depth N] "
		"[--picture URL] [--keep]",
		"Changes to a graphical screen; without options back to text"},
	{"colour", cmd_colour, COLOUR_USAGE, "Changes one of the eight colours of menus"},
	{"color", cmd_colour, COLOUR_USAGE, "The same as colour"},
	{"cpair", cmd_cpair, "[--foreground N] [--background N] INDEX",
		"Changes a pair of colours: 1 text, 2 highlight, 3 separators, 4 fields, 5 alerts"},
	{},
};
