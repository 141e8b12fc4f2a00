/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A script's pairs of colours are those of text screens: its background becomes the panel, and if
 * there is none the text stands on the picture, with a shadow. Configurations of SYSLINUX name
 * colours for the cells of each element; of these, only those are used that they have set
 * themselves.
 */
#include "menu/panel_theme.h"

#include "core/ansi.h"
#include "gfx/canvas.h"
#include "gfx/fbconsole.h"
#include "menu/bootmenu_style.h"
#include "menu/colours.h"

#define OPAQUE      0xff000000u
#define PANEL_ALPHA 0xd4000000u /* of a panel in a colour that somebody chose for text screens */
#define FAINT       0x50000000u
#define ALPHA_SHIFT 24
#define BRIGHT      8

static const struct panel_theme own = {
	.centre = 0x22364a,
	.edge = 0x080d14,
	.shadow = 0x60000000,
	.panel = 0xc80e151e,
	.frame = 0x26ffffff,
	.title_bar = 0x14ffffff,
	.title = 0xffffffff,
	.text = 0xffdbe2ea,
	.mark = 0xff63c1f2,
	.heading = 0xff7fb2d6,
	.line = 0x24ffffff,
	.bar = 0xf01f7fc0,
	.bar_text = 0xffffffff,
	.bar_mark = 0xffffffff,
	.help = 0xffb9c4d0,
	.count = 0xffb9c4d0,
	.count_track = 0x28ffffff,
	.count_bar = 0xff3aa3e3,
	.scroll_track = 0x14ffffff,
	.scroll_thumb = 0x60ffffff,
	.strip = 0xa00e151e,
	.hint = 0xffa3afbc,
	.cap = 0x20ffffff,
	.cap_frame = 0x38ffffff,
	.cap_text = 0xffdbe2ea,
	.alert = 0xe0b3261e,
	.alert_text = 0xffffffff,
};

/* ---- scripts ---- */

static uint32_t colour(uint8_t basic, uint32_t rgb, bool bright)
{
	return rgb ? rgb & ~ANSI_RGB : fbconsole_palette[basic % BRIGHT + (bright ? BRIGHT : 0u)];
}

static bool is_clear(const struct ansi_attr *a)
{
	return a->bg == ANSI_DEFAULT && !a->bg_rgb;
}

/* A bar that could not be told from the panel becomes lighter. */
static uint32_t apart(uint32_t bar, uint32_t panel)
{
	return (bar ^ panel) & 0xf0f0f0 ? bar : OPAQUE | colour_over(bar, 0x40ffffff);
}

/* ARGB of the text of (a), or (otherwise) if it has the console's own. */
static uint32_t text_of(const struct ansi_attr *a, bool bright, uint32_t otherwise)
{
	if (a->fg == ANSI_DEFAULT && !a->fg_rgb)
		return otherwise;
	return OPAQUE | colour(a->fg, a->fg_rgb, bright);
}

static void stand_free(struct panel_theme *t)
{
	t->panel = t->frame = t->shadow = t->title_bar = 0;
	t->text_shadow = 0xc0000000;
}

static void apply_script(struct panel_theme *t)
{
	struct ansi_attr a = colour_attr(PAIR_NORMAL);

	if (colour_is_own(PAIR_NORMAL)) {
		t->text = text_of(&a, false, t->text);
		t->title = text_of(&a, true, t->title);
		t->help = t->count = t->text;
		t->panel = PANEL_ALPHA | colour(a.bg, a.bg_rgb, false);
		if (is_clear(&a))
			stand_free(t);
	}
	a = colour_attr(PAIR_SELECT);
	if (colour_is_own(PAIR_SELECT)) {
		t->bar_text = t->bar_mark = text_of(&a, a.fg != 0, t->bar_text);
		t->bar = is_clear(&a) ? 0 : apart(OPAQUE | colour(a.bg, a.bg_rgb, false), t->panel);
		t->count_bar = t->bar ? t->bar : t->bar_text;
	}
	a = colour_attr(PAIR_SEPARATOR);
	if (colour_is_own(PAIR_SEPARATOR))
		t->heading = text_of(&a, true, t->heading);
}

/* ---- configurations ---- */

static const struct bootmenu_colour *given(const struct bootmenu_style *s, enum bootmenu_element e)
{
	return s->colours_given >> e & 1 ? &s->colours[e] : NULL;
}

static bool is_dark(uint32_t argb)
{
	unsigned r = argb >> 16 & 0xff, g = argb >> 8 & 0xff, b = argb & 0xff;

	return r * 2 + g * 5 + b < 8 * 0x60;
}

