/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The menu as panels of a scene with text on top. Whatever changes is a rectangle that is painted anew
 * with all that lies in it, so that a moved highlight costs two rows, and a second of the countdown
 * its line.
 */
#include "menu/panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "gfx/scene.h"
#include "menu/bootmenu_style.h"
#include "menu/panel_layout.h"
#include "menu/panel_text.h"
#include "menu/panel_theme.h"
#include "menu/textrow.h"

#define HELP_LINES_MAX 6u
#define CAP_COLS       2 /* a key's, at the end of an item */
#define CAP_LIST_COLS  12 /* a narrower list has no room for it */
#define MARK_OPENS     "\xe2\x80\xba" /* U+203A, behind what opens another menu */
#define EXTRA_COLS     6              /* for both */

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

/* ---- items ---- */

static const struct menu_item *item(const struct panel *p, unsigned i)
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

static struct rect row_rect(const struct panel *p, unsigned i)
{
	const struct panel_layout *l = &p->l;

	return (struct rect){l->list.x, l->list.y + (int)(i - p->top) * l->row_height, l->list.w,
		l->row_height};
}

/* The bar leaves a line of the row free. */
static struct rect bar_rect(const struct panel *p, unsigned i)
{
	struct rect r = row_rect(p, i);

	r.h -= p->l.line;
	return r;
}

/* Scrolls as little as shows the highlight, and with it the headings right above it. */
static void scroll(struct panel *p)
{
	unsigned rows = p->l.rows, sel = p->view->sel, n = p->view->n, first = sel;

	while (first > 0 && !item(p, first - 1)->name && sel - first + 1 < rows)
		first--;
	if (p->top + rows > n)
		p->top = n > rows ? n - rows : 0;
	p->top = MIN(p->top, first);
	if (sel >= p->top + rows)
		p->top = sel - rows + 1;
}

/* ---- layers ---- */

static void add(struct panel *p, enum scene_kind kind, struct rect r, unsigned radius,
	unsigned size, uint32_t argb)
{
	scene_add(&p->scene,
		&(struct scene_layer){.kind = kind,
			.r = r,
			.radius = radius,
			.corners = SCENE_ALL,
			.size = size,
			.argb = argb});
}

static void add_board(struct panel *p, struct rect r)
{
	const struct panel_layout *l = &p->l;
	unsigned radius = (unsigned)l->radius;

	if (rect_is_empty(&r))
		return;
	add(p, SCENE_FILL, r, radius, 0, p->theme.panel);
	add(p, SCENE_FRAME, r, radius, (unsigned)l->line, p->theme.frame);
}

static void add_title(struct panel *p)
{
	const struct panel_layout *l = &p->l;
	struct rect r = l->title;

	scene_add(&p->scene,
		&(struct scene_layer){.r = r,
			.radius = (unsigned)l->radius,
			.corners = SCENE_TOP,
			.argb = p->theme.title_bar});
	r.y += r.h - l->line;
	r.h = l->line;
	add(p, SCENE_FILL, r, 0, 0, p->theme.frame ? p->theme.line : 0);
}

static struct rect cap_rect(const struct panel *p, unsigned i)
{
	const struct panel_layout *l = &p->l;
	int w = (int)font_cell_width(l->size) * CAP_COLS, h = (int)font_cell_height(l->size);
	struct rect r = bar_rect(p, i);

	return (struct rect){r.x + r.w - w - l->pad / 2, r.y + (r.h - h) / 2, w, h};
}

/* A line behind the words of a heading, and nothing else where it has none. */
static void add_item(struct panel *p, unsigned i)
{
	const struct menu_item *it = item(p, i);
	_cleanup_(freep) char *words = NULL;
	struct rect r = row_rect(p, i);

	if (has_cap(p, it)) {
		r = cap_rect(p, i);
		add(p, SCENE_FRAME, r, (unsigned)p->l.radius / 2, (unsigned)p->l.line,
			p->theme.cap_frame);
		return;
	}
	if (it->name)
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
	add(p, SCENE_FILL, r, 0, 0, p->theme.line);
}

static void add_list(struct panel *p)
{
	unsigned end = MIN(p->view->n, p->top + p->l.rows), sel = p->view->sel;

	if (sel >= p->top && sel < end)
		add(p, SCENE_FILL, bar_rect(p, sel), (unsigned)p->l.radius * 2 / 3, 0,
			p->theme.bar);
	for (unsigned i = p->top; i < end; i++)
		add_item(p, i);
}

