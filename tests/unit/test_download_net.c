/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole downloads, from the card up, with lwIP at both ends of the cable: every
 * frame of an exchange is lost, repeated, delayed and damaged in turn,
 * connections break at every kind of place, servers fall silent, go away and
 * change their file. Each ends in bounded time with the right bytes.
 */
#include "check.h"

#include "core/decoder.h"
#include "core/settings.h"
#include "core/transfer.h"
#include "core/util.h"
#include "core/wait.h"
#include "crypt/digest.h"
#include "fake/tiny_http.h"
#include "fake/tiny_tftp.h"
#include "fake/two_ends.h"
#include "fake/virtual_time.h"
#include "net/schemes.h"

#include "lwip/timeouts.h"

#define URL        "http://" ENDS_SERVER_TEXT "/file"
#define MIRROR_URL "http://" ENDS_SERVER_TEXT ":81/other"
#define TFTP_URL   "tftp://" ENDS_SERVER_TEXT "/file"
#define SIZE       30000u
#define LARGE      400000u
#define BOUND_MS   150000 /* longest anything may take: silence, and patience behind it */

const struct scheme *const schemes[] = {&http_scheme, &tftp_scheme, NULL};
const struct decoder_type *const decoders[] = {NULL};

static uint8_t content[LARGE], changed[LARGE];
static struct tiny_http server, mirror;
static struct tiny_tftp tftp;
static struct ends_cable *cable;

/* What came of a download. */
struct outcome {
	int rc;
	bool right;   /* every byte of it is */
	bool changed; /* it is the file after the change */
	unsigned retries, resumes, restarts;
	uint64_t us;
	char why[256];
};

static void begin(size_t size)
{
	tiny_http_stop(&server);
	tiny_http_stop(&mirror);
	tiny_tftp_stop(&tftp);
	cable = ends_begin();
	server = (struct tiny_http){.content = content, .size = size, .etag = "\"one\""};
	mirror = server;
	tftp = (struct tiny_tftp){.content = content, .size = size, .window_max = 64};
	tiny_http_start(&server, 80);
	tiny_http_start(&mirror, 81);
	tiny_tftp_start(&tftp);
}

static struct outcome fetch_with(const char *url, const struct transfer_options *o)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	struct outcome r = {.us = plat_now_us()};
	struct transfer *t;

	r.rc = uri_parse(url, &uri);
	if (!r.rc)
		r.rc = transfer_start(uri, o, &t);
	if (r.rc)
		return r;
	r.rc = transfer_wait(t, 0);
	r.us = plat_now_us() - r.us;
	r.changed =
		!r.rc && t->data.len == server.size && !memcmp(t->data.data, changed, server.size);
	r.right = r.changed ||
		(!r.rc && t->data.len == server.size &&
			!memcmp(t->data.data, content, server.size));
	r.retries = t->retries;
	r.resumes = t->resumes;
	r.restarts = t->restarts;
	(void)snprintf(r.why, sizeof(r.why), "%s", r.rc ? fail_last()->text : "");
	transfer_free(t);
	return r;
}

static struct outcome fetch(const char *url)
{
	return fetch_with(url, NULL);
}

/* The download succeeded; (what) and (n) tell which one did not. */
static void expect_good_within(
	const struct outcome *r, uint64_t limit_ms, const char *what, size_t n)
{
	bool good = r->rc == 0 && r->right && r->us < limit_ms * US_PER_MS;

	CHECK(good);
	if (!good)
		printf("\t%s %zu: status %d after %llu ms, right: %d; %s\n", what, n, r->rc,
			(unsigned long long)(r->us / US_PER_MS), r->right, r->why);
}

static void expect_good(const struct outcome *r, const char *what, size_t n)
{
	expect_good_within(r, BOUND_MS, what, n);
}

/* Before the first byte of the file has come, a server that is not there ends it, soon. */
static void expect_good_or_gone(
	const struct outcome *r, uint64_t limit_ms, const char *what, size_t n)
{
	bool gone = r->rc == -ERR_TIMEDOUT || r->rc == -ERR_REFUSED;

	if (!gone)
		expect_good_within(r, limit_ms, what, n);
	else
		CHECK(r->us < 45 * US_PER_S && r->why[0]);
}

/* ---- frames ---- */

static struct {
	unsigned at, n; /* these frames meet it */
	enum ends_fate fate;
} frames;

