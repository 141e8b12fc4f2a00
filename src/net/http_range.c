/* SPDX-License-Identifier: BSD-2-Clause */
/* Content-Range (RFC 9110 14.4); see the header. Blanks are where the grammar has them, or not. */
#include "net/http_range.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Takes a number from *(s); one that leaves no room for "one more" is refused. */
static bool take_number(const char **s, uint64_t *ret)
{
	const char *start = *s;
	uint64_t n = 0;

	for (; **s >= '0' && **s <= '9'; ++*s) {
		unsigned digit = (unsigned)(**s - '0');

		if (n > (UINT64_MAX - 2 - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*ret = n;
	return *s > start;
}

static bool parse(const char *s, struct http_range *r)
{
	if (strncasecmp(s, "bytes", 5) || (s[5] != ' ' && s[5] != '='))
		return false;
	s += 6 + strspn(s + 6, " ");
	r->kind = *s == '*' ? HTTP_RANGE_UNSATISFIED : HTTP_RANGE_PART;
	if (*s == '*')
		s++;
	else if (!take_number(&s, &r->first) || *s++ != '-' || !take_number(&s, &r->last))
		return false;
	s += strspn(s, " ");
	if (*s++ != '/')
		return false;
	s += strspn(s, " ");
	if (r->kind == HTTP_RANGE_PART && !strcmp(s, "*"))
		return r->first <= r->last;
	if (!take_number(&s, &r->total) || *s)
		return false;
	return r->kind == HTTP_RANGE_UNSATISFIED || (r->first <= r->last && r->last < r->total);
}

void http_range_parse(const char *value, struct http_range *ret)
{
	struct http_range r = {.total = HTTP_LENGTH_UNKNOWN};

	if (!parse(value, &r))
		r = (struct http_range){.kind = HTTP_RANGE_BAD, .total = HTTP_LENGTH_UNKNOWN};
	*ret = r;
}

const char *http_range_wrong(
	const struct http_range *r, uint64_t from, uint64_t end, uint64_t length)
{
	if (r->kind == HTTP_RANGE_NONE)
		return "no Content-Range";
	if (r->kind != HTTP_RANGE_PART)
		return "a Content-Range that tells nothing";
	if (r->first != from)
		return "the wrong part of the file";
	if (end != HTTP_LENGTH_UNKNOWN && r->last >= end)
		return "too much of the file";
	if (length != HTTP_LENGTH_UNKNOWN && length != r->last - r->first + 1)
		return "a Content-Range that contradicts its Content-Length";
	return NULL;
}
