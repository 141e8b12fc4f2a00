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
#include "net/http_date.h"

#define RETRY_AFTER_MAX_S (7 * 24 * 60 * 60) /* no server means more */

void http_head_init(struct http_head *h)
{
	/* The line and the texts are large and need no clearing beyond their first byte. */
	memset(h, 0, offsetof(struct http_head, location));
	h->location[0] = h->etag[0] = h->modified[0] = h->coding[0] = h->retry_after[0] = '\0';
	h->challenges[0] = h->proxy_challenges[0] = '\0';
	h->range = (struct http_range){.total = HTTP_LENGTH_UNKNOWN};
	h->length = h->declared = HTTP_LENGTH_UNKNOWN;
	h->date = HTTP_NO_DATE;
	h->retry_after_ms = 0;
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

static bool list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		size_t n = strcspn(list, ", \t");

		if (n == len && !strncasecmp(list, word, n))
			return true;
		list += n;
		list += strspn(list, ", \t");
	}
	return false;
}

static int field_connection(struct http_head *h, const char *value)
{
	h->close = h->close || list_has(value, "close");
	h->keep_alive = h->keep_alive || list_has(value, "keep-alive");
	return 0;
}

/* Keeps a (value) there may be one of only, or several that are equal. */
static int keep_one(
	struct http_head *h, char *slot, size_t cap, const char *value, const char *error)
{
	size_t len = strlen(value);

	if (slot[0] && strcmp(slot, value))
		return wrong(h, error);
	if (len < cap)
		memcpy(slot, value, len + 1);
	return 0;
}

static int field_location(struct http_head *h, const char *value)
{
	return keep_one(h, h->location, sizeof(h->location), value, "two different Locations");
}

/* RFC 9110 8.8.3 */
static bool is_strong_etag(const char *s)
{
	size_t len = strlen(s);

	if (len < 2 || s[0] != '"' || s[len - 1] != '"')
		return false;
	for (size_t i = 1; i < len - 1; i++)
		if ((uint8_t)s[i] <= ' ' || s[i] == '"' || s[i] == 127)
			return false;
	return true;
}

/* Weak ones, and what is none, stay until finish(), to be compared with another. */
static int field_etag(struct http_head *h, const char *value)
{
	return keep_one(h, h->etag, sizeof(h->etag), strlen(value) < sizeof(h->etag) ? value : "W/",
		"two different ETags");
}

static int field_modified(struct http_head *h, const char *value)
{
	return keep_one(h, h->modified, sizeof(h->modified), value, "two different Last-Modifieds");
}

/* Some proxies add a second one: then neither tells the time. */
static int field_date(struct http_head *h, const char *value)
{
	int64_t date;

	if (http_date_parse(value, &date))
		h->date = h->date == HTTP_NO_DATE || h->date == date ? date : INT64_MAX;
	return 0;
}

static int field_retry_after(struct http_head *h, const char *value)
{
	return keep_one(
		h, h->retry_after, sizeof(h->retry_after), value, "two different Retry-Afters");
}

static int field_range(struct http_head *h, const char *value)
{
	struct http_range r;

	http_range_parse(value, &r);
	if (h->range.kind != HTTP_RANGE_NONE &&
		(r.kind != h->range.kind || r.first != h->range.first || r.last != h->range.last ||
			r.total != h->range.total))
		return wrong(h, "two different Content-Ranges");
	h->range = r;
	return 0;
}

static int field_ranges(struct http_head *h, const char *value)
{
	h->ranges = h->ranges || list_has(value, "bytes");
	return 0;
}

static int field_type(struct http_head *h, const char *value)
{
	h->multipart = !strncasecmp(value, "multipart/byteranges", 20);
	return 0;
}

/* Adds (value) to a comma-separated list; -1 if there is no room. */
static int join(char *list, size_t cap, const char *value)
{
	size_t have = strlen(list), len = strlen(value), comma = have ? 2 : 0;

	if (have + comma + len >= cap)
		return -1;
	memcpy(list + have, ", ", comma);
	memcpy(list + have + comma, value, len + 1);
	return 0;
}

static int field_coding(struct http_head *h, const char *value)
{
	if (!*value || !strcasecmp(value, "identity"))
		return 0;
	return join(h->coding, sizeof(h->coding), value)
		? wrong(h, "a Content-Encoding too long to read")
		: 0;
}

/* A ticket of Kerberos may be too long, and is of no use to us. */
static int field_challenge(struct http_head *h, const char *value)
{
	(void)join(h->challenges, sizeof(h->challenges), value);
	return 0;
}

static int field_proxy_challenge(struct http_head *h, const char *value)
{
	(void)join(h->proxy_challenges, sizeof(h->proxy_challenges), value);
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
	{"ETag", field_etag},
	{"Last-Modified", field_modified},
	{"Date", field_date},
	{"Retry-After", field_retry_after},
	{"Content-Range", field_range},
	{"Accept-Ranges", field_ranges},
	{"Content-Type", field_type},
	{"Content-Encoding", field_coding},
	{"WWW-Authenticate", field_challenge},
	{"Proxy-Authenticate", field_proxy_challenge},
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

/* Seconds, or a date, which is taken relative to the server's own (RFC 9110 10.2.3). */
static uint64_t retry_after_ms(const struct http_head *h)
{
	const char *s = h->retry_after;
	uint64_t seconds = 0;
	int64_t until;

	if (!is_digit(*s)) {
		if (!http_date_parse(s, &until) || h->date == HTTP_NO_DATE || until <= h->date)
			return 0;
		seconds = (uint64_t)(until - h->date);
	}
	for (; is_digit(*s); s++)
		seconds = MIN(seconds * 10 + (unsigned)(*s - '0'), (uint64_t)RETRY_AFTER_MAX_S);
	return MIN(seconds, (uint64_t)RETRY_AFTER_MAX_S) * 1000;
}

/* A date names one version of a file only if the file cannot have changed again within the same
 * second (RFC 9110 8.8.2.2). */
static bool is_strong_date(const struct http_head *h)
{
	int64_t modified;

	return http_date_parse(h->modified, &modified) && h->date != HTTP_NO_DATE &&
		h->date != INT64_MAX && h->date > modified;
}

static void finish(struct http_head *h)
{
	h->declared = h->length;
	if (h->chunked) /* RFC 9112 6.3: chunked overrides a length */
		h->length = HTTP_LENGTH_UNKNOWN;
	if (h->minor >= 1)
		h->keep_alive = true;
	if (h->close)
		h->keep_alive = false;
	if (!is_strong_etag(h->etag))
		h->etag[0] = '\0';
	if (!is_strong_date(h))
		h->modified[0] = '\0';
	h->retry_after_ms = retry_after_ms(h);
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
