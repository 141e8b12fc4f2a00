/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The menu as panels of a scene with text on top. Whatever changes is a rectangle that is painted
 * anew with all that lies in it, so that a moved highlight costs two rows, and a second of the
 * countdown its line.
 */
#include "menu/panel_priv.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "menu/textrow.h"

#define HELP_LINES_MAX 6u
#define EXTRA_COLS     6 /* of an item's row, for what stands at its end */

/* ---- layers ---- */

void panel_add(struct panel *p, enum scene_kind kind, struct rect r, unsigned radius, unsigned size,
	uint32_t argb)
{
	scene_add_box(&p->scene, kind, r, (int)radius, (int)size, argb);
}

void panel_add_board(struct panel *p, struct rect r)
{
	const struct panel_layout *l = &p->l;
	unsigned radius = (unsigned)l->radius;

	if (rect_is_empty(&r))
		return;
	panel_add(p, SCENE_FILL, r, radius, 0, p->theme.panel);
	panel_add(p, SCENE_FRAME, r, radius, (unsigned)l->line, p->theme.frame);
}

static void add_title(struct panel *p)
{
	const struct panel_layout *l = &p->l;
	struct rect r = l->title;

	scene_add(&p->scene,
		&(struct scene_layer){.r = r,
			.radius = (unsigned)l->radius,
			.corners = SCENE_TOP,
			.argb = p->theme.title_bar});
	r.y += r.h - l->line;
	r.h = l->line;
	panel_add(p, SCENE_FILL, r, 0, 0, p->theme.frame ? p->theme.line : 0);
}

/* ---- text ---- */

struct panel_text panel_text_in(const struct panel *p, const struct rect *r, uint32_t argb)
{
	return (struct panel_text){.canvas = p->canvas,
		.size = p->l.size,
		.x = r->x,
		.y = r->y + (r->h - (int)font_cell_height(p->l.size)) / 2,
		.max_width = (unsigned)MAX(r->w, 0),
		.argb = argb,
		.shadow = p->theme.text_shadow,
		.mark = PANEL_NO_MARK};
}

static void draw_title(const struct panel *p)
{
	struct rect r = p->l.title;
	unsigned width = panel_text_width(p->l.size, p->view->menu->title);
	struct panel_text t;

	r.x += p->l.pad;
	r.w -= 2 * p->l.pad;
	t = panel_text_in(p, &r, p->theme.title);
	t.bold = true;
	if ((int)width < r.w)
		t.x += (r.w - (int)width) / 2;
	(void)panel_text_draw(&t, p->view->menu->title);
}

/* ---- painting ---- */

bool panel_touches(const struct rect *a, const struct rect *b)
{
	struct rect r = rect_cut(a, b);

	return !rect_is_empty(&r);
}

/* Scrolls as little as shows the highlight, and with it the headings right above it. */
static void scroll(struct panel *p)
{
	unsigned rows = p->l.rows, sel = p->view->sel, n = p->view->n, first = sel;

	while (first > 0 && !panel_item(p, first - 1)->name && sel - first + 1 < rows)
		first--;
	if (p->top + rows > n)
		p->top = n > rows ? n - rows : 0;
	p->top = MIN(p->top, first);
	if (sel >= p->top + rows)
		p->top = sel - rows + 1;
}

static void make_scene(struct panel *p)
{
	p->scene.n = 0;
	panel_add(p, SCENE_SHADOW, p->l.panel, (unsigned)p->l.radius, (unsigned)p->l.pad * 2,
		p->theme.shadow);
	panel_add_board(p, p->l.panel);
	add_title(p);
	panel_add_list(p);
	panel_add_scroll(p);
	panel_add_count(p);
	if (*panel_help_text(p))
		panel_add_board(p, panel_help_rect(p));
	panel_add_hints(p);
}

/* Text stays in its part of the menu, or parts that are painted alone would miss some of it. */
static void paint_text(
	struct panel *p, const struct rect *r, struct rect part, void (*draw)(const struct panel *))
{
	struct rect both = rect_cut(r, &part);

	(void)canvas_clip(p->canvas, &both);
	if (!rect_is_empty(&both))
		draw(p);
}

static void paint_items(struct panel *p, const struct rect *r)
{
	unsigned end = MIN(p->view->n, p->top + p->l.rows);

	for (unsigned i = p->top; i < end; i++) {
		struct rect row = panel_row_rect(p, i), both = rect_cut(r, &row);

		(void)canvas_clip(p->canvas, &both);
		if (!rect_is_empty(&both))
			panel_draw_item(p, i);
	}
}

