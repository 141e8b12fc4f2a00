/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of an HTTP/1.x answer; see the header. Lines may end in LF alone (RFC 9112 2.2).
 * Folded continuation lines are skipped: none of the fields we act on is ever folded.
 */
#include "net/http_head.h"

#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "core/util.h"

void http_head_init(struct http_head *h)
{
	/* The line and the location are large and need no clearing beyond their first byte. */
	memset(h, 0, offsetof(struct http_head, location));
	h->location[0] = h->challenge[0] = '\0';
	h->length = HTTP_LENGTH_UNKNOWN;
	h->error = NULL;
	h->close = h->got_status = h->cut = false;
	h->n_fields = 0;
	h->total = h->len = 0;
}

static int wrong(struct http_head *h, const char *error)
{
	h->error = error;
	return -ERR_PROTO;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int parse_status(struct http_head *h)
{
	const char *s = h->line;
	size_t n = 0;

	if (strncmp(s, "HTTP/", 5))
		return wrong(h, "an answer that is not HTTP");
	if (strncmp(s + 5, "1.", 2) || !is_digit(s[7]) || s[8] != ' ')
		return wrong(h, "an answer in a version of HTTP other than 1");
	if (!is_digit(s[9]) || !is_digit(s[10]) || !is_digit(s[11]) || (s[12] && s[12] != ' '))
		return wrong(h, "a status line without a status");
	h->minor = (unsigned)(s[7] - '0');
	h->status = (unsigned)((s[9] - '0') * 100 + (s[10] - '0') * 10 + (s[11] - '0'));
	if (h->status < 100 || h->status > 599)
		return wrong(h, "a status that does not exist");
	for (s += s[12] ? 13 : 12; *s && n < sizeof(h->reason) - 1; s++)
		h->reason[n++] = *s >= ' ' && *s < 127 ? *s : ' ';
	h->reason[n] = '\0';
	h->got_status = true;
	return 0;
}

/* Content-Length, possibly repeated as a list of equal numbers (RFC 9110 8.6). */
static int field_length(struct http_head *h, const char *value)
{
	while (*value) {
		uint64_t n = 0;

		if (!is_digit(*value))
			return wrong(h, "a Content-Length that is not a number");
		for (; is_digit(*value); value++) {
			if (n > (UINT64_MAX - 10) / 10)
				return wrong(h, "a Content-Length beyond 64 bits");
			n = n * 10 + (unsigned)(*value - '0');
		}
		if (h->length != HTTP_LENGTH_UNKNOWN && h->length != n)
			return wrong(h, "two different Content-Lengths");
		h->length = n;
		while (*value == ' ' || *value == '\t' || *value == ',')
			value++;
	}
	return h->length == HTTP_LENGTH_UNKNOWN ? wrong(h, "an empty Content-Length") : 0;
}

static int field_encoding(struct http_head *h, const char *value)
{
	if (!strcasecmp(value, "identity"))
		return 0;
	if (strcasecmp(value, "chunked") || h->chunked)
		return wrong(h, "a Transfer-Encoding other than chunked");
	h->chunked = true;
	return 0;
}

static int field_connection(struct http_head *h, const char *value)
{
	while (*value) {
		size_t n = strcspn(value, ", \t");

		if (n == 5 && !strncasecmp(value, "close", n))
			h->close = true;
		if (n == 10 && !strncasecmp(value, "keep-alive", n))
			h->keep_alive = true;
		value += n;
		value += strspn(value, ", \t");
	}
	return 0;
}

static int field_location(struct http_head *h, const char *value)
{
	memcpy(h->location, value, strlen(value) + 1);
	return 0;
}

static int field_challenge(struct http_head *h, const char *value)
{
	size_t n = MIN(strcspn(value, " ,"), sizeof(h->challenge) - 1);

	memcpy(h->challenge, value, n);
	h->challenge[n] = '\0';
	return 0;
}

static const struct {
	const char *name;
	int (*take)(struct http_head *h, const char *value);
} fields[] = {
	{"Content-Length", field_length},
	{"Transfer-Encoding", field_encoding},
	{"Connection", field_connection},
	{"Location", field_location},
	{"WWW-Authenticate", field_challenge},
};

static int parse_field(struct http_head *h)
{
	char *colon = strchr(h->line, ':');
	char *value, *end;

	if (h->line[0] == ' ' || h->line[0] == '\t')
		return 0;
	if (!colon || colon == h->line)
		return wrong(h, "a header line without a name");
	if (++h->n_fields > HTTP_FIELDS_MAX)
		return wrong(h, "more than 100 headers");
	value = colon + 1 + strspn(colon + 1, " \t");
	end = value + strlen(value);
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = *colon = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (strcasecmp(h->line, fields[i].name))
			continue;
		return h->cut ? wrong(h, "a header too long to read") : fields[i].take(h, value);
	}
	return 0;
}

static void finish(struct http_head *h)
{
	if (h->chunked) /* RFC 9112 6.3: chunked overrides a length */
		h->length = HTTP_LENGTH_UNKNOWN;
	if (h->minor >= 1)
		h->keep_alive = true;
	if (h->close)
		h->keep_alive = false;
}

/* A line has ended. 1: it was the empty one that ends the head. */
static int take_line(struct http_head *h)
{
	int rc;

	if (h->len && h->line[h->len - 1] == '\r')
		h->len--;
	h->line[h->len] = '\0';
	if (!h->len) {
		if (!h->got_status) /* RFC 9112 2.2: empty lines before it are skipped */
			return 0;
		finish(h);
		return 1;
	}
	if (strlen(h->line) != h->len)
		return wrong(h, "a NUL in a header");
	rc = h->got_status ? parse_field(h) : parse_status(h);
	h->len = 0;
	h->cut = false;
	return rc;
}

static void keep(struct http_head *h, const char *data, size_t len)
{
	size_t room = sizeof(h->line) - 1 - h->len;

	if (len > room) {
		h->cut = true;
		len = room;
	}
	memcpy(h->line + h->len, data, len);
	h->len += len;
}

int http_head_feed(struct http_head *h, const void *data, size_t len, size_t *ret_used)
{
	const char *in = data, *end = in + len;

	while (in < end) {
		const char *lf = memchr(in, '\n', (size_t)(end - in));
		size_t n = (size_t)((lf ? lf : end) - in);
		int rc;

		if (n + 1 > HTTP_HEAD_MAX - h->total)
			return wrong(h, "a head of more than 32 KiB");
		h->total += n + (lf != NULL);
		keep(h, in, n);
		in += n;
		if (!lf)
			break;
		in++;
		rc = take_line(h);
		if (rc) {
			*ret_used = (size_t)(in - (const char *)data);
			return rc;
		}
	}
	*ret_used = len;
	return 0;
}
