/* SPDX-License-Identifier: BSD-2-Clause */
/* A console with a picture that tests can look at, and keys played from a list. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/ansi.h"

#define SCREEN_MAX_COLS 200
#define SCREEN_MAX_ROWS 60

/* One step of what the user does: a key; or time that passes; or a look at what is on the screen
 * when all keys before have been dealt with. */
struct screen_step {
	int key;
	unsigned pause_ms;
	void (*look)(void);
};

/* Clears the picture and sets its size; the first call adds the console. */
void screen_init(unsigned cols, unsigned rows);
/* The user changes the size; the picture is cut or gains empty space. */
void screen_resize(unsigned cols, unsigned rows);

void screen_play(const struct screen_step *steps, size_t n);
/* Steps not taken yet. */
size_t screen_steps_left(void);

/* The text of row (r) (from 0) without trailing spaces; valid until 4 calls later. */
const char *screen_row(unsigned r);
/* The first row that contains (text), or -1. */
int screen_find(const char *text);
struct ansi_attr screen_attr(unsigned r, unsigned c);
unsigned screen_cursor_row(void);
unsigned screen_cursor_col(void);
bool screen_cursor_visible(void);

/* Bytes written since the last call. */
size_t screen_bytes(void);
/* True if anything was written into the last column since screen_init(). */
bool screen_touched_edge(void);
/* Lines that scrolled off since screen_init(). */
unsigned screen_scrolled(void);
