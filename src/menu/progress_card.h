/* SPDX-License-Identifier: BSD-2-Clause */
/* The progress line as a card on a graphical screen, in front of the text console. */
#pragma once

#include "gfx/canvas.h"
#include "gfx/font.h"
#include "menu/progress_text.h"

struct progress_card {
	struct rect area;      /* of the screen that text is in */
	struct font_size size; /* of that text */
	const uint32_t *backdrop;
};

/* Where it is; empty if there is no room. */
struct rect progress_card_rect(const struct progress_card *card);
/* Draws what (p) says; nothing if there is no room. Without memory the texts are missing. */
void progress_card_draw(
	const struct progress_card *card, struct canvas *c, const struct progress *p);
