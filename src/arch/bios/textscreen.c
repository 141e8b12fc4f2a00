/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a VGA's text memory shall hold after some text: attributes as in the IBM VGA's mode 3
 * (foreground in bits 0-3, background in 4-6; bit 7 blinks and is never set). A character in the
 * last column leaves the cursor behind it, and the next one begins a line, as terminals do, so
 * that a full line and its end make one line, not two.
 */
#include "arch/bios/textscreen.h"

#include <string.h>

#include "core/cp437.h"
#include "core/util.h"

#define DEFAULT_FG 7
#define DEFAULT_BG 0
#define BRIGHT     0x08
#define TAB_STOP   8

static void fill(struct textscreen *t, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		t->cells[i] = TEXTSCREEN_CELL(t->attr, ' ');
}

static void newline(struct textscreen *t)
{
	unsigned last = (t->rows - 1) * t->cols;

	t->col = 0;
	if (t->row + 1 < t->rows) {
		t->row++;
		return;
	}
	t->scrolled++;
	memmove(t->cells, t->cells + t->cols, last * sizeof(t->cells[0]));
	fill(t, last, last + t->cols);
}

static void put(struct textscreen *t, uint8_t c)
{
	if (t->col >= t->cols)
		newline(t);
	t->cells[t->row * t->cols + t->col++] = TEXTSCREEN_CELL(t->attr, c);
}

static void sink_text(void *arg, const uint32_t *cp, size_t n)
{
	struct textscreen *t = arg;

	for (size_t i = 0; i < n; i++) {
		unsigned width = utf8_width(cp[i]);

		if (width)
			put(t, cp437_from_unicode(cp[i]));
		if (width == 2)
			put(t, ' ');
	}
}

static void sink_control(void *arg, char c)
{
	struct textscreen *t = arg;

	if (c == '\n')
		newline(t);
	else if (c == '\r')
		t->col = 0;
	else if (c == '\t')
		t->col = MIN(ALIGN_UP(t->col + 1, (unsigned)TAB_STOP), t->cols - 1);
	else if (t->col)
		t->col = MIN(t->col, t->cols) - 1;
}

/* ANSI counts red, green, blue from the lowest bit, a VGA blue, green, red. */
static uint8_t vga_colour(uint8_t c)
{
	return (uint8_t)((c & 1) << 2 | (c & 2) | (c & 4) >> 2);
}

static void sink_attr(void *arg, const struct ansi_attr *attr)
{
	struct textscreen *t = arg;
	uint8_t fg = vga_colour(attr->fg == ANSI_DEFAULT ? DEFAULT_FG : attr->fg);
	uint8_t bg = vga_colour(attr->bg == ANSI_DEFAULT ? DEFAULT_BG : attr->bg);

	t->attr = (uint8_t)(attr->reverse ? fg << 4 | bg : bg << 4 | fg);
	if (attr->bold)
		t->attr |= BRIGHT;
}

static void sink_cursor_set(void *arg, unsigned row, unsigned col)
{
	struct textscreen *t = arg;

	t->row = MIN(row, t->rows - 1);
	t->col = MIN(col, t->cols - 1);
}

static unsigned moved(unsigned pos, int by, unsigned limit)
{
	int to = (int)pos + by;

	return to < 0 ? 0 : MIN((unsigned)to, limit - 1);
}

static void sink_cursor_move(void *arg, int rows, int cols)
{
	struct textscreen *t = arg;

	t->row = moved(t->row, rows, t->rows);
	t->col = moved(MIN(t->col, t->cols - 1), cols, t->cols);
}

static void sink_erase(void *arg, enum ansi_erase what)
{
	struct textscreen *t = arg;
	unsigned start = t->row * t->cols, here = start + MIN(t->col, t->cols);

	if (what == ANSI_ERASE_SCREEN) {
		fill(t, 0, t->cols * t->rows);
		t->row = t->col = 0;
	} else if (what == ANSI_ERASE_BELOW) {
		fill(t, here, t->cols * t->rows);
	} else {
		fill(t, what == ANSI_ERASE_LINE ? start : here, start + t->cols);
	}
}

static void sink_cursor_visible(void *arg, bool on)
{
	struct textscreen *t = arg;

	t->cursor = on;
}

static const struct ansi_sink sink = {
	.text = sink_text,
	.control = sink_control,
	.attr = sink_attr,
	.cursor_set = sink_cursor_set,
	.cursor_move = sink_cursor_move,
	.erase = sink_erase,
	.cursor_visible = sink_cursor_visible,
};

void textscreen_init(struct textscreen *t, unsigned cols, unsigned rows)
{
	t->cols = MAX(1u, MIN(cols, (unsigned)TEXTSCREEN_COLS_MAX));
	t->rows = MAX(1u, MIN(rows, (unsigned)TEXTSCREEN_ROWS_MAX));
	t->row = t->col = t->scrolled = 0;
	t->attr = TEXTSCREEN_PLAIN;
	t->cursor = true;
	fill(t, 0, t->cols * t->rows);
	ansi_init(&t->ansi, &sink, t);
}

void textscreen_write(struct textscreen *t, const char *text, size_t len)
{
	ansi_feed(&t->ansi, text, len);
}

unsigned textscreen_cursor_col(const struct textscreen *t)
{
	return MIN(t->col, t->cols - 1);
}
