/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All consoles as one: text goes to each of them, keys come from any. Keys pass through an escape
 * sequence decoder and wait in a bounded queue, so that what is typed while the machine is busy is
 * not lost, and Ctrl-C is seen by whoever waits.
 */
#include "core/console.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ansi.h"
#include "core/clock.h"
#include "core/keydecode.h"
#include "core/status.h"
#include "core/wait.h"

#define MAX_CONSOLES 8
#define QUEUE_LEN    128 /* keys typed ahead; further ones are dropped */
#define MAX_BURST    32  /* keys taken from one console at a time */
#define DEFAULT_COLS 80
#define DEFAULT_ROWS 25
#define MIN_COLS     20 /* less is a mistake of the device; what draws needs not care */
#define MIN_ROWS     6

static struct {
	struct console *console[MAX_CONSOLES];
	struct keydecode decode[MAX_CONSOLES];
	unsigned n;
	int queue[QUEUE_LEN];
	unsigned head, n_queued;
	int call_key; /* interrupts as well; KEY_NONE, or 0 at the start: none */
	bool called;
	void (*before_write)(void);
	bool in_before_write;
	void (*show)(void);
	bool fullscreen;
	unsigned column; /* since the last line end, not wrapped */
	struct ansi track;
} con;

/* ---- text ---- */

/* A console without a screen, which only knows the column: for what must redraw a part of a
 * line. */
static void track_text(void *arg, const uint32_t *cp, size_t n)
{
	(void)arg;
	for (size_t i = 0; i < n; i++)
		con.column += utf8_width(cp[i]);
}

static void track_control(void *arg, char c)
{
	(void)arg;
	if (c == '\r' || c == '\n')
		con.column = 0;
	else if (c == '\t')
		con.column = ALIGN_UP(con.column + 1, 8u);
	else if (con.column)
		con.column--;
}

static void track_attr(void *arg, const struct ansi_attr *attr)
{
	(void)arg;
	(void)attr;
}

static void track_set(void *arg, unsigned row, unsigned col)
{
	(void)arg;
	(void)row;
	con.column = col;
}

static void track_move(void *arg, int rows, int cols)
{
	(void)arg;
	(void)rows;
	con.column = cols < 0 && (unsigned)-cols > con.column ? 0 : con.column + (unsigned)cols;
}

static void track_erase(void *arg, enum ansi_erase what)
{
	(void)arg;
	if (what == ANSI_ERASE_SCREEN)
		con.column = 0;
}

static void track_visible(void *arg, bool on)
{
	(void)arg;
	(void)on;
}

static const struct ansi_sink track_sink = {
	.text = track_text,
	.control = track_control,
	.attr = track_attr,
	.cursor_set = track_set,
	.cursor_move = track_move,
	.erase = track_erase,
	.cursor_visible = track_visible,
};

unsigned console_column(void)
{
	unsigned cols, rows;

	console_size(&cols, &rows);
	return con.column % cols;
}

void console_write(const char *text, size_t len)
{
	if (con.before_write && !con.in_before_write) {
		con.in_before_write = true;
		con.before_write();
		con.in_before_write = false;
	}
	if (!con.track.sink)
		ansi_init(&con.track, &track_sink, NULL);
	ansi_feed(&con.track, text, len);
	for (unsigned i = 0; i < con.n; i++)
		con.console[i]->ops->write(con.console[i], text, len);
}

void console_puts(const char *text)
{
	console_write(text, strlen(text));
}

void console_printf(const char *fmt, ...)
{
	char line[256];
	char *text = line;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof(line)) {
		text = malloc((size_t)n + 1);
		if (!text) {
			console_write(line, sizeof(line) - 1);
			return;
		}
		va_start(ap, fmt);
		(void)vsnprintf(text, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	console_write(text, (size_t)n);
	if (text != line)
		free(text);
}

void console_size(unsigned *ret_cols, unsigned *ret_rows)
{
	unsigned min_cols = UINT_MAX;
	unsigned min_rows = UINT_MAX;

	for (unsigned i = 0; i < con.n; i++) {
		unsigned cols = DEFAULT_COLS;
		unsigned rows = DEFAULT_ROWS;

		con.console[i]->ops->size(con.console[i], &cols, &rows);
		if (cols && rows) {
			min_cols = MIN(min_cols, cols);
			min_rows = MIN(min_rows, rows);
		}
	}
	*ret_cols = min_cols == UINT_MAX ? DEFAULT_COLS : MAX(min_cols, (unsigned)MIN_COLS);
	*ret_rows = min_rows == UINT_MAX ? DEFAULT_ROWS : MAX(min_rows, (unsigned)MIN_ROWS);
}

void console_set_before_write(void (*erase)(void))
{
	con.before_write = erase;
}

void console_set_graphics(void (*show)(void))
{
	con.show = show;
}

bool console_has_graphics(void)
{
	return con.show;
}

void console_sync(void)
{
	if (con.show)
		con.show();
}

void console_set_fullscreen(bool on)
{
	con.fullscreen = on;
}

bool console_fullscreen(void)
{
	return con.fullscreen;
}

/* ---- keys ---- */

static bool is_interrupt(int key)
{
	return key == KEY_CTRL_C || (con.call_key > 0 && key == con.call_key);
}

/* A Ctrl-C always fits: it makes what was typed before it void. */
static void enqueue(const int *keys, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (is_interrupt(keys[i]))
			con.n_queued = 0;
		if (con.n_queued == QUEUE_LEN)
			continue;
		con.queue[(con.head + con.n_queued++) % QUEUE_LEN] = keys[i];
	}
}

