/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the parts of a menu are on a screen of text. Pure numbers, from 0. */
#pragma once

#include <stdbool.h>

struct bootmenu_style;

#define MENU_NOWHERE (~0u) /* a row for which there is no room */

struct menu_places {
	unsigned left, cols;     /* of title and items */
	unsigned title;          /* row */
	unsigned items, n_items; /* first row, and rows; the rows around them are for "..." */
	unsigned help, n_help;   /* what is said about the highlighted item; n_help 0: nothing */
	unsigned footer, count;  /* rows as wide as the screen, or MENU_NOWHERE */
	bool is_boxed;           /* the screen around it has colours of its own */
};

/* Of a screen of (cols) and (rows), at least 2 and 5; (n_help) rows are wanted for help.
 * (style) NULL, or if what it says does not fit: all that there is for items. */
void menu_places_make(struct menu_places *p, unsigned cols, unsigned rows, unsigned n_help,
	const struct bootmenu_style *style);
