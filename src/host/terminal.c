/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The terminal as a console: it knows the sequences of core/ansi.h itself. Keys come from --keys
 * first, one at a time as somebody would type them, then from standard input.
 */
#include "host/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <poll.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/keydecode.h"
#include "core/status.h"
#include "core/utf8.h"
#include "core/util.h"

enum { KEYS_MAX = 1024, UTF8_BYTES = 4 };

static struct {
	struct termios before;
	bool raw;
	int typed[KEYS_MAX]; /* by --keys */
	unsigned n_typed, next_typed;
	bool pause;
	uint64_t typed_until_us;
	struct keydecode decode;
	int ready[KEYDECODE_OUT];
	unsigned n_ready, next_ready;
	char bytes[UTF8_BYTES];
	size_t n_bytes;
	bool ended;
} terminal;

/* ---- --keys ---- */

static const struct {
	const char *name;
	int key;
} names[] = {
	{"enter", KEY_ENTER},
	{"esc", KEY_ESC},
	{"tab", KEY_TAB},
	{"up", KEY_UP},
	{"down", KEY_DOWN},
	{"left", KEY_LEFT},
	{"right", KEY_RIGHT},
	{"pgup", KEY_PGUP},
	{"pgdn", KEY_PGDN},
	{"home", KEY_HOME},
	{"end", KEY_END},
	{"insert", KEY_INSERT},
	{"delete", KEY_DELETE},
	{"backspace", KEY_BACKSPACE},
	{"space", ' '},
	{"f1", KEY_F1},
	{"f2", KEY_F2},
	{"f3", KEY_F3},
	{"f4", KEY_F4},
	{"f5", KEY_F5},
	{"f6", KEY_F6},
	{"f7", KEY_F7},
	{"f8", KEY_F8},
	{"f9", KEY_F9},
	{"f10", KEY_F10},
	{"f11", KEY_F11},
	{"f12", KEY_F12},
};

static int key_named(const char *word, size_t len)
{
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i].name) == len && memcmp(names[i].name, word, len) == 0)
			return names[i].key;
	}
	if (len == 6 && memcmp(word, "ctrl-", 5) == 0)
		return word[5] & 0x1f;
	return KEY_NONE;
}

static int type_key(int key)
{
	if (terminal.n_typed == KEYS_MAX)
		return fail(ERR_TOOBIG, "--keys: more than %d keys", KEYS_MAX);
	terminal.typed[terminal.n_typed++] = key;
	return 0;
}

static int type_word(const char *word, size_t len)
{
	int key = key_named(word, len), rc = 0;

	if (key != KEY_NONE)
		return type_key(key);
	while (len && !rc) {
		size_t n;

		rc = type_key((int)utf8_decode(word, len, &n));
		word += n;
		len -= n;
	}
	return rc;
}

static int type_all(const char *keys)
{
	int rc = 0;

	while (!rc) {
		size_t n;

		keys += strspn(keys, " ");
		n = strcspn(keys, " ");
		if (!n)
			break;
		rc = type_word(keys, n);
		keys += n;
	}
	return rc;
}

/* ---- standard input ---- */

/* Takes one byte; characters of several come out when they are complete. */
static void take_byte(char byte)
{
	size_t n;
	uint32_t c;

	terminal.bytes[terminal.n_bytes++] = byte;
	c = utf8_decode(terminal.bytes, terminal.n_bytes, &n);
	if (c == UTF8_BAD && terminal.n_bytes < UTF8_BYTES && (terminal.bytes[0] & 0xc0) == 0xc0)
		return;
	terminal.n_bytes = 0;
	terminal.next_ready = 0;
	terminal.n_ready = keydecode_push(&terminal.decode, (int)c, plat_now_us(), terminal.ready);
}

static bool can_read(void)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};

	return !terminal.ended && poll(&p, 1, 0) == 1;
}

/* One key at a time, as somebody would type them: what follows ESC at once would belong to it. */
static int next_typed(void)
{
	uint64_t now = plat_now_us();
	int key;

	terminal.pause = !terminal.pause;
	if (terminal.pause || now < terminal.typed_until_us)
		return KEY_NONE;
	key = terminal.typed[terminal.next_typed++];
	terminal.typed_until_us = key == KEY_ESC ? now + 2 * KEYDECODE_ESC_US : 0;
	return key;
}

static void read_byte(void)
{
	char byte;

	if (read(STDIN_FILENO, &byte, 1) == 1)
		take_byte(byte);
	else
		terminal.ended = true;
}

static bool has_key(void)
{
	return terminal.next_ready < terminal.n_ready || terminal.next_typed < terminal.n_typed;
}

bool terminal_is_over(void)
{
	if (!has_key() && can_read())
		read_byte();
	return terminal.ended && !has_key();
}

static int terminal_getkey(struct console *c)
{
	(void)c;
	if (terminal.next_ready < terminal.n_ready)
		return terminal.ready[terminal.next_ready++];
	if (terminal.next_typed < terminal.n_typed)
		return next_typed();
	if (can_read()) {
		read_byte();
	} else {
		terminal.next_ready = 0;
		terminal.n_ready =
			keydecode_expire(&terminal.decode, plat_now_us(), terminal.ready);
	}
	return terminal.next_ready < terminal.n_ready ? terminal.ready[terminal.next_ready++]
						      : KEY_NONE;
}

/* ---- the screen ---- */

static void terminal_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	(void)fwrite(text, 1, len, stdout);
	(void)fflush(stdout);
}

static void terminal_size(struct console *c, unsigned *cols, unsigned *rows)
{
	struct winsize size;

	(void)c;
	*cols = 80;
	*rows = 25;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
		*cols = MAX((unsigned)size.ws_col, 40u);
		*rows = MAX((unsigned)size.ws_row, 10u);
	}
}

static const struct console_ops ops = {terminal_write, terminal_getkey, terminal_size};
static struct console console = {&ops, "terminal", NULL};

/* The screen and the keyboard as they were. */
static void restore(void)
{
	static const char shown[] = "\033[0m\033[?25h";

	if (isatty(STDOUT_FILENO) == 1)
		(void)!write(STDOUT_FILENO, shown, sizeof(shown) - 1);
	if (terminal.raw)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
	terminal.raw = false;
}

/* Ended from outside. */
static void on_signal(int number)
{
	if (number == SIGQUIT)
		number = SIGINT; /* by hand, no core is wanted */
	restore();
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

bool terminal_is_interactive(void)
{
	return isatty(STDIN_FILENO) == 1;
}

int terminal_open(const char *keys)
{
	static const int ends[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
	struct termios raw;
	int rc = keys ? type_all(keys) : 0;

	if (rc)
		return rc;
	if (terminal_is_interactive() && tcgetattr(STDIN_FILENO, &terminal.before) == 0) {
		raw = terminal.before;
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
		raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
		/* Ctrl-C is a key; Ctrl-\ ends what no key can end. */
		raw.c_cc[VINTR] = raw.c_cc[VSUSP] = _POSIX_VDISABLE;
		terminal.raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
	}
	for (unsigned i = 0; i < ARRAY_SIZE(ends); i++)
		(void)signal(ends[i], on_signal);
	return console_add(&console);
}

void terminal_close(void)
{
	(void)fflush(stdout);
	restore();
}
