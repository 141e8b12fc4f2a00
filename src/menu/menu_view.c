/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moving about in a menu and drawing it. A serial line at 115200 takes 7 ms for a row, so only rows
 * that changed are sent, each update in one piece. The last column stays empty: terminals differ in
 * what they do after a character there.
 */
#include "menu/menu_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "menu/bootmenu_style.h"
#include "menu/colours.h"
#include "menu/panel.h"
#include "menu/textrow.h"

#define HELP_ROWS_MAX 6u /* of an item's own text */

/* ---- moving ---- */

static bool selectable(const struct menu_view *v, unsigned i)
{
	return v->items[i]->name;
}

/* Highlights the first selectable item from (i) in direction (step), else against it. */
static void select_near(struct menu_view *v, unsigned i, int step)
{
	for (unsigned k = i; k < v->n; k += (unsigned)step) {
		if (selectable(v, k)) {
			v->sel = k;
			return;
		}
	}
	for (unsigned k = i; k < v->n; k -= (unsigned)step) {
		if (selectable(v, k)) {
			v->sel = k;
			return;
		}
	}
}

/* (by) items up or down, stopping at the ends. */
static void move_by(struct menu_view *v, int by)
{
	int to = (int)v->sel + by;

	if (to < 0)
		to = 0;
	if (to >= (int)v->n)
		to = (int)v->n - 1;
	select_near(v, (unsigned)to, by < 0 ? -1 : 1);
}

static void move_tab(struct menu_view *v)
{
	unsigned i = v->sel;

	do
		i = (i + 1) % v->n;
	while (!selectable(v, i));
	v->sel = i;
}

/* The next item with the hotkey (key) after the highlight, going round. A gap stands for what is
 * below it. A key that several items share only moves between them. */
static bool hotkey(struct menu_view *v, int key)
{
	unsigned n_same = 0;
	unsigned found = v->n;

	for (unsigned k = 1; k <= v->n; k++) {
		unsigned i = (v->sel + k) % v->n;

		if (v->items[i]->key != key || !key)
			continue;
		if (found == v->n)
			found = i;
		n_same++;
	}
	if (found == v->n)
		return false;
	select_near(v, found, 1);
	return n_same == 1 && selectable(v, found) && !v->items[found]->key_moves;
}

bool menu_view_key(struct menu_view *v, int key)
{
	int page = (int)(v->panel ? panel_rows(v->panel) : v->places.n_items);

	switch (key) {
	case KEY_UP:
		move_by(v, -1);
		return false;
	case KEY_DOWN:
		move_by(v, 1);
		return false;
	case KEY_PGUP:
		move_by(v, -page);
		return false;
	case KEY_PGDN:
		move_by(v, page);
		return false;
	case KEY_HOME:
		select_near(v, 0, 1);
		return false;
	case KEY_END:
		select_near(v, v->n - 1, -1);
		return false;
	case KEY_TAB:
		move_tab(v);
		return false;
	default:
		return hotkey(v, key);
	}
}

/* Scrolls as little as shows the highlight, and with it the headings right above it. */
static void scroll(struct menu_view *v)
{
	unsigned rows = v->places.n_items;
	unsigned first = v->sel;

	while (first > 0 && !selectable(v, first - 1) && v->sel - first + 1 < rows)
		first--;
	if (v->top + rows > v->n)
		v->top = v->n > rows ? v->n - rows : 0;
	if (first < v->top)
		v->top = first;
	if (v->sel >= v->top + rows)
		v->top = v->sel - rows + 1;
}

/* ---- drawing ---- */

/* What a (pair) of the script's looks like, or (element) if the menu says itself how it looks. */
static struct ansi_attr attr_of(
	const struct menu_view *v, enum colour_pair pair, enum bootmenu_element element)
{
	return v->style ? v->style->colours[element].ansi : colour_attr(pair);
}

/* Bold makes letters stand out, but black ones grey, which a bright bar swallows. */
static void embolden(struct ansi_attr *a)
{
	a->bold |= (a->reverse ? a->bg : a->fg) != 0;
}

/* True if the text of (item) shows its hotkey, which other loaders' menus colour. */
static bool shows_key(const struct menu_view *v, const struct menu_item *item)
{
	char c = item->key && item->key_at < strlen(item->text) ? item->text[item->key_at] : '\0';

	return v->style && item->name && c > ' ' && c < 127 && (c | 0x20) == (item->key | 0x20);
}

/* The text of (item) in at most (max) columns; returns the columns used. */
static unsigned draw_text(const struct menu_view *v, struct strbuf *out,
	const struct menu_item *item, unsigned max, const struct ansi_attr *attr, bool selected)
{
	struct ansi_attr mark =
		attr_of(v, PAIR_NORMAL, selected ? BOOTMENU_HOTSEL : BOOTMENU_HOTKEY);
	_cleanup_(freep) char *before = NULL;
	char key[2] = "";
	unsigned used;

	if (!shows_key(v, item))
		return textrow_add(out, item->text, max, attr, selected);
	before = str_ndup(item->text, item->key_at);
	key[0] = item->text[item->key_at];
	if (selected)
		embolden(&mark);
	used = textrow_add(out, before ? before : "", max, attr, selected);
	used += textrow_add(out, key, max - used, &mark, selected);
	return used + textrow_add(out, item->text + item->key_at + 1, max - used, attr, selected);
}

