/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The HTTP client against a server of our own over lwIP: connections, redirects, every way an
 * answer can end too early. Heads and chunks as such are tested in test_http_head.c.
 */
#include "fake/http_loop.h"

#include "core/version.h"

/* ---- tests ---- */

static const struct answer good[] = {A("/a", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"),
	A("/b%20c?q=1", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
	A("/chunked",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		"5;x=y\r\nhello\r\n1\r\n,\r\n6\r\n world\r\n0\r\nTrailer: t\r\n\r\n"),
	A("/end", "HTTP/1.1 200 OK\r\n\r\nuntil the end", .then = CLOSE),
	A("/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", .then = CLOSE),
	A("/close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
		.then = CLOSE),
	A("/interim",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
	A("/large", "HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\n\r\n",
		.body_len = sizeof(content)),
	A("/largeend", "HTTP/1.1 200 OK\r\n\r\n", .body_len = sizeof(content), .then = CLOSE),
	A("/extra", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n"), {}};

static void test_good(void)
{
	char want[400];

	server_reset(good);
	CHECK_EQ(fetch_text(AT "/a", "abc"), 0);
	(void)snprintf(want, sizeof(want),
		"GET /a HTTP/1.1\r\nHost: " LOOP_HOST "\r\nUser-Agent: "
		"Hawser/%s\r\nAccept: */*\r\nAccept-Encoding: gzip, zstd\r\n"
		"Connection: keep-alive\r\n"
		"\r\n",
		hawser_version);
	CHECK_STR(seen.request, want);
	CHECK_EQ(fetch_text(AT "/b c?q=1#frag", ""), 0);
	CHECK_EQ(fetch_text(AT "/chunked", "hello, world"), 0);
	CHECK_EQ(fetch_text(AT "/interim", "x"), 0);
	CHECK_EQ(fetch_content(AT "/large", sizeof(content)), 0);
	CHECK_EQ(seen.last->snd_wnd_max, 256 * 1024); /* as for a server nearby */
	CHECK_EQ(fetch_text(AT "/a", "abc"), 0);
	CHECK_EQ(seen.n_conns, 1);
	CHECK_EQ(fetch_text(AT "/end", "until the end"), 0);
	CHECK_EQ(fetch_text(AT "/1.0", "ok"), 0);
	CHECK_EQ(fetch_text(AT "/close", "ok"), 0);
	CHECK_EQ(fetch_content(AT "/largeend", sizeof(content)), 0);
	CHECK_EQ(seen.n_conns, 4);
	CHECK_EQ(fetch_text(AT "/extra", "ok"), 0); /* and that connection is not trusted */
	CHECK_EQ(fetch_text(AT "/a", "abc"), 0);
	CHECK_EQ(seen.n_conns, 6);
	CHECK_EQ(fetch_text(AT ":8080/a", "abc"), 0);
	CHECK(strstr(seen.request, "\r\nHost: " LOOP_HOST ":8080\r\n") != NULL);
	CHECK_EQ(fetch_text(AT ":80/a", "abc"), 0);
	CHECK(strstr(seen.request, "\r\nHost: " LOOP_HOST "\r\n") != NULL);
}

static const struct answer bad[] = {
	A("/401",
		"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\n"
		"Content-Length: 0\r\n\r\n"),
	A("/401d",
		"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=x\r\n"
		"Content-Length: 0\r\n\r\n"),
	A("/403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!\n"),
	A("/500", "HTTP/1.1 500 Oh dear\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxx\r\n0\r\n\r\n"),
	A("/503", "HTTP/1.1 503\r\n\r\n", .body_len = 100000, .then = CLOSE),
	A("/410", "HTTP/1.1 410 Gone\r\nContent-Length: 7777777\r\n\r\n", .body_len = 7777777),
	A("/206", "HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nxx"),
	A("/304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 200\r\n\r\n"),
	A("/early", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", .then = CLOSE),
	A("/reset", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", .then = RESET),
	A("/resetend", "HTTP/1.1 200 OK\r\n\r\nabc", .then = RESET),
	A("/chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
		.then = CLOSE),
	A("/badchunk",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
	A("/nohead", "HTTP/1.1 200 OK\r\nContent-Le", .then = CLOSE),
	A("/nothing", "", .then = CLOSE), A("/notHTTP", "SSH-2.0-OpenSSH\r\n", .then = CLOSE),
	A("/101", "HTTP/1.1 101 Switching Protocols\r\n\r\n"),
	A("/stall", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabcdef", .stop_after = 44),
	A("/silent", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabcdef", .stop_after = 1), {}};

static void test_bad(void)
{
	static const struct {
		const char *uri;
		int status;
		const char *text; /* NULL: of no interest */
	} cases[] = {
		{AT "/404", ERR_NOFILE, "http: status 404 (Not Found) for " AT "/404"},
		{AT "/401", ERR_ACCES,
			"http: status 401 for " AT "/401: it wants "
			"http://USER:PASSWORD@10.0.0.1/..."},
		{"http://u:p@" LOOP_HOST "/401", ERR_ACCES,
			"http: status 401 for " AT "/401: user name or password refused"},
		{AT "/401d", ERR_ACCES,
			"http: status 401 for " AT "/401d: it wants a kind of Digest "
			"authentication that is not supported"},
		{AT "/403", ERR_ACCES, "http: status 403 (Forbidden) for " AT "/403"},
		{AT "/500", ERR_SERVER, "http: status 500 (Oh dear) for " AT "/500"},
		{AT "/503", ERR_SERVER, "http: status 503 for " AT "/503"},
		{AT "/410", ERR_NOFILE, NULL},
		{AT "/206", ERR_PROTO, NULL},
		{AT "/304", ERR_PROTO, NULL},
		{AT "/early", ERR_RESET,
			"http: 10.0.0.1:80 closed the connection too early: "
			"received 3 of 100 bytes of " AT "/early"},
		{AT "/reset", ERR_RESET,
			"http: 10.0.0.1:80 reset the connection too early: "
			"received 3 of 100 bytes of " AT "/reset"},
		{AT "/resetend", ERR_RESET,
			"http: 10.0.0.1:80 reset the connection too early: "
			"received 3 bytes of " AT "/resetend"},
		{AT "/chunk", ERR_RESET, NULL},
		{AT "/badchunk", ERR_PROTO,
			"http: 10.0.0.1:80 sent a chunk longer than its size "
			"after 3 bytes of " AT "/badchunk"},
		{AT "/nohead", ERR_RESET,
			"http: 10.0.0.1:80 closed the connection in the middle of "
			"an answer for " AT "/nohead"},
		{AT "/nothing", ERR_RESET,
			"http: 10.0.0.1:80 closed the connection without an "
			"answer for " AT "/nothing"},
		{AT "/notHTTP", ERR_PROTO,
			"http: 10.0.0.1:80 sent an answer that is not HTTP for " AT "/notHTTP"},
		{AT "/101", ERR_PROTO, NULL},

		{AT ":81/x", ERR_REFUSED,
			"http: connection refused by 10.0.0.1:81 for " AT ":81/x"},
		{"http://" LOOP_NO_ROUTE "/x", ERR_UNREACH, NULL},
		{"http:x", ERR_INVAL, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		server_reset(bad);
		CHECK_EQ(fetch_text(cases[i].uri, ""), -cases[i].status);
		CHECK_EQ(fail_last()->code, cases[i].status);
		if (cases[i].text)
			CHECK_STR(why(), cases[i].text);
	}
}

static void test_timeouts(void)
{
	uint64_t start = loop.now_us;

	server_reset(bad);
	CHECK_EQ(fetch_text("http://" LOOP_NOBODY "/x", ""), -ERR_TIMEDOUT);
	CHECK_STR(why(), "http: no connection to 10.0.0.9:80 within 10 s for http://10.0.0.9/x");
	CHECK(loop.now_us - start < 13 * US_PER_S);
	start = loop.now_us;
	CHECK_EQ(fetch_text(AT "/stall", ""), -ERR_TIMEDOUT);
	CHECK_STR(why(),
		"http: 10.0.0.1:80 stopped sending for 10 s: received 4 of 100 bytes of " AT
		"/stall");
	CHECK(loop.now_us - start >= 10 * US_PER_S && loop.now_us - start < 12 * US_PER_S);
	CHECK_EQ(fetch_text(AT "/silent", ""), -ERR_TIMEDOUT);
	CHECK_STR(why(),
		"http: 10.0.0.1:80 accepted the request, but did not answer within 30 s "
		"for " AT "/silent");
}

/* Errors do not cost the connection, so a search through many names stays quick. */
static void test_keep_alive(void)
{
	server_reset(bad);
	for (int i = 0; i < 5; i++) {
		CHECK_EQ(fetch_text(AT "/404", ""), -ERR_NOFILE);
		CHECK_EQ(fetch_text(AT "/403", ""), -ERR_ACCES);
		CHECK_EQ(fetch_text(AT "/500", ""), -ERR_SERVER);
	}
	CHECK_EQ(seen.n_conns, 1);
	CHECK_EQ(seen.n_requests, 15);
}

static const struct answer stale[] = {A("/keep", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nk"),
	A("/later", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nl", .then = CLOSE_LATER),
	A("/drop", "", .then = CLOSE), A("/kill", "", .then = RESET), {}};

/* A connection nobody has used for long is not trusted, but closed. */
static void test_idle(void)
{
	server_reset(good);
	CHECK_EQ(fetch_text(AT "/a", "abc"), 0);
	loop_run_ms(29000);
	CHECK_EQ(fetch_text(AT "/a", "abc"), 0);
	CHECK_EQ(seen.n_conns, 1);
	loop_run_ms(31000);
	CHECK_EQ(fetch_text(AT "/a", "abc"), 0);
	CHECK_EQ(seen.n_conns, 2);
}

static void test_stale(void)
{
	server_reset(stale);
	CHECK_EQ(fetch_text(AT "/keep", "k"), 0);
	CHECK_EQ(fetch_text(AT "/drop", ""), -ERR_RESET); /* once more, on a new one */
	CHECK_EQ(seen.n_conns, 2);
	CHECK_EQ(seen.n_requests, 2 + 1);
	CHECK_EQ(fetch_text(AT "/keep", "k"), 0);
	CHECK_EQ(fetch_text(AT "/kill", ""), -ERR_RESET);
	CHECK_EQ(seen.n_conns, 4);
	CHECK_EQ(fetch_text(AT "/later", "l"), 0);
	loop_run_ms(1000); /* closed while idle */
	CHECK_EQ(fetch_text(AT "/later", "l"), 0);
	CHECK_EQ(seen.n_conns, 6);
}

#define FOUND "HTTP/1.1 302 Found\r\nContent-Length: 2\r\nLocation: "

static const struct answer redirects[] = {A("/abs", FOUND AT "/dir/target\r\n\r\nxx"),
	A("/path", FOUND "/dir/target\r\n\r\nxx"), A("/dir/rel", FOUND "target\r\n\r\nxx"),
	A("/dir/sub/up", FOUND "../target\r\n\r\nxx"),
	A("/scheme", FOUND "//" LOOP_HOST ":8080/dir/target\r\n\r\nxx"),
	A("/port", FOUND AT ":80/dir/target#frag\r\n\r\nxx"),
	A("/secret", FOUND "http://me:secret@h:x/\r\n\r\nxx"),
	A("/close", "HTTP/1.1 308 \r\nLocation: /dir/target\r\n\r\n", .then = CLOSE),
	A("/dir/target", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nT"),
	A("/loop", FOUND "/loop\r\n\r\nxx"), A("/ping", FOUND "/pong\r\n\r\nxx"),
	A("/pong", FOUND "/ping\r\n\r\nxx"),
	A("/none", "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n"),
	A("/https", FOUND "https://" LOOP_HOST "/x\r\n\r\nxx"),
	A("/tftp", FOUND "tftp://" LOOP_HOST "/x\r\n\r\nxx"),
	A("/opaque", FOUND "http:foo\r\n\r\nxx"), A("/badport", FOUND "http://h:99999/\r\n\r\nxx"),
	A("/0", FOUND "/1\r\n\r\nxx"), A("/1", FOUND "/2\r\n\r\nxx"), A("/2", FOUND "/3\r\n\r\nxx"),
	A("/3", FOUND "/4\r\n\r\nxx"), A("/4", FOUND "/5\r\n\r\nxx"), A("/5", FOUND "/6\r\n\r\nxx"),
	A("/6", FOUND "/7\r\n\r\nxx"), A("/7", FOUND "/8\r\n\r\nxx"), A("/8", FOUND "/9\r\n\r\nxx"),
	A("/9", FOUND "/10\r\n\r\nxx"), A("/10", FOUND "/dir/target\r\n\r\nxx"), {}};

static void test_redirects(void)
{
	static const char *const uris[] = {
		AT "/abs", AT "/path", AT "/dir/rel", AT "/dir/sub/up", AT "/close", AT "/1"};

	server_reset(redirects);
	for (size_t i = 0; i < ARRAY_SIZE(uris); i++)
		CHECK_EQ(fetch_text(uris[i], "T"), 0);
	CHECK_EQ(seen.n_conns, 2); /* only /close cost one */
	CHECK_EQ(fetch_text(AT "/scheme", "T"), 0);
	CHECK_EQ(fetch_text(AT "/0", ""), -ERR_LOOP);
	CHECK_STR(
		why(), "http: more than 10 redirects from " AT "/0, the last to " AT "/dir/target");
	CHECK_EQ(fetch_text(AT "/loop", ""), -ERR_LOOP);
	CHECK_EQ(fetch_text(AT "/ping", ""), -ERR_LOOP);
	CHECK_STR(why(), "http: " AT "/pong redirects back to " AT "/ping, in a circle");
	CHECK_EQ(fetch_text(AT "/none", ""), -ERR_PROTO);
	CHECK_EQ(fetch_text(AT "/tftp", ""), -ERR_NOTSUP);
	CHECK_EQ(fetch_text(AT "/opaque", ""), -ERR_PROTO);
	CHECK_EQ(fetch_text(AT "/badport", ""), -ERR_PROTO);

	CHECK_EQ(fetch_text(AT "/dir/rel", "T"), 0);
	CHECK_STR(fetched_from->path, "/dir/target");
	CHECK_EQ(fetch_text("http://u:p@" LOOP_HOST "/secret", ""), -ERR_PROTO);
	CHECK(!strstr(why(), "secret@"));
}

static void test_cancel(void)
{
	static const char *const uris[] = {AT "/large", "http://" LOOP_NOBODY "/x", AT ":81/"};

	for (size_t i = 0; i < ARRAY_SIZE(uris); i++)
		for (unsigned ms = 0; ms < 4; ms++) {
			server_reset(good);
			CHECK_EQ(download_start(&download, uris[i], 0, TRANSFER_UNKNOWN), 0);
			CHECK_EQ(download.s.scheme->start(&download.s), 0);
			loop_run_ms(ms);
			download.s.scheme->stop(&download.s);
			loop_run_ms(ms);
			download_free(&download);
		}
}

/* Several at once, from the same server and another. */
static void test_parallel(void)
{
	static const char *const uris[] = {AT "/large", AT "/large", AT ":8080/large", AT "/a"};
	static struct download d[ARRAY_SIZE(uris)];

	server_reset(good);
	for (size_t i = 0; i < ARRAY_SIZE(uris); i++) {
		CHECK_EQ(download_start(&d[i], uris[i], 0, TRANSFER_UNKNOWN), 0);
		CHECK_EQ(d[i].s.scheme->start(&d[i].s), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(uris); i++) {
		CHECK_EQ(wait_until(NULL, download_over, &d[i], DEADLINE_NEVER), 0);
		d[i].s.scheme->stop(&d[i].s);
		CHECK_EQ(d[i].status, 0);
		CHECK_EQ(d[i].data.len, i < 3 ? sizeof(content) : 3);
		CHECK(i == 3 || !memcmp(d[i].data.s, content, sizeof(content)));
		download_free(&d[i]);
	}
	CHECK_EQ(seen.n_conns, 4);
}

/* The window fits the way: what a server far away may send at once would be too much from a near
 * one. */
static void test_far(void)
{
	static const struct {
		uint64_t ms;
		unsigned least, most; /* window, in KiB */
	} cases[] = {{1, 256, 320}, {3, 700, 900}, {15, 3500, 3900}, {100, 4096, 4096}};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		server_reset(good);
		loop.far_us = cases[i].ms * US_PER_MS;
		CHECK_EQ(fetch_content(AT "/large", sizeof(content)), 0);
		CHECK(seen.last->snd_wnd_max >= cases[i].least << 10);
		CHECK(seen.last->snd_wnd_max <= cases[i].most << 10);
		loop.far_us = 0;
	}
}

static enum loop_fate fate_random(const uint8_t *ip, size_t len)
{
	unsigned dice = loop_random(200);

	(void)ip;
	(void)len;
	return dice < 3 ? LOOP_DROP + dice : LOOP_PASS;
}

static void test_bad_network(void)
{
	for (unsigned i = 0; i < 3; i++) {
		server_reset(good);
		loop.fate = fate_random;
		CHECK_EQ(fetch_content(AT "/large", sizeof(content)), 0);
		CHECK_EQ(fetch_text(AT "/chunked", "hello, world"), 0);
		CHECK_EQ(fetch_text(AT "/end", "until the end"), 0);
	}
}

int main(void)
{
	server_init();
	test_good();
	test_bad();
	test_timeouts();
	test_keep_alive();
	test_idle();
	test_stale();
	test_redirects();
	test_cancel();
	test_parallel();
	test_far();
	test_bad_network();
	server_reset(good);
	return check_done();
}
