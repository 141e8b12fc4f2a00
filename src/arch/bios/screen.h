/* SPDX-License-Identifier: BSD-2-Clause */
/* The screen of a PC, as a terminal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* How the screen is written; (NONE) when there is no graphics card. */
enum screen_how { SCREEN_NONE, SCREEN_MEMORY, SCREEN_INT10 };

/* Finds the screen and takes over what it shows; again after somebody else used it. With
 * (have_line) text also goes to our own serial line: then firmware that redirects the screen is not
 * given any, and not told where the cursor is before screen_release(). */
enum screen_how screen_open(bool have_line);

/* UTF-8 with ANSI sequences. Does nothing without a screen. */
void screen_write(const char *text, size_t len);

/* Plain attributes and a visible cursor at the start of a line, and the firmware knows where. */
void screen_release(void);

void screen_size(unsigned *ret_cols, unsigned *ret_rows);

/* INT 10h is answered, and by somebody else than the graphics card's BIOS: the firmware sends text
 * elsewhere. */
bool screen_is_redirected(void);
