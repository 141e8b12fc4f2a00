/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What console text may contain: UTF-8 and these ECMA-48 sequences, taken apart for a device
 * that has no terminal of its own (EFI text output, a framebuffer, the tests' screen).
 *
 *	CR LF BS TAB			control characters; all others are dropped
 *	ESC [ n;… m			SGR: 0, 1, 7, 22, 27, 30-37, 39, 40-47, 49, 90-97, 100-107,
 *					38;2;r;g;b, 48;2;r;g;b (true colours)
 *	ESC [ r;c H, ESC [ r;c f	cursor to row and column, from 1
 *	ESC [ n A B C D			cursor up, down, right, left
 *	ESC [ 0|2 J, ESC [ 0|2 K	erase to the end of the screen or line, or all of it
 *	ESC [ ? 25 h|l			cursor on, off
 *
 * Other sequences are swallowed whole; SGR codes not listed are skipped. Malformed UTF-8 becomes
 * U+FFFD. Input may be split anywhere.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/utf8.h"

#define ANSI_DEFAULT    9 /* the device's own colour, fg or bg */
#define ANSI_MAX_PARAMS 16
#define ANSI_MAX_VALUE  9999 /* parameters are clamped to this */
#define ANSI_MAX_RUN    64   /* code points handed over at once */
#define ANSI_MAX_STRING 1024 /* an OSC or DCS longer than this ends by itself */

struct ansi_attr {
	uint8_t fg;   /* 0-7 black red green yellow blue magenta cyan white, 9 default */
	uint8_t bg;   /* the same */
	bool bold;    /* SGR 1, or a bright colour of 90-97 */
	bool reverse; /* show fg and bg exchanged */
	/* ANSI_RGB | 0xrrggbb in place of fg or bg, for devices that can; 0: none */
	uint32_t fg_rgb, bg_rgb;
};
#define ANSI_RGB        0x1000000u
#define ANSI_ATTR_PLAIN ((struct ansi_attr){.fg = ANSI_DEFAULT, .bg = ANSI_DEFAULT})

enum ansi_erase {
	ANSI_ERASE_BELOW,  /* from the cursor to the end of the screen; cursor stays */
	ANSI_ERASE_SCREEN, /* everything; where the cursor stays is not defined */
	ANSI_ERASE_EOL,    /* from the cursor to the end of its line; cursor stays */
	ANSI_ERASE_LINE,   /* the whole line; cursor stays */
};

/* What a device does. Every slot is filled. Erased cells take the background last told by
 * attr(). */
struct ansi_sink {
	/* (n) printable code points at the cursor, 1 <= n <= ANSI_MAX_RUN. */
	void (*text)(void *arg, const uint32_t *cp, size_t n);
	/* (c) is '\r', '\n' (also moves to column 0), '\b' or '\t'. */
	void (*control)(void *arg, char c);
	void (*attr)(void *arg, const struct ansi_attr *attr);
	/* From 0; up to ANSI_MAX_VALUE - 1: the device clamps to its size. */
	void (*cursor_set)(void *arg, unsigned row, unsigned col);
	/* Relative; the device clamps. One of the two is 0. */
	void (*cursor_move)(void *arg, int rows, int cols);
	void (*erase)(void *arg, enum ansi_erase what);
	void (*cursor_visible)(void *arg, bool on);
};

/* The fields are ansi.c's own; only (attr) may be read. */
struct ansi {
	const struct ansi_sink *sink;
	void *arg;
	struct ansi_attr attr;    /* as last told to the sink */
	bool sgr_bold, fg_bright; /* what attr.bold is made of */
	int state;
	struct utf8 utf8;
	bool private, odd; /* "?" seen; any other marker or intermediate seen */
	unsigned n_params;
	unsigned param[ANSI_MAX_PARAMS];
	size_t string_len;
	size_t n_run;
	uint32_t run[ANSI_MAX_RUN];
};

/* Starts afresh with plain attributes; the sink is told nothing. */
void ansi_init(struct ansi *a, const struct ansi_sink *sink, void *arg);

/* Takes (len) bytes and calls the sink for what is complete; no text is held back on return but
 * an unfinished sequence or character. */
void ansi_feed(struct ansi *a, const char *text, size_t len);
