/* SPDX-License-Identifier: BSD-2-Clause */
/* A ring of the last lines. */
#include "menu/history.h"

#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "core/util.h"

static struct {
	char *line[HISTORY_LINES];
	unsigned next, n;
} past;

void history_add(const char *line)
{
	const char *last = history_get(1);
	char *copy;

	if (!*line || (last && strcmp(last, line) == 0))
		return;
	copy = str_dup(line);
	if (!copy)
		return;
	free(past.line[past.next]);
	past.line[past.next] = copy;
	past.next = (past.next + 1) % HISTORY_LINES;
	past.n = MIN(past.n + 1, (unsigned)HISTORY_LINES);
}

const char *history_get(unsigned back)
{
	if (back < 1 || back > past.n)
		return NULL;
	return past.line[(past.next + HISTORY_LINES - back) % HISTORY_LINES];
}
