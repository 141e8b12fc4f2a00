/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scripts put colours and emphasis into titles and items as raw ECMA-48 sequences. Here they go
 * through the console's own parser, so that nothing moves the cursor or spills out of its row.
 */
#include "menu/textrow.h"

#include <limits.h>
#include <string.h>

#include "core/console.h"
#include "core/util.h"

struct row {
	struct strbuf *out; /* NULL: only measured */
	const struct ansi_attr *base;
	unsigned cols, max;
	bool keep_bg;
	bool full;
};

static void row_text(void *arg, const uint32_t *cp, size_t n)
{
	struct row *r = arg;
	char utf8[UTF8_MAX];

	for (size_t i = 0; i < n && !r->full; i++) {
		unsigned width = utf8_width(cp[i]);

		if (width > r->max - r->cols) {
			r->full = true;
			return;
		}
		r->cols += width;
		if (r->out)
			(void)strbuf_add(r->out, utf8, utf8_encode(cp[i], utf8));
	}
}

static void row_control(void *arg, char c)
{
	static const uint32_t space = ' ';

	if (c == '\t' || c == '\n')
		row_text(arg, &space, 1);
}

static void row_attr(void *arg, const struct ansi_attr *attr)
{
	struct row *r = arg;
	struct ansi_attr a = *attr;

	if (!r->out || !r->base || r->full)
		return;
	if (a.bg == ANSI_DEFAULT || r->keep_bg) {
		a.bg = r->base->bg;
		a.bg_rgb = r->base->bg_rgb;
	}
	if (a.fg == ANSI_DEFAULT || (a.fg == a.bg && a.fg_rgb == a.bg_rgb)) {
		a.fg = r->base->fg;
		a.fg_rgb = r->base->fg_rgb;
	}
	a.bold |= r->base->bold;
	textrow_attr(r->out, &a);
}

static void row_cursor_set(void *arg, unsigned row, unsigned col)
{
	(void)arg;
	(void)row;
	(void)col;
}

static void row_cursor_move(void *arg, int rows, int cols)
{
	(void)arg;
	(void)rows;
	(void)cols;
}

static void row_erase(void *arg, enum ansi_erase what)
{
	(void)arg;
	(void)what;
}

static void row_cursor_visible(void *arg, bool on)
{
	(void)arg;
	(void)on;
}

static const struct ansi_sink row_sink = {
	.text = row_text,
	.control = row_control,
	.attr = row_attr,
	.cursor_set = row_cursor_set,
	.cursor_move = row_cursor_move,
	.erase = row_erase,
	.cursor_visible = row_cursor_visible,
};

unsigned textrow_width(const char *text)
{
	struct row r = {.max = UINT_MAX};
	struct ansi a;

	ansi_init(&a, &row_sink, &r);
	ansi_feed(&a, text, strlen(text));
	return r.cols;
}

static void add_rgb(struct strbuf *out, unsigned code, uint32_t rgb)
{
	if (rgb)
		(void)strbuf_addf(out, "\033[%u;2;%u;%u;%um", code, rgb >> 16 & 0xff,
			rgb >> 8 & 0xff, rgb & 0xff);
}

void textrow_attr(struct strbuf *out, const struct ansi_attr *attr)
{
	(void)strbuf_addf(out, "\033[0;%s%s3%u;4%um", attr->bold ? "1;" : "",
		attr->reverse ? "7;" : "", attr->fg, attr->bg);
	/* Serial terminals are not bothered with it as long as nobody sees it. */
	if (console_has_graphics()) {
		add_rgb(out, 38, attr->fg_rgb);
		add_rgb(out, 48, attr->bg_rgb);
	}
}

unsigned textrow_add(struct strbuf *out, const char *text, unsigned max,
	const struct ansi_attr *base, bool keep_bg)
{
	struct row r = {.out = out, .base = base, .max = max, .keep_bg = keep_bg};
	struct ansi a;

	if (base)
		textrow_attr(out, base);
	ansi_init(&a, &row_sink, &r);
	ansi_feed(&a, text, strlen(text));
	if (base && strchr(text, '\033'))
		textrow_attr(out, base);
	return r.cols;
}

void textrow_go(struct strbuf *out, unsigned row, unsigned col)
{
	(void)strbuf_addf(out, "\033[%u;%uH", row + 1, col + 1);
}

void textrow_pad(struct strbuf *out, unsigned n)
{
	(void)strbuf_addf(out, "%*s", (int)n, "");
}

void textrow_centred_in(struct strbuf *out, unsigned row, unsigned left, unsigned width,
	const char *text, const struct ansi_attr *attr)
{
	unsigned used = MIN(textrow_width(text), width);
	unsigned before = (width - used) / 2;

	textrow_attr(out, attr);
	textrow_go(out, row, left);
	textrow_pad(out, before);
	used = textrow_add(out, text, width - before, attr, false);
	textrow_pad(out, width - before - used);
}

void textrow_centred(struct strbuf *out, unsigned row, unsigned width, const char *text,
	const struct ansi_attr *attr)
{
	textrow_centred_in(out, row, 0, width, text, attr);
}
