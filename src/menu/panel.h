/* SPDX-License-Identifier: BSD-2-Clause */
/* The graphical view of a menu: what struct menu_view says, on a canvas. */
#pragma once

#include "gfx/canvas.h"
#include "menu/menu_view.h"

struct panel;

/* A view of (v) in (area) of (c), over (backdrop): a pixel for each of the canvas', or NULL.
 * All are borrowed. NULL: no memory (recorded). */
struct panel *panel_new(
	struct canvas *c, const uint32_t *backdrop, struct rect area, const struct menu_view *v);
void panel_free(struct panel *p); /* NULL is fine */

/* Draws what changed since it was called last; the caller flushes the canvas. */
void panel_draw(struct panel *p);

/* Items that are on the screen at a time. */
unsigned panel_rows(const struct panel *p);

/* ---- panel_show.c: on the machine's screen ---- */

/* Shows (v) as it is now, if the screen is graphics: v->panel is there then, else NULL. */
void panel_show(struct menu_view *v);
/* Gives the screen back to the text console. */
void panel_hide(struct menu_view *v);
