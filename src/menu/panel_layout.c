/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hawser's own layout: a panel as wide as its items need, a little above the middle, help below
 * it, the keys at the bottom. A configuration of SYSLINUX that says where things are means cells
 * of 8 x 16 pixels on the screen it asked for; these are scaled to the screen there is.
 */
#include "menu/panel_layout.h"

#include "core/util.h"
#include "menu/bootmenu_style.h"

#define COLS_MIN      40 /* of a panel, where the screen has them */
#define COLS_MAX      68
#define AREA_TENTHS   9 /* of the area's width that a panel may take */
#define GRID_COL      8 /* pixels of a cell, and around all cells */
#define GRID_ROW      16
#define GRID_BORDER   8
#define GRID_LIST     3 /* the row of the first item, below border, title and line */
#define GRID_FRAME    4 /* rows of a menu that are no items */
#define GRID_COLS_MIN 20
#define SCALE_BITS    16
#define GRID_MAX      10000 /* rows and columns beyond are nowhere */

static struct rect cut(const struct panel_needs *n, int x, int y, int w, int h)
{
	struct rect r = {x, y, w, h};

	return rect_cut(&r, &n->area);
}

static int cell_w(const struct panel_layout *l)
{
	return (int)font_cell_width(l->size);
}

static int cell_h(const struct panel_layout *l)
{
	return (int)font_cell_height(l->size);
}

static void set_sizes(struct panel_layout *l, struct font_size size)
{
	l->size = size;
	l->line = MAX(cell_w(l) / 8, 1);
	l->pad = cell_w(l) * 3 / 2;
	l->radius = cell_w(l) * 3 / 4;
	l->row_height = cell_h(l) + cell_h(l) * 3 / 8;
}

/* Margins that leave little room get small letters. */
static void choose_size(struct panel_layout *l, const struct panel_needs *n)
{
	struct font_size size = font_for_screen(n->width, n->height), next;

	while ((unsigned)n->area.w / font_cell_width(size) < COLS_MIN) {
		next = font_smaller(size);
		if (font_cell_width(next) == font_cell_width(size))
			break;
		size = next;
	}
	set_sizes(l, size);
}

/* The bar is at the right edge of the list, from its top to its bottom. */
static void place_scroll(struct panel_layout *l)
{
	int w = l->line * 3;

	l->scroll =
		(struct rect){l->list.x + l->list.w + (l->pad - w) / 2, l->list.y, w, l->list.h};
}

static int hints_height(const struct panel_layout *l)
{
	return cell_h(l) * 7 / 4;
}

static void place_hints(struct panel_layout *l, const struct panel_needs *n)
{
	int h = hints_height(l);

	l->hints = cut(n, n->area.x + l->pad, n->area.y + n->area.h - h - cell_h(l) / 4,
		n->area.w - 2 * l->pad, h);
}

static int panel_width(const struct panel_layout *l, const struct panel_needs *n)
{
	int most = MIN((COLS_MAX + 2) * cell_w(l) + 4 * l->pad, n->area.w / 10 * AREA_TENTHS);
	int wanted =
		(int)MIN(MAX(n->cols, n->title_cols), (unsigned)COLS_MAX) * cell_w(l) + 4 * l->pad;

	return MIN(MAX(MAX(wanted, n->area.w / 2), COLS_MIN * cell_w(l)), MIN(most, n->area.w));
}

