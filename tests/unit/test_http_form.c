/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Forms over HTTP: what goes out, what becomes of it on redirects, and that nothing is asked for
 * twice that may change something on the server.
 */
#include "fake/http_loop.h"

#include "core/version.h"

static const struct answer table[] = {A("/ok", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
	A("/ok?q=1", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nq1"),
	A("/get?a=1&b=x%20y", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nget"),
	A("/get?q&a=1&b=x%20y", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nqget"),
	A("/head?a=1&b=x%20y", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"),
	A("/201", "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nid"),
	A("/204", "HTTP/1.1 204 No Content\r\n\r\n"),
	A("/301", "HTTP/1.1 301 M\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n"),
	A("/302", "HTTP/1.1 302 M\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n"),
	A("/303", "HTTP/1.1 303 M\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n"),
	A("/307", "HTTP/1.1 307 M\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n"),
	A("/308", "HTTP/1.1 308 M\r\nLocation: /ok?q=1\r\nContent-Length: 0\r\n\r\n"),
	A("/away",
		"HTTP/1.1 307 M\r\nLocation: http://" LOOP_HOST
		":8080/ok\r\nContent-Length: 0\r\n\r\n"),
	A("/thenlost", "HTTP/1.1 303 M\r\nLocation: /lost\r\nContent-Length: 0\r\n\r\n"),
	A("/lost", "", .then = CLOSE),
	A("/early",
		"HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nETag: \"x\"\r\nContent-Length: 10\r\n\r\nabc",
		.then = CLOSE),
	A("/503", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"),
	A("/login", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nin",
		.has = "Authorization: Basic dTpw"),
	A("/login",
		"HTTP/1.1 401 U\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"),
	{}};

/* A list with two fields and a header. */
static struct params *form_new(const char *method)
{
	if (params_create("t", method) || params_add("t", "a", "1") ||
		params_add("t", "b", "x y") || params_add_header("t", "X-Token", "secret"))
		abort();
	return params_take("t");
}

/* Fetches (uri) with a form; the server begins anew. */
static int fetch_form(const char *method, const char *uri, const char *want)
{
	int rc;

	server_reset(table);
	next_form = form_new(method);
	rc = fetch_text(uri, want);
	params_free(next_form);
	next_form = NULL;
	return rc;
}

static void test_request(void)
{
	char want[500];

	CHECK_EQ(fetch_form(NULL, AT "/ok", "ok"), 0);
	(void)snprintf(want, sizeof(want),
		"POST /ok HTTP/1.1\r\nHost: " LOOP_HOST
		"\r\nUser-Agent: Hawser/%s\r\nAccept: */*\r\n"
		"Accept-Encoding: identity\r\nConnection: close\r\nX-Token: secret\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\n"
		"a=1&b=x%%20y",
		hawser_version);
	CHECK_STR(seen.request, want);
	CHECK_EQ(fetch_form("PUT", AT "/ok?q=1", "q1"), 0);
	CHECK(strncmp(seen.request, "PUT /ok?q=1 HTTP/1.1\r\n", 22) == 0);
	CHECK_EQ(fetch_form("GET", AT "/get", "get"), 0);
	CHECK(strstr(seen.request, "X-Token: secret\r\n") && !strstr(seen.request, "Content-"));
	CHECK_EQ(fetch_form("GET", AT "/get?q", "qget"), 0);
	CHECK_EQ(fetch_form("HEAD", AT "/head", ""), 0);
	CHECK(strncmp(seen.request, "HEAD ", 5) == 0);
	CHECK_EQ(fetch_form(NULL, AT "/201", "id"), 0);
	CHECK_EQ(fetch_form(NULL, AT "/204", ""), 0);
}

/* The script's own fields instead of ours. */
static void test_own_headers(void)
{
	server_reset(table);
	CHECK_EQ(params_create("", NULL), 0);
	CHECK_EQ(params_add_header("", "user-agent", "curl"), 0);
	CHECK_EQ(params_add_header("", "Accept", "text/plain"), 0);
	next_form = params_take("");
	CHECK_EQ(fetch_text(AT "/ok", "ok"), 0);
	CHECK_STR(seen.request,
		"GET /ok HTTP/1.1\r\nHost: " LOOP_HOST
		"\r\nAccept-Encoding: identity\r\nConnection: keep-alive\r\n"
		"user-agent: curl\r\nAccept: text/plain\r\n\r\n");
	params_free(next_form);
	next_form = NULL;
}

static void test_redirects(void)
{
	static const struct {
		const char *uri, *method, *want, *begins;
		bool body;
	} cases[] = {
		{AT "/301", "POST", "ok", "GET /ok ", false},
		{AT "/302", "POST", "ok", "GET /ok ", false},
		{AT "/303", "POST", "ok", "GET /ok ", false},
		{AT "/307", "POST", "ok", "POST /ok ", true},
		{AT "/308", "POST", "q1", "POST /ok?q=1 ", true},
		{AT "/301", "PUT", "ok", "PUT /ok ", true},
		{AT "/303", "PUT", "ok", "GET /ok ", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_EQ(fetch_form(cases[i].method, cases[i].uri, cases[i].want), 0);
		CHECK(strncmp(seen.request, cases[i].begins, strlen(cases[i].begins)) == 0);
		CHECK_EQ(strstr(seen.request, "\r\n\r\na=1&b=x%20y") != NULL, cases[i].body);
		CHECK(strstr(seen.request, "X-Token: secret") != NULL);
		CHECK_EQ(seen.n_requests, 2);
	}
}

/* Another server gets the form it is sent to, but not the secrets in the head. */
static void test_away(void)
{
	CHECK_EQ(fetch_form(NULL, AT "/away", "ok"), 0);
	CHECK(strncmp(seen.request, "POST /ok ", 9) == 0);
	CHECK(strstr(seen.request, "Host: " LOOP_HOST ":8080") && !strstr(seen.request, "X-Token"));
}

static void test_once(void)
{
	static const struct {
		const char *uri;
		int status;
		unsigned n;
	} cases[] = {
		{AT "/lost", -ERR_RESET, 1},
		{AT "/thenlost", -ERR_RESET, 2},
		{AT "/early", -ERR_RESET, 1},
		{AT "/503", -ERR_SERVER, 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_EQ(fetch_form(NULL, cases[i].uri, ""), cases[i].status);
		CHECK(!download.again);
		CHECK_EQ(seen.n_requests, cases[i].n);
		CHECK_EQ(fetch_form("GET", AT "/503", ""), -ERR_NOFILE); /* /503?a=1… */
	}
	CHECK_EQ(fetch_form(NULL, AT "/early", ""), -ERR_RESET);
	CHECK(!download.offer.ranges);
	/* What never went out may go out later. */
	CHECK_EQ(fetch_form(NULL, AT ":81/ok", ""), -ERR_REFUSED);
	CHECK(download.again);
}

/* A connection that was used before may be dead by now: not for a form. */
static void test_connections(void)
{
	server_reset(table);
	CHECK_EQ(fetch_text(AT "/ok", "ok"), 0);
	next_form = form_new(NULL);
	CHECK_EQ(fetch_text(AT "/ok", "ok"), 0);
	CHECK_EQ(seen.n_conns, 2);
	/* A question for the password is no answer: the form goes out with it once more. */
	CHECK_EQ(fetch_text("http://u:p@" LOOP_HOST "/login", "in"), 0);
	CHECK(strstr(seen.request, "\r\n\r\na=1&b=x%20y") != NULL);
	CHECK_EQ(seen.n_requests, 4);
	params_free(next_form);
	next_form = NULL;
}

/* More than a connection takes at once. */
static void test_large(void)
{
	char value[6001];

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	server_reset(table);
	CHECK_EQ(params_create("", NULL), 0);
	CHECK_EQ(params_add("", "k", value), 0);
	next_form = params_take("");
	CHECK_EQ(fetch_text(AT "/ok", "ok"), 0);
	CHECK(strstr(seen.request, "Content-Length: 6002\r\n") != NULL);
	CHECK_EQ(strlen(strstr(seen.request, "\r\n\r\n") + 4), 6002);
	params_free(next_form);
	next_form = NULL;
}

int main(void)
{
	server_init();
	test_request();
	test_own_headers();
	test_redirects();
	test_away();
	test_once();
	test_connections();
	test_large();
	server_reset(table);
	uri_free(fetched_from);
	return check_done();
}
