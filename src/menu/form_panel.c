/* SPDX-License-Identifier: BSD-2-Clause */
/* Drawing the card of a form. For a key all of the card is painted anew. */
#include "menu/form_panel.h"

#include <stdlib.h>

#include "gfx/display.h"
#include "gfx/scene.h"
#include "menu/panel_text.h"
#include "menu/panel_theme.h"
#include "menu/textrow.h"

#define COLS_MAX  76          /* of the card */
#define COLS_OVER 6           /* of it, beside labels and fields */
#define FIELD     0x60000000u /* what makes a field darker */
#define CARD      0xe0000000u

static struct {
	bool open;
	unsigned top;        /* the first row on the card */
	unsigned rows;       /* on the card */
	unsigned label_cols; /* with what is between them and the fields */
	unsigned field_cols;
	struct font_size size;
	int w, h;      /* of a cell */
	int pitch;     /* from one row to the next */
	int title_h;   /* of the card's title */
	int line, pad; /* of frames; between them and what is inside */
	struct rect card;
	struct panel_theme theme;
} panel;

/* ---- where everything is ---- */

static void place(const struct form *f, const struct fbconsole *console)
{
	const struct rect *area = &console->area;
	unsigned cols, widest = 0;

	panel.size = console->config.size;
	panel.w = (int)font_cell_width(panel.size);
	panel.h = (int)font_cell_height(panel.size);
	panel.pitch = panel.h * 7 / 4;
	panel.title_h = panel.h * 7 / 4;
	panel.line = MAX(panel.w / 8, 1);
	panel.pad = panel.w * 3 / 2;
	cols = (unsigned)MIN(area->w / panel.w - 2, COLS_MAX);
	for (unsigned i = 0; i < f->n; i++)
		if (f->row[i].is_field)
			widest = MAX(widest, textrow_width(f->row[i].label));
	panel.label_cols = MIN(widest + 2, cols / 2);
	panel.field_cols = cols - COLS_OVER - panel.label_cols;
	panel.rows = (unsigned)MAX(
		(area->h - panel.title_h - 2 * panel.pad - 3 * panel.h) / panel.pitch, 1);
	panel.rows = MIN(panel.rows, f->n);
	panel.card.w = (int)cols * panel.w;
	panel.card.h = panel.title_h + 2 * panel.pad + (int)panel.rows * panel.pitch + 2 * panel.h;
	panel.card.x = area->x + (area->w - panel.card.w) / 2;
	panel.card.y = area->y + MAX(area->h - panel.card.h, 0) * 2 / 5;
}

/* Of row (i): between the card's edges. */
static struct rect row_rect(unsigned i)
{
	return (struct rect){panel.card.x + 2 * panel.w,
		panel.card.y + panel.title_h + panel.pad + (int)(i - panel.top) * panel.pitch,
		panel.card.w - 4 * panel.w, panel.pitch};
}

static struct rect field_rect(unsigned i)
{
	struct rect r = row_rect(i);

	r.x += (int)panel.label_cols * panel.w;
	r.w -= (int)panel.label_cols * panel.w;
	r.y += panel.h / 8;
	r.h -= panel.h / 4;
	return r;
}

static struct rect keys_rect(void)
{
	struct rect r = panel.card;

	r.x += 2 * panel.w;
	r.w -= 4 * panel.w;
	r.y += r.h - panel.h * 9 / 4;
	r.h = panel.h * 3 / 2;
	return r;
}

/* ---- layers ---- */

static void add_field(struct scene *s, unsigned i, bool selected, unsigned column)
{
	struct rect r = field_rect(i);
	struct rect cursor = {r.x + panel.w / 2 + (int)column * panel.w, r.y + (r.h - panel.h) / 2,
		panel.line * 2, panel.h};

	scene_add_box(s, SCENE_FILL, r, panel.w / 3, 0, FIELD);
	scene_add_box(s, SCENE_FRAME, r, panel.w / 3, panel.line,
		selected ? panel.theme.count_bar : panel.theme.frame);
	if (selected)
		scene_add_box(s, SCENE_FILL, cursor, 0, 0, panel.theme.title);
}

/* Where the rows are of which there are more than the card has. */
static void add_scroll(struct scene *s, const struct form *f)
{
	struct rect r = row_rect(panel.top);
	int h = (int)panel.rows * panel.pitch;

	if (f->n <= panel.rows)
		return;
	r = (struct rect){r.x + r.w + panel.w, r.y, panel.line * 3, h};
	scene_add_box(s, SCENE_FILL, r, r.w / 2, 0, panel.theme.scroll_track);
	r.h = MAX((int)((int64_t)h * panel.rows / f->n), MIN(4 * r.w, h));
	r.y += (int)((int64_t)(h - r.h) * panel.top / (f->n - panel.rows));
	scene_add_box(s, SCENE_FILL, r, r.w / 2, 0, panel.theme.scroll_thumb);
}

