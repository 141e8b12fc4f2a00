/* SPDX-License-Identifier: BSD-2-Clause */
/* Growing text. */
#include "core/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"

#define STRBUF_MAX (64u << 20) /* nothing we treat as text is larger */

static int strbuf_reserve(struct strbuf *b, size_t more)
{
	size_t cap;
	char *s;

	if (more >= STRBUF_MAX || b->len >= STRBUF_MAX - more)
		return fail(ERR_TOOBIG, "text: more than %u bytes", STRBUF_MAX);
	if (b->cap - b->len > more)
		return 0;
	cap = MAX(b->cap * 2, b->len + more + 1);
	cap = MAX(cap, 64u);
	s = realloc(b->s, cap);
	if (!s)
		return fail(ERR_NOMEM, "text: no memory for %zu bytes", cap);
	b->s = s;
	b->cap = cap;
	return 0;
}

int strbuf_add(struct strbuf *b, const void *data, size_t len)
{
	int rc = strbuf_reserve(b, len);

	if (rc)
		return rc;
	if (len)
		memcpy(b->s + b->len, data, len);
	b->len += len;
	b->s[b->len] = '\0';
	return 0;
}

int strbuf_addc(struct strbuf *b, char c)
{
	return strbuf_add(b, &c, 1);
}

int strbuf_adds(struct strbuf *b, const char *s)
{
	return strbuf_add(b, s, strlen(s));
}

int strbuf_addf(struct strbuf *b, const char *fmt, ...)
{
	va_list ap;
	int n, rc;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return fail(ERR_INVAL, "text: bad format");
	rc = strbuf_reserve(b, (size_t)n);
	if (rc)
		return rc;
	va_start(ap, fmt);
	(void)vsnprintf(b->s + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return 0;
}

void strbuf_reset(struct strbuf *b)
{
	b->len = 0;
	if (b->s)
		b->s[0] = '\0';
}

void strbuf_free(struct strbuf *b)
{
	free(b->s);
	*b = (struct strbuf){0};
}

char *strbuf_take(struct strbuf *b)
{
	char *s = b->s ? b->s : str_dup("");

	*b = (struct strbuf){0};
	return s;
}

char *str_format(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	s = malloc((size_t)n + 1);
	if (!s)
		return NULL;
	va_start(ap, fmt);
	(void)vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

char *str_ndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = malloc(len + 1);

	if (!copy)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

void text_make_printable(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			*s = '?';
}

void text_wipe(char *s)
{
	if (!s)
		return;
	memset(s, 0, strlen(s));
	__asm__ volatile("" : : "r"(s) : "memory"); /* or the compiler leaves it out */
}

char *str_dup(const char *s)
{
	return str_ndup(s, strlen(s));
}
