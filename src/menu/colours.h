/* SPDX-License-Identifier: BSD-2-Clause */
/* The colours of menus and forms, which scripts may change: eight colours, and eight pairs
 * of them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/ansi.h"

#define COLOUR_COUNT   8u
#define COLOUR_DEFAULT ANSI_DEFAULT /* in place of a colour: the console's own */

enum colour_pair {
	PAIR_DEFAULT,
	PAIR_NORMAL,
	PAIR_SELECT,
	PAIR_SEPARATOR,
	PAIR_EDIT,
	PAIR_ALERT,
	PAIR_URL,
	PAIR_PXE,
	PAIR_COUNT,
};

/* Colour (index) becomes the console's (basic), 0 to 7 or COLOUR_DEFAULT, and where true
 * colours are to be had (rgb), ANSI_RGB | 0xrrggbb or 0. -ERR_INVAL: there is no such colour
 * (recorded). */
int colour_define(uint64_t index, uint64_t basic, uint32_t rgb);
/* Pair (index) becomes colours (fg) on (bg), each an index or COLOUR_DEFAULT. -ERR_INVAL. */
int colour_pair_define(uint64_t index, uint64_t fg, uint64_t bg);
/* Of the eight basic colours the one that looks most like (rgb), 0xrrggbb. */
unsigned colour_nearest(uint32_t rgb);
/* What text of (pair) looks like now. */
struct ansi_attr colour_attr(enum colour_pair pair);
/* Whether a script has said anything about what (pair) looks like. */
bool colour_is_own(enum colour_pair pair);