static void add_scroll(struct panel *p)
{
	const struct panel_layout *l = &p->l;
	struct rect r = l->scroll;
	int h = r.h;

	if (p->view->n <= l->rows)
		return;
	add(p, SCENE_FILL, r, (unsigned)r.w / 2, 0, p->theme.scroll_track);
	r.h = MAX((int)((int64_t)h * l->rows / p->view->n), MIN(4 * r.w, h));
	r.y += (int)((int64_t)(h - r.h) * p->top / (p->view->n - l->rows));
	add(p, SCENE_FILL, r, (unsigned)r.w / 2, 0, p->theme.scroll_thumb);
}

static void add_count(struct panel *p)
{
	struct rect r = p->l.count_bar;
	unsigned radius = (unsigned)MAX(r.h, 0) / 2;

	if (!p->view->seconds || !p->total_seconds)
		return;
	add(p, SCENE_FILL, r, radius, 0, p->theme.count_track);
	r.w = (int)((int64_t)r.w * MIN(p->view->seconds, p->total_seconds) / p->total_seconds);
	add(p, SCENE_FILL, r, radius, 0, p->theme.count_bar);
}

/* ---- text ---- */

/* One row of text in the middle of (r)'s height. */
static struct panel_text text_in(const struct panel *p, const struct rect *r, uint32_t argb)
{
	return (struct panel_text){.canvas = p->canvas,
		.size = p->l.size,
		.x = r->x,
		.y = r->y + (r->h - (int)font_cell_height(p->l.size)) / 2,
		.max_width = (unsigned)MAX(r->w, 0),
		.argb = argb,
		.shadow = p->theme.text_shadow,
		.mark = PANEL_NO_MARK};
}

static void draw_title(const struct panel *p)
{
	struct rect r = p->l.title;
	unsigned width = panel_text_width(p->l.size, p->view->menu->title);
	struct panel_text t;

	r.x += p->l.pad;
	r.w -= 2 * p->l.pad;
	t = text_in(p, &r, p->theme.title);
	t.bold = true;
	if ((int)width < r.w)
		t.x += (r.w - (int)width) / 2;
	(void)panel_text_draw(&t, p->view->menu->title);
}

static void draw_heading(const struct panel *p, struct rect r, const struct menu_item *it)
{
	_cleanup_(freep) char *words = heading_words(it->text);
	struct panel_text t;

	r.x += p->l.pad / 2;
	r.w -= p->l.pad;
	t = text_in(p, &r, p->theme.heading);
	if (words)
		(void)panel_text_draw(&t, words);
}

/* What stands at the end of an item's row; the row (r) gets narrower by it. */
static void draw_item_end(
	const struct panel *p, unsigned i, struct rect *r, const struct menu_item *it, uint32_t argb)
{
	int cell = (int)font_cell_width(p->l.size);
	struct rect end = cap_rect(p, i);
	struct panel_text t;

	if (has_cap(p, it)) {
		const char key[] = {(char)it->key, '\0'};

		end.x += cell / 2;
		t = text_in(p, &end, argb);
		(void)panel_text_draw(&t, key);
		r->w -= (CAP_COLS + 1) * cell;
	}
	if (!it->opens)
		return;
	end = *r;
	end.x += r->w - cell;
	end.w = cell;
	t = text_in(p, &end, argb);
	(void)panel_text_draw(&t, MARK_OPENS);
	r->w -= 2 * cell;
}

static void draw_item(const struct panel *p, unsigned i)
{
	const struct menu_item *it = item(p, i);
	bool selected = i == p->view->sel;
	struct rect r = bar_rect(p, i);
	struct panel_text t;

	if (!it->name) {
		draw_heading(p, r, it);
		return;
	}
	r.x += p->l.pad / 2;
	r.w -= p->l.pad;
	draw_item_end(p, i, &r, it, selected ? p->theme.bar_text : p->theme.hint);
	t = text_in(p, &r, selected ? p->theme.bar_text : p->theme.text);
	t.mark = key_mark(p, it);
	t.mark_argb = selected ? p->theme.bar_mark : p->theme.mark;
	t.bold = selected && !(p->theme.bar >> 24);
	(void)panel_text_draw(&t, it->text);
}

/* "#" in the words of a configuration is the number of seconds, "{singular[,dual],plural}" a word for
 * them. */
