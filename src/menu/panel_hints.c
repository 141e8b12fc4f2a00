/* SPDX-License-Identifier: BSD-2-Clause */
/* The last row of a graphical menu: which keys there are, or what is said instead. */
#include "menu/panel_priv.h"

#include <string.h>

#include "menu/bootmenu_style.h"

/* ---- keys at the bottom ---- */

struct hint {
	const char *key, *does;
};

/* What keys there are to tell of, ended by one without a key. */
static const struct hint *hints(const struct panel *p)
{
	static const struct hint plain[] = {
		{"\xe2\x86\x91\xe2\x86\x93", "Move"}, {"Enter", "Choose"}, {"Esc", "Cancel"}, {}};
	static const struct hint edit[] = {{"\xe2\x86\x91\xe2\x86\x93", "Move"}, {"Enter", "Start"},
		{"Tab", "Edit"}, {"Esc", "Back"}, {}};
	static const struct hint letters[] = {{"\xe2\x86\x91\xe2\x86\x93", "Move"},
		{"Enter", "Start"}, {"e", "Edit"}, {"c", "Shell"}, {"Esc", "Back"}, {}};
	const struct bootmenu_style *style = p->view->style;

	if (p->view->letters && strchr(p->view->letters, 'c'))
		return letters;
	return style && style->can_edit ? edit : plain;
}

const char *panel_hint_words(const struct panel *p)
{
	const struct bootmenu_style *s = p->view->style;

	if (p->view->alert)
		return p->view->alert;
	if (p->view->help)
		return p->view->help;
	return s && s->has_tab_text
		? s->texts[s->can_edit ? BOOTMENU_TEXT_TAB : BOOTMENU_TEXT_NOTAB]
		: NULL;
}

static bool has_hints(const struct panel *p)
{
	struct rect help = panel_help_rect(p);

	return p->view->alert || !*panel_help_text(p) || !panel_touches(&help, &p->l.hints);
}

struct hint_place {
	struct rect cap;
	int text_x;
};

/* Where (h) stands if it begins at (x); returns where the next one begins. */
static int hint_place(const struct panel *p, const struct hint *h, int x, struct hint_place *ret)
{
	int cell = (int)font_cell_width(p->l.size);
	int cap = (int)panel_text_width(p->l.size, h->key) + cell * 3 / 2;

	ret->cap = (struct rect){
		x, p->l.hints.y + p->l.hints.h / 7, cap, p->l.hints.h - p->l.hints.h / 7 * 2};
	ret->text_x = x + cap + cell;
	return ret->text_x + (int)panel_text_width(p->l.size, h->does) + cell * 3;
}

/* What the hints cover: in the middle, as wide as they are. */
static struct rect hints_rect(const struct panel *p)
{
	const char *words = panel_hint_words(p);
	struct hint_place place;
	struct rect r = p->l.hints;
	int w = words ? (int)panel_text_width(p->l.size, words) : 0;

	for (const struct hint *h = hints(p); !words && h->key; h++)
		w = hint_place(p, h, w, &place);
	if (!words)
		w -= (int)font_cell_width(p->l.size) * 3;
	w = MIN(w, r.w - 2 * p->l.pad);
	r.x += (r.w - w) / 2;
	r.w = w;
	return r;
}

void panel_add_hints(struct panel *p)
{
	struct rect r = hints_rect(p);
	int x = r.x, line = MAX(p->l.line / 2, 1);
	struct hint_place place;

	if (!has_hints(p))
		return;
	r.x -= p->l.pad;
	r.w += 2 * p->l.pad;
	panel_add(p, SCENE_FILL, rect_cut(&r, &p->l.hints), (unsigned)p->l.radius, 0,
		p->view->alert ? p->theme.alert : p->theme.strip);
	if (panel_hint_words(p))
		return;
	for (const struct hint *h = hints(p); h->key; h++) {
		x = hint_place(p, h, x, &place);
		panel_add(p, SCENE_FILL, place.cap, (unsigned)p->l.radius / 2, 0, p->theme.cap);
		panel_add(p, SCENE_FRAME, place.cap, (unsigned)p->l.radius / 2, (unsigned)line,
			p->theme.cap_frame);
	}
}

static void draw_hint_text(const struct panel *p, int x, const char *text, uint32_t argb)
{
	struct panel_text t = panel_text_in(p, &p->l.hints, argb);

	t.x = x;
	t.max_width = (unsigned)MAX(p->l.hints.x + p->l.hints.w - p->l.pad - x, 0);
	(void)panel_text_draw(&t, text);
}

void panel_draw_hints(const struct panel *p)
{
	const char *words = panel_hint_words(p);
	int x = hints_rect(p).x, cell = (int)font_cell_width(p->l.size);
	struct hint_place place;

	if (!has_hints(p))
		return;
	if (words) {
		draw_hint_text(p, x, words, p->view->alert ? p->theme.alert_text : p->theme.hint);
		return;
	}
	for (const struct hint *h = hints(p); h->key; h++) {
		x = hint_place(p, h, x, &place);
		draw_hint_text(p, place.cap.x + cell * 3 / 4, h->key, p->theme.cap_text);
		draw_hint_text(p, place.text_x, h->does, p->theme.hint);
	}
}
