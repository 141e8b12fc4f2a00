/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file on a server as a block device, from the card up: every read brings the file's bytes, few
 * come more than once, breaks are survived, and a file that changes is never read as if it had
 * not.
 */
#include "check.h"

#include <stdlib.h>

#include "core/decoder.h"
#include "core/urldev.h"
#include "core/util.h"
#include "crypt/digest.h"
#include "fake/tiny_http.h"
#include "fake/tiny_tftp.h"
#include "fake/two_ends.h"
#include "fake/virtual_time.h"
#include "net/schemes.h"

#define URL        "http://" ENDS_SERVER_TEXT "/disk.iso"
#define MIRROR_URL "http://" ENDS_SERVER_TEXT ":81/disk.iso"
#define TFTP_URL   "tftp://" ENDS_SERVER_TEXT "/disk.iso"
#define SIZE       3000001u

const struct scheme *const schemes[] = {&http_scheme, &tftp_scheme, NULL};
const struct decoder_type *const decoders[] = {NULL};

static uint8_t content[SIZE], changed[SIZE];
static struct tiny_http server, mirror;
static struct tiny_tftp tftp;
static struct ends_cable *cable;
static struct urldev *u;
static struct blockdev *dev;
static uint8_t buf[SIZE];

static void stop(void)
{
	urldev_close(TAKE(u));
	tiny_http_stop(&server);
	tiny_http_stop(&mirror);
	tiny_tftp_stop(&tftp);
}

static void begin(void)
{
	stop();
	cable = ends_begin();
	server = (struct tiny_http){.content = content, .size = SIZE, .etag = "\"one\""};
	mirror = server;
	tftp = (struct tiny_tftp){.content = content, .size = SIZE, .window_max = 64};
	tiny_http_start(&server, 80);
	tiny_http_start(&mirror, 81);
	tiny_tftp_start(&tftp);
}

static int open_with(const char *url, const struct transfer_options *o)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	int rc = uri_parse(url, &uri);

	if (!rc)
		rc = urldev_open(uri, o, 0, &u);
	dev = rc ? NULL : urldev_blockdev(u);
	return rc;
}

static bool reads(uint64_t off, size_t len)
{
	memset(buf, 0xee, len);
	return blockdev_read(dev, off, buf, len) == 0 && !memcmp(buf, content + off, len);
}

static void test_reads(void)
{
	static const struct {
		uint64_t off;
		size_t len;
	} places[] = {{0, 1}, {32768, 2048}, {SIZE - 1, 1}, {SIZE - 100000, 100000}, {65535, 2},
		{1000000, 300000}, {0, 0}, {SIZE, 0}};
	uint64_t fetched;

	begin();
	CHECK_EQ(open_with(URL, NULL), 0);
	CHECK_EQ(dev->size, SIZE);
	CHECK(!urldev_is_whole(u));
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		CHECK(reads(places[i].off, places[i].len));
	fetched = urldev_fetched(u);
	CHECK(fetched < 1000000);
	CHECK_EQ(server.n_body, fetched);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		CHECK(reads(places[i].off, places[i].len));
	CHECK_EQ(urldev_fetched(u), fetched);
	CHECK_EQ(blockdev_read(dev, SIZE, buf, 1), -ERR_RANGE);
	CHECK_EQ(blockdev_read(dev, UINT64_MAX, buf, 2), -ERR_RANGE);
}

/* A row of small reads takes few requests. */
static void test_row(void)
{
	begin();
	CHECK_EQ(open_with(URL, NULL), 0);
	for (uint64_t at = 0; at < SIZE; at += 2048)
		if (!reads(at, MIN((size_t)2048, (size_t)(SIZE - at))))
			CHECK(!"read wrong");
	CHECK(server.n_requests < 12);
	CHECK_EQ(urldev_fetched(u), SIZE);
}

static void test_fetch(void)
{
	struct blob b;

	begin();
	CHECK_EQ(open_with(URL, NULL), 0);
	CHECK_EQ(urldev_fetch(u, 100000, 2500000, &b), 0);
	CHECK(b.len == 2500000 && !memcmp(b.data, content + 100000, b.len));
	blob_free(&b);
	CHECK_EQ(urldev_fetch(u, SIZE, 0, &b), 0);
	blob_free(&b);
	CHECK_EQ(urldev_fetch(u, SIZE - 1, 2, &b), -ERR_RANGE);
	CHECK_EQ(urldev_fetch(u, SIZE - 1, 1, &b), 0);
	CHECK(b.len == 1 && b.data[0] == content[SIZE - 1]);
	blob_free(&b);
}

