/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of syslog as text (RFC 5424). Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYSLOG_LINE_MAX 480 /* every receiver takes so much (RFC 5426 3.2) */

enum syslog_severity { SYSLOG_WARNING = 4, SYSLOG_INFO = 6 };

struct syslog_line {
	enum syslog_severity severity;
	bool has_time;
	int64_t time;     /* seconds since 1970, UTC */
	const char *host; /* of the sender; "" if unknown */
	const char *text; /* UTF-8 without control characters */
};

/* Writes (l) to (out), cut where it is too long, and returns its length. */
size_t syslog_line_format(const struct syslog_line *l, char out[SYSLOG_LINE_MAX]);

/* What is written to a screen, made into lines: sequences go, a carriage return begins the line
 * anew. */
struct syslog_text {
	char line[256];
	size_t len;
	bool cr;
	enum { SYSLOG_PLAIN, SYSLOG_ESC, SYSLOG_CSI } state;
};
/* Takes one byte. True if it ends a line that is not empty: it is in t->line, terminated. */
bool syslog_text_put(struct syslog_text *t, char c);
