/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is written lands in cells[]; shown[] holds what the canvas has. A cell that differs is drawn
 * as a whole, background first. A character in the last column leaves the cursor behind it, and the
 * next one begins a line, as terminals do.
 */
#include "gfx/fbconsole.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

#define TAB_STOP     8
#define DEFAULT_FG   7
#define BRIGHT       8
#define PANEL_ALPHA  0xc8000000u /* of a background colour over a picture */
#define SHADOW       0xc0000000u
#define CELL_UNKNOWN UINT32_MAX /* no character: differs from all */
#define CURSOR_PARTS 8          /* of a cell's height is the cursor's */

/* The colours of ECMA-48 8.3.117, which leaves the shades open, and brighter ones. */
const uint32_t fbconsole_palette[16] = {
	0x000000, 0xb01c1c, 0x189018, 0xb07418, 0x1c3fa8, 0x9a28a0, 0x14909c, 0xc4c8cc,
	0x606468, 0xff5c5c, 0x5cf05c, 0xfff060, 0x6c90ff, 0xff70ff, 0x5cf0ff, 0xffffff,
};

static unsigned n_cells(const struct fbconsole *f)
{
	return f->cols * f->rows;
}

/* ---- cells ---- */

static void fill(struct fbconsole *f, unsigned from, unsigned to)
{
	const struct fbcell blank = {' ', f->fg, f->bg};

	for (unsigned i = from; i < to; i++)
		f->cells[i] = blank;
}

static void newline(struct fbconsole *f)
{
	unsigned last = (f->rows - 1) * f->cols;

	f->col = 0;
	if (f->row + 1 < f->rows) {
		f->row++;
		return;
	}
	memmove(f->cells, f->cells + f->cols, last * sizeof(f->cells[0]));
	fill(f, last, last + f->cols);
}

static void put(struct fbconsole *f, uint32_t cp, unsigned width)
{
	struct fbcell *cell;

	if (f->col + width > f->cols)
		newline(f);
	cell = &f->cells[f->row * f->cols + f->col];
	cell[0] = (struct fbcell){cp, f->fg, f->bg};
	if (width == 2)
		cell[1] = (struct fbcell){0, f->fg, f->bg};
	f->col += width;
}

static void sink_text(void *arg, const uint32_t *cp, size_t n)
{
	struct fbconsole *f = arg;

	for (size_t i = 0; i < n; i++) {
		unsigned width = utf8_width(cp[i]);

		if (width)
			put(f, cp[i], width);
	}
}

static void sink_control(void *arg, char c)
{
	struct fbconsole *f = arg;

	if (c == '\n')
		newline(f);
	else if (c == '\r')
		f->col = 0;
	else if (c == '\t')
		f->col = MIN(ALIGN_UP(f->col + 1, (unsigned)TAB_STOP), f->cols - 1);
	else if (f->col)
		f->col = MIN(f->col, f->cols) - 1;
}

static uint32_t shade(uint8_t colour, uint32_t rgb, bool bright)
{
	return rgb ? rgb & ~ANSI_RGB : fbconsole_palette[colour + (bright ? BRIGHT : 0)];
}

static void sink_attr(void *arg, const struct ansi_attr *attr)
{
	struct fbconsole *f = arg;
	uint8_t fg = attr->fg == ANSI_DEFAULT ? DEFAULT_FG : attr->fg;
	bool clear = attr->bg == ANSI_DEFAULT && !attr->bg_rgb;

	if (attr->reverse) {
		f->fg = clear ? 0 : shade(attr->bg, attr->bg_rgb, attr->bold);
		f->bg = shade(fg, attr->fg_rgb, false);
	} else {
		f->fg = shade(fg, attr->fg_rgb, attr->bold);
		f->bg = clear ? FBCELL_CLEAR : shade(attr->bg, attr->bg_rgb, false);
	}
}

static void sink_cursor_set(void *arg, unsigned row, unsigned col)
{
	struct fbconsole *f = arg;

	f->row = MIN(f->page_row + row, f->rows - 1);
	f->col = MIN(f->page_col + col, f->cols - 1);
}

static unsigned moved(unsigned pos, int by, unsigned limit)
{
	int to = (int)pos + by;

	return to < 0 ? 0 : MIN((unsigned)to, limit - 1);
}

static void sink_cursor_move(void *arg, int rows, int cols)
{
	struct fbconsole *f = arg;

	f->row = moved(f->row, rows, f->rows);
	f->col = moved(MIN(f->col, f->cols - 1), cols, f->cols);
}

