/* SPDX-License-Identifier: BSD-2-Clause */
/* roff takes "-" for a hyphen, a dot at the beginning for a request, and a backslash for
 * its own. */
#include "host/roff.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 78 };

static const char *escaped(char c)
{
	switch (c) {
	case '-':
		return "\\-";
	case '\\':
		return "\\e";
	case '\'':
		return "\\(aq";
	case '.':
		return "\\&.";
	default:
		return NULL;
	}
}

/* (n) bytes of (s); what they take. */
static size_t print(const char *s, size_t n)
{
	size_t len = 0;

	for (; n; s++, n--) {
		const char *e = escaped(*s);

		if (e)
			fputs(e, stdout);
		else
			putchar(*s);
		len += e ? strlen(e) : 1;
	}
	return len;
}

void roff_line(const char *s)
{
	(void)print(s, strlen(s));
}

void roff_text(const char *s)
{
	size_t len = 0;

	while (*s) {
		size_t n = strcspn(s, " "), most = n;

		for (size_t i = 0; i < n; i++)
			most += escaped(s[i]) ? strlen(escaped(s[i])) - 1 : 0;
		if (len && len + 1 + most > LINE) {
			putchar('\n');
			len = 0;
		} else if (len) {
			putchar(' ');
			len++;
		}
		len += print(s, n);
		s += n + strspn(s + n, " ");
	}
	puts(".");
}
