/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the graphical view of a menu share: each adds its layers and draws its text. */
#pragma once

#include "core/strbuf.h"
#include "gfx/scene.h"
#include "menu/panel.h"
#include "menu/panel_layout.h"
#include "menu/panel_text.h"
#include "menu/panel_theme.h"

struct panel {
	const struct menu_view *view;
	struct canvas *canvas;
	struct rect area;
	struct panel_theme theme;
	struct panel_layout l;
	unsigned top;           /* the first item on the screen */
	unsigned total_seconds; /* of the countdown */
	bool drawn;
	unsigned drawn_sel, drawn_top, drawn_seconds;
	const char *drawn_hint;
	struct scene scene;
};

/* ---- panel.c ---- */

/* One more layer with corners of (radius), see struct scene_layer. */
void panel_add(struct panel *p, enum scene_kind kind, struct rect r, unsigned radius, unsigned size,
	uint32_t argb);
/* A panel with its frame; nothing if (r) is empty. */
void panel_add_board(struct panel *p, struct rect r);
/* One row of text in the middle of (r)'s height. */
struct panel_text panel_text_in(const struct panel *p, const struct rect *r, uint32_t argb);
bool panel_touches(const struct rect *a, const struct rect *b);

/* ---- panel_items.c ---- */

const struct menu_item *panel_item(const struct panel *p, unsigned i);
/* Item (i)'s row, and the bar in it when it is highlighted. */
struct rect panel_row_rect(const struct panel *p, unsigned i);
struct rect panel_bar_rect(const struct panel *p, unsigned i);
void panel_add_list(struct panel *p);
void panel_add_scroll(struct panel *p);
void panel_draw_item(const struct panel *p, unsigned i);

/* ---- panel_notes.c ---- */

void panel_add_count(struct panel *p);
void panel_draw_count(const struct panel *p);
/* Bytes of the next line of (text) that fit into (cols), broken between words if need be; what
 * is to be skipped behind it in (*ret_skip). */
size_t panel_help_line(const char *text, unsigned cols, size_t *ret_skip);
/* Configurations indent the text between their words. */
const char *panel_skip_blanks(const char *text);
/* Where help is now, its columns, and the highlighted item's text, never NULL. */
struct rect panel_help_rect(const struct panel *p);
unsigned panel_help_cols(const struct panel *p);
const char *panel_help_text(const struct panel *p);
void panel_draw_help(const struct panel *p);

/* ---- panel_hints.c ---- */

/* What stands there in words, which come first. NULL: keys. */
const char *panel_hint_words(const struct panel *p);
void panel_add_hints(struct panel *p);
void panel_draw_hints(const struct panel *p);
