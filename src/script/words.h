/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of one command, expanded with the settings of the moment. */
#pragma once

#include <stddef.h>

#include "script/lexer.h"

#define COMMAND_BYTES_MAX 65536u /* all words of one command, expanded */

struct words {
	char **v; /* ends in NULL, once there is one */
	int n, cap;
	size_t bytes;
};

void words_free(struct words *w);

/* Takes one command and the separator behind it, which is returned, off (*pos). (w) NULL: the
 * command is skipped, nothing is expanded. (ret) is 0, or -ERR_* (recorded) if a word cannot be
 * expanded. */
enum lex_token words_take(const char **pos, struct words *w, int *ret);
