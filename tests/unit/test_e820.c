/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory maps as firmware gives them: sorted or not, overlapping, empty, wrapping around. */
#include "arch/bios/e820.h"

#include "check.h"

#define KIB 1024ull
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

struct want {
	uint64_t start, end;
	uint32_t type;
};

static void check_map(int line, const struct e820_map *map, const struct want *want, size_t n)
{
	check_at(__FILE__, line, map->n == n, "number of entries");
	for (size_t i = 0; i < n && i < map->n; i++) {
		const struct e820_entry *e = &map->e[i];

		check_at(__FILE__, line, e->start == want[i].start, "start");
		check_at(__FILE__, line, e->start + e->len == want[i].end, "end");
		check_at(__FILE__, line, e->type == want[i].type, "type");
		check_at(__FILE__, line, e->attr == 1, "attributes");
	}
}

#define CLEAN_GIVES(raw, ...)                                                                  \
	do {                                                                                   \
		static const struct want want_[] = {__VA_ARGS__};                              \
		struct e820_map map_;                                                          \
		e820_clean(raw, sizeof(raw) / sizeof(raw[0]), &map_);                          \
		check_map(__LINE__, &map_, want_, sizeof(want_) / sizeof(want_[0]));           \
	} while (0)

static void test_clean(void)
{
	static const struct e820_entry sorted[] = {
		{0, 639 * KIB, 1, 1}, {639 * KIB, KIB, 2, 1}, {MIB, 511 * MIB, 1, 1}};
	static const struct e820_entry unsorted[] = {
		{MIB, 511 * MIB, 1, 1}, {639 * KIB, KIB, 2, 1}, {0, 639 * KIB, 1, 1}};
	static const struct e820_entry overlapping[] = {
		{0, 4 * MIB, 1, 1}, {2 * MIB, 4 * MIB, 1, 1}, {MIB, MIB, 2, 1}, {MIB, 2 * MIB, 3, 1}};
	static const struct e820_entry inside[] = {{8 * MIB, 4 * KIB, 4, 1}, {0, 16 * MIB, 1, 1}};
	static const struct e820_entry not_counting[] = {
		{0, 0, 2, 1}, {MIB, MIB, 2, 0}, {0, 4 * MIB, 1, 1}, {MIB, 0, 2, 1}};
	static const struct e820_entry wrapping[] = {
		{GIB, UINT64_MAX, 1, 1}, {UINT64_MAX - 1, 4, 2, 1}};
	static const struct e820_entry no_type[] = {{0, 4 * MIB, 1, 1}, {MIB, MIB, 0, 1}};
	static const struct e820_entry touching[] = {{MIB, MIB, 1, 1}, {0, MIB, 1, 1}};

	CLEAN_GIVES(sorted, {0, 639 * KIB, 1}, {639 * KIB, 640 * KIB, 2}, {MIB, 512 * MIB, 1});
	CLEAN_GIVES(unsorted, {0, 639 * KIB, 1}, {639 * KIB, 640 * KIB, 2}, {MIB, 512 * MIB, 1});
	CLEAN_GIVES(overlapping, {0, MIB, 1}, {MIB, 3 * MIB, 3}, {3 * MIB, 6 * MIB, 1});
	CLEAN_GIVES(inside, {0, 8 * MIB, 1}, {8 * MIB, 8 * MIB + 4 * KIB, 4},
		{8 * MIB + 4 * KIB, 16 * MIB, 1});
	CLEAN_GIVES(not_counting, {0, 4 * MIB, 1});
	CLEAN_GIVES(wrapping, {GIB, UINT64_MAX - 1, 1}, {UINT64_MAX - 1, UINT64_MAX, 2});
	CLEAN_GIVES(no_type, {0, MIB, 1}, {MIB, 2 * MIB, 2}, {2 * MIB, 4 * MIB, 1});
	CLEAN_GIVES(touching, {0, 2 * MIB, 1});
}

static void test_empty(void)
{
	struct e820_map map = {.n = 7};

	e820_clean(NULL, 0, &map);
	CHECK_EQ(map.n, 0);
	CHECK_EQ(e820_ram_end(&map), 0);
	CHECK_EQ(e820_find_top(&map, 1, 1, 0, UINT64_MAX), 0);
	CHECK_EQ(e820_run_from(&map, 0), 0);
	CHECK(!e820_is_ram(&map, 0, 1));
	CHECK(e820_set(&map, 0, MIB, E820_RESERVED));
	CHECK_EQ(map.n, 0);
}

/* More pieces than there is room for: what is left out is not RAM. */
static void test_full(void)
{
	static struct e820_entry raw[E820_MAX];
	struct e820_map map;

	raw[0] = (struct e820_entry){0, GIB, E820_RAM, 1};
	for (uint32_t i = 1; i < E820_MAX; i++)
		raw[i] = (struct e820_entry){i * MIB, 4 * KIB, E820_RESERVED, 1};
	e820_clean(raw, E820_MAX, &map);
	CHECK_EQ(map.n, E820_MAX);
	CHECK(!e820_is_ram(&map, 512 * MIB, 4 * KIB));
	CHECK(!e820_set(&map, 64 * KIB, 4 * KIB, E820_RESERVED));
	CHECK(e820_is_ram(&map, 64 * KIB, 4 * KIB));
	CHECK(e820_set(&map, 0, MIB, 5));
	CHECK_EQ(map.e[0].type, 5);
}

