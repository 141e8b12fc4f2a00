/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the parts of a graphical menu are on the screen. Pure numbers. */
#pragma once

#include <stdbool.h>

#include "gfx/canvas.h"
#include "gfx/font.h"

struct bootmenu_style;

struct panel_needs {
	unsigned width, height; /* of the screen */
	struct rect area;       /* of it that the menu may take */
	unsigned n_items, cols; /* cols: of the longest one */
	unsigned title_cols;
	unsigned help_lines;
	bool is_counted;                    /* there is a countdown */
	const struct bootmenu_style *style; /* or NULL */
};

/* Rectangles may be empty: there is no room, or no need. They lie in the area. */
struct panel_layout {
	struct font_size size;
	struct rect panel, title, list, scroll, count, count_bar, help, hints;
	unsigned rows; /* of items in (list); at least 1 */
	int row_height, pad, radius, line;
	int help_pad; /* above the text of help */
};

void panel_layout_make(struct panel_layout *l, const struct panel_needs *needs);
