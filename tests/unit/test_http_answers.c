/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the HTTP client makes of answers: parts of files, content-codings, logins, proxies,
 * redirects across schemes, and which failures may pass.
 */
#include "check.h"
#include "fake/http_loop.h"

#include "core/decoder.h"

/* "echo a line of text\n" 40 times */
static const uint8_t gzip_text[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
	0x4b, 0x4d, 0xce, 0xc8, 0x57, 0x48, 0x54, 0xc8, 0xc9, 0xcc, 0x4b, 0x55, 0xc8, 0x4f, 0x53,
	0x28, 0x49, 0xad, 0x28, 0xe1, 0x4a, 0x1d, 0x15, 0x1b, 0x15, 0x1b, 0x15, 0x03, 0x8b, 0x01,
	0x00, 0x63, 0x4c, 0xf8, 0xa5, 0x20, 0x03, 0x00, 0x00};

static char plain_text[801];

#define PART "HTTP/1.1 206 Partial Content\r\nContent-Range: "
#define OK   "HTTP/1.1 200 OK\r\n"

/* Fetches [pos, end) of (path) from our server into (download), which the caller frees. */
static int fetch_part(
	const char *uri, uint64_t pos, uint64_t end, const char *etag, const char *modified)
{
	CHECK_EQ(download_start(&download, uri, pos, end), 0);
	download.s.etag = etag;
	download.s.modified = modified;
	return download_run(&download);
}

static bool asked(const char *text)
{
	return strstr(seen.request, text) != NULL;
}

/* ---- parts ---- */

static const struct answer parts[] = {
	A("/p", PART "bytes 3-9/10\r\nContent-Length: 7\r\nETag: \"v1\"\r\n\r\n3456789",
		.has = "Range: bytes=3-\r\n"),
	A("/p", PART "bytes 3-5/10\r\nContent-Length: 3\r\n\r\n345", .has = "Range: bytes=3-5\r\n"),
	A("/p", PART "bytes 0-1/10\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n01\r\n0\r\n\r\n",
		.has = "Range: bytes=0-1\r\n"),
	A("/new", OK "Content-Length: 4\r\nETag: \"v2\"\r\n\r\nNEW!"),
	A("/end", "HTTP/1.1 416 No\r\nContent-Range: bytes */10\r\nContent-Length: 0\r\n\r\n",
		.has = "Range:"),
	A("/end", OK "Content-Length: 5\r\n\r\nshort"),
	A("/never", "HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n"),
	A("/multi", "HTTP/1.1 206 P\r\nContent-Type: multipart/byteranges; boundary=x\r\n\r\n",
		.then = CLOSE),
	A("/other", PART "bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789"),
	A("/none", "HTTP/1.1 206 P\r\nContent-Length: 6\r\n\r\n456789"),
	A("/len", PART "bytes 3-9/10\r\nContent-Length: 6\r\n\r\n456789"),
	A("/coded",
		PART "bytes 3-9/10\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\n3456789"),
	A("/less", PART "bytes 3-5/10\r\nContent-Length: 3\r\n\r\n345"),
	A("/cut", PART "bytes 3-9/10\r\n\r\n345", .then = CLOSE),
	A("/more", PART "bytes 3-5/10\r\n\r\n3456", .then = CLOSE),
	A("/all", OK "Content-Length: 10\r\n\r\n0123456789"), {}};