static const struct e820_entry machine[] = {
	{0, 639 * KIB, 1, 1}, {MIB, 3071 * MIB, 1, 1}, {3072 * MIB, MIB, 2, 1},
	{4 * GIB, 3 * GIB, 1, 1}};

static void test_set(void)
{
	static const struct want hidden[] = {{0, 500 * KIB, 1}, {500 * KIB, 639 * KIB, 2},
		{MIB, 3070 * MIB, 1}, {3070 * MIB, 3073 * MIB, 2}, {4 * GIB, 7 * GIB, 1}};
	static const struct want middle[] = {{0, MIB, 1}, {MIB, 2 * MIB, 2}, {2 * MIB, 4 * MIB, 1}};
	static const struct e820_entry plain[] = {{0, 4 * MIB, 1, 1}};
	struct e820_map map;

	e820_clean(machine, 4, &map);
	CHECK(e820_set(&map, 500 * KIB, 140 * KIB, E820_RESERVED));
	CHECK(e820_set(&map, 3070 * MIB, 2 * MIB, E820_RESERVED));
	check_map(__LINE__, &map, hidden, 5);
	e820_clean(plain, 1, &map);
	CHECK(e820_set(&map, MIB, MIB, E820_RESERVED));
	check_map(__LINE__, &map, middle, 3);
	CHECK(e820_set(&map, 0, UINT64_MAX, 12));
	CHECK_EQ(e820_ram_end(&map), 0);
	CHECK_EQ(map.n, 3);
}

static void test_find(void)
{
	struct e820_map map;

	e820_clean(machine, 4, &map);
	CHECK_EQ(e820_find_top(&map, 3 * MIB, 2 * MIB, MIB, 4 * GIB), 3068 * MIB);
	CHECK_EQ(e820_find_top(&map, 3 * MIB, 2 * MIB, MIB, UINT64_MAX), 7 * GIB - 4 * MIB);
	CHECK_EQ(e820_find_top(&map, 4 * KIB, 4 * KIB, 0, MIB), 632 * KIB);
	CHECK_EQ(e820_find_top(&map, 3 * GIB + 1, 1, MIB, UINT64_MAX), 0);
	CHECK_EQ(e820_find_top(&map, 3071 * MIB, 2 * MIB, MIB, 4 * GIB), 0);
	CHECK_EQ(e820_find_top(&map, MIB, 4 * KIB, 3071 * MIB, 4 * GIB), 3071 * MIB);
	CHECK_EQ(e820_find_top(&map, MIB + 1, 1, 3071 * MIB, 4 * GIB), 0);
	CHECK_EQ(e820_ram_end(&map), 7 * GIB);
	CHECK_EQ(e820_run_from(&map, 16 * MIB), 3056 * MIB);
	CHECK(e820_is_ram(&map, MIB, 3071 * MIB));
	CHECK(!e820_is_ram(&map, MIB, 3071 * MIB + 1));
	CHECK(!e820_is_ram(&map, MIB, 0));
	CHECK(!e820_is_ram(&map, 700 * KIB, KIB));
	CHECK(!e820_is_ram(&map, MIB, UINT64_MAX));
	CHECK(e820_has_ram(&map, 700 * KIB, MIB));
	CHECK(e820_has_ram(&map, 3072 * MIB - 1, MIB));
	CHECK(e820_has_ram(&map, 700 * KIB, UINT64_MAX));
	CHECK(!e820_has_ram(&map, 3072 * MIB, GIB));
	CHECK(!e820_has_ram(&map, 700 * KIB, 324 * KIB));
	CHECK(!e820_has_ram(&map, MIB, 0));
	CHECK(!e820_has_ram(&map, 7 * GIB, UINT64_MAX));
}

/* A disk of type 12 between RAM, and what the older calls say then. */
static void test_disk(void)
{
	static const struct e820_entry raw[] = {
		{0, 639 * KIB, 1, 1}, {MIB, 511 * MIB, 1, 1}, {4 * GIB, 2 * GIB, 1, 1}};
	static const struct want want[] = {{0, 639 * KIB, 1}, {MIB, 256 * MIB, 1},
		{256 * MIB, 264 * MIB, 12}, {264 * MIB, 512 * MIB, 1}, {4 * GIB, 5 * GIB, 1},
		{5 * GIB, 6 * GIB, 12}};
	struct e820_map map;
	struct e820_old old;

	e820_clean(raw, 3, &map);
	old = e820_old_calls(&map);
	CHECK_EQ(old.below16, 15 * 1024);
	CHECK_EQ(old.above16, 496 * 16);
	CHECK_EQ(old.ext_88, 0xffff);
	CHECK(e820_set(&map, 256 * MIB, 8 * MIB, E820_PRAM));
	CHECK(e820_set(&map, 5 * GIB, GIB, E820_PRAM));
	check_map(__LINE__, &map, want, 6);
	CHECK_EQ(e820_old_calls(&map).above16, 240 * 16);
	/* Two disks side by side stay two. */
	CHECK(e820_set(&map, 264 * MIB, 8 * MIB, E820_PRAM));
	CHECK_EQ(map.n, 7);
	CHECK(e820_set(&map, 8 * MIB, MIB, E820_PRAM));
	old = e820_old_calls(&map);
	CHECK_EQ(old.below16, 7 * 1024);
	CHECK_EQ(old.ext_88, 7 * 1024);
}

int main(void)
{
	test_clean();
	test_empty();
	test_full();
	test_set();
	test_find();
	test_disk();
	return check_done();
}
