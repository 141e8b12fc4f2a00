/* SPDX-License-Identifier: BSD-2-Clause */
/* The terminal as a console of Hawser. */
#pragma once

#include <stdbool.h>

/* Makes standard input and output the console. (keys) is typed first, as --keys says it; NULL:
 * none. -ERR_INVAL naming a key there is not. */
int terminal_open(const char *keys);
/* Puts the terminal back to what it was. Any number of times. */
void terminal_close(void);
/* True if somebody can type. */
bool terminal_is_interactive(void);
/* True if there will be no further key: those of --keys are typed, and the input, which is no
 * terminal, is at its end. */
bool terminal_is_over(void);
