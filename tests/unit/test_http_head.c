/* SPDX-License-Identifier: BSD-2-Clause */
/* Heads and chunks of HTTP answers, each in one piece, byte by byte and cut in two everywhere. */
#include "check.h"

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "net/http_chunk.h"
#include "net/http_head.h"

static struct http_head head;

/* Feeds (text) in pieces of (step) bytes; -1: more is needed; else what the parser returns. */
static int feed(const char *text, size_t len, size_t step, size_t *ret_used)
{
	size_t pos = 0, used = 0;

	http_head_init(&head);
	while (pos < len) {
		size_t n = MIN(step, len - pos);
		int rc = http_head_feed(&head, text + pos, n, &used);

		if (rc < 0)
			return rc;
		pos += used;
		if (rc) {
			*ret_used = pos;
			return rc;
		}
		CHECK_EQ(used, n);
	}
	return -1;
}

static int feed_all(const char *text)
{
	size_t used, len = strlen(text);
	int rc = feed(text, len, len, &used);

	for (size_t step = 1; step < 8; step++)
		CHECK_EQ(feed(text, len, step, &used), rc);
	return rc;
}

#define OK "HTTP/1.1 200 OK\r\n"

static void test_head(void)
{
	static const char text[] = "HTTP/1.1 302 Found it\r\nServer: x\r\ncontent-LENGTH:  12 \r\n"
				   "Location:\thttp://h/x y \r\nX: :\r\nEmpty:\r\n\r\nbody";
	size_t used = 0;

	for (size_t step = 1; step <= sizeof(text); step++) {
		CHECK_EQ(feed(text, sizeof(text) - 1, step, &used), 1);
		CHECK_EQ(used, sizeof(text) - 1 - 4);
		CHECK_EQ(head.status, 302);
		CHECK_STR(head.reason, "Found it");
		CHECK_EQ(head.length, 12);
		CHECK_STR(head.location, "http://h/x y");
		CHECK(head.keep_alive && !head.chunked);
	}
}

static void test_fields(void)
{
	CHECK_EQ(feed_all(OK "\r\n"), 1);
	CHECK(head.length == HTTP_LENGTH_UNKNOWN && head.keep_alive && !head.location[0]);
	CHECK_EQ(feed_all("\r\n\nHTTP/1.1 200\n\n"), 1);
	CHECK_STR(head.reason, "");
	CHECK_EQ(feed_all("HTTP/1.0 404 \x1b[1m\r\n\r\n"), 1);
	CHECK_STR(head.reason, " [1m");
	CHECK(!head.keep_alive);
	CHECK_EQ(feed_all("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n\r\n"), 1);
	CHECK(head.keep_alive);
	CHECK_EQ(feed_all(OK "Connection: x, CLOSE ,y\r\n\r\n"), 1);
	CHECK(!head.keep_alive);
	CHECK_EQ(feed_all(OK "Content-Length: 5\r\nTransfer-Encoding: Chunked\r\n\r\n"), 1);
	CHECK(head.chunked && head.length == HTTP_LENGTH_UNKNOWN);
	CHECK_EQ(feed_all(OK "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n"), 1);
	CHECK(!head.chunked && head.length == 5);
	CHECK_EQ(feed_all(OK "Content-Length: 5, 5\r\nContent-Length: 5\r\n\r\n"), 1);
	CHECK_EQ(head.length, 5);
	CHECK_EQ(feed_all(OK "Content-Length: 10000000000\r\n\r\n"), 1);
	CHECK(head.length == 10000000000ull);
	CHECK_EQ(feed_all(OK "X: a\r\n Content-Length: 7\r\n\tb\r\n\r\n"), 1); /* folded */
	CHECK(head.length == HTTP_LENGTH_UNKNOWN);
	CHECK_EQ(feed_all("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n\r\n"), 1);
	CHECK_STR(head.challenges, "Basic realm=x");
}

#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

