/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The layout of a menu in text: our own, or that of SYSLINUX' menus if a configuration says
 * anything about it. Their rows count from 1, negative ones from the bottom; above the items are
 * a border, the title and a line. They may be meant for a larger screen, as that of vesamenu.c32:
 * then ours is used.
 */
#include "menu/menu_places.h"

#include "core/util.h"
#include "menu/bootmenu_style.h"

#define TITLE           1 /* row */
#define ITEMS           3
#define ROWS_FOR_FOOTER 14u /* fewer rows are all for items */
#define COLS_MIN        20
#define PLACE_MAX       10000 /* rows and columns beyond are nowhere */

static void place_own(
	struct menu_places *p, unsigned cols, unsigned rows, unsigned n_help, bool styled)
{
	unsigned below = rows >= ROWS_FOR_FOOTER ? 3 : 2; /* "...", footer, an empty row */

	below += n_help ? n_help + 1 : 0;
	*p = (struct menu_places){
		.cols = cols - 1, .title = TITLE, .items = ITEMS, .n_help = n_help};
	p->n_items = rows > ITEMS + below ? rows - ITEMS - below : 1;
	p->help = ITEMS + p->n_items + 1;
	p->footer = rows >= ROWS_FOR_FOOTER ? rows - 2 : MENU_NOWHERE;
	p->count = styled && rows >= ROWS_FOR_FOOTER ? rows - 1 : MENU_NOWHERE;
}

static int place(const struct bootmenu_style *s, enum bootmenu_place which)
{
	return MAX(MIN(s->places[which], PLACE_MAX), -PLACE_MAX);
}

/* The row that (which) names on a screen of (rows), from 0. */
static int row_of(const struct bootmenu_style *s, enum bootmenu_place which, unsigned rows)
{
	int row = place(s, which);

	return (row < 0 ? row + (int)rows : row - 1) + place(s, BOOTMENU_VSHIFT);
}

/* The same if it is on the screen and not among the items. */
static unsigned free_row(const struct menu_places *p, const struct bootmenu_style *s,
	enum bootmenu_place which, unsigned rows)
{
	int row = row_of(s, which, rows);

	if (row < 0 || row >= (int)rows)
		return MENU_NOWHERE;
	if ((unsigned)row >= p->title && (unsigned)row < p->items + p->n_items)
		return MENU_NOWHERE;
	return (unsigned)row;
}

/* Help has what is left between its row and the (last) one, or what stands below it. */
static void place_help(struct menu_places *p, unsigned n_help, int last)
{
	if (p->help == MENU_NOWHERE || last < (int)p->help)
		return;
	p->n_help = MIN(n_help, (unsigned)last - p->help + 1);
	if (p->footer != MENU_NOWHERE && p->footer >= p->help)
		p->n_help = MIN(p->n_help, p->footer - p->help);
	if (p->count != MENU_NOWHERE && p->count >= p->help)
		p->n_help = MIN(p->n_help, p->count - p->help);
}

/* True if messages are to be below the screen there is. */
static bool is_for_larger(const struct bootmenu_style *s, unsigned rows, bool has_help)
{
	return row_of(s, BOOTMENU_TABMSGROW, rows) >= (int)rows ||
		row_of(s, BOOTMENU_TIMEOUTROW, rows) >= (int)rows ||
		(has_help && row_of(s, BOOTMENU_HELPMSGROW, rows) >= (int)rows);
}

/* False: it does not fit. */
static bool place_as_said(struct menu_places *p, unsigned cols, unsigned rows, unsigned n_help,
	const struct bootmenu_style *s)
{
	int top = place(s, BOOTMENU_VSHIFT), n = place(s, BOOTMENU_ROWS);
	int margin = place(s, BOOTMENU_MARGIN), left = place(s, BOOTMENU_HSHIFT) + margin;
	int width =
		(place(s, BOOTMENU_WIDTH) > 0 ? place(s, BOOTMENU_WIDTH) : (int)cols) - 2 * margin;

	if (top < 0 || n < 1 || top + ITEMS + n >= (int)rows || is_for_larger(s, rows, n_help > 0))
		return false;
	if (left < 0 || width < COLS_MIN || left + width >= (int)cols + (left == 0))
		return false;
	*p = (struct menu_places){.left = (unsigned)left,
		.cols = (unsigned)MIN(width, (int)cols - 1 - left),
		.title = (unsigned)top + TITLE,
		.items = (unsigned)top + ITEMS,
		.n_items = (unsigned)n,
		.is_boxed = true};
	p->footer = free_row(p, s, BOOTMENU_TABMSGROW, rows);
	p->count = free_row(p, s, BOOTMENU_TIMEOUTROW, rows);
	p->help = free_row(p, s, BOOTMENU_HELPMSGROW, rows);
	place_help(p, n_help, MIN(row_of(s, BOOTMENU_HELPMSGENDROW, rows), (int)rows - 1));
	return true;
}

void menu_places_make(struct menu_places *p, unsigned cols, unsigned rows, unsigned n_help,
	const struct bootmenu_style *style)
{
	if (!style || !style->places_given || !place_as_said(p, cols, rows, n_help, style))
		place_own(p, cols, rows, n_help, style != NULL);
}