static void draw_item(const struct menu_view *v, struct strbuf *out, unsigned i)
{
	const struct menu_item *item = v->items[i];
	bool selected = i == v->sel;
	struct ansi_attr attr = selected ? attr_of(v, PAIR_SELECT, BOOTMENU_SEL)
		: item->name             ? attr_of(v, PAIR_NORMAL, BOOTMENU_UNSEL)
					 : attr_of(v, PAIR_SEPARATOR, BOOTMENU_DISABLED);
	unsigned width = v->places.cols;
	unsigned used;
	char count[16] = "";

	if (selected && v->seconds && v->places.count == MENU_NOWHERE)
		(void)snprintf(count, sizeof(count), " (%u) ", v->seconds);
	width -= (unsigned)strlen(count) + (item->opens ? 2 : 0);
	if (selected)
		embolden(&attr);
	textrow_go(out, v->places.items + i - v->top, v->places.left);
	textrow_attr(out, &attr);
	textrow_pad(out, 1);
	used = 1 + draw_text(v, out, item, width - 1, &attr, selected);
	if (item->opens) {
		(void)strbuf_adds(out, " >");
		width += 2;
		used += 2;
	}
	textrow_pad(out, width - used);
	(void)strbuf_adds(out, count);
}

static void draw_dots(const struct menu_view *v, struct strbuf *out)
{
	struct ansi_attr attr = attr_of(v, PAIR_SEPARATOR, BOOTMENU_SCROLLBAR);
	const struct menu_places *p = &v->places;

	textrow_attr(out, &attr);
	textrow_go(out, p->items - 1, p->left + 1);
	(void)strbuf_adds(out, v->top ? "..." : "   ");
	textrow_go(out, p->items + p->n_items, p->left + 1);
	(void)strbuf_adds(out, v->n - v->top > p->n_items ? "..." : "   ");
}

static void draw_footer(const struct menu_view *v, struct strbuf *out)
{
	struct ansi_attr attr =
		v->alert ? colour_attr(PAIR_ALERT) : attr_of(v, PAIR_SEPARATOR, BOOTMENU_TABMSG);
	const char *text = "Up/Down: move    Enter: choose    Esc: cancel";

	if (v->places.footer == MENU_NOWHERE)
		return;
	if (v->alert)
		text = v->alert;
	else if (v->letters && strchr(v->letters, 'c'))
		text = "Enter: boot    e: edit    c: command line    Esc: back";
	else if (v->style)
		text = v->style->texts[v->style->can_edit ? BOOTMENU_TEXT_TAB
							  : BOOTMENU_TEXT_NOTAB];
	else if (v->seconds)
		text = "Enter: choose now    any other key: stop the clock    Esc: cancel";
	else if (v->help)
		text = v->help;
	textrow_centred(out, v->places.footer, v->cols - 1, text, &attr);
}

/* How much time is left, in the words of the configuration. */
static void draw_count(const struct menu_view *v, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf words = {};
	struct ansi_attr attr;

	if (v->places.count == MENU_NOWHERE || !v->style)
		return;
	attr = v->style->colours[BOOTMENU_TIMEOUT_MSG].ansi;
	if (v->seconds)
		bootmenu_style_count(v->style->texts[BOOTMENU_TEXT_AUTOBOOT], v->seconds, &words);
	else
		attr = v->style->colours[BOOTMENU_SCREEN].ansi;
	textrow_centred(out, v->places.count, v->cols - 1, words.s ? words.s : "", &attr);
	if (!v->seconds && v->places.count == v->places.footer)
		draw_footer(v, out);
}

static void draw_items(const struct menu_view *v, struct strbuf *out)
{
	unsigned end = MIN(v->n, v->top + v->places.n_items);

	for (unsigned i = v->top; i < end; i++)
		draw_item(v, out, i);
	draw_dots(v, out);
}

/* The text about the highlighted item. */
static void draw_help(const struct menu_view *v, struct strbuf *out)
{
	struct ansi_attr attr = attr_of(v, PAIR_NORMAL, BOOTMENU_HELP);
	const char *text = v->items[v->sel]->help ? v->items[v->sel]->help : "";

	for (unsigned i = 0; i < v->places.n_help; i++) {
		size_t n = strcspn(text, "\n");
		_cleanup_(freep) char *line = str_ndup(text, n);
		unsigned used;

		textrow_go(out, v->places.help + i, 0);
		textrow_attr(out, &attr);
		used = textrow_add(out, line ? line : "", v->cols - 1, &attr, true);
		textrow_pad(out, v->cols - 1 - used);
		text += n + (text[n] ? 1 : 0);
	}
}