static void test_validators(void)
{
	CHECK_EQ(feed_all(OK "ETag: \"a\"\r\nETag: \"a\"\r\n\r\n"), 1);
	CHECK_STR(head.etag, "\"a\"");
	CHECK_EQ(feed_all(OK "ETag: W/\"a\"\r\n\r\n"), 1);
	CHECK_STR(head.etag, "");
	CHECK_EQ(feed_all(OK "ETag: a\r\n\r\n"), 1);
	CHECK_STR(head.etag, "");
	CHECK_EQ(feed_all(OK "ETag: \"a b\"\r\n\r\n"), 1);
	CHECK_STR(head.etag, "");
	CHECK_EQ(feed_all(OK "ETag: \"a\rb\"\r\n\r\n"), 1);
	CHECK_STR(head.etag, "");
	/* Strong only if the file is older than the answer. */
	CHECK_EQ(feed_all(OK DATE "Last-Modified: Sun, 06 Nov 1994 08:49:36 GMT\r\n\r\n"), 1);
	CHECK_STR(head.modified, "Sun, 06 Nov 1994 08:49:36 GMT");
	CHECK_EQ(feed_all(OK DATE "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"), 1);
	CHECK_STR(head.modified, "");
	CHECK_EQ(feed_all(OK "Last-Modified: Sun, 06 Nov 1994 08:49:36 GMT\r\n\r\n"), 1);
	CHECK_STR(head.modified, "");
	CHECK_EQ(feed_all(OK DATE "Last-Modified: yesterday\r\n\r\n"), 1);
	CHECK_STR(head.modified, "");
}

static void test_more_fields(void)
{
	CHECK_EQ(feed_all(OK "Accept-Ranges: none\r\nContent-Encoding: identity\r\n\r\n"), 1);
	CHECK(!head.ranges && !head.coding[0] && head.range.kind == HTTP_RANGE_NONE);
	CHECK_EQ(feed_all(OK "Accept-Ranges: Bytes\r\nContent-Encoding: gzip\r\n"
			     "Content-Encoding: br\r\nContent-Range: bytes 1-2/3\r\n\r\n"),
		1);
	CHECK(head.ranges && head.range.kind == HTTP_RANGE_PART && head.range.last == 2);
	CHECK_STR(head.coding, "gzip, br");
	CHECK_EQ(feed_all(OK "Content-Type: Multipart/byteranges; x\r\n\r\n"), 1);
	CHECK(head.multipart);
	CHECK_EQ(feed_all(OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), 1);
	CHECK_EQ(head.declared, 5);
	CHECK_EQ(feed_all(OK "WWW-Authenticate: Digest x=y\r\nProxy-Authenticate: C\r\n"
			     "WWW-Authenticate: Basic\r\n\r\n"),
		1);
	CHECK_STR(head.challenges, "Digest x=y, Basic");
	CHECK_STR(head.proxy_challenges, "C");
}

