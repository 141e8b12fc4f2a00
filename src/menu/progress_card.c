/* SPDX-License-Identifier: BSD-2-Clause */
/* The card stands at the bottom: what is being done, a bar, and the numbers below. Where the
 * end is not known a part of the bar goes to and fro. */
#include "menu/progress_card.h"

#include <stdlib.h>

#include "core/clock.h"
#include "gfx/scene.h"
#include "menu/panel_text.h"
#include "menu/panel_theme.h"

#define COLS_MAX   64
#define COLS_MIN   24
#define TENTHS     7              /* of the area's width */
#define SWING_US   (4 * US_PER_S) /* to and fro */
#define SWING_PART 5              /* one of so many is the part that moves */
#define CARD_ALPHA 0xf0000000u

static int cell_w(const struct progress_card *k)
{
	return (int)font_cell_width(k->size);
}

static int cell_h(const struct progress_card *k)
{
	return (int)font_cell_height(k->size);
}

struct rect progress_card_rect(const struct progress_card *k)
{
	int w = MIN(k->area.w / 10 * TENTHS, COLS_MAX * cell_w(k)), h = cell_h(k) * 4;

	if (w < COLS_MIN * cell_w(k) || h > k->area.h / 2)
		return (struct rect){};
	return (struct rect){
		k->area.x + (k->area.w - w) / 2, k->area.y + k->area.h - h - cell_h(k) / 2, w, h};
}

/* The part of (bar) that is done, or that moves. */
static struct rect done(struct rect bar, const struct progress *p, unsigned permille)
{
	int64_t way, at;

	if (permille != PROGRESS_UNKNOWN) {
		bar.w = (int)((int64_t)bar.w * permille / 1000);
		return bar;
	}
	way = bar.w - bar.w / SWING_PART;
	at = (int64_t)(p->waited_us % SWING_US) * 2 * way / (int64_t)SWING_US;
	bar.x += (int)(at > way ? 2 * way - at : at);
	bar.w /= SWING_PART;
	return bar;
}

static void draw_text(const struct progress_card *k, struct canvas *c, const struct rect *in, int y,
	const char *text, uint32_t argb, bool bold)
{
	const struct panel_text t = {.canvas = c,
		.size = k->size,
		.x = in->x,
		.y = y,
		.max_width = (unsigned)in->w,
		.argb = argb,
		.bold = bold,
		.mark = PANEL_NO_MARK};

	if (text)
		(void)panel_text_draw(&t, text);
}

void progress_card_draw(const struct progress_card *k, struct canvas *c, const struct progress *p)
{
	_cleanup_(strbuf_free) struct strbuf title = {};
	_cleanup_(strbuf_free) struct strbuf detail = {};
	_cleanup_(freep) struct scene *s = calloc(1, sizeof(*s));
	struct rect r = progress_card_rect(k), in, bar;
	int line = MAX(cell_w(k) / 8, 1), radius = cell_w(k) * 3 / 4;
	struct panel_theme theme;
	unsigned permille;

	if (rect_is_empty(&r) || !s)
		return;
	panel_theme_make(&theme, NULL);
	*s = (struct scene){.canvas = c, .backdrop = k->backdrop};
	in = (struct rect){r.x + cell_w(k) * 2, r.y, r.w - cell_w(k) * 4, r.h};
	bar = (struct rect){in.x, r.y + r.h / 2 - 2 * line, in.w, line * 4};
	progress_parts(p, &title, &detail, &permille);
	scene_add_box(s, SCENE_FILL, r, radius, 0, CARD_ALPHA | (theme.panel & 0xffffff));
	scene_add_box(s, SCENE_FRAME, r, radius, line, theme.frame | 0x20000000);
	scene_add_box(s, SCENE_FILL, bar, bar.h / 2, 0, theme.count_track);
	scene_add_box(s, SCENE_FILL, done(bar, p, permille), bar.h / 2, 0, theme.count_bar);
	scene_paint(s, r);
	draw_text(k, c, &in, r.y + cell_h(k) / 2, title.s, theme.title, true);
	draw_text(k, c, &in, r.y + r.h - cell_h(k) * 3 / 2, detail.s, theme.help, false);
}
