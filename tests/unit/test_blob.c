/* SPDX-License-Identifier: BSD-2-Clause */
/* Files on their way into memory: contents, and how much memory they take meanwhile. */
#include "check.h"

#include <stdlib.h>

#include "arch/host/host.h"
#include "core/blob.h"
#include "core/status.h"

#define MIB (1ull << 20)

static uint8_t piece[60000];

static uint8_t byte_at(uint64_t pos)
{
	return (uint8_t)(pos * 7 + (pos >> 11));
}

/* Appends until (b) holds (total) bytes. */
static int fill(struct blob *b, uint64_t total)
{
	while (b->len < total) {
		size_t n = sizeof(piece);
		int rc;

		if (n > total - b->len)
			n = (size_t)(total - b->len);
		for (size_t i = 0; i < n; i++)
			piece[i] = byte_at(b->len + i);
		rc = blob_append(b, piece, n);
		if (rc)
			return rc;
	}
	return 0;
}

static void check_contents(const struct blob *b, uint64_t total)
{
	uint64_t wrong = 0;

	CHECK_EQ(b->len, total);
	for (uint64_t i = 0; i < total && b->data; i++)
		wrong += b->data[i] != byte_at(i);
	CHECK(b->data || !total);
	CHECK_EQ(wrong, 0);
}

static void test_sizes(void)
{
	static const uint64_t sizes[] = {
		0, 1, 4096, 4097, 256 << 10, (256 << 10) + 1, 4 * MIB, 4 * MIB + 1, 9 * MIB + 5};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (int known = 0; known < 2; known++) {
			struct blob b = {0};
			uint64_t before = host_mem_used();

			if (known)
				CHECK_EQ(blob_expect(&b, sizes[i]), 0);
			CHECK_EQ(fill(&b, sizes[i]), 0);
			CHECK_EQ(blob_seal(&b), 0);
			CHECK_EQ(blob_seal(&b), 0);
			check_contents(&b, sizes[i]);
			CHECK_EQ(host_mem_used() - before, (sizes[i] + 4095) / 4096 * 4096);
			blob_free(&b);
			CHECK_EQ(host_mem_used(), before);
		}
	}
}

/* N bytes of unknown length fit where N + 16 MiB are. */
static void test_peak(void)
{
	struct blob b = {0};
	uint64_t before = host_mem_used();

	host_set_mem_total(116 * MIB);
	CHECK_EQ(fill(&b, 100 * MIB), 0);
	CHECK_EQ(blob_seal(&b), 0);
	check_contents(&b, 100 * MIB);
	CHECK_EQ(host_mem_used() - before, 100 * MIB);
	blob_free(&b);
	host_set_mem_total(0);
}

static void test_full(void)
{
	struct blob b = {0};
	uint64_t before = host_mem_used();

	host_set_mem_total(40 * MIB);
	CHECK_EQ(fill(&b, 41 * MIB), -ERR_TOOBIG);
	CHECK(strstr(fail_last()->text, "memory is full after 28 MiB"));
	blob_free(&b);
	CHECK_EQ(blob_expect(&b, 50 * MIB), -ERR_TOOBIG);
	CHECK(strstr(fail_last()->text, "50 MiB do not fit into memory, 40 MiB are free"));
	CHECK_EQ(host_mem_used(), before);
	host_set_mem_total(0);
}

/* What one of unknown length holds in reserve is there for others. */
static void test_sharing(void)
{
	struct blob grows = {0}, other = {0}, known = {0};

	host_set_mem_total(200 * MIB);
	CHECK_EQ(fill(&grows, 20 * MIB), 0);
	CHECK_EQ(blob_expect(&known, 100 * MIB), 0);
	CHECK_EQ(fill(&known, 100 * MIB), 0);
	CHECK_EQ(fill(&grows, 22 * MIB), 0);
	CHECK_EQ(fill(&other, 20 * MIB), 0);
	CHECK_EQ(fill(&grows, 25 * MIB), 0);
	CHECK_EQ(blob_seal(&grows), 0);
	CHECK_EQ(blob_seal(&other), 0);
	CHECK_EQ(blob_seal(&known), 0);
	check_contents(&grows, 25 * MIB);
	check_contents(&other, 20 * MIB);
	check_contents(&known, 100 * MIB);
	blob_free(&grows);
	blob_free(&other);
	blob_free(&known);
	host_set_mem_total(0);
}

static void test_places(void)
{
	struct blob b = {0};
	uint64_t len;

	CHECK_EQ(blob_put(&b, 0, "x", 1), -ERR_RANGE);
	CHECK_EQ(blob_expect(&b, 10), 0);
	CHECK_EQ(blob_put(&b, 5, "56789", 5), 0);
	CHECK_EQ(blob_put(&b, 6, "56789", 5), -ERR_RANGE);
	CHECK_EQ(blob_put(&b, UINT64_MAX, "5", 1), -ERR_RANGE);
	CHECK_EQ(blob_put(&b, 0, "01234", 5), 0);
	CHECK(!memcmp(blob_peek(&b, &len), "0123456789", 10) && len == 10);
	CHECK_EQ(blob_seal(&b), 0);
	CHECK(!memcmp(b.data, "0123456789", 10));
	blob_free(&b);
}

static void test_again(void)
{
	struct blob b = {0};

	CHECK_EQ(blob_expect(&b, 10), 0);
	blob_rewind(&b, 10);
	CHECK_EQ(blob_put(&b, 0, "0123456789", 10), 0);
	blob_rewind(&b, 20);
	CHECK_EQ(b.cap, 0);
	CHECK_EQ(fill(&b, 5 * MIB), 0);
	blob_rewind(&b, 7);
	CHECK_EQ(b.len, 0);
	CHECK_EQ(fill(&b, 6 * MIB), 0);
	CHECK_EQ(blob_seal(&b), 0);
	check_contents(&b, 6 * MIB);
	blob_free(&b);
}

int main(void)
{
	test_sizes();
	test_peak();
	test_full();
	test_sharing();
	test_places();
	test_again();
	return check_done();
}
