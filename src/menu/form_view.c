/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A form on the screen: labels in a column, fields in another, the cursor in the field that is
 * being edited. After a key only the rows it concerns are sent, as in menus.
 */
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"
#include "core/util.h"
#include "gfx/display.h"
#include "menu/colours.h"
#include "menu/form.h"
#include "menu/form_panel.h"
#include "menu/textrow.h"

#define KEY_CTRL_X 0x18
#define ROW_TITLE  1u
#define ROW_ABOVE  2u /* "..." */
#define ROW_FIRST  3u
#define ROWS_BELOW 5u /* "...", the alert, an empty row, the footer, an empty row */
#define ALERT_MAX  300u

struct view {
	struct form *form;
	unsigned top;        /* the first row on the screen */
	unsigned cols, rows; /* of the screen as last drawn, 0: draw all */
	unsigned field_col;  /* where fields begin */
	unsigned drawn_sel, drawn_top;
	char alert[ALERT_MAX];
};

/* ---- moving ---- */

/* The next field from (i) in direction (step), or (i) itself if there is none. */
static unsigned field_near(const struct form *f, unsigned i, int step)
{
	for (unsigned k = i + (unsigned)step; k < f->n; k += (unsigned)step) {
		if (f->row[k].is_field)
			return k;
	}
	return i;
}

static unsigned first_field(const struct form *f)
{
	return f->row[0].is_field ? 0 : field_near(f, 0, 1);
}

static unsigned n_shown(const struct view *v)
{
	return v->rows > ROW_FIRST + ROWS_BELOW ? v->rows - ROW_FIRST - ROWS_BELOW : 1;
}

/* ---- drawing ---- */

/* Fields stand behind the longest label, but have half of the screen at least. */
static void place_fields(struct view *v)
{
	unsigned width = 0;

	for (unsigned i = 0; i < v->form->n; i++) {
		if (v->form->row[i].is_field)
			width = MAX(width, textrow_width(v->form->row[i].label));
	}
	v->field_col = MIN(width + 3, v->cols / 2);
}

static unsigned field_width(const struct view *v)
{
	unsigned width = v->cols - 2 - v->field_col, shown = form_panel_cols();

	return shown ? MIN(width, shown) : width;
}

static void draw_row(const struct view *v, struct strbuf *out, unsigned i)
{
	struct form_row *row = &v->form->row[i];
	bool selected = i == v->form->sel;
	struct ansi_attr attr = colour_attr(row->is_field ? PAIR_NORMAL : PAIR_SEPARATOR);
	struct ansi_attr edit = colour_attr(PAIR_EDIT);
	unsigned width = row->is_field ? v->field_col - 1 : v->cols - 1;
	unsigned used;

	attr.bold = selected;
	textrow_go(out, ROW_FIRST + i - v->top, 0);
	textrow_attr(out, &attr);
	textrow_pad(out, 1);
	used = 1 + textrow_add(out, row->label, width - 1, &attr, false);
	textrow_pad(out, width - used);
	if (!row->is_field)
		return;
	textrow_pad(out, 1);
	(void)textedit_scroll(&row->edit, field_width(v) - 1);
	textrow_attr(out, &edit);
	used = textedit_add(&row->edit, out, field_width(v));
	textrow_pad(out, field_width(v) - used);
}

static void draw_alert(const struct view *v, struct strbuf *out)
{
	struct ansi_attr attr = colour_attr(v->alert[0] ? PAIR_ALERT : PAIR_NORMAL);

	textrow_go(out, v->rows - 4, 0);
	textrow_attr(out, &attr);
	textrow_pad(out, 1);
	textrow_pad(out, v->cols - 2 - textrow_add(out, v->alert, v->cols - 2, &attr, false));
}

static void draw_rows(const struct view *v, struct strbuf *out)
{
	struct ansi_attr attr = colour_attr(PAIR_SEPARATOR);
	unsigned rows = n_shown(v);

	for (unsigned i = v->top; i < v->form->n && i < v->top + rows; i++)
		draw_row(v, out, i);
	textrow_attr(out, &attr);
	textrow_go(out, ROW_ABOVE, 1);
	(void)strbuf_adds(out, v->top ? "..." : "   ");
	textrow_go(out, ROW_FIRST + rows, 1);
	(void)strbuf_adds(out, v->form->n - v->top > rows ? "..." : "   ");
}

