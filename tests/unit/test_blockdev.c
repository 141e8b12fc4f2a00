/* SPDX-License-Identifier: BSD-2-Clause */
/* Block devices in memory and parts of devices, at their bounds; and the cache of blocks. */
#include "core/blockdev.h"
#include "core/list.h"
#include "core/status.h"
#include "core/util.h"
#include "fs/blockcache.h"
#include "unit/check.h"

static void test_memory(void)
{
	static const struct {
		uint64_t off;
		size_t len;
		int status;
	} cases[] = {
		{0, 10, 0},
		{9, 1, 0},
		{10, 0, 0},
		{0, 0, 0},
		{0, 11, -ERR_RANGE},
		{10, 1, -ERR_RANGE},
		{11, 0, -ERR_RANGE},
		{UINT64_MAX, 2, -ERR_RANGE},
		{1, SIZE_MAX, -ERR_RANGE},
	};
	struct blockdev_memory m;
	char out[16];

	blockdev_memory_init(&m, "mem", "0123456789", 10);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(out, 0, sizeof(out));
		CHECK_EQ(blockdev_read(&m.dev, cases[i].off, out, cases[i].len), cases[i].status);
		if (cases[i].status == 0)
			CHECK(memcmp(out, &"0123456789"[cases[i].off], cases[i].len) == 0);
		else
			CHECK_EQ(out[0], 0);
	}
	CHECK(strncmp(fail_last()->text, "mem: has 10 bytes, ", 19) == 0);
}

static void test_part(void)
{
	struct blockdev_memory m;
	struct blockdev_part p, inner;
	char out[16] = "";

	blockdev_memory_init(&m, "mem", "0123456789", 10);
	blockdev_part_init(&p, "part", &m.dev, 2, 5);
	CHECK_EQ(p.dev.size, 5);
	CHECK_EQ(blockdev_read(&p.dev, 1, out, 4), 0);
	CHECK_STR(out, "3456");
	CHECK_EQ(blockdev_read(&p.dev, 1, out, 5), -ERR_RANGE);
	blockdev_part_init(&inner, "inner", &p.dev, 4, UINT64_MAX); /* cut */
	CHECK_EQ(inner.dev.size, 1);
	CHECK_EQ(blockdev_read(&inner.dev, 0, out, 1), 0);
	CHECK_EQ(out[0], '6');
	blockdev_part_init(&inner, "inner", &p.dev, UINT64_MAX, UINT64_MAX);
	CHECK_EQ(inner.dev.size, 0);
	CHECK_EQ(blockdev_read(&inner.dev, 0, out, 1), -ERR_RANGE);
}

struct counted {
	struct blockdev dev;
	unsigned n_reads;
	int status;
};

static int counted_read(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct counted *c = container_of(dev, struct counted, dev);

	c->n_reads++;
	for (size_t i = 0; i < len; i++)
		((uint8_t *)buf)[i] = (uint8_t)((off + i) >> 3);
	return c->status;
}

static void test_cache(void)
{
	static const struct blockdev_ops ops = {.read = counted_read};
	static struct blockcache cache;
	const uint64_t size = 100 * BLOCKCACHE_BLOCK + 5;
	struct counted c = {.dev = {.ops = &ops, .name = "counted", .size = size}};
	uint8_t out[4 * BLOCKCACHE_BLOCK];

	blockcache_init(&cache, &c.dev);
	for (unsigned i = 0; i < BLOCKCACHE_BLOCK; i++)
		CHECK_EQ(blockcache_read(&cache, i, out, 1), 0);
	CHECK_EQ(c.n_reads, 1);
	CHECK_EQ(blockcache_read(&cache, 100, out, sizeof(out)), 0); /* blocks 0 to 4 */
	CHECK_EQ(c.n_reads, 5);
	for (size_t i = 0; i < sizeof(out); i++)
		CHECK_EQ(out[i], (uint8_t)((100 + i) >> 3));
	CHECK_EQ(blockcache_read(&cache, size - 5, out, 5), 0); /* the last one is short */
	CHECK_EQ(blockcache_read(&cache, size - 5, out, 6), -ERR_RANGE);
	CHECK_EQ(c.n_reads, 6);
	for (unsigned i = 10; i < 10 + BLOCKCACHE_SLOTS - 1; i++) { /* 0 stays, being used */
		CHECK_EQ(blockcache_read(&cache, i * BLOCKCACHE_BLOCK, out, 1), 0);
		CHECK_EQ(blockcache_read(&cache, 0, out, 1), 0);
	}
	CHECK_EQ(c.n_reads, 6 + BLOCKCACHE_SLOTS - 1);
	/* what could not be read is not kept */
	c.status = -ERR_IO;
	CHECK_EQ(blockcache_read(&cache, 50 * BLOCKCACHE_BLOCK, out, 1), -ERR_IO);
	c.status = 0;
	CHECK_EQ(blockcache_read(&cache, 50 * BLOCKCACHE_BLOCK, out, 1), 0);
	CHECK_EQ(c.n_reads, 6 + BLOCKCACHE_SLOTS - 1 + 2);
}

int main(void)
{
	test_memory();
	test_part();
	test_cache();
	return check_done();
}
