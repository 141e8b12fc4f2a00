/* SPDX-License-Identifier: BSD-2-Clause */
/* Drawing a row of text. Bold letters are drawn twice, a pixel apart, as the font's own bold
 * face is made; of backgrounds and of everything that moves the cursor nothing is left. */
#include "menu/panel_text.h"

#include <string.h>

#include "core/ansi.h"
#include "gfx/fbconsole.h"
#include "menu/textrow.h"

#define ELLIPSIS 0x2026u
#define OPAQUE   0xff000000u
#define BRIGHT   8

struct pen {
	const struct panel_text *t;
	unsigned col, cols; /* cols: where it is cut */
	bool bold, full;
	uint32_t argb;
};

static void draw_cell(const struct pen *p, uint32_t cp, unsigned width)
{
	const struct panel_text *t = p->t;
	unsigned cell = font_cell_width(t->size), step = cell / font_small.width;
	int x = t->x + (int)(p->col * cell), off = (int)step;
	uint32_t argb = p->col == t->mark ? t->mark_argb : p->argb;

	if (cp == ' ')
		return;
	if (t->shadow)
		font_draw(t->canvas, t->size, x + off, t->y + off, cp, t->shadow);
	font_draw(t->canvas, t->size, x, t->y, cp, argb);
	if (p->bold)
		font_draw(t->canvas, t->size, x + off, t->y, cp, argb);
	if (p->col == t->mark)
		canvas_blend(t->canvas,
			(struct rect){x, t->y + (int)(font_cell_height(t->size) - 2 * step),
				(int)(cell * width), off},
			argb);
}

static void sink_text(void *arg, const uint32_t *cp, size_t n)
{
	struct pen *p = arg;

	for (size_t i = 0; i < n; i++) {
		unsigned width = utf8_width(cp[i]);

		if (!width || p->full)
			continue;
		p->full = p->col + width > p->cols;
		if (p->full)
			return;
		draw_cell(p, cp[i], width);
		p->col += width;
	}
}

static void sink_control(void *arg, char c)
{
	static const uint32_t space = ' ';

	if (c == '\t' || c == '\n')
		sink_text(arg, &space, 1);
}

/* On a dark panel only the bright colours can be read. */
static void sink_attr(void *arg, const struct ansi_attr *attr)
{
	struct pen *p = arg;

	p->bold = p->t->bold || attr->bold;
	p->argb = p->t->argb;
	if (p->t->plain)
		return;
	if (attr->fg_rgb)
		p->argb = OPAQUE | (attr->fg_rgb & ~ANSI_RGB);
	else if (attr->fg > 0 && attr->fg < 7)
		p->argb = OPAQUE | fbconsole_palette[attr->fg + BRIGHT];
}

static void sink_cursor_set(void *arg, unsigned row, unsigned col)
{
	(void)arg;
	(void)row;
	(void)col;
}

static void sink_cursor_move(void *arg, int rows, int cols)
{
	(void)arg;
	(void)rows;
	(void)cols;
}

static void sink_erase(void *arg, enum ansi_erase what)
{
	(void)arg;
	(void)what;
}

static void sink_cursor_visible(void *arg, bool on)
{
	(void)arg;
	(void)on;
}

static const struct ansi_sink sink = {
	.text = sink_text,
	.control = sink_control,
	.attr = sink_attr,
	.cursor_set = sink_cursor_set,
	.cursor_move = sink_cursor_move,
	.erase = sink_erase,
	.cursor_visible = sink_cursor_visible,
};

unsigned panel_text_width(struct font_size size, const char *text)
{
	return textrow_width(text) * font_cell_width(size);
}

unsigned panel_text_draw(const struct panel_text *t, const char *text)
{
	struct pen p = {.t = t, .bold = t->bold, .argb = t->argb};
	unsigned all = textrow_width(text);
	struct ansi a;

	p.cols = t->max_width / font_cell_width(t->size);
	if (!p.cols)
		return 0;
	if (all > p.cols)
		p.cols--;
	ansi_init(&a, &sink, &p);
	ansi_feed(&a, text, strlen(text));
	if (all > p.cols) {
		p.argb = t->argb;
		p.bold = t->bold;
		draw_cell(&p, ELLIPSIS, 1);
		p.col++;
	}
	return p.col * font_cell_width(t->size);
}
