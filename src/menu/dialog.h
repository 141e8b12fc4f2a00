/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of text being edited, on a graphical screen: a card in front of the background. */
#pragma once

#include <stdbool.h>

#include "menu/textedit.h"

struct dialog {
	const char *title, *keys; /* what it is about, and what keys do; borrowed */
};

/* Takes the screen from the text console if it is graphics; false: it is text. */
bool dialog_open(const struct dialog *d);
/* Columns of the text that is being edited; 0 if the dialog is not open. */
unsigned dialog_cols(void);
/* Shows (e), whose cursor is in column (column) of what textedit_add() gives for dialog_cols() or
 * fewer (cols). */
void dialog_draw(const struct dialog *d, const struct textedit *e, unsigned cols, unsigned column);
/* Gives the screen back. Fine if it is not open. */
void dialog_close(void);