static void sink_erase(void *arg, enum ansi_erase what)
{
	struct fbconsole *f = arg;
	unsigned start = f->row * f->cols, here = start + MIN(f->col, f->cols);

	if (what == ANSI_ERASE_SCREEN) {
		fill(f, 0, n_cells(f));
		f->row = f->col = 0;
	} else if (what == ANSI_ERASE_BELOW) {
		fill(f, here, n_cells(f));
	} else {
		fill(f, what == ANSI_ERASE_LINE ? start : here, start + f->cols);
	}
}

static void sink_cursor_visible(void *arg, bool on)
{
	struct fbconsole *f = arg;

	f->cursor = on;
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

/* ---- drawing ---- */

static void draw_background(struct fbconsole *f, struct rect r, uint32_t bg)
{
	const uint32_t *backdrop = f->config.backdrop;

	if (backdrop)
		canvas_blit(f->canvas, r.x, r.y, (unsigned)r.w, (unsigned)r.h,
			backdrop + (size_t)r.y * f->canvas->width + (size_t)r.x, f->canvas->width);
	else
		canvas_fill(f->canvas, r, bg == FBCELL_CLEAR ? 0 : bg);
	if (backdrop)
		canvas_blend(f->canvas, r, bg == FBCELL_CLEAR ? f->veil : PANEL_ALPHA | bg);
}

static struct rect cell_rect(const struct fbconsole *f, unsigned i, unsigned width)
{
	unsigned w = font_cell_width(f->config.size), h = font_cell_height(f->config.size);

	return (struct rect){f->area.x + (int)(i % f->cols * w), f->area.y + (int)(i / f->cols * h),
		(int)(w * width), (int)h};
}

/* What of the area is left beside the cells belongs to the outermost of them. */
static struct rect with_edges(const struct fbconsole *f, unsigned i, struct rect r)
{
	const struct rect *all = &f->config.area;
	int right = r.x + r.w, bottom = r.y + r.h;

	if (r.x == f->area.x)
		r.x = all->x;
	if (right == f->area.x + f->area.w)
		right = all->x + all->w;
	if (i < f->cols)
		r.y = all->y;
	if (i >= n_cells(f) - f->cols)
		bottom = all->y + all->h;
	r.w = right - r.x;
	r.h = bottom - r.y;
	return r;
}

/* Letters on a picture have a shadow, as far as it falls into their cell. */
static void draw_text(struct fbconsole *f, struct rect r, const struct fbcell *cell)
{
	struct font_size size = f->config.size;
	int off = (int)(size.scale * size.font->width / font_small.width);
	struct rect before;

	if (f->config.backdrop && cell->bg == FBCELL_CLEAR) {
		before = canvas_clip(f->canvas, &r);
		font_draw(f->canvas, size, r.x + off, r.y + off, cell->cp, SHADOW);
		(void)canvas_clip(f->canvas, &before);
	}
	font_draw(f->canvas, size, r.x, r.y, cell->cp, FBCELL_CLEAR | cell->fg);
}

/* The right half of a wide character is drawn with the left one. */
static void draw_cell(struct fbconsole *f, unsigned i)
{
	const struct fbcell *cell = &f->cells[i];
	bool wide = (i + 1) % f->cols && !f->cells[i + 1].cp;
	struct rect r = cell_rect(f, i, wide ? 2 : 1);

	f->shown[i] = *cell;
	draw_background(f, with_edges(f, i, r), cell->bg);
	if (wide)
		f->shown[i + 1] = f->cells[i + 1];
	if (cell->cp && cell->cp != ' ')
		draw_text(f, r, cell);
}

static bool differs(const struct fbcell *a, const struct fbcell *b)
{
	/* Of a blank the colour of the text is not seen. */
	return a->cp != b->cp || a->bg != b->bg || (a->cp != ' ' && a->fg != b->fg);
}

static void draw_cursor(struct fbconsole *f, unsigned i)
{
	struct rect r = cell_rect(f, i, 1);
	int h = MAX(r.h / CURSOR_PARTS, 1);

	canvas_fill(f->canvas, (struct rect){r.x, r.y + r.h - h, r.w, h}, f->cells[i].fg);
}

/* Where no cell shows anything the background is enough. */
static void draw_all(struct fbconsole *f)
{
	const struct rect screen = {0, 0, (int)f->canvas->width, (int)f->canvas->height};

	draw_background(f, screen, FBCELL_CLEAR);
	for (unsigned i = 0; i < n_cells(f); i++)
		f->shown[i] = (struct fbcell){' ', f->cells[i].fg, FBCELL_CLEAR};
	f->shown_cursor = n_cells(f);
	f->stale = false;
}

void fbconsole_draw(struct fbconsole *f)
{
	unsigned n = n_cells(f), cursor = n;
	bool moved_cursor;

	if (f->hidden)
		return;
	if (f->stale)
		draw_all(f);
	if (f->cursor)
		cursor = f->row * f->cols + MIN(f->col, f->cols - 1);
	if (f->shown_cursor < n && f->shown_cursor != cursor)
		f->shown[f->shown_cursor].cp = CELL_UNKNOWN;
	/* It has the colour of its cell's text, even where that is blank. */
	if (cursor < n && f->cells[cursor].fg != f->shown[cursor].fg)
		f->shown[cursor].cp = CELL_UNKNOWN;
	moved_cursor = cursor < n &&
		(cursor != f->shown_cursor || differs(&f->cells[cursor], &f->shown[cursor]));
	for (unsigned i = 0; i < n; i++)
		if (differs(&f->cells[i], &f->shown[i]))
			draw_cell(f, i);
	if (moved_cursor)
		draw_cursor(f, cursor);
	f->shown_cursor = cursor;
}

void fbconsole_uncover(struct fbconsole *f, struct rect r)
{
	for (unsigned i = 0; i < n_cells(f); i++) {
		struct rect cell = cell_rect(f, i, 1), both = rect_cut(&cell, &r);

		if (!rect_is_empty(&both))
			f->shown[i].cp = CELL_UNKNOWN;
	}
}

void fbconsole_veil(struct fbconsole *f, uint32_t argb)
{
	f->stale |= f->veil != argb;
	f->veil = argb;
}

void fbconsole_hide(struct fbconsole *f, bool hidden)
{
	if (f->hidden && !hidden)
		f->stale = true;
	f->hidden = hidden;
}

/* ---- the console ---- */

int fbconsole_init(struct fbconsole *f, struct canvas *c, const struct fbconsole_config *config)
{
	const struct rect all = {0, 0, (int)c->width, (int)c->height};
	struct rect area = rect_cut(&config->area, &all);
	unsigned w = font_cell_width(config->size), h = font_cell_height(config->size);
	unsigned cols = (unsigned)area.w / w, rows = (unsigned)area.h / h;
	struct fbcell *cells;

	if (cols < FBCONSOLE_COLS_MIN || rows < FBCONSOLE_ROWS_MIN ||
		cols * rows > FBCONSOLE_CELLS_MAX)
		return fail(ERR_RANGE,
			"console: %d x %d pixels have no room for %d x %d characters", area.w,
			area.h, FBCONSOLE_COLS_MIN, FBCONSOLE_ROWS_MIN);
	cells = calloc((size_t)cols * rows * 2, sizeof(*cells));
	if (!cells)
		return fail(ERR_NOMEM, "console: no memory for %u x %u characters", cols, rows);
	*f = (struct fbconsole){
		.canvas = c, .config = *config, .cols = cols, .rows = rows, .cursor = true};
	f->config.area = area;
	f->area = (struct rect){area.x + (area.w - (int)(cols * w)) / 2,
		area.y + (area.h - (int)(rows * h)) / 2, (int)(cols * w), (int)(rows * h)};
	f->cells = cells;
	f->shown = cells + n_cells(f);
	f->fg = fbconsole_palette[DEFAULT_FG];
	f->bg = FBCELL_CLEAR;
	f->stale = true;
	fill(f, 0, n_cells(f));
	ansi_init(&f->ansi, &sink, f);
	return 0;
}

void fbconsole_done(struct fbconsole *f)
{
	free(f->cells);
	*f = (struct fbconsole){};
}

void fbconsole_write(struct fbconsole *f, const char *text, size_t len)
{
	ansi_feed(&f->ansi, text, len);
}

/* From a place on the one page to the same on another. */
static unsigned replaced(unsigned pos, unsigned from, unsigned to, unsigned last)
{
	return MIN((pos > from ? pos - from : 0) + to, last);
}

void fbconsole_page(struct fbconsole *f, unsigned cols, unsigned rows)
{
	unsigned page_col = cols < f->cols ? (f->cols - cols) / 2 : 0;
	unsigned page_row = rows < f->rows ? (f->rows - rows) / 2 : 0;

	if (page_col == f->page_col && page_row == f->page_row)
		return;
	f->col = replaced(f->col, f->page_col, page_col, f->cols);
	f->row = replaced(f->row, f->page_row, page_row, f->rows - 1);
	f->page_col = page_col;
	f->page_row = page_row;
}
