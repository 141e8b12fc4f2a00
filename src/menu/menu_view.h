/* SPDX-License-Identifier: BSD-2-Clause */
/* A menu on the screen: where the highlight is and what of it is on the screen. */
#pragma once

#include "menu/menu.h"
#include "menu/menu_places.h"

struct panel;

struct menu_view {
	const struct menu *menu;
	const struct menu_item **items; /* the menu's, by number */
	unsigned n;
	unsigned sel;              /* the highlighted one: selectable */
	unsigned top;              /* the first one on the screen */
	unsigned cols, rows;       /* of the screen as last drawn; cols 0: draw all of it */
	struct menu_places places; /* on that */
	unsigned drawn_sel, drawn_top;
	const char *help;  /* what the last row says; NULL: that of a menu */
	const char *alert; /* says it instead, in its own colours; NULL: nothing to tell */
	const struct bootmenu_style *style; /* NULL: as scripts have said */
	const char *letters;                /* as in struct menu_choice */
	unsigned help_rows; /* below the items, for what is to be said about the highlighted one */
	unsigned seconds, drawn_seconds; /* of the countdown; 0: none is shown */
	struct panel *panel;             /* the graphical view; NULL: the screen is text */
};

/* Numbers the items and highlights (initial). -ERR_NOENT if nothing can be chosen, -ERR_NOMEM. */
int menu_view_init(struct menu_view *v, const struct menu *m, const char *initial);
void menu_view_done(struct menu_view *v);

/* What a key does besides Enter, ESC and Ctrl-C. Returns true if it chooses the highlighted
 * item. */
bool menu_view_key(struct menu_view *v, int key);

/* Brings the screen up to date: all of it when its size is new, else the rows that changed. */
void menu_view_draw(struct menu_view *v);