static void test_retry_after(void)
{
	static const struct {
		const char *text;
		unsigned ms;
	} cases[] = {
		{OK "\r\n", 0},
		{OK "Retry-After: 0\r\n\r\n", 0},
		{OK "Retry-After: 120\r\nRetry-After: 120\r\n\r\n", 120000},
		{OK "Retry-After: 99999999999999999999999999\r\n\r\n", 604800000},
		{OK "Retry-After: soon\r\n\r\n", 0},
		{OK "Retry-After: Sun, 06 Nov 1994 08:49:47 GMT\r\n" DATE "\r\n", 10000},
		{OK "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n" DATE "\r\n", 0},
		{OK "Retry-After: Sun, 06 Nov 1994 08:49:47 GMT\r\n\r\n", 0},
		{OK "Retry-After: Sun, 06 Nov 2044 08:49:47 GMT\r\n" DATE "\r\n", 604800000},
		{OK "Retry-After: Sun, 06 Nov 1994 08:49:47 GMT\r\n" DATE
		    "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n\r\n",
			0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_EQ(feed_all(cases[i].text), 1);
		CHECK_EQ(head.retry_after_ms, cases[i].ms);
	}
}

static void test_wrong_heads(void)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{"hello\r\n", "an answer that is not HTTP"},
		{"HTTP/2 200\r\n", "an answer in a version of HTTP other than 1"},
		{"HTTP/1.10 200 OK\r\n", "an answer in a version of HTTP other than 1"},
		{"HTTP/1.\r\n", "an answer in a version of HTTP other than 1"},
		{"HTTP/1.1 \r\n", "a status line without a status"},
		{"HTTP/1.1 2000\r\n", "a status line without a status"},
		{"HTTP/1.1 099 x\r\n", "a status that does not exist"},
		{"HTTP/1.1 600 x\r\n", "a status that does not exist"},
		{OK "no colon\r\n", "a header line without a name"},
		{OK ": x\r\n", "a header line without a name"},
		{OK "Content-Length: x\r\n", "a Content-Length that is not a number"},
		{OK "Content-Length: -1\r\n", "a Content-Length that is not a number"},
		{OK "Content-Length: 5 6\r\n", "two different Content-Lengths"},
		{OK "Content-Length: 5\r\nContent-Length: 6\r\n", "two different Content-Lengths"},
		{OK "Content-Length:\r\n", "an empty Content-Length"},
		{OK "Content-Length: 18446744073709551616\r\n", "a Content-Length beyond 64 bits"},
		{OK "Transfer-Encoding: gzip, chunked\r\n",
			"a Transfer-Encoding other than chunked"},
		{OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
			"a Transfer-Encoding other than chunked"},
		{OK "ETag: \"a\"\r\nETag: W/\"a\"\r\n", "two different ETags"},
		{OK "Location: a\r\nLocation: b\r\n", "two different Locations"},
		{OK "Last-Modified: a\r\nLast-Modified: b\r\n", "two different Last-Modifieds"},
		{OK "Retry-After: 1\r\nRetry-After: 2\r\n", "two different Retry-Afters"},
		{OK "Content-Range: bytes 1-2/3\r\nContent-Range: bytes 1-2/4\r\n",
			"two different Content-Ranges"},
	};
	size_t used;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_EQ(feed_all(cases[i].text), -ERR_PROTO);
		CHECK_STR(head.error, cases[i].error);
	}
	CHECK_EQ(feed("HTTP/1.1 200 O\0K\r\n", 18, 18, &used), -ERR_PROTO);
	CHECK_EQ(feed_all(OK "Content-Length: 5"), -1);
}

static void test_limits(void)
{
	struct strbuf text = {};
	size_t used;

	CHECK_EQ(strbuf_adds(&text, OK), 0);
	for (int i = 0; i < HTTP_FIELDS_MAX; i++)
		CHECK_EQ(strbuf_addf(&text, "X-%d: y\r\n", i), 0);
	CHECK_EQ(feed(text.s, text.len, 1000, &used), -1);
	CHECK_EQ(strbuf_adds(&text, "One-more: x\r\n"), 0);
	CHECK_EQ(feed(text.s, text.len, 1000, &used), -ERR_PROTO);
	CHECK_STR(head.error, "more than 100 headers");

	/* A cookie may be long; a Location that does not fit must not be followed in part. */
	strbuf_reset(&text);
	CHECK_EQ(strbuf_addf(&text, OK "Set-Cookie: %09000d\r\n\r\n", 1), 0);
	CHECK_EQ(feed(text.s, text.len, 777, &used), 1);
	strbuf_reset(&text);
	CHECK_EQ(strbuf_addf(&text, OK "Location: %09000d\r\n\r\n", 1), 0);
	CHECK_EQ(feed(text.s, text.len, 777, &used), -ERR_PROTO);
	CHECK_STR(head.error, "a header too long to read");
	strbuf_reset(&text);
	CHECK_EQ(strbuf_addf(&text, OK "X: %040000d\r\n\r\n", 1), 0);
	CHECK_EQ(feed(text.s, text.len, 777, &used), -ERR_PROTO);
	CHECK_STR(head.error, "a head of more than 32 KiB");
	strbuf_free(&text);
}

