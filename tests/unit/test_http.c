/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The HTTP client against a server of our own over lwIP: connections, redirects, every way an
 * answer can end too early. Heads and chunks as such are tested in test_http_head.c.
 */
#include "check.h"
#include "fake/xfer_loop.h"

#include "core/version.h"
#include "net/http_conn.h"

#include "lwip/tcp.h"

/* What the server answers; set by each test. */
struct answer {
	const char *path; /* NULL ends the table */
	const char *text; /* head and body */
	size_t body_len;  /* this many bytes of (content) follow the text */
	enum { KEEP, CLOSE, RESET, CLOSE_LATER } then;
	size_t stop_after; /* of all that is to be sent; then nothing more comes. 0: all */
};

#define A(name, ...)                                                                               \
	{                                                                                          \
		.path = name, .text = __VA_ARGS__                                                  \
	}

static const struct answer *answers;

struct server_conn {
	char request[8192];
	size_t request_len;
	const struct answer *answer;
	size_t sent;
};

static struct {
	unsigned n_conns, n_requests;
	char request[8192]; /* the last one */
	struct tcp_pcb *last;
} seen;

static uint8_t content[8 << 20];

static size_t answer_len(const struct answer *a)
{
	size_t len = strlen(a->text) + a->body_len;

	return a->stop_after ? MIN(len, a->stop_after) : len;
}

static err_t server_finish(struct tcp_pcb *pcb, struct server_conn *c)
{
	const struct answer *a = c->answer;

	c->answer = NULL;
	if (a->then == RESET) {
		tcp_arg(pcb, NULL);
		free(c);
		tcp_abort(pcb);
		return ERR_ABRT;
	}
	if (a->then == CLOSE) {
		tcp_arg(pcb, NULL);
		tcp_recv(pcb, NULL);
		tcp_sent(pcb, NULL);
		free(c);
		(void)tcp_close(pcb);
	}
	return ERR_OK;
}

static err_t server_send(struct tcp_pcb *pcb, struct server_conn *c)
{
	while (c->answer && c->sent < answer_len(c->answer)) {
		size_t text_len = strlen(c->answer->text), n;
		const void *from = c->answer->text + c->sent;

		n = answer_len(c->answer) - c->sent;
		if (c->sent < text_len)
			n = MIN(n, text_len - c->sent);
		else
			from = content + (c->sent - text_len);
		n = MIN(n, (size_t)tcp_sndbuf(pcb));
		if (!n || tcp_write(pcb, from, (u16_t)n, TCP_WRITE_FLAG_COPY) != ERR_OK)
			break;
		c->sent += n;
	}
	(void)tcp_output(pcb);
	if (!c->answer || c->sent < answer_len(c->answer) || c->answer->stop_after)
		return ERR_OK;
	/* A reset would overtake what still waits to be sent. */
	if (c->answer->then == RESET && (pcb->unsent || pcb->unacked))
		return ERR_OK;
	return server_finish(pcb, c);
}

static err_t server_on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	(void)len;
	return arg ? server_send(pcb, arg) : ERR_OK;
}

static const struct answer *server_choose(const char *request)
{
	static const struct answer missing = A("",
		"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n"
		"\r\nnope\n");

	for (const struct answer *a = answers; a->path; a++) {
		size_t n = strlen(a->path);
		if (!strncmp(request + 4, a->path, n) && request[4 + n] == ' ')
			return a;
	}
	return &missing;
}

static void server_close_later(void *arg)
{
	(void)arg;
	if (seen.last)
		(void)tcp_shutdown(seen.last, 0, 1);
}

static err_t server_on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct server_conn *c = arg;

	(void)err;
	if (!p) {
		if (seen.last == pcb)
			seen.last = NULL;
		tcp_arg(pcb, NULL);
		free(c);
		(void)tcp_close(pcb);
		return ERR_OK;
	}
	c->request_len += pbuf_copy_partial(p, c->request + c->request_len,
		(u16_t)(sizeof(c->request) - 1 - c->request_len), 0);
	c->request[c->request_len] = '\0';
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	if (!strstr(c->request, "\r\n\r\n"))
		return ERR_OK;
	seen.n_requests++;
	strcpy(seen.request, c->request);
	c->answer = server_choose(c->request);
	if (c->answer->then == CLOSE_LATER)
		sys_timeout(500, server_close_later, NULL);
	c->request_len = c->sent = 0;
	return server_send(pcb, c);
}

static void server_on_error(void *arg, err_t err)
{
	(void)err;
	free(arg);
	seen.last = NULL;
}

static err_t server_on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct server_conn *c = calloc(1, sizeof(*c));

	(void)arg;
	(void)err;
	if (!c)
		abort();
	seen.n_conns++;
	seen.last = pcb;
	tcp_arg(pcb, c);
	tcp_recv(pcb, server_on_recv);
	tcp_sent(pcb, server_on_sent);
	tcp_err(pcb, server_on_error);
	return ERR_OK;
}

static struct tcp_pcb *server_listen(u16_t port)
{
	struct tcp_pcb *pcb = tcp_new();

	if (!pcb || tcp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK)
		abort();
	pcb = tcp_listen(pcb);
	tcp_accept(pcb, server_on_accept);
	return pcb;
}

static void server_reset(const struct answer *table)
{
	http_conn_close_idle();
	loop.fate = NULL;
	loop_run_ms(1000);
	memset(&seen, 0, sizeof(seen));
	answers = table;
}

#define AT "http://" LOOP_HOST