/* vesamenu.c32 mixes light, of which half is nearly three quarters of what a screen's numbers
 * count: its bright letters shine through less than ours with the same opacity. */
static uint32_t shine(uint32_t argb)
{
	unsigned wanted = (argb >> ALPHA_SHIFT) * 0xff, alpha = argb >> ALPHA_SHIFT;

	while (!is_dark(argb) && alpha * alpha < wanted)
		alpha++;
	return alpha << ALPHA_SHIFT | (argb & ~OPAQUE);
}

static void set_fg(const struct bootmenu_style *s, enum bootmenu_element e, uint32_t *ret)
{
	if (given(s, e))
		*ret = shine(s->colours[e].fg);
}

static void apply_panel(struct panel_theme *t, const struct bootmenu_style *s)
{
	const struct bootmenu_colour *border = given(s, BOOTMENU_BORDER);
	const struct bootmenu_colour *unsel = given(s, BOOTMENU_UNSEL);
	const struct bootmenu_colour *title = given(s, BOOTMENU_TITLE);

	if (border) {
		t->frame = border->fg;
		if (!(border->fg >> ALPHA_SHIFT) && !(border->bg >> ALPHA_SHIFT))
			stand_free(t);
	}
	if (unsel && unsel->bg >> ALPHA_SHIFT) {
		t->panel = unsel->bg;
		t->text_shadow = 0;
	}
	if (title && title->bg >> ALPHA_SHIFT) /* which lies on the panel */
		t->title_bar = title->bg == t->panel ? 0 : title->bg;
	if ((t->panel >> ALPHA_SHIFT) < FAINT >> ALPHA_SHIFT)
		t->text_shadow = own.edge | 0xc0000000;
}

static void darken(uint32_t *argb, uint32_t to)
{
	if (!is_dark(*argb))
		*argb = to;
}

/* Dark text is meant for a light picture, and gets a light panel. */
static void become_light(struct panel_theme *t)
{
	t->panel = 0xd0e8edf2;
	t->shadow = 0x28000000;
	t->title_bar = t->line = t->count_track = t->scroll_track = 0x20000000;
	t->frame = t->scroll_thumb = 0x50000000;
	t->text_shadow = 0;
	darken(&t->title, t->text);
	darken(&t->count, t->text);
	darken(&t->help, t->text);
	darken(&t->heading, (t->text & ~OPAQUE) | 0x80000000);
	darken(&t->mark, 0xff0a62a3);
	if (t->hint != own.hint)
		return;
	t->strip = 0xa0e8edf2;
	t->hint = t->cap_text = OPAQUE | t->text;
	t->cap = 0x18000000;
	t->cap_frame = 0x50000000;
}

static void apply_style(struct panel_theme *t, const struct bootmenu_style *s)
{
	const struct bootmenu_colour *sel = given(s, BOOTMENU_SEL);

	apply_panel(t, s);
	if (s->background_colour >> ALPHA_SHIFT)
		t->centre = t->edge = s->background_colour & ~OPAQUE;
	set_fg(s, BOOTMENU_TITLE, &t->title);
	set_fg(s, BOOTMENU_UNSEL, &t->text);
	set_fg(s, BOOTMENU_HOTKEY, &t->mark);
	set_fg(s, BOOTMENU_DISABLED, &t->heading);
	set_fg(s, BOOTMENU_SCROLLBAR, &t->scroll_thumb);
	set_fg(s, BOOTMENU_TABMSG, &t->hint);
	set_fg(s, BOOTMENU_TIMEOUT_MSG, &t->count);
	set_fg(s, BOOTMENU_TIMEOUT, &t->count_bar);
	set_fg(s, BOOTMENU_HELP, &t->help);
	if (sel)
		t->bar_text = t->bar_mark = shine(sel->fg);
	if (sel && sel->bg >> ALPHA_SHIFT)
		t->bar = apart(sel->bg, t->panel);
	else if (sel && !is_dark(sel->fg) && given(s, BOOTMENU_UNSEL) && t->bar_text != t->text)
		t->bar = 0; /* brighter letters are all there is to be */
	set_fg(s, BOOTMENU_HOTSEL, &t->bar_mark);
	if (is_dark(t->text) && t->panel == own.panel)
		become_light(t);
}

void panel_theme_make(struct panel_theme *t, const struct bootmenu_style *style)
{
	*t = own;
	if (style)
		apply_style(t, style);
	else
		apply_script(t);
}
