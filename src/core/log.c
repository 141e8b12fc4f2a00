/* SPDX-License-Identifier: BSD-2-Clause */
/* The log ring, and what of it reaches the screen. */
#include "core/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/strbuf.h"

#define LOG_LINES 256
#define LOG_TEXT  160
#define LOG_ROOMS 16

struct log_line {
	enum log_level level;
	char text[LOG_TEXT];
};

struct log_room {
	char name[16];
	enum log_level level;
};

static struct {
	struct log_line lines[LOG_LINES];
	unsigned next, n;
	struct log_room rooms[LOG_ROOMS];
	unsigned n_rooms;
	enum log_level level;
	void (*sink)(enum log_level level, const char *line);
	void (*flush)(void);
	bool printing;
} ring = {.level = LOG_WARN};

static struct log_room *room_find(const char *name, size_t len)
{
	for (unsigned i = 0; i < ring.n_rooms; i++) {
		struct log_room *r = &ring.rooms[i];

		if (strlen(r->name) == len && strncmp(r->name, name, len) == 0)
			return r;
	}
	return NULL;
}

static enum log_level level_of(const char *text)
{
	const char *colon = strchr(text, ':');
	struct log_room *r = colon ? room_find(text, (size_t)(colon - text)) : NULL;

	return r ? r->level : ring.level;
}

void log_write(enum log_level level, const char *fmt, ...)
{
	struct log_line *line = &ring.lines[ring.next];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line->text, sizeof(line->text), fmt, ap);
	va_end(ap);
	text_make_printable(line->text);
	line->level = level;
	ring.next = (ring.next + 1) % LOG_LINES;
	ring.n = MIN(ring.n + 1, (unsigned)LOG_LINES);

	if (ring.sink)
		ring.sink(level, line->text);
	if (level < level_of(line->text) || console_fullscreen())
		return;
	ring.printing = true;
	console_printf("%s\n", line->text);
	ring.printing = false;
}

void log_set_sink(void (*fn)(enum log_level level, const char *line), void (*flush)(void))
{
	ring.sink = fn;
	ring.flush = flush;
}

void log_flush(void)
{
	if (ring.flush)
		ring.flush();
}

bool log_printing(void)
{
	return ring.printing;
}

int log_set_level(const char *room, enum log_level level)
{
	struct log_room *r;

	if (!room) {
		ring.level = level;
		return 0;
	}
	r = room_find(room, strlen(room));
	if (!r) {
		if (ring.n_rooms == LOG_ROOMS || strlen(room) >= sizeof(r->name))
			return fail(ERR_RANGE, "log: no place for a level of %s", room);
		r = &ring.rooms[ring.n_rooms++];
		strcpy(r->name, room);
	}
	r->level = level;
	return 0;
}

void log_each(void (*fn)(enum log_level level, const char *line, void *arg), void *arg)
{
	for (unsigned i = 0; i < ring.n; i++) {
		struct log_line *l = &ring.lines[(ring.next + LOG_LINES - ring.n + i) % LOG_LINES];

		fn(l->level, l->text, arg);
	}
}