/* Fetches (uri) and compares it with (want). */
static int fetch_text(const char *uri, const char *want)
{
	struct blob blob = {};
	int rc = loop_fetch(uri, &blob);

	if (!rc) {
		CHECK_EQ(blob.len, strlen(want));
		CHECK(blob.len == strlen(want) &&
			(!blob.len || !memcmp(blob.data, want, blob.len)));
		blob_free(&blob);
	}
	return rc;
}

static int fetch_content(const char *uri, size_t len)
{
	struct blob blob = {};
	int rc = loop_fetch(uri, &blob);

	if (!rc) {
		CHECK_EQ(blob.len, len);
		CHECK(blob.len == len && !memcmp(blob.data, content, len));
		blob_free(&blob);
	}
	return rc;
}

/* The failure's sentence. */
static const char *why(void)
{
	return fail_last()->text;
}

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
		"Hawser/%s\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
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
	CHECK_EQ(fetch_text("http://us%20er:p%40ss@" LOOP_HOST "/a", "abc"), 0);
	CHECK(strstr(seen.request, "\r\nAuthorization: Basic dXMgZXI6cEBzcw==\r\n") != NULL);
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
	A("/silent", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabcdef", .stop_after = 1),
	A("/huge", "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\nabcdef"), {}};

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
			"http: status 401 for " AT "/401d: it wants Digest "
			"authentication, only Basic is supported"},
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
		{AT "/huge", ERR_TOOBIG, NULL},
		{AT ":81/x", ERR_REFUSED,
			"http: connection refused by 10.0.0.1:81 for " AT ":81/x"},
		{"http://" LOOP_NO_ROUTE "/x", ERR_UNREACH, NULL},
		{"http:x", ERR_INVAL, NULL},
		{AT "/a##params", ERR_NOTSUP, NULL},
		{"https://" LOOP_HOST "/x", ERR_NOTSUP,
			"https: not supported yet: https://10.0.0.1/x; use http:// or tftp://"},
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
		"http: 10.0.0.1:80 stopped sending for 30 s: received 4 of 100 bytes of " AT
		"/stall");
	CHECK(loop.now_us - start >= 30 * US_PER_S && loop.now_us - start < 32 * US_PER_S);
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
	struct uri *uri = NULL, *final = NULL;
	struct blob blob = {};

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
	CHECK_EQ(fetch_text(AT "/https", ""), -ERR_NOTSUP);
	CHECK_STR(why(),
		"http: " AT "/https redirects to https://10.0.0.1/x, and https cannot be "
		"followed (not supported yet)");
	CHECK_EQ(fetch_text(AT "/tftp", ""), -ERR_NOTSUP);
	CHECK_EQ(fetch_text(AT "/opaque", ""), -ERR_PROTO);
	CHECK_EQ(fetch_text(AT "/badport", ""), -ERR_PROTO);

	CHECK_EQ(uri_parse("http://u:p@" LOOP_HOST "/dir/rel", &uri), 0);
	CHECK_EQ(transfer_fetch(uri, NULL, 0, &blob, &final), 0);
	CHECK_STR(final->path, "/dir/target");
	CHECK(strstr(seen.request, "Authorization:") != NULL); /* the same server */
	blob_free(&blob);
	uri_free(final);
	uri_free(uri);
	CHECK_EQ(fetch_text("http://u:p@" LOOP_HOST "/scheme", "T"), 0);
	CHECK(!strstr(seen.request, "Authorization:")); /* another port is another server */
	CHECK_EQ(fetch_text("http://u:p@" LOOP_HOST "/port", "T"), 0);
	CHECK(strstr(seen.request, "Authorization:") != NULL); /* 80 is the port that was meant */
	CHECK_EQ(fetch_text("http://u:p@" LOOP_HOST "/secret", ""), -ERR_PROTO);
	CHECK(!strstr(why(), "secret@"));
}

static void test_cancel(void)
{
	static const char *const uris[] = {AT "/large", "http://" LOOP_NOBODY "/x", AT ":81/"};
	struct transfer *t = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(uris); i++)
		for (unsigned ms = 0; ms < 4; ms++) {
			struct uri *uri = NULL;

			server_reset(good);
			CHECK_EQ(uri_parse(uris[i], &uri), 0);
			CHECK_EQ(transfer_start(uri, NULL, &t), 0);
			loop_run_ms(ms);
			transfer_free(t);
			loop_run_ms(ms);
			uri_free(uri);
		}
}

/* Several at once, from the same server and another. */
static void test_parallel(void)
{
	static const char *const uris[] = {AT "/large", AT "/large", AT ":8080/large", AT "/a"};
	struct transfer *t[ARRAY_SIZE(uris)];

	server_reset(good);
	for (size_t i = 0; i < ARRAY_SIZE(uris); i++) {
		struct uri *uri = NULL;

		CHECK_EQ(uri_parse(uris[i], &uri), 0);
		CHECK_EQ(transfer_start(uri, NULL, &t[i]), 0);
		uri_free(uri);
	}
	for (size_t i = 0; i < ARRAY_SIZE(uris); i++) {
		CHECK_EQ(transfer_wait(t[i], 0), 0);
		CHECK_EQ(t[i]->data.len, i < 3 ? sizeof(content) : 3);
		CHECK(i == 3 || !memcmp(t[i]->data.data, content, sizeof(content)));
		transfer_free(t[i]);
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
	} cases[] = {{1, 256, 256}, {15, 3500, 3900}, {100, 4096, 4096}};

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
	loop_init();
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 31 ^ i >> 8 ^ i >> 16);
	(void)server_listen(80);
	(void)server_listen(8080);
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