static enum ends_fate fate_of(unsigned n, bool to_server, const uint8_t *frame, size_t len)
{
	(void)to_server;
	(void)frame;
	(void)len;
	return n >= frames.at && n - frames.at < frames.n ? frames.fate : ENDS_PASS;
}

/* How many frames an undisturbed download takes. */
static unsigned count_frames(const char *url)
{
	struct outcome r;

	begin(SIZE);
	r = fetch(url);
	expect_good(&r, url, 0);
	CHECK_EQ(r.retries + r.resumes + r.restarts, 0);
	CHECK(r.us < US_PER_S);
	return cable->n_frames;
}

/* Every frame in turn, and those behind it, meets (fate). */
static void each_frame(const char *url, enum ends_fate fate, unsigned n_at_once, unsigned window)
{
	static const char *const names[] = {"pass", "drop", "twice", "late", "damage"};
	unsigned n = count_frames(url);

	CHECK(n > 20);
	for (unsigned i = 0; i < n; i++) {
		struct outcome r;

		begin(SIZE);
		tftp.window_max = window;
		frames.at = i;
		frames.n = n_at_once;
		frames.fate = fate;
		cable->fate = fate_of;
		r = fetch(url);
		expect_good_within(&r, 5000 + 5000 * n_at_once, names[fate], i);
		CHECK_EQ(r.restarts, 0);
	}
}

static uint32_t random_state;

/* 1 in 20 each is lost, repeated, late and damaged. */
static enum ends_fate bad_luck(unsigned n, bool to_server, const uint8_t *frame, size_t len)
{
	static const enum ends_fate fates[] = {ENDS_DROP, ENDS_TWICE, ENDS_LATE, ENDS_DAMAGE};
	unsigned r;

	(void)n;
	(void)to_server;
	(void)frame;
	(void)len;
	random_state = random_state * 1103515245u + 12345u;
	r = (random_state >> 16) % 20;
	return r < ARRAY_SIZE(fates) ? fates[r] : ENDS_PASS;
}

static void test_http_frames(void)
{
	each_frame(URL, ENDS_DROP, 1, 0);
	each_frame(URL, ENDS_DROP, 4, 0);
	each_frame(URL, ENDS_TWICE, 1, 0);
	each_frame(URL, ENDS_LATE, 1, 0);
	each_frame(URL, ENDS_LATE, 3, 0);
	each_frame(URL, ENDS_DAMAGE, 1, 0);
}

static void test_tftp_frames(void)
{
	static const unsigned windows[] = {0, 1, 4, 64};

	for (size_t i = 0; i < ARRAY_SIZE(windows); i++) {
		each_frame(TFTP_URL, ENDS_DROP, 1, windows[i]);
		each_frame(TFTP_URL, ENDS_TWICE, 1, windows[i]);
		each_frame(TFTP_URL, ENDS_LATE, 1, windows[i]);
		each_frame(TFTP_URL, ENDS_DAMAGE, 1, windows[i]);
		each_frame(TFTP_URL, ENDS_DROP, 3, windows[i]);
	}
}

static void test_bad_luck(void)
{
	static const char *const urls[] = {URL, TFTP_URL};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(urls); i++) {
		struct outcome r;

		begin(LARGE);
		random_state = (uint32_t)i;
		cable->fate = bad_luck;
		r = fetch(urls[i % ARRAY_SIZE(urls)]);
		expect_good(&r, "bad luck", i);
	}
}

/* ---- interruptions ---- */

static void cable_back(void *arg)
{
	(void)arg;
	cable->cut = false;
}

static void cable_away(void *arg)
{
	cable->cut = true;
	sys_timeout(*(u32_t *)arg, cable_back, NULL);
}

/* What the protocols themselves get over. */
static void test_short_cuts(void)
{
	static const char *const urls[] = {URL, TFTP_URL};
	static u32_t away_ms[] = {100, 1000, 4000};
	static const u32_t after_ms[] = {0, 1, 2, 5};

	for (size_t i = 0; i < 2 * 3 * 4; i++) {
		struct outcome r;

		begin(LARGE);
		sys_timeout(after_ms[i % 4], cable_away, &away_ms[i / 4 % 3]);
		r = fetch(urls[i / 12]);
		expect_good_within(&r, 15000, urls[i / 12], i % 12);
		CHECK_EQ(r.restarts, 0);
		ends_pass_ms(5000);
	}
}

/* ---- connections ---- */