static void draw_changes(const struct menu_view *v, struct strbuf *out)
{
	if (v->top != v->drawn_top) {
		draw_items(v, out);
	} else if (v->sel != v->drawn_sel) {
		draw_item(v, out, v->drawn_sel);
		draw_item(v, out, v->sel);
	} else if (v->seconds != v->drawn_seconds && v->places.count == MENU_NOWHERE) {
		draw_item(v, out, v->sel);
	}
	if (!v->seconds != !v->drawn_seconds)
		draw_footer(v, out);
	if (v->seconds != v->drawn_seconds)
		draw_count(v, out);
	if (v->sel != v->drawn_sel)
		draw_help(v, out);
}

/* Rows for items, from the top, of a screen whose messages are below them. */
static unsigned item_rows(const struct menu_view *v)
{
	const struct menu_places *p = &v->places;

	return MIN(MIN(MIN(p->footer, p->count), p->n_help ? p->help : MENU_NOWHERE), v->rows);
}

/* The screen, with nothing on it but the title: in its own colours, where other loaders' menus have
 * some, and where items go in theirs. */
static void draw_empty(const struct menu_view *v, struct strbuf *out)
{
	const struct menu_places *p = &v->places;
	struct ansi_attr attr = attr_of(v, PAIR_NORMAL, BOOTMENU_SCREEN);

	textrow_attr(out, &attr);
	(void)strbuf_adds(out, "\033[?25l\033[2J");
	attr = attr_of(v, PAIR_NORMAL, BOOTMENU_UNSEL);
	textrow_attr(out, &attr);
	for (unsigned i = 0; v->style && !p->is_boxed && i < item_rows(v); i++) {
		textrow_go(out, i, 0);
		(void)strbuf_adds(out, "\033[K");
	}
	for (unsigned i = p->title - 1; p->is_boxed && i <= p->items + p->n_items; i++) {
		textrow_go(out, i, p->left);
		textrow_pad(out, p->cols);
	}
	if (v->style)
		attr = v->style->colours[BOOTMENU_TITLE].ansi;
	attr.bold = true;
	textrow_centred_in(out, p->title, p->left, p->cols, v->menu->title, &attr);
}

void menu_view_draw(struct menu_view *v)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	unsigned cols, rows;
	bool all;

	panel_show(v);
	console_size(&cols, &rows);
	all = cols != v->cols || rows != v->rows;
	v->cols = cols;
	v->rows = rows;
	menu_places_make(&v->places, cols, rows, v->help_rows, v->style);
	scroll(v);
	if (all) {
		draw_empty(v, &out);
		draw_items(v, &out);
		draw_help(v, &out);
		draw_footer(v, &out);
		draw_count(v, &out);
	} else {
		draw_changes(v, &out);
	}
	if (out.len)
		console_write(out.s, out.len);
	v->drawn_sel = v->sel;
	v->drawn_top = v->top;
	v->drawn_seconds = v->seconds;
}

/* ---- life ---- */

/* Rows for the longest text about an item. */
static unsigned help_rows(const struct menu_view *v)
{
	unsigned most = 0;

	for (unsigned i = 0; i < v->n; i++) {
		unsigned n = 0;

		for (const char *p = v->items[i]->help; p && *p; n++) {
			p += strcspn(p, "\n");
			p += *p ? 1 : 0;
		}
		most = MAX(most, n);
	}
	return MIN(most, HELP_ROWS_MAX);
}

/* The item called (name), or without one the last that is flagged; else the first selectable. */
static void select_initial(struct menu_view *v, const char *name)
{
	select_near(v, 0, 1);
	for (unsigned i = 0; i < v->n; i++) {
		if (!selectable(v, i))
			continue;
		if (name && strcmp(v->items[i]->name, name) == 0) {
			v->sel = i;
			return;
		}
		if (!name && v->items[i]->is_default)
			v->sel = i;
	}
}

int menu_view_init(struct menu_view *v, const struct menu *m, const char *initial)
{
	const struct menu_item *item;
	unsigned n_selectable = 0;

	*v = (struct menu_view){.menu = m};
	list_for_each(item, &m->items, node) {
		v->n++;
		n_selectable += item->name != NULL;
	}
	if (!n_selectable)
		return fail(ERR_NOENT, "menu: \"%s\" has no item that can be chosen", m->title);
	v->items = calloc(v->n, sizeof(*v->items));
	if (!v->items)
		return fail(ERR_NOMEM, "menu: no memory for %u items", v->n);
	v->n = 0;
	list_for_each(item, &m->items, node)
		v->items[v->n++] = item;
	v->help_rows = help_rows(v);
	select_initial(v, initial);
	return 0;
}

void menu_view_done(struct menu_view *v)
{
	panel_hide(v);
	free(v->items);
	v->items = NULL;
}