static void add_count_words(const char *text, unsigned seconds, struct strbuf *out)
{
	for (const char *c = text; *c; c++) {
		const char *end = strchr(c, '}'), *part = c + 1;
		unsigned n_parts = 1, wanted;

		if (*c == '#')
			(void)strbuf_addf(out, "%u", seconds);
		else if (*c != '{' || !end)
			(void)strbuf_addc(out, *c);
		if (*c != '{' || !end)
			continue;
		for (const char *k = part; k < end; k++)
			n_parts += *k == ',';
		wanted = MIN(MAX(seconds, 1u), n_parts) - 1;
		for (; wanted; wanted--)
			part = strchr(part, ',') + 1;
		(void)strbuf_add(out, part, MIN(strcspn(part, ","), (size_t)(end - part)));
		c = end;
	}
}

static void draw_count(const struct panel *p)
{
	_cleanup_(strbuf_free) struct strbuf words = {};
	const struct bootmenu_style *style = p->view->style;
	struct panel_text t = text_in(p, &p->l.count, p->theme.count);

	if (!p->view->seconds)
		return;
	add_count_words(style ? style->texts[BOOTMENU_TEXT_AUTOBOOT]
			      : "Starting in # second{,s}. Any other key stops the clock",
		p->view->seconds, &words);
	if (words.s)
		(void)panel_text_draw(&t, words.s);
}

/* Configurations indent the text between their words. */
static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

/* Bytes of the next line of (text) that fit into (cols), broken between words if need be; what is to
 * be skipped behind it in (*ret_skip). */
static size_t help_line(const char *text, unsigned cols, size_t *ret_skip)
{
	size_t line = strcspn(text, "\n"), n = 0, blank = 0, step;
	unsigned used = 0;

	while (n < line) {
		unsigned width = utf8_width(utf8_decode(text + n, line - n, &step));

		if (used + width > cols)
			break;
		used += width;
		if (text[n] == ' ')
			blank = n;
		n += step;
	}
	*ret_skip = n == line && text[line] ? 1 : 0;
	if (n == line)
		return n;
	if (text[n] == ' ' || !blank) {
		*ret_skip = text[n] == ' ';
		return n ? n : step;
	}
	*ret_skip = 1;
	return blank;
}

static bool touches(const struct rect *a, const struct rect *b)
{
	struct rect r = rect_cut(a, b);

	return !rect_is_empty(&r);
}

/* Places that a configuration gives may overlap: the countdown goes before help, while it runs, and
 * help before keys. */
static struct rect help_rect(const struct panel *p)
{
	struct rect r = p->l.help;

	if (p->view->seconds && touches(&r, &p->l.count))
		r.h = MAX(p->l.count.y - r.y, 0);
	return r;
}

static unsigned help_cols(const struct panel *p)
{
	return (unsigned)MAX(p->l.help.w - 2 * p->l.pad, 0) / font_cell_width(p->l.size);
}

static const char *help_text(const struct panel *p)
{
	const char *help = item(p, p->view->sel)->help;

	return help ? help : "";
}

static void draw_help(const struct panel *p)
{
	const struct panel_layout *l = &p->l;
	struct rect in = help_rect(p);
	struct rect r = {in.x + l->pad, in.y + l->help_pad, in.w - 2 * l->pad,
		(int)font_cell_height(l->size)};
	const char *text = skip_blanks(help_text(p));
	unsigned cols = help_cols(p);
	size_t n, skip;

	for (; *text && cols && r.y + r.h <= in.y + in.h;
		text = skip_blanks(text + n + skip), r.y += r.h) {
		struct panel_text t = text_in(p, &r, p->theme.help);
		_cleanup_(freep) char *line = NULL;

		n = help_line(text, cols, &skip);
		line = str_ndup(text, n);
		if (line)
			(void)panel_text_draw(&t, line);
	}
}

/* ---- keys at the bottom ---- */

struct hint {
	const char *key, *does;
};

/* What keys there are to tell of, ended by one without a key. */
static const struct hint *hints(const struct panel *p)
{
	static const struct hint plain[] = {{"\xe2\x86\x91\xe2\x86\x93", "Move"},
		{"Enter", "Choose"}, {"Esc", "Cancel"}, {}};
	static const struct hint edit[] = {{"\xe2\x86\x91\xe2\x86\x93", "Move"}, {"Enter", "Start"},
		{"Tab", "Edit"}, {"Esc", "Back"}, {}};
	const struct bootmenu_style *style = p->view->style;

	return style && style->can_edit ? edit : plain;
}