static bool read_console(unsigned i)
{
	struct console *c = con.console[i];
	int out[KEYDECODE_OUT];
	uint64_t now = plat_now_us();
	unsigned n;
	bool any = false;

	for (unsigned k = 0; k < MAX_BURST; k++) {
		int key = c->ops->getkey(c);

		if (key == KEY_NONE)
			break;
		n = keydecode_push(&con.decode[i], key, now, out);
		enqueue(out, n);
		any = true;
	}
	if (any)
		return true;
	n = keydecode_expire(&con.decode[i], now, out);
	enqueue(out, n);
	return n > 0;
}

static bool read_keys(void)
{
	bool any = false;

	for (unsigned i = 0; i < con.n; i++)
		any |= read_console(i);
	return any;
}

/* An ESC that may be a key of its own must be looked at again soon. */
static uint64_t next_expiry(struct poller *p)
{
	uint64_t next = UINT64_MAX;

	(void)p;
	for (unsigned i = 0; i < con.n; i++)
		next = MIN(next, keydecode_expiry(&con.decode[i]));
	return next;
}

/* Only for that ESC: when to look at the keyboard otherwise is for wait_until() to say. Reads
 * first, since the rest of a sequence may have been waiting in the firmware all along. */
static bool poll_expiry(struct poller *p)
{
	uint64_t next = next_expiry(p);

	return next != UINT64_MAX && plat_now_us() >= next && read_keys();
}

static struct poller key_poller = {.poll = poll_expiry, .next_us = next_expiry};

int console_getkey(void)
{
	int key;

	(void)read_keys();
	if (!con.n_queued)
		return KEY_NONE;
	key = con.queue[con.head];
	con.head = (con.head + 1) % QUEUE_LEN;
	con.n_queued--;
	return key;
}

static bool have_key(void *arg)
{
	(void)arg;
	return con.n_queued > 0;
}

int console_waitkey(uint64_t deadline_us, int *ret_key)
{
	int key = console_getkey();
	int status;

	if (key == KEY_NONE) {
		status = wait_until(NULL, have_key, NULL, deadline_us);
		if (status == -ERR_CANCELED) {
			*ret_key = KEY_CTRL_C;
			return 0;
		}
		if (status < 0)
			return status;
		key = console_getkey();
	}
	*ret_key = key;
	return 0;
}

/* enqueue() has made a Ctrl-C the oldest key there is. */
bool console_poll_interrupt(void)
{
	(void)read_keys();
	if (!con.n_queued || !is_interrupt(con.queue[con.head]))
		return false;
	con.called = con.queue[con.head] != KEY_CTRL_C;
	con.head = (con.head + 1) % QUEUE_LEN;
	con.n_queued--;
	return true;
}

void console_watch_call(int key)
{
	con.call_key = key;
	con.called = false;
}

bool console_take_call(void)
{
	bool called = con.called;

	if (con.call_key <= 0)
		return false;
	if (!called && console_poll_interrupt()) {
		called = con.called;
		/* A Ctrl-C is for whoever waits next. */
		if (!called)
			enqueue((const int[]){KEY_CTRL_C}, 1);
	}
	con.call_key = KEY_NONE;
	con.called = false;
	return called;
}

int console_add(struct console *c)
{
	if (con.n == MAX_CONSOLES)
		return fail(
			ERR_RANGE, "console: more than %d, %s is not used", MAX_CONSOLES, c->name);
	if (!con.n)
		poller_add(&key_poller);
	con.decode[con.n] = (struct keydecode){};
	con.console[con.n++] = c;
	return 0;
}

void console_remove(struct console *c)
{
	for (unsigned i = 0; i < con.n; i++) {
		if (con.console[i] != c)
			continue;
		con.n--;
		memmove(&con.console[i], &con.console[i + 1],
			(con.n - i) * sizeof(con.console[0]));
		memmove(&con.decode[i], &con.decode[i + 1], (con.n - i) * sizeof(con.decode[0]));
	}
	if (!con.n)
		poller_remove(&key_poller);
}