static void place_own(struct panel_layout *l, const struct panel_needs *n)
{
	int top = n->area.y + cell_h(l) / 2, w = panel_width(l, n), x, y, h, room,
	    gap = cell_h(l) / 2;
	int title_h = l->row_height + cell_h(l) / 4;
	int count_h = n->is_counted ? cell_h(l) + l->pad + l->line * 4 : 0;
	int help_h = n->help_lines ? (int)n->help_lines * cell_h(l) + l->pad * 2 : 0;

	place_hints(l, n);
	room = l->hints.y - gap - top - title_h - 2 * l->pad - count_h;
	if (help_h > room / 2)
		help_h = 0;
	room -= help_h ? help_h + gap : 0;
	l->rows = (unsigned)MAX(MIN(room / l->row_height, (int)MIN(n->n_items, 9999u)), 1);
	h = title_h + 2 * l->pad + (int)l->rows * l->row_height + count_h;
	x = n->area.x + (n->area.w - w) / 2;
	y = top + MAX(room - (int)l->rows * l->row_height, 0) * 2 / 5;
	l->panel = cut(n, x, y, w, h);
	l->title = cut(n, x, y, w, title_h);
	l->list = cut(
		n, x + l->pad, y + title_h + l->pad, w - 2 * l->pad, (int)l->rows * l->row_height);
	place_scroll(l);
	if (count_h) {
		int bottom = y + h - l->pad;

		l->count = cut(n, x + l->pad * 3 / 2, bottom - l->line * 5 - cell_h(l),
			w - 3 * l->pad, cell_h(l));
		l->count_bar = cut(
			n, x + l->pad * 3 / 2, bottom - l->line * 3, w - 3 * l->pad, l->line * 3);
	}
	if (help_h)
		l->help = cut(n, x, y + h + gap, w, help_h);
	l->help_pad = l->pad;
}

/* ---- places that a configuration gives ---- */

struct grid {
	const struct bootmenu_style *style;
	int cols, rows;
	int64_t scale; /* of its pixels, SCALE_BITS */
	int x, y;      /* of its first pixel */
};

static int scaled(const struct grid *g, int pixels)
{
	return (int)((pixels * g->scale) >> SCALE_BITS);
}

static int grid_x(const struct grid *g, int col)
{
	return g->x + scaled(g, GRID_BORDER + col * GRID_COL);
}

static int grid_y(const struct grid *g, int row)
{
	return g->y + scaled(g, GRID_BORDER + row * GRID_ROW);
}

static int place(const struct grid *g, enum bootmenu_place which)
{
	return MAX(MIN(g->style->places[which], GRID_MAX), -GRID_MAX);
}

/* The row that (which) names, from 0, shifted as all of them are: they are counted from 1. */
static int place_row(const struct grid *g, enum bootmenu_place which)
{
	int row = place(g, which);

	return (row < 0 ? row + g->rows : row - 1) + place(g, BOOTMENU_VSHIFT);
}

static void make_grid(struct grid *g, const struct panel_needs *n)
{
	const int w = (int)MIN(MAX(n->style->width, 320u), 16384u);
	const int h = (int)MIN(MAX(n->style->height, 200u), 16384u);

	*g = (struct grid){.style = n->style,
		.cols = (w - 2 * GRID_BORDER) / GRID_COL,
		.rows = (h - 2 * GRID_BORDER) / GRID_ROW};
	g->scale =
		MIN(((int64_t)n->width << SCALE_BITS) / w, ((int64_t)n->height << SCALE_BITS) / h);
	g->x = ((int)n->width - scaled(g, w)) / 2;
	g->y = ((int)n->height - scaled(g, h)) / 2;
}

static void place_grid_help(
	struct panel_layout *l, const struct panel_needs *n, const struct grid *g)
{
	int first = place_row(g, BOOTMENU_HELPMSGROW), last = place_row(g, BOOTMENU_HELPMSGENDROW);
	int h = (int)n->help_lines * cell_h(l);

	if (n->help_lines && last >= first)
		l->help = cut(n, l->panel.x, grid_y(g, first), l->panel.w,
			MIN(h, grid_y(g, last + 1) - grid_y(g, first)));
}

static int end_of(const struct rect *r)
{
	return r->y + r->h;
}

/* Keys have a frame, which is higher than a row: the countdown may be in the next one. */
static void keep_hints_apart(struct panel_layout *l, const struct panel_needs *n)
{
	if (!l->count.h || l->hints.y >= end_of(&l->count_bar) || end_of(&l->hints) <= l->count.y)
		return;
	if (l->hints.y + l->hints.h / 2 < l->count.y)
		l->hints.y = l->count.y - l->hints.h;
	else
		l->hints.y = end_of(&l->count_bar);
	l->hints = rect_cut(&l->hints, &n->area);
}