/* Servers without parts, TFTP, and a digest to check: all of it comes first, once. */
static void test_whole(void)
{
	const struct digest_type *type = digest_find("sha256");
	uint8_t sha256[DIGEST_MAX];
	struct transfer_options o = {.sha256 = sha256};
	struct blob b;

	CHECK(type && digest_compute(type, content, SIZE, sha256) == 0);
	for (int i = 0; i < 4; i++) {
		begin();
		server.no_ranges = i == 0;
		server.chunked = i == 3;
		CHECK_EQ(open_with(i == 1 ? TFTP_URL : URL, i == 2 ? &o : NULL), 0);
		CHECK_EQ(dev ? dev->size : 0, SIZE);
		CHECK(i == 3 || urldev_is_whole(u));
		CHECK(reads(777, 100000));
		CHECK_EQ(urldev_fetch(u, 5, 500000, &b), 0);
		CHECK(b.len == 500000 && !memcmp(b.data, content + 5, b.len));
		blob_free(&b);
	}
	begin();
	sha256[0] ^= 1;
	CHECK_EQ(open_with(URL, &o), -ERR_VERIFY);
	CHECK(!u);
}

/* Each request breaks in some way, and is gone on with. */
static void test_breaks(void)
{
	static const enum tiny_trouble troubles[] = {TINY_RESET, TINY_CLOSE, TINY_STALL, TINY_BUSY};
	struct blob b;

	for (size_t i = 0; i < ARRAY_SIZE(troubles); i++) {
		begin();
		CHECK_EQ(open_with(URL, NULL), 0);
		server.trouble = troubles[i];
		server.n_trouble = 3;
		server.at = 20000;
		server.stall_ms = 15000;
		CHECK(reads(500000, 50000));
		server.n_trouble = 2;
		CHECK_EQ(urldev_fetch(u, 1000, 1000000, &b), 0);
		CHECK(b.len == 1000000 && !memcmp(b.data, content + 1000, b.len));
		blob_free(&b);
	}
}

static void test_mirror(void)
{
	_cleanup_(uri_freep) struct uri *other = NULL;
	const struct uri *list[1];
	struct transfer_options o = {.mirrors = list, .n_mirrors = 1};

	CHECK_EQ(uri_parse(MIRROR_URL, &other), 0);
	list[0] = other;
	begin();
	CHECK_EQ(open_with(URL, &o), 0);
	tiny_http_stop(&server);
	mirror.etag = "\"one\"";
	CHECK(reads(500000, 50000));
	CHECK(mirror.n_requests > 0);
}

static void test_changed(void)
{
	struct blob b;

	begin();
	CHECK_EQ(open_with(URL, NULL), 0);
	server.content = changed;
	server.etag = "\"two\"";
	CHECK(!reads(500000, 50000));
	CHECK_EQ(-fail_last()->code, -ERR_VERIFY);
	CHECK(strstr(fail_last()->text, "has changed"));
	CHECK_EQ(urldev_fetch(u, 1000, 1000, &b), -ERR_VERIFY);
	server.size = SIZE / 2;
	CHECK_EQ(blockdev_read(dev, SIZE - 5000, buf, 100), -ERR_VERIFY);
}

static void test_refusals(void)
{
	begin();
	server.trouble = TINY_MISSING;
	server.n_trouble = 100;
	CHECK_EQ(open_with(URL, NULL), -ERR_NOFILE);
	CHECK(!u);
	begin();
	CHECK_EQ(open_with(URL, NULL), 0);
	server.trouble = TINY_MISSING;
	server.n_trouble = 100;
	CHECK_EQ(blockdev_read(dev, 500000, buf, 100), -ERR_NOFILE);
	tiny_http_stop(&server);
	CHECK(blockdev_read(dev, 900000, buf, 100) < 0);
	CHECK(cable->n_frames > 0);
}

int main(void)
{
	for (size_t i = 0; i < SIZE; i++) {
		content[i] = (uint8_t)(i * 31 >> 5 ^ i >> 11);
		changed[i] = (uint8_t)(content[i] + 1);
	}
	ends_init();
	test_reads();
	test_row();
	test_fetch();
	test_whole();
	test_breaks();
	test_mirror();
	test_changed();
	test_refusals();
	stop();
	ends_done();
	return check_done();
}