static void draw_all(const struct view *v, struct strbuf *out)
{
	struct ansi_attr attr = colour_attr(PAIR_NORMAL);

	textrow_attr(out, &attr);
	(void)strbuf_adds(out, "\033[2J");
	attr.bold = true;
	textrow_centred(out, ROW_TITLE, v->cols - 1, v->form->title, &attr);
	draw_rows(v, out);
	draw_alert(v, out);
	attr = colour_attr(PAIR_SEPARATOR);
	textrow_centred(out, v->rows - 2, v->cols - 1, FORM_KEYS, &attr);
}

static void draw(struct view *v)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	struct form *f = v->form;
	unsigned cols, rows, column;
	bool all;

	console_size(&cols, &rows);
	all = cols != v->cols || rows != v->rows;
	v->cols = cols;
	v->rows = rows;
	v->top = form_scroll(f, v->top, n_shown(v));
	place_fields(v);
	if (form_panel_draw(f, field_width(v), v->alert))
		all = true;
	(void)strbuf_adds(&out, "\033[?25l");
	if (all) {
		draw_all(v, &out);
	} else if (v->top != v->drawn_top) {
		draw_rows(v, &out);
	} else {
		if (v->drawn_sel != f->sel)
			draw_row(v, &out, v->drawn_sel);
		draw_row(v, &out, f->sel);
	}
	column = v->field_col + textedit_scroll(&f->row[f->sel].edit, field_width(v) - 1);
	textrow_go(&out, ROW_FIRST + f->sel - v->top, column);
	(void)strbuf_adds(&out, "\033[?25h");
	if (out.len)
		console_write(out.s, out.len);
	v->drawn_sel = f->sel;
	v->drawn_top = v->top;
}

static void set_alert(struct view *v, const char *text)
{
	_cleanup_(strbuf_free) struct strbuf out = {};

	if (strcmp(v->alert, text) == 0)
		return;
	(void)snprintf(v->alert, sizeof(v->alert), "%s", text);
	draw_alert(v, &out);
	if (out.len)
		console_write(out.s, out.len);
}

/* ---- keys ---- */

/* True if the form is done with. */
static bool save(struct view *v)
{
	char text[ALERT_MAX];
	struct form *f = v->form;
	unsigned bad = f->sel;
	int rc = f->save(f, &bad);

	if (!rc)
		return true;
	fail_format(rc, text, sizeof(text));
	set_alert(v, text);
	f->sel = bad;
	return false;
}

/* True if the form is to be saved. */
static bool take_key(struct form *f, int key)
{
	unsigned next = field_near(f, f->sel, 1);

	switch (key) {
	case KEY_CTRL_X:
		return true;
	case KEY_ENTER:
		if (next == f->sel)
			return true;
		f->sel = next;
		return false;
	case KEY_TAB:
		f->sel = next == f->sel ? first_field(f) : next;
		return false;
	case KEY_DOWN:
		f->sel = next;
		return false;
	case KEY_UP:
		f->sel = field_near(f, f->sel, -1);
		return false;
	default:
		textedit_key(&f->row[f->sel].edit, key);
		return false;
	}
}

static int form_loop(struct view *v)
{
	for (;;) {
		int key, rc;

		draw(v);
		rc = console_waitkey(DEADLINE_NEVER, &key);
		if (rc < 0)
			return rc;
		if (key == KEY_ESC || key == KEY_CTRL_C)
			return fail(ERR_CANCELED, "form: left with %s",
				key == KEY_ESC ? "ESC" : "Ctrl-C");
		set_alert(v, "");
		if (take_key(v->form, key) && save(v))
			return 0;
	}
}

int form_show(struct form *f)
{
	struct view v = {.form = f};
	int rc;

	if (f->sel >= f->n || !f->row[f->sel].is_field)
		f->sel = f->n ? first_field(f) : 0;
	if (!f->n || !f->row[f->sel].is_field)
		return fail(ERR_NOENT, "form: \"%s\" has nothing to fill in", f->title);
	display_hide_console(false); /* a menu may still be behind the form */
	console_set_fullscreen(true);
	display_dim(!form_panel_open(f));
	rc = form_loop(&v);
	form_panel_close();
	display_dim(false);
	console_puts("\033[0m\033[2J\033[H\033[?25h\r");
	console_set_fullscreen(false);
	return rc;
}