/* The frame of help keeps off its text where nothing else is so near. */
static void pad_help(struct panel_layout *l, const struct panel_needs *n)
{
	const struct rect *const near[] = {&l->panel, &l->hints, &l->count, &l->count_bar};
	int top = n->area.y, bottom = n->area.y + n->area.h, down;

	if (!l->help.h)
		return;
	for (unsigned i = 0; i < ARRAY_SIZE(near); i++) {
		if (near[i]->h > 0 && near[i]->y <= l->help.y)
			top = MAX(top, end_of(near[i]));
		else if (near[i]->h > 0)
			bottom = MIN(bottom, near[i]->y);
	}
	down = MAX(MIN(l->pad / 2, bottom - end_of(&l->help)), 0);
	l->help_pad = MAX(MIN(l->pad / 2, l->help.y - top), 0);
	l->help.y -= l->help_pad;
	l->help.h += l->help_pad + down;
}

/* False: there is no room for a menu in these places. */
static bool place_on_grid(struct panel_layout *l, const struct panel_needs *n)
{
	struct grid g;
	int col, width, top, rows;

	make_grid(&g, n);
	width = place(&g, BOOTMENU_WIDTH) > 0 ? place(&g, BOOTMENU_WIDTH) : g.cols;
	col = place(&g, BOOTMENU_HSHIFT) + place(&g, BOOTMENU_MARGIN);
	width -= 2 * place(&g, BOOTMENU_MARGIN);
	top = place(&g, BOOTMENU_VSHIFT);
	rows = place(&g, BOOTMENU_ROWS);
	while (cell_h(l) > scaled(&g, GRID_ROW) && l->size.font != &font_small)
		set_sizes(l, font_smaller(l->size));
	l->row_height = MAX(scaled(&g, GRID_ROW), cell_h(l));
	if (width < GRID_COLS_MIN || rows < 1)
		return false;
	l->panel = cut(n, grid_x(&g, col), grid_y(&g, top) + l->row_height / 2,
		scaled(&g, width * GRID_COL), scaled(&g, (rows + GRID_FRAME - 1) * GRID_ROW));
	l->title = cut(n, l->panel.x, l->panel.y, l->panel.w, scaled(&g, 2 * GRID_ROW) - l->line);
	l->list = cut(n, l->panel.x + l->pad / 2, grid_y(&g, top + GRID_LIST),
		l->panel.w - l->pad * 3 / 2, scaled(&g, rows * GRID_ROW));
	l->rows = (unsigned)MAX(l->list.h, 0) / (unsigned)l->row_height;
	if (!l->rows || l->list.w < GRID_COLS_MIN * cell_w(l))
		return false;
	place_scroll(l);
	place_grid_help(l, n, &g);
	l->hints = cut(n, n->area.x,
		grid_y(&g, place_row(&g, BOOTMENU_TABMSGROW)) - (hints_height(l) - cell_h(l)) / 2,
		n->area.w, hints_height(l));
	top = grid_y(&g, place_row(&g, BOOTMENU_TIMEOUTROW));
	if (n->is_counted) {
		l->count = cut(n, l->panel.x, top, l->panel.w, cell_h(l));
		l->count_bar =
			cut(n, l->panel.x, top + cell_h(l) + l->line, l->panel.w, l->line * 3);
	}
	keep_hints_apart(l, n);
	pad_help(l, n);
	return true;
}

void panel_layout_make(struct panel_layout *l, const struct panel_needs *needs)
{
	*l = (struct panel_layout){};
	choose_size(l, needs);
	if (needs->style && needs->style->places_given && place_on_grid(l, needs))
		return;
	*l = (struct panel_layout){};
	choose_size(l, needs);
	place_own(l, needs);
}
