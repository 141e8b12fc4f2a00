/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 5424 6: <PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG. */
#include "net/syslog_line.h"

#include <stdio.h>
#include <string.h>

#include "core/calendar.h"
#include "core/util.h"

#define FACILITY 16 /* local0: administrators sort it as they like */
#define HOST_MAX 63

size_t syslog_line_format(const struct syslog_line *l, char out[SYSLOG_LINE_MAX])
{
	char time[32] = "-", host[HOST_MAX + 1] = "-";
	struct calendar_time t;
	size_t n = 0;
	int len;

	if (l->has_time && l->time >= 0) {
		calendar_from_unix(l->time, &t);
		(void)snprintf(time, sizeof(time), "%04u-%02u-%02uT%02u:%02u:%02uZ", t.year,
			t.month, t.day, t.hour, t.minute, t.second);
	}
	for (const char *p = l->host; *p && n < HOST_MAX; p++)
		host[n++] = *p > ' ' && *p < 127 ? *p : '_';
	if (n)
		host[n] = '\0';
	len = snprintf(out, SYSLOG_LINE_MAX, "<%u>1 %s %s hawser - - - %s",
		FACILITY * 8u + (unsigned)l->severity, time, host, l->text);
	if (len < 0)
		return 0;
	return MIN((size_t)len, (size_t)SYSLOG_LINE_MAX - 1);
}

static void put_plain(struct syslog_text *t, char c)
{
	if (t->cr)
		t->len = 0;
	t->cr = false;
	if (c == '\b' && t->len)
		t->len--;
	if (c == '\t')
		c = ' ';
	if ((unsigned char)c >= ' ' && c != 127 && t->len < sizeof(t->line) - 1)
		t->line[t->len++] = c;
}

bool syslog_text_put(struct syslog_text *t, char c)
{
	bool any;

	if (t->state == SYSLOG_ESC) {
		t->state = c == '[' ? SYSLOG_CSI : SYSLOG_PLAIN;
		return false;
	}
	if (t->state == SYSLOG_CSI) {
		if (c >= '@' && c <= '~')
			t->state = SYSLOG_PLAIN;
		return false;
	}
	if (c == '\033') {
		t->state = SYSLOG_ESC;
		return false;
	}
	if (c == '\r') {
		t->cr = true;
		return false;
	}
	if (c != '\n') {
		put_plain(t, c);
		return false;
	}
	t->line[t->len] = '\0';
	any = t->len > 0;
	t->len = 0;
	t->cr = false;
	return any;
}
