/* SPDX-License-Identifier: BSD-2-Clause */
/* Drawing the card: title, field, keys. All of it is painted anew for a key, it is small. */
#include "menu/dialog.h"

#include <stdlib.h>

#include "gfx/display.h"
#include "gfx/scene.h"
#include "menu/panel_text.h"
#include "menu/panel_theme.h"

#define COLS_MAX  96
#define FIELD     0x60000000u /* what makes the field darker */
#define CARD_ROWS 6

static bool is_open;

/* Where the card is, its size following the text's. */
static struct rect card_rect(const struct fbconsole *console)
{
	int w = (int)font_cell_width(console->config.size);
	int h = (int)font_cell_height(console->config.size) * CARD_ROWS;
	struct rect r = console->area;

	r.x += (r.w - MIN(r.w, (COLS_MAX + 4) * w)) / 2;
	r.w = MIN(r.w, (COLS_MAX + 4) * w);
	r.y += (r.h - h) * 2 / 5;
	r.h = h;
	return r;
}

unsigned dialog_cols(void)
{
	const struct fbconsole *console = display_console();
	unsigned cell;

	if (!is_open || !console)
		return 0;
	cell = font_cell_width(console->config.size);
	return (unsigned)card_rect(console).w / cell - 6; /* a cell for the cursor at the end */
}

static void draw_row(const struct rect *card, int row, const char *text, uint32_t argb, bool bold)
{
	const struct fbconsole *console = display_console();
	struct font_size size = console->config.size;
	int w = (int)font_cell_width(size), h = (int)font_cell_height(size);
	const struct panel_text t = {.canvas = display_canvas(),
		.size = size,
		.x = card->x + 2 * w + w / 2,
		.y = card->y + h / 2 + row * h,
		.max_width = (unsigned)(card->w - 5 * w),
		.argb = argb,
		.bold = bold,
		.plain = true,
		.mark = PANEL_NO_MARK};

	if (text)
		(void)panel_text_draw(&t, text);
}

static void add_layers(
	struct scene *s, const struct rect *card, unsigned column, const struct panel_theme *theme)
{
	struct font_size size = display_console()->config.size;
	int w = (int)font_cell_width(size), h = (int)font_cell_height(size);
	int line = MAX(w / 8, 1), radius = w * 3 / 4;
	struct rect field = {card->x + 2 * w, card->y + h * 9 / 4, card->w - 4 * w, h * 3 / 2};
	struct rect cursor = {field.x + w / 2 + (int)column * w, field.y + h / 4, line * 2, h};

	scene_add_box(s, SCENE_SHADOW, *card, radius, 3 * w, theme->shadow);
	scene_add_box(s, SCENE_FILL, *card, radius, 0, theme->panel | 0xe0000000);
	scene_add_box(s, SCENE_FRAME, *card, radius, line, theme->frame);
	scene_add_box(s, SCENE_FILL, field, radius / 2, 0, FIELD);
	scene_add_box(s, SCENE_FRAME, field, radius / 2, line, theme->count_bar);
	scene_add_box(s, SCENE_FILL, cursor, 0, 0, theme->title);
}

bool dialog_open(const struct dialog *d)
{
	struct panel_theme theme;
	struct scene *s;
	struct canvas *c = display_canvas();

	if (!d->title || !c)
		return false;
	s = calloc(1, sizeof(*s));
	if (!s)
		return false;
	panel_theme_make(&theme, NULL);
	*s = (struct scene){.canvas = c,
		.backdrop = display_backdrop(),
		.centre = theme.centre,
		.edge = theme.edge};
	scene_paint(s, (struct rect){0, 0, (int)c->width, (int)c->height});
	free(s);
	display_hide_console(true);
	is_open = true;
	return true;
}

void dialog_draw(const struct dialog *d, const struct textedit *e, unsigned cols, unsigned column)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	_cleanup_(freep) struct scene *s = calloc(1, sizeof(*s));
	struct canvas *c = display_canvas();
	struct panel_theme theme;
	struct rect card, all;
	int more;

	if (!is_open || !c || !s)
		return;
	panel_theme_make(&theme, NULL);
	card = card_rect(display_console());
	*s = (struct scene){.canvas = c,
		.backdrop = display_backdrop(),
		.centre = theme.centre,
		.edge = theme.edge};
	add_layers(s, &card, column, &theme);
	more = (int)font_cell_width(display_console()->config.size) * 3;
	all = (struct rect){card.x - more, card.y - more, card.w + 2 * more, card.h + 2 * more};
	scene_paint(s, all);
	(void)textedit_add(e, &text, cols);
	draw_row(&card, 0, d->title, theme.title, true);
	draw_row(&card, 2, text.s, theme.text, false);
	draw_row(&card, 4, d->keys, theme.hint, false);
	display_flush();
}

void dialog_close(void)
{
	if (!is_open)
		return;
	is_open = false;
	display_hide_console(false);
}