/* Paints (r) anew, and the text in it. */
static void paint(struct panel *p, struct rect r)
{
	struct rect before = canvas_clip(p->canvas, &r);

	scene_paint(&p->scene, r);
	paint_text(p, &r, p->l.title, draw_title);
	paint_items(p, &r);
	paint_text(p, &r, p->l.count, panel_draw_count);
	paint_text(p, &r, p->l.help, panel_draw_help);
	paint_text(p, &r, p->l.hints, panel_draw_hints);
	(void)canvas_clip(p->canvas, &before);
}

static void paint_changes(struct panel *p)
{
	const struct menu_view *v = p->view;
	bool moved = v->sel != p->drawn_sel;

	if (p->top != p->drawn_top) {
		paint(p, p->l.list);
		paint(p, p->l.scroll);
	} else if (moved) {
		paint(p, panel_bar_rect(p, p->drawn_sel));
		paint(p, panel_bar_rect(p, v->sel));
	}
	if ((moved && panel_item(p, v->sel)->help != panel_item(p, p->drawn_sel)->help) ||
		!v->seconds != !p->drawn_seconds) {
		paint(p, p->l.help);
		if (panel_touches(&p->l.help, &p->l.hints))
			paint(p, p->l.hints);
	}
	if (v->seconds != p->drawn_seconds) {
		paint(p, p->l.count);
		paint(p, p->l.count_bar);
	}
	if (panel_hint_words(p) != p->drawn_hint)
		paint(p, p->l.hints);
}

void panel_draw(struct panel *p)
{
	const struct rect all = {0, 0, (int)p->canvas->width, (int)p->canvas->height};

	scroll(p);
	p->total_seconds = MAX(p->total_seconds, p->view->seconds);
	make_scene(p);
	if (p->drawn)
		paint_changes(p);
	else
		paint(p, all);
	p->drawn = true;
	p->drawn_sel = p->view->sel;
	p->drawn_top = p->top;
	p->drawn_seconds = p->view->seconds;
	p->drawn_hint = panel_hint_words(p);
}

unsigned panel_rows(const struct panel *p)
{
	return p->l.rows;
}

/* ---- life ---- */

/* Lines that the longest help has when it is as wide as the layout makes it. */
static unsigned help_lines(const struct panel *p, unsigned cols)
{
	unsigned most = 0;

	for (unsigned i = 0; i < p->view->n; i++) {
		const char *text =
			panel_item(p, i)->help ? panel_skip_blanks(panel_item(p, i)->help) : "";
		unsigned n = 0;
		size_t skip;

		for (; *text && n < HELP_LINES_MAX; n++) {
			text += panel_help_line(text, cols, &skip);
			text = panel_skip_blanks(text + skip);
		}
		most = MAX(most, n);
	}
	return most;
}

static void make_layout(struct panel *p)
{
	const struct menu_view *v = p->view;
	struct panel_needs needs = {.width = p->canvas->width,
		.height = p->canvas->height,
		.area = p->area,
		.n_items = v->n,
		.title_cols = textrow_width(v->menu->title),
		.is_counted = v->seconds > 0,
		.style = v->style};

	for (unsigned i = 0; i < v->n; i++)
		needs.cols = MAX(needs.cols, textrow_width(panel_item(p, i)->text) + EXTRA_COLS);
	needs.help_lines = help_lines(p, 1000) > 0;
	panel_layout_make(&p->l, &needs);
	if (!needs.help_lines)
		return;
	/* How many lines there are depends on how wide they are, which is known now. */
	needs.help_lines = help_lines(p, MAX(panel_help_cols(p), 1u));
	panel_layout_make(&p->l, &needs);
}

struct panel *panel_new(
	struct canvas *c, const uint32_t *backdrop, struct rect area, const struct menu_view *v)
{
	const struct rect all = {0, 0, (int)c->width, (int)c->height};
	struct panel *p = calloc(1, sizeof(*p));

	if (!p) {
		(void)fail(ERR_NOMEM, "menu: no memory for graphics");
		return NULL;
	}
	p->view = v;
	p->canvas = c;
	p->area = rect_cut(&area, &all);
	panel_theme_make(&p->theme, v->style);
	p->scene.canvas = c;
	p->scene.backdrop = backdrop;
	p->scene.centre = p->theme.centre;
	p->scene.edge = p->theme.edge;
	make_layout(p);
	return p;
}

void panel_free(struct panel *p)
{
	free(p);
}