/* Where an answer breaks off: kinds of places, as bytes of it. */
static size_t places(size_t head, size_t size, size_t out[16])
{
	const size_t all[] = {0, 1, 9, head / 2, head - 2, head, head + 1, head + 1459, head + 1460,
		head + 1461, head + size / 2, head + size - 1460, head + size - 1};

	memcpy(out, all, sizeof(all));
	return ARRAY_SIZE(all);
}

static size_t head_len(void)
{
	struct outcome r;

	begin(LARGE);
	r = fetch(URL);
	expect_good(&r, "head", 0);
	return server.head_len;
}

/* One breakage: the rest comes over another connection, and only the rest. */
static void test_breaks(void)
{
	static const enum tiny_trouble troubles[] = {TINY_RESET, TINY_CLOSE};
	size_t head = head_len(), at[16], n = places(head, LARGE, at);

	for (size_t i = 0; i < 2 * n; i++) {
		struct outcome r;

		begin(LARGE);
		server.trouble = troubles[i / n];
		server.n_trouble = 1;
		server.at = at[i % n];
		r = fetch(URL);
		expect_good_within(&r, 10000, i < n ? "reset at" : "close at", at[i % n]);
		CHECK_EQ(r.restarts, 0);
		if (at[i % n] > head) {
			CHECK_EQ(r.resumes, 1);
			CHECK_EQ(server.n_partial, 1);
			CHECK_EQ(server.n_body, LARGE);
		} else {
			CHECK_EQ(r.resumes, 0);
			CHECK(r.retries >= 1);
		}
	}
}

static void test_breaks_again_and_again(void)
{
	struct outcome r;

	begin(LARGE);
	server.trouble = TINY_RESET;
	server.n_trouble = 10;
	server.at = LARGE / 12;
	r = fetch(URL);
	expect_good(&r, "ten resets", 0);
	CHECK(r.resumes >= 9);
	CHECK(server.n_body < LARGE + LARGE / 12);
}

/* A server that cannot resume: from the start, but the file is right. */
static void test_no_ranges(void)
{
	struct outcome r;

	for (int etag = 0; etag < 2; etag++) {
		begin(LARGE);
		server.no_ranges = true;
		server.etag = etag ? "\"one\"" : NULL;
		server.trouble = TINY_RESET;
		server.n_trouble = 2;
		server.at = LARGE / 2;
		r = fetch(URL);
		expect_good(&r, "no ranges, etag", (size_t)etag);
		CHECK_EQ(server.n_partial, 0);
	}
	begin(LARGE);
	server.chunked = true;
	server.trouble = TINY_RESET;
	server.n_trouble = 2;
	server.at = LARGE / 2;
	r = fetch(URL);
	expect_good(&r, "chunked", 0);
}

static void test_stalls(void)
{
	static const uint64_t stalls_ms[] = {5000, 15000, 60000};
	size_t head = head_len(), at[16], n = places(head, LARGE, at);

	for (size_t i = 0; i < n * ARRAY_SIZE(stalls_ms); i++) {
		struct outcome r;

		begin(LARGE);
		server.trouble = TINY_STALL;
		server.n_trouble = 1;
		server.at = at[i % n];
		server.stall_ms = stalls_ms[i / n];
		r = fetch(URL);
		if (at[i % n] > head)
			expect_good_within(&r, 25000, "stall at", at[i % n]);
		else
			expect_good_or_gone(&r, stalls_ms[i / n] + 15000, "stall at", at[i % n]);
	}
}

/* ---- away and back ---- */

static void server_back(void *arg)
{
	(void)arg;
	tiny_http_start(&server, 80);
}

static void server_away(void *arg)
{
	tiny_http_stop(&server);
	sys_timeout(*(u32_t *)arg, server_back, NULL);
}

static void test_away(void)
{
	static void (*const away[])(void *) = {server_away, cable_away};
	static u32_t away_ms[] = {1000, 10000, 30000};
	static const u32_t after_ms[] = {0, 1, 5, 15};

	for (size_t i = 0; i < 2 * 3 * 4; i++) {
		struct outcome r;

		begin(LARGE);
		sys_timeout(after_ms[i % 4], away[i / 12], &away_ms[i / 4 % 3]);
		r = fetch(URL);
		if (i % 4 < 2)
			expect_good_or_gone(&r, away_ms[i / 4 % 3] + 60000, "away early", i);
		else
			expect_good_within(&r, away_ms[i / 4 % 3] + 60000, "away", i);
		CHECK(r.rc || r.us > away_ms[i / 4 % 3] * US_PER_MS);
		ends_pass_ms(away_ms[i / 4 % 3] + 1000);
	}
}

