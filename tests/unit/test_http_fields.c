/* SPDX-License-Identifier: BSD-2-Clause */
/* The pure parts of HTTP: dates, Content-Range, codings, redirects, proxies, requests. */
#include "check.h"

#include "core/decoder.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "core/version.h"
#include "net/http_coding.h"
#include "net/http_date.h"
#include "net/http_proxy.h"
#include "net/http_range.h"
#include "net/http_redirect.h"
#include "net/http_request.h"

static void test_dates(void)
{
	static const struct {
		const char *text;
		long long unix_time; /* -1: none */
	} cases[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
		{"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
		{"Sun Nov  6 08:49:37 1994", 784111777},
		{"Sun Nov 16 08:49:37 1994", 784975777},
		{"Thu, 01 Jan 1970 00:00:00 GMT", 0},
		{"Sat, 31 Dec 2016 23:59:60 GMT", 1483228799},
		{"Friday, 01-Jan-69 00:00:00 GMT", 3124224000},
		{"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
		{"", -1},
		{"0", -1},
		{"-1", -1},
		{"Sun, 06 Nov 1994 08:49:37", -1},
		{"Sun, 06 Nov 1994 08:49:37 GMT ", -1},
		{"Sun, 06 Nov 1994 08:49:37 CET", -1},
		{"Sun, 6 Nov 1994 08:49:37 GMT", -1},
		{"Sun, 06 nov 1994 08:49:37 GMT", -1},
		{"Sun, 00 Nov 1994 08:49:37 GMT", -1},
		{"Sun, 06 Nov 1969 08:49:37 GMT", -1},
		{"Sun, 06 Nov 1994 24:49:37 GMT", -1},
		{"Sun, 06 Nov 1994 08:49:61 GMT", -1},
		{"Sun Nov  6 08:49:37 1994 GMT", -1},
		{"Sun", -1},
		{"Sun, ", -1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t got = -1;

		CHECK_EQ(http_date_parse(cases[i].text, &got), cases[i].unix_time >= 0);
		CHECK_EQ(got, cases[i].unix_time);
	}
}

static void test_ranges(void)
{
	static const struct {
		const char *text;
		enum http_range_kind kind;
		uint64_t first, last, total;
	} cases[] = {
		{"bytes 5-9/100", HTTP_RANGE_PART, 5, 9, 100},
		{"Bytes  0-0 / 1", HTTP_RANGE_PART, 0, 0, 1},
		{"bytes=5-9/100", HTTP_RANGE_PART, 5, 9, 100},
		{"bytes 5-9/*", HTTP_RANGE_PART, 5, 9, HTTP_LENGTH_UNKNOWN},
		{"bytes */100", HTTP_RANGE_UNSATISFIED, 0, 0, 100},
		{"bytes 0-18446744073709551612/18446744073709551613", HTTP_RANGE_PART, 0,
			UINT64_MAX - 3, UINT64_MAX - 2},
		{"bytes 0-1/18446744073709551614", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes 0-1/184467440737095516130", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes 9-5/100", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes 9-5/*", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes 5-100/100", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes */*", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes 5-/100", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes -5/100", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes 5-9", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes 5-9/100 x", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"lines 5-9/100", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"bytes", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
		{"", HTTP_RANGE_BAD, 0, 0, HTTP_LENGTH_UNKNOWN},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct http_range r;

		http_range_parse(cases[i].text, &r);
		CHECK_EQ(r.kind, cases[i].kind);
		CHECK(r.first == cases[i].first && r.last == cases[i].last);
		CHECK(r.total == cases[i].total);
	}
}

static void test_range_wrong(void)
{
	static const struct http_range part = {HTTP_RANGE_PART, 5, 9, 100}, none = {},
				       all = {HTTP_RANGE_UNSATISFIED, 0, 0, 100};

	CHECK(!http_range_wrong(&part, 5, HTTP_LENGTH_UNKNOWN, HTTP_LENGTH_UNKNOWN));
	CHECK(!http_range_wrong(&part, 5, 10, 5));
	CHECK(!http_range_wrong(&part, 5, 11, 5));
	CHECK_STR(http_range_wrong(&part, 5, 9, 5), "too much of the file");
	CHECK_STR(http_range_wrong(&part, 4, 10, 5), "the wrong part of the file");
	CHECK_STR(http_range_wrong(&part, 5, 10, 4),
		"a Content-Range that contradicts its Content-Length");
	CHECK_STR(http_range_wrong(&none, 5, 10, 5), "no Content-Range");
	CHECK_STR(http_range_wrong(&all, 5, 10, 5), "a Content-Range that tells nothing");
}

static void test_codings(void)
{
	static const struct {
		const char *coding, *path, *decoder; /* NULL: as it is; "": cannot */
		bool pays;
	} cases[] = {
		{"", "/vmlinuz", NULL, true},
		{"gzip", "/vmlinuz", "gzip", true},
		{"x-gzip", "/initrd.gz/x", "gzip", true},
		{"GZIP", "/menu.ipxe", "gzip", true},
		{"zstd", NULL, "zstd", true},
		{"gzip", "/initrd.gz", NULL, false},
		{"x-gzip", "/a.b/initrd.GZ", NULL, false},
		{"gzip", "/x.tgz", NULL, false},
		{"zstd", "/x.zst", NULL, false},
		{"gzip", "/x.zst", "gzip", false},
		{"gzip", "/disk.img", "gzip", false},
		{"xz", "/x.xz", NULL, false},
		{"xz", "/x", "", true}, /* no content-coding, though disks may be packed so */
		{"br", "/x", "", true},
		{"gzip, gzip", "/x.gz", "", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct decoder_type *t = NULL;
		const char *want = cases[i].decoder;

		CHECK_EQ(http_coding_choose(cases[i].coding, cases[i].path, &t), !want || *want);
		if (!want || !*want)
			CHECK(!t);
		else
			CHECK_STR(t ? t->name : NULL, want);
		CHECK_EQ(http_coding_pays(cases[i].path), cases[i].pays);
	}
}

static void test_redirects(void)
{
	static const struct {
		const char *from, *location, *to; /* NULL: (status) */
		int status;
		bool insecure;
	} cases[] = {
		{"http://h/a/b", "c", "http://h/a/c", 0, false},
		{"http://u:p@h/a", "/c", "http://u:p@h/c", 0, false},
		{"http://u:p@h/a", "http://H:80/c", "http://u:p@H:80/c", 0, false},
		{"http://u:p@h/a", "http://h:81/c", "http://h:81/c", 0, false},
		{"http://u:p@h/a", "http://g/c", "http://g/c", 0, false},
		{"http://u:p@h/a", "http://v@h/c", "http://v@h/c", 0, false},
		{"http://u:p@h/a", "https://h/c", "https://u:p@h/c", 0, false},
		{"http://u:p@h:81/a", "https://h/c", "https://h/c", 0, false},
		{"https://u:p@h/a", "https://h:443/c", "https://u:p@h:443/c", 0, false},
		{"https://u:p@h/a", "http://h/c", NULL, ERR_ACCES, false},
		{"https://u:p@h/a", "http://h/c", "http://h/c", 0, true},
		{"https://h/a", "//g/c", "https://g/c", 0, false},
		{"http://h/a", "tftp://h/c", NULL, ERR_NOTSUP, false},
		{"http://h/a", "file:///c", NULL, ERR_NOTSUP, true},
		{"http://h/a", "", NULL, ERR_PROTO, false},
		{"http://h/a", "http:", NULL, ERR_PROTO, false},
		{"http://h/a", "http://h:99999/", NULL, ERR_PROTO, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(uri_freep) struct uri *from = NULL, *to = NULL;
		_cleanup_(strbuf_free) struct strbuf text = {};
		int rc;

		CHECK_EQ(uri_parse(cases[i].from, &from), 0);
		fail_clear();
		rc = http_redirect_resolve(from, 302, cases[i].location, cases[i].insecure, &to);
		if (rc == -ERR_NOTSUP && cases[i].to == NULL)
			CHECK(strstr(fail_last()->text, "cannot be followed") != NULL);
		CHECK_EQ(rc, -cases[i].status);
		if (rc)
			continue;
		CHECK_EQ(uri_format(to, URI_FULL, &text), 0);
		CHECK_STR(text.s, cases[i].to);
	}
}

static void test_no_proxy(void)
{
	static const struct {
		const char *list, *host;
		bool excepted;
	} cases[] = {
		{"", "h", false},
		{"example.org", "example.org", true},
		{"example.org", "a.EXAMPLE.org", true},
		{"example.org", "anexample.org", false},
		{".example.org", "a.example.org", true},
		{"example.org", "org", false},
		{"a,b c", "c", true},
		{" , a ,b", "b", true},
		{"a,b c", "d", false},
		{"*", "anything", true},
		{"10.0.0.1", "10.0.0.1", true},
		{"10.0.", "10.0.0.1", true},
		{"10.0.", "110.0.0.1", false},
		{".", "h", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_EQ(http_proxy_excepts(cases[i].list, cases[i].host), cases[i].excepted);
}

/* (line) and (rest) are what comes before and after the fields that are always the same. */
static void check_request(
	struct http_request r, const char *uri_string, const char *line, const char *rest)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(strbuf_free) struct strbuf text = {}, full = {};

	CHECK_EQ(uri_parse(uri_string, &uri), 0);
	r.uri = uri;
	CHECK_EQ(http_request_format(&r, &text), 0);
	CHECK_EQ(strbuf_addf(&full,
			 "%s\r\nUser-Agent: Hawser/%s\r\nAccept: */*\r\nAccept-Encoding: %s\r\n",
			 line, hawser_version, rest),
		0);
	CHECK_STR(text.s, full.s);
}

#define KEEP "\r\nConnection: keep-alive\r\n"

static void test_requests(void)
{
	const uint64_t all = HTTP_LENGTH_UNKNOWN;

	check_request((struct http_request){.end = all}, "http://h/a b?c#d",
		"GET /a%20b?c HTTP/1.1\r\nHost: h", "identity" KEEP);
	check_request((struct http_request){.end = all, .codings = true}, "https://h:443",
		"GET / HTTP/1.1\r\nHost: h", "gzip, zstd" KEEP);
	check_request((struct http_request){.end = all,
			      .absolute = true,
			      .authorization = "Basic x",
			      .proxy_authorization = "Basic y"},
		"http://u:p@[fe80::1]:8080/x?y",
		"GET http://[fe80::1]:8080/x?y HTTP/1.1\r\nHost: [fe80::1]:8080",
		"identity" KEEP "Authorization: Basic x\r\nProxy-Authorization: Basic y\r\n");
	check_request(
		(struct http_request){
			.from = 10, .end = all, .etag = "\"e\"", .modified = "m", .codings = true},
		"http://h/", "GET / HTTP/1.1\r\nHost: h",
		"identity" KEEP "Range: bytes=10-\r\nIf-Range: \"e\"\r\n");
	check_request((struct http_request){.end = 10, .etag = "", .modified = "m"}, "http://h/",
		"GET / HTTP/1.1\r\nHost: h", "identity" KEEP "Range: bytes=0-9\r\nIf-Range: m\r\n");
	check_request((struct http_request){.from = 1ull << 40, .end = (1ull << 40) + 1},
		"https://h:80/", "GET / HTTP/1.1\r\nHost: h:80",
		"identity" KEEP "Range: bytes=1099511627776-1099511627776\r\n");
}

int main(void)
{
	test_dates();
	test_ranges();
	test_range_wrong();
	test_codings();
	test_redirects();
	test_no_proxy();
	test_requests();
	return check_done();
}
