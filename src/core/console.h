/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Screens and keyboards. Text is UTF-8 with the ECMA-48 (ANSI) sequences listed in core/ansi.h;
 * each console turns them into what its device understands. Everything that is shown, menus
 * included, goes through console_write(), so it works alike on VGA, serial and a framebuffer.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/util.h"

/* Keys: Unicode code points below 0x110000, else KEY_SPECIAL(n, final) of "ESC [ n final". */
#define KEY_NONE              (-1)
#define KEY_BASE              0x110000
#define KEY_SPECIAL(n, final) (KEY_BASE + ((((n) + 1) << 8) | (final)))
enum {
	KEY_CTRL_B = 2,
	KEY_CTRL_C = 3,
	KEY_BACKSPACE = 8,
	KEY_TAB = 9,
	KEY_ENTER = 13, /* consoles deliver CR for Enter, never LF */
	KEY_ESC = 27,
	KEY_DEL_ASCII = 127,
	KEY_UP = KEY_SPECIAL(0, 'A'),
	KEY_DOWN = KEY_SPECIAL(0, 'B'),
	KEY_RIGHT = KEY_SPECIAL(0, 'C'),
	KEY_LEFT = KEY_SPECIAL(0, 'D'),
	KEY_END = KEY_SPECIAL(0, 'F'),
	KEY_HOME = KEY_SPECIAL(0, 'H'),
	KEY_INSERT = KEY_SPECIAL(2, '~'),
	KEY_DELETE = KEY_SPECIAL(3, '~'),
	KEY_PGUP = KEY_SPECIAL(5, '~'),
	KEY_PGDN = KEY_SPECIAL(6, '~'),
	KEY_F1 = KEY_SPECIAL(11, '~'),
	KEY_F2 = KEY_SPECIAL(12, '~'),
	KEY_F3 = KEY_SPECIAL(13, '~'),
	KEY_F4 = KEY_SPECIAL(14, '~'),
	KEY_F5 = KEY_SPECIAL(15, '~'),
	KEY_F6 = KEY_SPECIAL(17, '~'),
	KEY_F7 = KEY_SPECIAL(18, '~'),
	KEY_F8 = KEY_SPECIAL(19, '~'),
	KEY_F9 = KEY_SPECIAL(20, '~'),
	KEY_F10 = KEY_SPECIAL(21, '~'),
	KEY_F11 = KEY_SPECIAL(23, '~'),
	KEY_F12 = KEY_SPECIAL(24, '~'),
};

struct console;
struct console_ops {
	/* Writes (len) bytes of UTF-8 with ANSI sequences; sequences may be split over calls.
	 * LF moves to column 0 of the next line. MUST NOT fail visibly. */
	void (*write)(struct console *c, const char *text, size_t len);
	/* The next key or KEY_NONE, at once. Bytes of a serial line are already decoded. */
	int (*getkey)(struct console *c);
	/* Columns and rows; at least 40x10, or 0 while it shows nothing. */
	void (*size)(struct console *c, unsigned *cols, unsigned *rows);
};

struct console {
	const struct console_ops *ops;
	const char *name;
	void *priv;
};

/* The consoles of this machine; filled by the platform before hawser_main(). */
int console_add(struct console *c);
/* Fine for one that was not added. */
void console_remove(struct console *c);

void console_write(const char *text, size_t len);
void console_puts(const char *text); /* as is, no newline added */
void console_printf(const char *fmt, ...) _printf_(1, 2);

/* The next key from any console or from type-ahead, KEY_NONE if there is none. */
int console_getkey(void);
/* Waits for a key: 0 and *ret_key, or -ERR_TIMEDOUT (nothing recorded). Ctrl-C is returned as
 * the key KEY_CTRL_C. */
int console_waitkey(uint64_t deadline_us, int *ret_key);

/* The column the cursor is in after what was written so far. */
unsigned console_column(void);

/* Smallest size of all consoles that show text, so that a screen drawn once fits everywhere. */
void console_size(unsigned *ret_cols, unsigned *ret_rows);

/* For wait.c only: reads pending keys into the type-ahead queue; true if one was Ctrl-C (which is
 * then taken out together with all that was typed before it). */
bool console_poll_interrupt(void);

/* From now on (key) ends waits as Ctrl-C does, until console_take_call(). */
void console_watch_call(int key);
/* True if that key was typed; what was typed before it is void then. Watches no longer. */
bool console_take_call(void);

/* (erase) is called before text is written that is not the progress line's own, so that the line
 * can leave the screen; it may call console_write() itself. NULL: none. */
void console_set_before_write(void (*erase)(void));

/* For a console of pixels, which may hold back what is written to it: (show) shows it. While
 * there is one, true colours are of use. NULL: there is none any more. */
void console_set_graphics(void (*show)(void));
bool console_has_graphics(void);
/* Nothing is held back after this: before somebody else gets the machine. */
void console_sync(void);

/* True while a full-screen UI owns the screen: log lines and progress stay off it. */
void console_set_fullscreen(bool on);
bool console_fullscreen(void);
