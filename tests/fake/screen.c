/* SPDX-License-Identifier: BSD-2-Clause */
/* A screen of cells behind the console's own parser. Wraps at once at the right edge, as
 * firmware does. */
#include "fake/screen.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"

struct cell {
	uint32_t cp;
	struct ansi_attr attr;
};

static struct {
	bool added;
	struct ansi ansi;
	unsigned cols, rows, row, col;
	bool cursor, touched_edge;
	unsigned scrolled;
	size_t bytes;
	struct cell cell[SCREEN_MAX_ROWS][SCREEN_MAX_COLS];
	const struct screen_step *steps;
	size_t n_steps;
	uint64_t pause_until;
	bool gap;
} screen;

static void clear_cells(unsigned row, unsigned from, unsigned to)
{
	for (unsigned c = from; c < to; c++)
		screen.cell[row][c] = (struct cell){' ', screen.ansi.attr};
}

static void line_feed(void)
{
	screen.col = 0;
	if (screen.row + 1 < screen.rows) {
		screen.row++;
		return;
	}
	memmove(screen.cell[0], screen.cell[1], sizeof(screen.cell[0]) * (screen.rows - 1));
	clear_cells(screen.rows - 1, 0, SCREEN_MAX_COLS);
	screen.scrolled++;
}

static void on_text(void *arg, const uint32_t *cp, size_t n)
{
	(void)arg;
	for (size_t i = 0; i < n; i++) {
		unsigned width = utf8_width(cp[i]);

		if (!width)
			continue;
		screen.cell[screen.row][screen.col] = (struct cell){cp[i], screen.ansi.attr};
		screen.col += width;
		if (screen.col < screen.cols)
			continue;
		screen.touched_edge = true;
		line_feed();
	}
}

static void on_control(void *arg, char c)
{
	(void)arg;
	if (c == '\r')
		screen.col = 0;
	else if (c == '\n')
		line_feed();
	else if (c == '\b' && screen.col)
		screen.col--;
}

static void on_attr(void *arg, const struct ansi_attr *attr)
{
	(void)arg;
	(void)attr;
}

static void on_cursor_set(void *arg, unsigned row, unsigned col)
{
	(void)arg;
	screen.row = row < screen.rows ? row : screen.rows - 1;
	screen.col = col < screen.cols ? col : screen.cols - 1;
}

static void on_cursor_move(void *arg, int rows, int cols)
{
	int row = (int)screen.row + rows;
	int col = (int)screen.col + cols;

	on_cursor_set(arg, row < 0 ? 0 : (unsigned)row, col < 0 ? 0 : (unsigned)col);
}

static void on_erase(void *arg, enum ansi_erase what)
{
	unsigned first = what == ANSI_ERASE_SCREEN ? 0 : screen.row;
	unsigned last = what == ANSI_ERASE_SCREEN || what == ANSI_ERASE_BELOW ? SCREEN_MAX_ROWS - 1
									      : screen.row;

	(void)arg;
	for (unsigned r = first; r <= last; r++)
		clear_cells(r,
			r == screen.row && (what == ANSI_ERASE_EOL || what == ANSI_ERASE_BELOW)
				? screen.col
				: 0,
			SCREEN_MAX_COLS);
}

static void on_cursor_visible(void *arg, bool on)
{
	(void)arg;
	screen.cursor = on;
}

static const struct ansi_sink sink = {
	.text = on_text,
	.control = on_control,
	.attr = on_attr,
	.cursor_set = on_cursor_set,
	.cursor_move = on_cursor_move,
	.erase = on_erase,
	.cursor_visible = on_cursor_visible,
};

static void con_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	screen.bytes += len;
	ansi_feed(&screen.ansi, text, len);
}

/* After each key there is nothing for once, so that it is dealt with before the next. */
static int con_getkey(struct console *c)
{
	(void)c;
	if (screen.gap || plat_now_us() < screen.pause_until) {
		screen.gap = false;
		return KEY_NONE;
	}
	while (screen.n_steps) {
		const struct screen_step *s = screen.steps++;

		screen.n_steps--;
		if (s->look) {
			s->look();
		} else if (s->pause_ms) {
			screen.pause_until = plat_now_us() + s->pause_ms * US_PER_MS;
			return KEY_NONE;
		} else {
			screen.gap = true;
			return s->key;
		}
	}
	return KEY_NONE;
}

static void con_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = screen.cols;
	*rows = screen.rows;
}

static const struct console_ops ops = {con_write, con_getkey, con_size};
static struct console console = {.ops = &ops, .name = "screen"};

void screen_init(unsigned cols, unsigned rows)
{
	bool added = screen.added;

	memset(&screen, 0, sizeof(screen));
	screen.added = true;
	screen.cursor = true;
	ansi_init(&screen.ansi, &sink, NULL);
	on_erase(NULL, ANSI_ERASE_SCREEN);
	screen_resize(cols, rows);
	if (!added)
		(void)console_add(&console);
}

void screen_resize(unsigned cols, unsigned rows)
{
	if (cols > SCREEN_MAX_COLS || rows > SCREEN_MAX_ROWS)
		abort();
	screen.cols = cols;
	screen.rows = rows;
	on_cursor_set(NULL, screen.row, screen.col);
}

void screen_play(const struct screen_step *steps, size_t n)
{
	screen.steps = steps;
	screen.n_steps = n;
	screen.gap = false;
	screen.pause_until = 0;
}

size_t screen_steps_left(void)
{
	return screen.n_steps;
}

const char *screen_row(unsigned r)
{
	static char rows[4][SCREEN_MAX_COLS * UTF8_MAX + 1];
	static unsigned turn;
	char *out = rows[turn++ % 4];
	size_t n = 0;
	size_t end = 0;

	for (unsigned c = 0; c < screen.cols; c++) {
		const struct cell *cell = &screen.cell[r][c];

		n += utf8_encode(cell->cp, out + n);
		if (cell->cp != ' ')
			end = n;
		if (utf8_width(cell->cp) == 2)
			c++;
	}
	out[end] = '\0';
	return out;
}

int screen_find(const char *text)
{
	for (unsigned r = 0; r < screen.rows; r++)
		if (strstr(screen_row(r), text))
			return (int)r;
	return -1;
}

struct ansi_attr screen_attr(unsigned r, unsigned c)
{
	return screen.cell[r][c].attr;
}

unsigned screen_cursor_row(void)
{
	return screen.row;
}

unsigned screen_cursor_col(void)
{
	return screen.col;
}

bool screen_cursor_visible(void)
{
	return screen.cursor;
}

size_t screen_bytes(void)
{
	size_t n = screen.bytes;

	screen.bytes = 0;
	return n;
}

bool screen_touched_edge(void)
{
	return screen.touched_edge;
}

unsigned screen_scrolled(void)
{
	return screen.scrolled;
}