/* What stands there in words: that comes first. NULL: keys. */
static const char *hint_words(const struct panel *p)
{
	const struct bootmenu_style *s = p->view->style;

	if (p->view->alert)
		return p->view->alert;
	if (p->view->help)
		return p->view->help;
	return s && s->has_tab_text ? s->texts[s->can_edit ? BOOTMENU_TEXT_TAB : BOOTMENU_TEXT_NOTAB]
				    : NULL;
}

static bool has_hints(const struct panel *p)
{
	struct rect help = help_rect(p);

	return p->view->alert || !*help_text(p) || !touches(&help, &p->l.hints);
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
	const char *words = hint_words(p);
	struct hint_place place;
	struct rect r = p->l.hints;
	int w = words ? (int)panel_text_width(p->l.size, words) : 0;

	for (const struct hint *h = hints(p); !words && h->key; h++)
		w = hint_place(p, h, w, &place);
	if (!words)
		w -= (int)font_cell_width(p->l.size) * 3;
	w = MIN(w, r.w);
	r.x += (r.w - w) / 2;
	r.w = w;
	return r;
}

static void add_hints(struct panel *p)
{
	struct rect r = hints_rect(p);
	int x = r.x, line = MAX(p->l.line / 2, 1);
	struct hint_place place;

	if (!has_hints(p))
		return;
	r.x -= p->l.pad;
	r.w += 2 * p->l.pad;
	add(p, SCENE_FILL, rect_cut(&r, &p->l.hints), (unsigned)p->l.radius, 0,
		p->view->alert ? p->theme.alert : p->theme.strip);
	if (hint_words(p))
		return;
	for (const struct hint *h = hints(p); h->key; h++) {
		x = hint_place(p, h, x, &place);
		add(p, SCENE_FILL, place.cap, (unsigned)p->l.radius / 2, 0, p->theme.cap);
		add(p, SCENE_FRAME, place.cap, (unsigned)p->l.radius / 2, (unsigned)line,
			p->theme.cap_frame);
	}
}

static void draw_hint_text(const struct panel *p, int x, const char *text, uint32_t argb)
{
	struct panel_text t = text_in(p, &p->l.hints, argb);

	t.x = x;
	t.max_width = (unsigned)MAX(p->l.hints.x + p->l.hints.w - x, 0);
	(void)panel_text_draw(&t, text);
}

static void draw_hints(const struct panel *p)
{
	const char *words = hint_words(p);
	int x = hints_rect(p).x, cell = (int)font_cell_width(p->l.size);
	struct hint_place place;

	if (!has_hints(p))
		return;
	if (words) {
		draw_hint_text(p, x, words,
			p->view->alert ? p->theme.alert_text : p->theme.hint);
		return;
	}
	for (const struct hint *h = hints(p); h->key; h++) {
		x = hint_place(p, h, x, &place);
		draw_hint_text(p, place.cap.x + cell * 3 / 4, h->key, p->theme.cap_text);
		draw_hint_text(p, place.text_x, h->does, p->theme.hint);
	}
}

/* ---- painting ---- */

static void make_scene(struct panel *p)
{
	p->scene.n = 0;
	add(p, SCENE_SHADOW, p->l.panel, (unsigned)p->l.radius, (unsigned)p->l.pad * 2,
		p->theme.shadow);
	add_board(p, p->l.panel);
	add_title(p);
	add_list(p);
	add_scroll(p);
	add_count(p);
	if (*help_text(p))
		add_board(p, help_rect(p));
	add_hints(p);
}

/* Text stays in its part of the menu, or parts that are painted alone would miss some of it. */
static void paint_text(struct panel *p, const struct rect *r, struct rect part,
	void (*draw)(const struct panel *))
{
	struct rect both = rect_cut(r, &part);

	(void)canvas_clip(p->canvas, &both);
	if (!rect_is_empty(&both))
		draw(p);
}

static void paint_items(struct panel *p, const struct rect *r)
{
	unsigned end = MIN(p->view->n, p->top + p->l.rows);

	for (unsigned i = p->top; i < end; i++) {
		struct rect row = row_rect(p, i), both = rect_cut(r, &row);

		(void)canvas_clip(p->canvas, &both);
		if (!rect_is_empty(&both))
			draw_item(p, i);
	}
}

