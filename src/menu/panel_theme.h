/* SPDX-License-Identifier: BSD-2-Clause */
/* The colours of graphical menus: Hawser's own, and over them what a script or another loader's
 * configuration has said. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct bootmenu_style;

/* ARGB; alpha 0: not to be seen. */
struct panel_theme {
	uint32_t centre, edge; /* XRGB of the screen where there is no picture */
	uint32_t shadow, panel, frame, title_bar, title;
	uint32_t text, mark, heading, line;
	uint32_t bar, bar_text, bar_mark;
	uint32_t help;
	uint32_t count, count_track, count_bar;
	uint32_t scroll_track, scroll_thumb;
	uint32_t strip, hint, cap, cap_frame, cap_text;
	uint32_t alert, alert_text;
	uint32_t text_shadow; /* of text on nothing but a picture */
};

/* (style) may be NULL. */
void panel_theme_make(struct panel_theme *t, const struct bootmenu_style *style);
