/* SPDX-License-Identifier: BSD-2-Clause */
/* The map that a network boot program sees: free memory in large pieces, nothing else. */
#include "arch/bios/lend.h"

#include "check.h"

#define KIB   1024ull
#define MIB   (1024 * KIB)
#define PAGES (MIB / 4096)

/* 0 to 640 KiB and 1 to 64 MiB are RAM, as is 4 GiB to 4 GiB + 8 MiB. */
static const struct e820_map told = {
	.n = 4,
	.e =
		{
			{0, 640 * KIB, E820_RAM, 1},
			{MIB, 63 * MIB, E820_RAM, 1},
			{64 * MIB, MIB, E820_RESERVED, 1},
			{4096 * MIB, 8 * MIB, E820_RAM, 1},
		},
};

static bool has(const struct e820_map *map, uint64_t start, uint64_t end, uint32_t type)
{
	for (uint32_t i = 0; i < map->n; i++)
		if (map->e[i].start == start && map->e[i].start + map->e[i].len == end)
			return map->e[i].type == type;
	return false;
}

static void test_used_is_reserved(void)
{
	static const struct lent_run runs[] = {
		{4096 * MIB, 8 * PAGES}, {40 * MIB, 20 * PAGES}, {MIB, 29 * PAGES}};
	struct e820_map map;

	CHECK(lend_map(&told, runs, 3, &map));
	CHECK_EQ(map.n, 6u);
	CHECK(has(&map, 0, 640 * KIB, E820_RAM));
	CHECK(has(&map, MIB, 30 * MIB, E820_RAM));
	CHECK(has(&map, 30 * MIB, 40 * MIB, E820_RESERVED));
	CHECK(has(&map, 40 * MIB, 60 * MIB, E820_RAM));
	CHECK(has(&map, 60 * MIB, 65 * MIB, E820_RESERVED));
	CHECK(has(&map, 4096 * MIB, 4104 * MIB, E820_RAM));
}

/* What lies between the program and its heap: lpxelinux.0 crashes when it is told of 28 to
 * 60 KiB. */
static void test_small_runs_are_reserved(void)
{
	static const struct lent_run runs[] = {
		{61 * MIB, 15}, {60 * MIB, PAGES}, {50 * MIB, 7}, {MIB, 29 * PAGES}};
	struct e820_map map;

	CHECK(lend_map(&told, runs, 4, &map));
	CHECK(has(&map, MIB, 30 * MIB, E820_RAM));
	CHECK(has(&map, 30 * MIB, 60 * MIB, E820_RESERVED));
	CHECK(has(&map, 60 * MIB, 61 * MIB, E820_RAM));
	CHECK(has(&map, 61 * MIB, 65 * MIB, E820_RESERVED));
	CHECK(has(&map, 4096 * MIB, 4104 * MIB, E820_RESERVED));
}

static void test_nothing_free(void)
{
	struct e820_map map;

	CHECK(lend_map(&told, NULL, 0, &map));
	CHECK(has(&map, 0, 640 * KIB, E820_RAM));
	CHECK(has(&map, MIB, 65 * MIB, E820_RESERVED));
}

static void test_too_many_pieces(void)
{
	static struct e820_map full, map;
	static struct lent_run runs[E820_MAX];

	full.n = 1;
	full.e[0] = (struct e820_entry){MIB, 4096 * MIB, E820_RAM, 1};
	for (size_t i = 0; i < E820_MAX; i++)
		runs[i] = (struct lent_run){(2 * (E820_MAX - i) + 2) * MIB, PAGES};
	CHECK(!lend_map(&full, runs, E820_MAX, &map));
}

int main(void)
{
	test_used_is_reserved();
	test_small_runs_are_reserved();
	test_nothing_free();
	test_too_many_pieces();
	return check_done();
}
