/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Graphics for menus of other loaders. Unless the configuration names a size, it is that of the
 * screen as it is, not the 640 x 480 of its loader: pictures are scaled, and nothing is cut off them,
 * as there are names and logos at their edges. What is shown already stays, so that menus below one
 * another change nothing but the menu.
 */
#include "menu/bootmenu_screen.h"

#include <stdlib.h>
#include <string.h>

#include "arch/platform.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "gfx/display.h"
#include "gfx/picture.h"
#include "menu/menu.h"
#include "menu/panel_theme.h"

#define WIDTH_DEFAULT  1024 /* where the screen is text */
#define HEIGHT_DEFAULT 768

static struct {
	bool is_ours;     /* graphics were opened here */
	bool is_set;      /* (background) and (colour) are on the screen */
	char *background; /* NULL: none */
	uint32_t colour;
} screen;

static void forget(void)
{
	free(TAKE(screen.background));
	screen.is_set = false;
}

static bool is_shown(const struct bootmenu_style *s)
{
	const char *now = screen.background ? screen.background : "";

	return display_canvas() && screen.is_set && screen.colour == s->background_colour &&
		strcmp(now, s->background ? s->background : "") == 0;
}

/* The setting menu-graphics, "off", is for screens that claim more than they can. */
static bool is_forbidden(void)
{
	_cleanup_(freep) char *text = settings_get_text("menu-graphics");

	return text && (strcmp(text, "off") == 0 || strcmp(text, "0") == 0);
}

static bool wants_graphics(const struct bootmenu *m)
{
	const struct bootmenu *root = m;

	if (is_forbidden())
		return false;
	while (root->parent)
		root = root->parent;
	return m->style && (m->style->is_graphic || (root->style && root->style->is_graphic));
}

/* A reason for there being no picture (name), which it names once. */
static char *reason(const char *name, const char *why)
{
	return strstr(why, name) ? str_format("menu: %s, ignoring", why)
				 : str_format("menu: %s: %s, ignoring", name, why);
}

/* The same where there is one row for it: the file's own name, and what to do in sight. */
static char *short_reason(const char *name, const char *why)
{
	const char *base = strrchr(name, '/');
	size_t subject = strlen("picture: ");

	if (strncmp(why, "picture: ", subject) != 0)
		return str_dup(why);
	return str_format("%s: %s", base && base[1] ? base + 1 : name, why + subject);
}

static void load(const struct bootmenu *m, struct picture *ret)
{
	_cleanup_(freep) char *data = NULL;
	_cleanup_(freep) char *text = NULL;
	_cleanup_(freep) char *note = NULL;
	size_t len;
	int rc;

	if (!m->style->background || !m->ops->read_file)
		return;
	rc = m->ops->read_file(m, m->style->background, &data, &len);
	if (!rc)
		rc = picture_decode((const uint8_t *)data, len, ret);
	if (!rc)
		return;
	text = reason(m->style->background, fail_last()->text);
	note = short_reason(m->style->background, fail_last()->text);
	if (!text || !note)
		return;
	log_warn("%s", text);
	menu_note(note);
}

static void choose_size(const struct bootmenu_style *s, struct display_options *o)
{
	struct fb_mode now = {.width = WIDTH_DEFAULT, .height = HEIGHT_DEFAULT};

	(void)plat_fb_current(&now);
	o->width = s->has_size ? s->width : now.width;
	o->height = s->has_size ? s->height : now.height;
}

void bootmenu_screen_open(const struct bootmenu *m)
{
	_cleanup_(picture_free) struct picture picture = {};
	struct display_options o = {.shaded = true, .whole = true};
	struct panel_theme theme;
	bool was_open = display_canvas() != NULL;

	if (!wants_graphics(m) || !display_is_possible() || is_shown(m->style))
		return;
	forget();
	load(m, &picture);
	choose_size(m->style, &o);
	panel_theme_make(&theme, m->style->is_only_screen ? NULL : m->style);
	o.picture = picture.px ? &picture : NULL;
	o.centre = theme.centre;
	o.edge = theme.edge;
	if (display_open(&o) < 0) {
		log_warn("%s, ignoring", fail_last()->text);
		return;
	}
	screen.is_ours |= !was_open;
	screen.colour = m->style->background_colour;
	screen.background = m->style->background ? str_dup(m->style->background) : NULL;
	screen.is_set = screen.background || !m->style->background;
}

void bootmenu_screen_close(void)
{
	forget();
	if (screen.is_ours)
		display_close();
	screen.is_ours = false;
}
