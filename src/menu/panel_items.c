/* SPDX-License-Identifier: BSD-2-Clause */
/* The items of a graphical menu: rows of text, keys, marks and headings, the bar, the scrollbar. */
#include "menu/panel_priv.h"

#include <string.h>

#include "menu/textrow.h"

#define CAP_COLS      2              /* a key's, at the end of an item */
#define CAP_LIST_COLS 12             /* a narrower list has no room for it */
#define MARK_OPENS    "\xe2\x80\xba" /* U+203A, behind what opens another menu */

/* ---- items ---- */

const struct menu_item *panel_item(const struct panel *p, unsigned i)
{
	return p->view->items[i];
}

static bool is_rule_char(char c)
{
	return c == '-' || c == '=' || c == '_' || c == '*' || c == ' ';
}

/* The words of a heading: scripts put dashes around them, for which there is a line here. */
static char *heading_words(const char *text)
{
	size_t first = 0, len = strlen(text);

	while (text[first] && is_rule_char(text[first]))
		first++;
	while (len > first && is_rule_char(text[len - 1]))
		len--;
	return str_ndup(text + first, len - first);
}

/* The column of the letter that is the item's key, in menus that mark it; else PANEL_NO_MARK. */
static unsigned key_mark(const struct panel *p, const struct menu_item *it)
{
	char c = it->key_at < strlen(it->text) ? it->text[it->key_at] : '\0';
	_cleanup_(freep) char *before = NULL;

	if (!p->view->style || !it->key || it->key > 0x7e || (c | 0x20) != (it->key | 0x20))
		return PANEL_NO_MARK;
	before = str_ndup(it->text, it->key_at);
	return before ? textrow_width(before) : PANEL_NO_MARK;
}

static bool has_cap(const struct panel *p, const struct menu_item *it)
{
	return it->name && it->key > ' ' && it->key < 0x7f &&
		p->l.list.w > CAP_LIST_COLS * (int)font_cell_width(p->l.size) &&
		key_mark(p, it) == PANEL_NO_MARK;
}

/* ---- what changes ---- */

struct rect panel_row_rect(const struct panel *p, unsigned i)
{
	const struct panel_layout *l = &p->l;

	return (struct rect){
		l->list.x, l->list.y + (int)(i - p->top) * l->row_height, l->list.w, l->row_height};
}

/* The bar leaves a line of the row free. */
struct rect panel_bar_rect(const struct panel *p, unsigned i)
{
	struct rect r = panel_row_rect(p, i);

	r.h -= p->l.line;
	return r;
}

/* ---- layers ---- */

static struct rect cap_rect(const struct panel *p, unsigned i)
{
	const struct panel_layout *l = &p->l;
	int w = (int)font_cell_width(l->size) * CAP_COLS, h = (int)font_cell_height(l->size);
	struct rect r = panel_bar_rect(p, i);

	return (struct rect){r.x + r.w - w - l->pad / 2, r.y + (r.h - h) / 2, w, h};
}

/* Blank rows of other loaders' menus are lines in a frame, and blank where there is none. */
static bool is_blank(const struct panel *p, const struct menu_item *it)
{
	return p->view->style && !p->theme.frame && !it->text[strspn(it->text, " ")];
}

/* A line behind the words of a heading, and nothing else where it has none. */
static void add_item(struct panel *p, unsigned i)
{
	const struct menu_item *it = panel_item(p, i);
	_cleanup_(freep) char *words = NULL;
	struct rect r = panel_row_rect(p, i);

	if (has_cap(p, it)) {
		r = cap_rect(p, i);
		panel_add(p, SCENE_FRAME, r, (unsigned)p->l.radius / 2, (unsigned)p->l.line,
			p->theme.cap_frame);
		return;
	}
	if (it->name || is_blank(p, it))
		return;
	words = heading_words(it->text);
	r.x += p->l.pad / 2;
	r.w -= p->l.pad;
	if (words && *words) {
		int used = (int)panel_text_width(p->l.size, words) + p->l.pad / 2;

		r.x += used;
		r.w -= used;
	}
	r.y += r.h / 2;
	r.h = p->l.line;
	panel_add(p, SCENE_FILL, r, 0, 0, p->theme.line);
}

void panel_add_list(struct panel *p)
{
	unsigned end = MIN(p->view->n, p->top + p->l.rows), sel = p->view->sel;

	if (sel >= p->top && sel < end)
		panel_add(p, SCENE_FILL, panel_bar_rect(p, sel), (unsigned)p->l.radius * 2 / 3, 0,
			p->theme.bar);
	for (unsigned i = p->top; i < end; i++)
		add_item(p, i);
}

void panel_add_scroll(struct panel *p)
{
	const struct panel_layout *l = &p->l;
	struct rect r = l->scroll;
	int h = r.h;

	if (p->view->n <= l->rows)
		return;
	panel_add(p, SCENE_FILL, r, (unsigned)r.w / 2, 0, p->theme.scroll_track);
	r.h = MAX((int)((int64_t)h * l->rows / p->view->n), MIN(4 * r.w, h));
	r.y += (int)((int64_t)(h - r.h) * p->top / (p->view->n - l->rows));
	panel_add(p, SCENE_FILL, r, (unsigned)r.w / 2, 0, p->theme.scroll_thumb);
}

/* ---- text ---- */

static void draw_heading(const struct panel *p, struct rect r, const struct menu_item *it)
{
	_cleanup_(freep) char *words = heading_words(it->text);
	struct panel_text t;

	r.x += p->l.pad / 2;
	r.w -= p->l.pad;
	t = panel_text_in(p, &r, p->theme.heading);
	if (words)
		(void)panel_text_draw(&t, words);
}

/* What stands at the end of an item's row; the row (r) gets narrower by it. */
static void draw_item_end(const struct panel *p, unsigned i, struct rect *r,
	const struct menu_item *it, uint32_t argb)
{
	int cell = (int)font_cell_width(p->l.size);
	struct rect end = cap_rect(p, i);
	struct panel_text t;

	if (has_cap(p, it)) {
		const char key[] = {(char)it->key, '\0'};

		end.x += cell / 2;
		t = panel_text_in(p, &end, argb);
		(void)panel_text_draw(&t, key);
		r->w -= (CAP_COLS + 1) * cell;
	}
	if (!it->opens)
		return;
	end = *r;
	end.x += r->w - cell;
	end.w = cell;
	t = panel_text_in(p, &end, argb);
	(void)panel_text_draw(&t, MARK_OPENS);
	r->w -= 2 * cell;
}

void panel_draw_item(const struct panel *p, unsigned i)
{
	const struct menu_item *it = panel_item(p, i);
	bool selected = i == p->view->sel;
	struct rect r = panel_bar_rect(p, i);
	struct panel_text t;

	if (!it->name) {
		draw_heading(p, r, it);
		return;
	}
	r.x += p->l.pad / 2;
	r.w -= p->l.pad;
	draw_item_end(p, i, &r, it, selected ? p->theme.bar_text : p->theme.hint);
	t = panel_text_in(p, &r, selected ? p->theme.bar_text : p->theme.text);
	t.mark = key_mark(p, it);
	t.mark_argb = selected ? p->theme.bar_mark : p->theme.mark;
	t.bold = selected && !(p->theme.bar >> 24);
	(void)panel_text_draw(&t, it->text);
}