/* Decodes (text) in pieces of (step) into (out). 0: not complete; 1 and *(ret_used); -ERR_PROTO. */
static int decode(const char *text, size_t len, size_t step, struct strbuf *out, size_t *ret_used,
	const char **ret_error)
{
	struct http_chunk c;
	size_t pos = 0, end, used, n;
	const uint8_t *data;

	http_chunk_init(&c);
	strbuf_reset(out);
	while (pos < len) {
		for (end = MIN(pos + step, len); pos < end; pos += used) {
			int rc = http_chunk_feed(
				&c, (const uint8_t *)text + pos, end - pos, &used, &data, &n);

			*ret_error = c.error;
			if (rc < 0)
				return rc;
			CHECK_EQ(strbuf_add(out, data, n), 0);
			*ret_used = pos + used;
			if (rc)
				return rc;
			CHECK(used > 0);
		}
	}
	return 0;
}

static void test_chunks(void)
{
	static const struct {
		const char *text, *data;
		int rc;
		size_t extra;
	} cases[] = {
		{"3\r\nabc\r\n0\r\n\r\n", "abc", 1, 0},
		{"3\nabc\n0\n\nGET", "abc", 1, 3},
		{"A ;x=\"y\"\r\n0123456789\r\n001\r\n-\r\n00\r\nT: x\r\nU: y\r\n\r\n!!",
			"0123456789-", 1, 2},
		{"0\r\n\r\n", "", 1, 0},
		{"3\r\nabc\r\n", "abc", 0, 0},
		{"3\r\nab", "ab", 0, 0},
		{"0\r\nT: x\r\n", "", 0, 0},
		{"3\r\nabcd", "abc", -ERR_PROTO, 0},
		{"\r\n", "", -ERR_PROTO, 0},
		{"x\r\n", "", -ERR_PROTO, 0},
		{"3x\r\n", "", -ERR_PROTO, 0},
		{"-1\r\n", "", -ERR_PROTO, 0},
		{"11111111111111111\r\n", "", -ERR_PROTO, 0},
		{"00000000000000001\r\n", "", -ERR_PROTO, 0},
	};
	struct strbuf out = {};
	const char *error;
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		for (size_t step = 1; step <= strlen(cases[i].text); step++) {
			size_t len = strlen(cases[i].text);

			CHECK_EQ(strbuf_adds(&out, ""), 0);
			CHECK_EQ(
				decode(cases[i].text, len, step, &out, &used, &error), cases[i].rc);
			CHECK_STR(out.s, cases[i].data);
			CHECK(cases[i].rc != 1 || len - used == cases[i].extra);
			CHECK(cases[i].rc >= 0 || error);
		}
	strbuf_free(&out);
}

static void test_chunk_limits(void)
{
	struct strbuf text = {}, out = {};
	const char *error;
	size_t used;

	CHECK_EQ(strbuf_addf(&text, "1;%033000d\r\nx\r\n0\r\n\r\n", 1), 0);
	CHECK_EQ(decode(text.s, text.len, 1000, &out, &used, &error), -ERR_PROTO);
	strbuf_reset(&text);
	CHECK_EQ(strbuf_addf(&text, "0\r\nT: %033000d\r\n\r\n", 1), 0);
	CHECK_EQ(decode(text.s, text.len, 1000, &out, &used, &error), -ERR_PROTO);
	strbuf_reset(&text);
	for (int i = 0; i < 20000; i++) /* many chunks are fine */
		CHECK_EQ(strbuf_adds(&text, "1\r\nx\r\n"), 0);
	CHECK_EQ(decode(text.s, text.len, 1000, &out, &used, &error), 0);
	CHECK_EQ(out.len, 20000);
	strbuf_free(&text);
	strbuf_free(&out);
}

int main(void)
{
	test_head();
	test_fields();
	test_validators();
	test_more_fields();
	test_retry_after();
	test_wrong_heads();
	test_limits();
	test_chunks();
	test_chunk_limits();
	return check_done();
}