/* ---- the file ---- */

static void file_changes(void *arg)
{
	(void)arg;
	tiny_http_stop(&server);
	server.content = changed;
	server.etag = "\"two\"";
	tiny_http_start(&server, 80);
}

/* Two versions are never mixed, with validators or without. */
static void test_changed(void)
{
	for (int etag = 0; etag < 2; etag++) {
		struct outcome r;

		begin(LARGE);
		server.etag = etag ? "\"one\"" : NULL;
		sys_timeout(8, file_changes, NULL);
		r = fetch(URL);
		expect_good(&r, "changed, etag", (size_t)etag);
		CHECK(r.changed);
		CHECK(r.restarts >= 1 || !etag); /* without it had begun again before */
	}
}

static void test_refusals(void)
{
	struct outcome r;

	begin(SIZE);
	server.trouble = TINY_BUSY;
	server.n_trouble = 2;
	r = fetch(URL);
	expect_good(&r, "busy", 0);
	CHECK(r.us >= 6 * US_PER_S && r.us < 15 * US_PER_S);
	CHECK_EQ(server.n_requests, 3);

	begin(SIZE);
	server.trouble = TINY_MISSING;
	server.n_trouble = 100;
	r = fetch(URL);
	CHECK_EQ(r.rc, -ERR_NOFILE);
	CHECK_EQ(server.n_requests, 1);
	CHECK(r.us < US_PER_S);
}

static void test_mirrors(void)
{
	static const enum tiny_trouble troubles[] = {TINY_MISSING, TINY_RESET, TINY_BUSY};
	_cleanup_(uri_freep) struct uri *other = NULL;
	const struct uri *list[1];
	struct transfer_options o = {.mirrors = list, .n_mirrors = 1};
	struct outcome r;

	CHECK_EQ(uri_parse(MIRROR_URL, &other), 0);
	list[0] = other;
	for (size_t i = 0; i < ARRAY_SIZE(troubles); i++) {
		begin(LARGE);
		server.trouble = troubles[i];
		server.n_trouble = 1000;
		server.at = LARGE / 2;
		r = fetch_with(URL, &o);
		expect_good(&r, "mirror", i);
		CHECK(mirror.n_requests >= 1);
	}
	begin(LARGE);
	tiny_http_stop(&server); /* refused */
	r = fetch_with(URL, &o);
	expect_good(&r, "mirror of nobody", 0);
	CHECK(r.us < 10 * US_PER_S);
	begin(LARGE);
	r = fetch_with("http://10.0.0.99/file", &o); /* no such machine */
	expect_good(&r, "mirror of no machine", 0);
	CHECK(r.us < 6 * US_PER_S);
}

/* What a server sends that is not the file is never taken for it. */
static void test_lie(void)
{
	const struct digest_type *type = digest_find("sha256");
	uint8_t sha256[DIGEST_MAX];
	struct transfer_options o = {.sha256 = sha256};
	struct outcome r;

	CHECK(type && digest_compute(type, content, LARGE, sha256) == 0);
	begin(LARGE);
	r = fetch_with(URL, &o);
	expect_good(&r, "digest", 0);
	for (unsigned n = 1; n < 100; n += 98) {
		begin(LARGE);
		server.trouble = TINY_LIE;
		server.n_trouble = n;
		server.at = LARGE / 3;
		r = fetch_with(URL, &o);
		CHECK(r.right ? r.rc == 0 : r.rc == -ERR_VERIFY);
		CHECK(n == 1 || r.rc == -ERR_VERIFY);
		CHECK(r.us < BOUND_MS * US_PER_MS);
	}
}

int main(void)
{
	for (size_t i = 0; i < LARGE; i++) {
		content[i] = (uint8_t)(i * 31 >> 5 ^ i >> 11);
		changed[i] = (uint8_t)(content[i] + 1);
	}
	ends_init();
	test_http_frames();
	test_tftp_frames();
	test_bad_luck();
	test_short_cuts();
	test_breaks();
	test_breaks_again_and_again();
	test_no_ranges();
	test_stalls();
	test_away();
	test_changed();
	test_refusals();
	test_mirrors();
	test_lie();
	tiny_http_stop(&server);
	tiny_http_stop(&mirror);
	tiny_tftp_stop(&tftp);
	ends_done();
	return check_done();
}