/* Paints (r) anew, and the text in it. */
static void paint(struct panel *p, struct rect r)
{
	struct rect before = canvas_clip(p->canvas, &r);

	scene_paint(&p->scene, r);
	paint_text(p, &r, p->l.title, draw_title);
	paint_items(p, &r);
	paint_text(p, &r, p->l.count, draw_count);
	paint_text(p, &r, p->l.help, draw_help);
	paint_text(p, &r, p->l.hints, draw_hints);
	(void)canvas_clip(p->canvas, &before);
}

static void paint_changes(struct panel *p)
{
	const struct menu_view *v = p->view;
	bool moved = v->sel != p->drawn_sel;

	if (p->top != p->drawn_top) {
		paint(p, p->l.list);
		paint(p, p->l.scroll);
	} else if (moved) {
		paint(p, bar_rect(p, p->drawn_sel));
		paint(p, bar_rect(p, v->sel));
	}
	if ((moved && item(p, v->sel)->help != item(p, p->drawn_sel)->help) ||
		!v->seconds != !p->drawn_seconds) {
		paint(p, p->l.help);
		if (touches(&p->l.help, &p->l.hints))
			paint(p, p->l.hints);
	}
	if (v->seconds != p->drawn_seconds) {
		paint(p, p->l.count);
		paint(p, p->l.count_bar);
	}
	if (hint_words(p) != p->drawn_hint)
		paint(p, p->l.hints);
}

void panel_draw(struct panel *p)
{
	const struct rect all = {0, 0, (int)p->canvas->width, (int)p->canvas->height};

	scroll(p);
	p->total_seconds = MAX(p->total_seconds, p->view->seconds);
	make_scene(p);
	if (p->drawn)
		paint_changes(p);
	else
		paint(p, all);
	p->drawn = true;
	p->drawn_sel = p->view->sel;
	p->drawn_top = p->top;
	p->drawn_seconds = p->view->seconds;
	p->drawn_hint = hint_words(p);
}

unsigned panel_rows(const struct panel *p)
{
	return p->l.rows;
}

/* ---- life ---- */

/* Lines that the longest help has when it is as wide as the layout makes it. */
static unsigned help_lines(const struct panel *p, unsigned cols)
{
	unsigned most = 0;

	for (unsigned i = 0; i < p->view->n; i++) {
		const char *text = item(p, i)->help ? skip_blanks(item(p, i)->help) : "";
		unsigned n = 0;
		size_t skip;

		for (; *text && n < HELP_LINES_MAX; n++) {
			text += help_line(text, cols, &skip);
			text = skip_blanks(text + skip);
		}
		most = MAX(most, n);
	}
	return most;
}

static void make_layout(struct panel *p)
{
	const struct menu_view *v = p->view;
	struct panel_needs needs = {.width = p->canvas->width,
		.height = p->canvas->height,
		.area = p->area,
		.n_items = v->n,
		.title_cols = textrow_width(v->menu->title),
		.is_counted = v->seconds > 0,
		.style = v->style};

	for (unsigned i = 0; i < v->n; i++)
		needs.cols = MAX(needs.cols, textrow_width(item(p, i)->text) + EXTRA_COLS);
	needs.help_lines = help_lines(p, 1000) > 0;
	panel_layout_make(&p->l, &needs);
	if (!needs.help_lines)
		return;
	/* How many lines there are depends on how wide they are, which is known now. */
	needs.help_lines = help_lines(p, MAX(help_cols(p), 1u));
	panel_layout_make(&p->l, &needs);
}

struct panel *panel_new(struct canvas *c, const uint32_t *backdrop, struct rect area,
	const struct menu_view *v)
{
	const struct rect all = {0, 0, (int)c->width, (int)c->height};
	struct panel *p = calloc(1, sizeof(*p));

	if (!p) {
		(void)fail(ERR_NOMEM, "menu: no memory for graphics");
		return NULL;
	}
	p->view = v;
	p->canvas = c;
	p->area = rect_cut(&area, &all);
	panel_theme_make(&p->theme, v->style);
	p->scene.canvas = c;
	p->scene.backdrop = backdrop;
	p->scene.centre = p->theme.centre;
	p->scene.edge = p->theme.edge;
	make_layout(p);
	return p;
}

void panel_free(struct panel *p)
{
	free(p);
}