static void test_parts(void)
{
	server_reset(parts);
	CHECK_EQ(fetch_part(AT "/p", 3, TRANSFER_UNKNOWN, "\"v1\"", "Date"), 0);
	CHECK_STR(download.data.s, "3456789");
	CHECK(asked("\r\nIf-Range: \"v1\"\r\n") && asked("\r\nAccept-Encoding: identity\r\n"));
	CHECK(download.offer.total == 10 && download.offer.from == 3 && download.offer.ranges);
	CHECK_STR(download.etag, "\"v1\"");
	download_free(&download);
	CHECK_EQ(fetch_part(AT "/p", 3, 6, "", "Sun, 06 Nov 1994 08:49:37 GMT"), 0);
	CHECK_STR(download.data.s, "345");
	CHECK(asked("\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
	download_free(&download);
	CHECK_EQ(fetch_part(AT "/p", 0, 2, "", ""), 0);
	CHECK_STR(download.data.s, "01");
	CHECK(!asked("If-Range"));
	download_free(&download);
	CHECK_EQ(seen.n_conns, 1);
}

/* The file is another one now, or ends where we are, or is shorter. */
static void test_changed(void)
{
	server_reset(parts);
	CHECK_EQ(fetch_part(AT "/new", 3, TRANSFER_UNKNOWN, "\"v1\"", ""), 0);
	CHECK_STR(download.data.s, "NEW!");
	CHECK(download.offer.from == 0 && download.offer.total == 4);
	CHECK_STR(download.etag, "\"v2\"");
	download_free(&download);
	CHECK_EQ(fetch_part(AT "/end", 10, TRANSFER_UNKNOWN, "", ""), 0);
	CHECK(download.offer.from == 10 && download.offer.total == 10 && !download.data.len);
	download_free(&download);
	CHECK_EQ(fetch_part(AT "/end", 11, TRANSFER_UNKNOWN, "", ""), 0);
	CHECK(download.offer.from == 0 && download.n_offers == 1);
	CHECK_STR(download.data.s, "short");
	download_free(&download);
	CHECK_EQ(fetch_part(AT "/never", 11, TRANSFER_UNKNOWN, "", ""), -ERR_SERVER);
	download_free(&download);
	/* What is behind the end wanted is left to the server. */
	CHECK_EQ(fetch_part(AT "/all", 0, 4, "", ""), 0);
	CHECK_STR(download.data.s, "0123");
	download_free(&download);
	/* The transfer does not like the offer: nothing more is reported. */
	CHECK_EQ(download_start(&download, AT "/all", 2, TRANSFER_UNKNOWN), 0);
	download.refuse = -ERR_AGAIN;
	CHECK_EQ(download_run(&download), -ERR_AGAIN);
	CHECK(!download.data.len);
	download_free(&download);
}

static void test_wrong_parts(void)
{
	static const struct {
		const char *uri;
		int status;
		bool again;
		const char *text;
	} cases[] = {
		{AT "/multi", ERR_PROTO, false,
			"http: 10.0.0.1:80 sent multipart/byteranges, though one part was asked "
			"for, of " AT "/multi"},
		{AT "/other", ERR_PROTO, false,
			"http: 10.0.0.1:80 sent the wrong part of the file for " AT "/other"},
		{AT "/none", ERR_PROTO, false,
			"http: 10.0.0.1:80 sent no Content-Range for " AT "/none"},
		{AT "/len", ERR_PROTO, false,
			"http: 10.0.0.1:80 sent a Content-Range that contradicts its "
			"Content-Length for " AT "/len"},
		{AT "/coded", ERR_PROTO, false,
			"http: 10.0.0.1:80 sent a part of the file coded with gzip for " AT
			"/coded"},
		{AT "/less", ERR_RESET, true,
			"http: 10.0.0.1 sent only a part of what was asked for: 3 of 10 bytes of " AT
			"/less"},
		{AT "/cut", ERR_RESET, true,
			"http: 10.0.0.1:80 closed the connection too early: received 3 of 10 bytes "
			"of " AT "/cut"},
		{AT "/more", ERR_PROTO, false,
			"http: 10.0.0.1:80 sent more than the 3 bytes it promised for " AT "/more"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		server_reset(parts);
		CHECK_EQ(fetch_part(cases[i].uri, 3, TRANSFER_UNKNOWN, "", ""), -cases[i].status);
		CHECK_EQ(download.again, cases[i].again);
		CHECK_STR(why(), cases[i].text);
		download_free(&download);
	}
}

/* ---- content-codings ---- */

#define GZIP OK "Content-Encoding: gzip\r\n"

static const struct answer coded[] = {A("/t", GZIP "ETag: \"g\"\r\n\r\n", .body = gzip_text,
					      .body_len = sizeof(gzip_text), .then = CLOSE),
	A("/x", OK "Content-Encoding: X-GZIP\r\n\r\n", .body = gzip_text,
		.body_len = sizeof(gzip_text), .then = CLOSE),
	A("/initrd.gz", GZIP "Content-Length: 5\r\n\r\nPK\1\2\3"),
	A("/cut", GZIP "\r\n", .body = gzip_text, .body_len = sizeof(gzip_text) - 6, .then = CLOSE),
	A("/short", GZIP "Content-Length: 40\r\n\r\n", .body = gzip_text, .body_len = 40),
	A("/bad", GZIP "Content-Length: 5\r\n\r\nHello"),
	A("/zstd", OK "Content-Encoding: zstd\r\nContent-Length: 5\r\n\r\nHello"),
	A("/br", OK "Content-Encoding: br\r\nContent-Length: 5\r\n\r\nHello"),
	A("/two",
		OK
		"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nHello"),
	A("/id", OK "Content-Encoding: identity\r\nContent-Length: 5\r\n\r\nHello"),
	A("/mismatch",
		OK
		"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"),
	A("/beyond",
		OK
		"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"),
	{}};

static void test_codings(void)
{
	server_reset(coded);
	CHECK_EQ(fetch_text(AT "/t", plain_text), 0);
	CHECK(asked("\r\nAccept-Encoding: gzip, zstd\r\n"));
	CHECK(download.offer.coded && download.offer.total == TRANSFER_UNKNOWN);
	CHECK(!download.offer.ranges);
	CHECK_EQ(fetch_text(AT "/x", plain_text), 0);
	CHECK_EQ(fetch_text(AT "/initrd.gz", "PK\1\2\3"), 0); /* the file itself */
	CHECK(asked("\r\nAccept-Encoding: identity\r\n") && !download.offer.coded);
	CHECK_EQ(fetch_text(AT "/id", "Hello"), 0);
	CHECK_EQ(download_start(&download, AT "/id", 0, TRANSFER_UNKNOWN), 0);
	download.s.plain = true;
	CHECK_EQ(download_run(&download), 0);
	CHECK(asked("\r\nAccept-Encoding: identity\r\n"));
	download_free(&download);
}

static void test_bad_codings(void)
{
	static const struct {
		const char *uri;
		bool again;
		const char *text; /* NULL: the decoder's */
	} cases[] = {
		{AT "/cut", true, NULL},
		{AT "/short", false, NULL},
		{AT "/bad", false, NULL},
		{AT "/zstd", false,
			"http: 10.0.0.1 sent what cannot be decoded, zstd: not a frame near byte 1, "
			"for " AT "/zstd"},
		{AT "/br", false,
			"http: 10.0.0.1:80 sent a content-coding nobody asked for, br, for " AT
			"/br"},
		{AT "/two", false,
			"http: 10.0.0.1:80 sent a content-coding nobody asked for, gzip, gzip, for " AT
			"/two"},
		{AT "/mismatch", false,
			"http: 10.0.0.1 sent 5 bytes and said they would be 6 for " AT "/mismatch"},
		{AT "/beyond", false,
			"http: 10.0.0.1:80 sent more than the 4 bytes it promised for " AT
			"/beyond"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		server_reset(coded);
		CHECK_EQ(fetch_text(cases[i].uri, ""), -ERR_PROTO);
		CHECK_EQ(download.again, cases[i].again);
		if (cases[i].text)
			CHECK_STR(why(), cases[i].text);
		else
			CHECK(strstr(why(), "10.0.0.1 sent what cannot be decoded, gzip: ") &&
				strstr(why(), cases[i].uri));
	}
}

/* ---- what may pass ---- */

static const struct answer refusals[] = {A("/408", "HTTP/1.1 408 x\r\nContent-Length: 0\r\n\r\n"),
	A("/429", "HTTP/1.1 429 x\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"),
	A("/500", "HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n"),
	A("/501", "HTTP/1.1 501 x\r\nContent-Length: 0\r\n\r\n"),
	A("/502", "HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n"),
	A("/503",
		"HTTP/1.1 503 x\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		"Retry-After: Sun, 06 Nov 1994 08:51:37 GMT\r\nContent-Length: 0\r\n\r\n"),
	A("/504", "HTTP/1.1 504 x\r\nContent-Length: 0\r\n\r\n"),
	A("/403", "HTTP/1.1 403 x\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"),
	A("/drop", "", .then = CLOSE), A("/cut", OK "Content-Length: 9\r\n\r\nx", .then = RESET),
	A("/nonsense", "220 smtp\r\n", .then = CLOSE),
	A("/stall", OK "Content-Length: 9\r\n\r\nxx", .stop_after = 38), {}};

static void test_again(void)
{
	static const struct {
		const char *uri;
		bool again;
		unsigned after_ms;
	} cases[] = {
		{AT "/408", true, 0},
		{AT "/429", true, 7000},
		{AT "/500", true, 0},
		{AT "/501", false, 0},
		{AT "/502", true, 0},
		{AT "/503", true, 120000},
		{AT "/504", true, 0},
		{AT "/404", false, 0},
		{AT "/403", false, 7000},
		{AT "/drop", true, 0},
		{AT "/cut", true, 0},
		{AT "/nonsense", false, 0},
		{AT "/stall", true, 0},
		{AT ":81/", true, 0},
		{"http://" LOOP_NOBODY "/", true, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		server_reset(refusals);
		CHECK(fetch_text(cases[i].uri, "") < 0);
		CHECK_EQ(download.again, cases[i].again);
		CHECK_EQ(download.after_ms, cases[i].after_ms);
	}
}

/* ---- logins ---- */

#define LOCKED "HTTP/1.1 401 No\r\nContent-Length: 2\r\nWWW-Authenticate: "
#define GOOD   OK "Content-Length: 1\r\n\r\nT"

static const struct answer locks[] = {
	A("/basic", GOOD, .has = "\r\nAuthorization: Basic dXMgZXI6cEBzcw==\r\n"),
	A("/basic", LOCKED "Basic realm=\"x\"\r\n\r\nno"),
	A("/digest", GOOD, .has = "\r\nAuthorization: Digest username=\"us er\", "),
	A("/digest",
		LOCKED "Basic realm=\"x\"\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", "
		       "algorithm=SHA-256, qop=\"auth\"\r\n\r\nno"),
	A("/stale", GOOD, .has = "nonce=\"new\""),
	A("/stale", LOCKED "Digest realm=r, nonce=new, stale=true\r\n\r\nno",
		.has = "nonce=\"old\""),
	A("/stale", LOCKED "Digest realm=r, nonce=old\r\n\r\nno"),
	A("/wrong", LOCKED "Digest realm=r, nonce=n\r\n\r\nno"),
	A("/forever", LOCKED "Digest realm=r, nonce=n, stale=true\r\n\r\nno"),
	A("/down", LOCKED "Basic realm=r\r\n\r\nno", .has = "Digest"),
	A("/down", LOCKED "Digest realm=r, nonce=n\r\n\r\nno"),
	A("/token", GOOD, .has = "\r\nAuthorization: Bearer t.0-k/e_n=\r\n"),
	A("/token", LOCKED "Bearer\r\n\r\nno"),
	A("/bare", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
	A("/here", "HTTP/1.1 302 x\r\nLocation: /token\r\nContent-Length: 0\r\n\r\n"),
	A("/there", "HTTP/1.1 302 x\r\nLocation: " AT ":8080/token\r\nContent-Length: 0\r\n\r\n"),
	A("/moved", "HTTP/1.1 302 x\r\nLocation: /basic\r\nContent-Length: 0\r\n\r\n"),
	A("/elsewhere",
		"HTTP/1.1 302 x\r\nLocation: " AT ":8080/basic\r\nContent-Length: 0\r\n\r\n"),
	{}};

#define AS_USER "http://us%20er:p%40ss@" LOOP_HOST

static void test_logins(void)
{
	server_reset(locks);
	CHECK_EQ(fetch_text(AS_USER "/basic", "T"), 0);
	CHECK_EQ(seen.n_requests, 2);
	CHECK_EQ(fetch_text(AS_USER "/digest", "T"), 0);
	CHECK(asked("algorithm=SHA-256") && asked("nc=00000001, qop=auth") &&
		asked("uri=\"/digest\""));
	CHECK_EQ(seen.n_requests, 4);
	CHECK_EQ(fetch_text(AS_USER "/stale", "T"), 0);
	CHECK_EQ(seen.n_requests, 7);
	CHECK_EQ(fetch_text(AS_USER "/wrong", ""), -ERR_ACCES);
	CHECK_STR(why(), "http: status 401 for " AT "/wrong: user name or password refused");
	CHECK_EQ(seen.n_requests, 9);
	CHECK_EQ(fetch_text(AS_USER "/forever", ""), -ERR_ACCES);
	CHECK_EQ(fetch_text(AS_USER "/down", ""), -ERR_ACCES);
	CHECK(asked("Authorization: Digest")); /* never Basic after it */
	CHECK_EQ(fetch_text(AS_USER "/moved", "T"), 0);
	CHECK_EQ(seen.n_conns, 1);
	CHECK_EQ(fetch_text(AS_USER "/elsewhere", ""), -ERR_ACCES);
	CHECK(!asked("Authorization")); /* another port is another server */
}

static void test_token(void)
{
	static struct source other;

	server_reset(locks);
	CHECK_EQ(fetch_text(AT "/token", ""), -ERR_ACCES);
	CHECK_STR(why(),
		"http: status 401 for " AT "/token: it wants a token in the setting bearer-token, "
		"or another one");
	CHECK_EQ(fetch_text(AT "/bare", ""), -ERR_ACCES);
	CHECK_STR(why(),
		"http: status 401 for " AT "/bare: it wants http://USER:PASSWORD@10.0.0.1/... or "
		"the setting bearer-token");
	CHECK_EQ(settings_set("bearer-token", "t.0-k/e_n="), 0);
	CHECK_EQ(fetch_text(AT "/token", "T"), 0);
	CHECK_EQ(fetch_text(AT "/here", "T"), 0);
	CHECK_EQ(fetch_text(AT "/there", ""), -ERR_ACCES);
	CHECK(!asked("Bearer"));
	/* A mirror is not told what the first server is. */
	CHECK_EQ(download_start(&download, AT "/token", 0, TRANSFER_UNKNOWN), 0);
	CHECK_EQ(uri_parse(AT ":8080/token", &other.uri), 0);
	download.t.sources = (struct sources){.v = &other, .n = 1};
	CHECK_EQ(download_run(&download), -ERR_ACCES);
	CHECK(!asked("Bearer"));
	download_free(&download);
	uri_free(other.uri);
	CHECK_EQ(settings_set("bearer-token", "a b"), 0);
	CHECK_EQ(fetch_text(AT "/token", ""), -ERR_INVAL);
	CHECK_EQ(settings_clear("bearer-token"), 0);
}

/* ---- proxies, schemes ---- */

static const struct answer proxy[] = {A("http://" LOOP_NOBODY ":99/x?y", GOOD, .has = "Basic dTpw"),
	A("http://" LOOP_NOBODY ":99/x?y",
		"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=x\r\n"
		"Content-Length: 0\r\n\r\n"),
	A("/direct", GOOD),
	A("/secure", "HTTP/1.1 302 x\r\nLocation: tftp://h/x\r\nContent-Length: 0\r\n\r\n"), {}};

static void test_proxy(void)
{
	server_reset(proxy);
	CHECK_EQ(settings_set("http-proxy", LOOP_HOST ":8080"), 0);
	CHECK_EQ(fetch_text("http://" LOOP_NOBODY ":99/x?y", ""), -ERR_ACCES);
	CHECK_STR(why(),
		"http: status 407 (Who) for http://10.0.0.9:99/x: the proxy of the setting "
		"http-proxy wants another user name or password");
	CHECK_EQ(settings_set("http-proxy", "http://u:p@" LOOP_HOST ":8080/"), 0);
	CHECK_EQ(fetch_text("http://" LOOP_NOBODY ":99/x?y", "T"), 0);
	CHECK(asked("\r\nHost: " LOOP_NOBODY ":99\r\n") &&
		asked("\r\nProxy-Authorization: Basic dTpw\r\n"));
	CHECK_EQ(settings_set("no-proxy", "example.org " LOOP_HOST), 0);
	CHECK_EQ(fetch_text(AT "/direct", "T"), 0);
	CHECK(!asked("Proxy-Authorization"));
	CHECK_EQ(settings_set("http-proxy", "socks5://h:1"), 0);
	CHECK_EQ(fetch_text("http://" LOOP_NOBODY ":99/x?y", ""), -ERR_NOTSUP);
	CHECK_EQ(settings_set("http-proxy", "http://:80"), 0);
	CHECK_EQ(fetch_text("http://" LOOP_NOBODY ":99/x?y", ""), -ERR_INVAL);
	CHECK_EQ(settings_clear("http-proxy"), 0);
	CHECK_EQ(settings_clear("no-proxy"), 0);
	CHECK_EQ(fetch_text(AT "/secure", ""), -ERR_NOTSUP);
	CHECK_STR(
		why(), "http: " AT "/secure redirects to tftp://h/x, and tftp cannot be followed");
}

int main(void)
{
	server_init();
	for (int i = 0; i < 40; i++)
		strcat(plain_text, "echo a line of text\n");
	test_parts();
	test_changed();
	test_wrong_parts();
	test_codings();
	test_bad_codings();
	test_again();
	test_logins();
	test_token();
	test_proxy();
	server_reset(proxy);
	uri_free(fetched_from);
	return check_done();
}
