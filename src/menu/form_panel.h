/* SPDX-License-Identifier: BSD-2-Clause */
/* A form on a graphical screen: a card with its title, its rows, and what keys do. */
#pragma once

#include <stdbool.h>

#include "menu/form.h"

#define FORM_KEYS "Enter: next    Ctrl-X, Enter at the end: save    Esc: cancel"

/* Takes the screen from the text console if it is graphics and has room; false: the form is
 * text. */
bool form_panel_open(const struct form *f);
/* Columns of a field; 0 if the form is text. */
unsigned form_panel_cols(void);
/* Shows (f), each field with as many (cols) as textedit_scroll() was given and one more, and
 * (alert), which may be empty. Nothing if the form is text. True if it has become text just
 * now, because the screen was lost. */
bool form_panel_draw(const struct form *f, unsigned cols, const char *alert);
/* Gives the screen back. Fine if it is not open. */
void form_panel_close(void);