static void add_layers(struct scene *s, const struct form *f, unsigned column, bool alert)
{
	struct rect rule = {panel.card.x, panel.card.y + panel.title_h, panel.card.w, panel.line};
	struct rect keys = keys_rect();
	int radius = panel.w * 3 / 4;

	scene_add_box(s, SCENE_SHADOW, panel.card, radius, 3 * panel.w, panel.theme.shadow);
	scene_add_box(s, SCENE_FILL, panel.card, radius, 0, panel.theme.panel | CARD);
	scene_add_box(s, SCENE_FRAME, panel.card, radius, panel.line, panel.theme.frame);
	scene_add_box(s, SCENE_FILL, rule, 0, 0, panel.theme.line);
	for (unsigned i = panel.top; i < MIN(f->n, panel.top + panel.rows); i++)
		if (f->row[i].is_field)
			add_field(s, i, i == f->sel, column);
	add_scroll(s, f);
	if (alert)
		scene_add_box(s, SCENE_FILL, keys, radius, 0, panel.theme.alert);
}

/* ---- text ---- */

static void draw_text(struct rect r, const char *text, uint32_t argb, bool bold)
{
	const struct panel_text t = {.canvas = display_canvas(),
		.size = panel.size,
		.x = r.x,
		.y = r.y + (r.h - panel.h) / 2,
		.max_width = (unsigned)MAX(r.w, 0),
		.argb = argb,
		.bold = bold,
		.plain = true,
		.mark = PANEL_NO_MARK};

	(void)panel_text_draw(&t, text);
}

static void draw_row(const struct form *f, unsigned i, unsigned cols)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	const struct form_row *row = &f->row[i];
	struct rect r = row_rect(i);

	if (!row->is_field) {
		draw_text(r, row->label, panel.theme.heading, false);
		return;
	}
	r.w = (int)(panel.label_cols - 1) * panel.w;
	draw_text(r, row->label, i == f->sel ? panel.theme.title : panel.theme.text, i == f->sel);
	(void)textedit_add(&row->edit, &text, cols);
	r = field_rect(i);
	r.x += panel.w / 2;
	r.w -= panel.w / 2;
	if (text.s)
		draw_text(r, text.s, panel.theme.text, false);
}

static void draw_texts(const struct form *f, unsigned cols, const char *alert)
{
	struct rect r = panel.card;

	r.x += 2 * panel.w;
	r.w -= 4 * panel.w;
	r.h = panel.title_h;
	draw_text(r, f->title, panel.theme.title, true);
	for (unsigned i = panel.top; i < MIN(f->n, panel.top + panel.rows); i++)
		draw_row(f, i, cols);
	r = keys_rect();
	if (alert[0]) {
		r.x += panel.w;
		r.w -= 2 * panel.w;
	}
	draw_text(r, alert[0] ? alert : FORM_KEYS,
		alert[0] ? panel.theme.alert_text : panel.theme.hint, false);
}

/* ---- the form ---- */

/* (r) of the screen behind the card, and the card. */
static bool paint(const struct form *f, struct rect r, unsigned column, bool alert)
{
	struct scene *s = calloc(1, sizeof(*s));

	if (!s)
		return false;
	*s = (struct scene){.canvas = display_canvas(),
		.backdrop = display_backdrop(),
		.centre = panel.theme.centre,
		.edge = panel.theme.edge};
	add_layers(s, f, column, alert);
	scene_paint(s, r);
	free(s);
	return true;
}

bool form_panel_open(const struct form *f)
{
	const struct canvas *c = display_canvas();

	if (!c)
		return false;
	panel_theme_make(&panel.theme, NULL);
	panel.top = 0;
	place(f, display_console());
	if (!paint(f, (struct rect){0, 0, (int)c->width, (int)c->height}, 0, false))
		return false;
	display_hide_console(true);
	panel.open = true;
	return true;
}

unsigned form_panel_cols(void)
{
	return panel.open ? panel.field_cols : 0;
}

bool form_panel_draw(const struct form *f, unsigned cols, const char *alert)
{
	int more = 3 * panel.w;
	struct rect r = {panel.card.x - more, panel.card.y - more, panel.card.w + 2 * more,
		panel.card.h + 2 * more};

	if (!panel.open)
		return false;
	panel.top = form_scroll(f, panel.top, panel.rows);
	if (display_canvas() &&
		paint(f, r, textedit_scroll(&f->row[f->sel].edit, cols - 1), alert[0] != 0)) {
		draw_texts(f, cols, alert);
		display_flush();
	}
	panel.open = display_canvas() != NULL;
	return !panel.open;
}

void form_panel_close(void)
{
	if (panel.open)
		display_hide_console(false);
	panel.open = false;
}
