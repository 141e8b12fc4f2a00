/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory maps of INT 15h E820h (ACPI 6.5, 15.1). Pure: no firmware calls, no allocation; the same
 * file serves the unpacker, the program and the tests. Maps come from firmware and may be unsorted,
 * overlapping or empty, with entries that wrap around.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define E820_MAX	128u
#define E820_RAM	1u
#define E820_RESERVED	2u
#define E820_PRAM	12u	/* a disk in memory: Linux makes it /dev/pmem0 */

struct e820_entry {
	uint64_t start, len;
	uint32_t type;
	uint32_t attr;		/* ACPI 3.0: bit 0 clear means "ignore this entry" */
};
_Static_assert(sizeof(struct e820_entry) == 24, "what E820h with ECX = 24 writes");

struct e820_map {
	uint32_t n;
	struct e820_entry e[E820_MAX];
};

/* Makes (*ret) of (n) entries at (raw): sorted, without overlaps (where entries disagree the one
 * that is not RAM wins, the higher type among those), without empty ones, neighbours of one type
 * joined. What does not fit is left out from the top, so that nothing becomes RAM by mistake. */
void e820_clean(const struct e820_entry *raw, size_t n, struct e820_map *ret);

/* Turns what is RAM in [start, start + len) into (type). (map) is clean and stays so. Returns
 * false, map unchanged, if it has no room for the pieces. */
bool e820_set(struct e820_map *map, uint64_t start, uint64_t len, uint32_t type);

/* True if all of [start, start + len) is RAM in the clean (map). An empty range is not. */
bool e820_is_ram(const struct e820_map *map, uint64_t start, uint64_t len);

/* True if any of [start, start + len) is RAM in the clean (map). */
bool e820_has_ram(const struct e820_map *map, uint64_t start, uint64_t len);

/* The highest place below (limit) in the clean (map) for (len) bytes of RAM at or above (from), its
 * start a multiple of (align), a power of two. 0 if there is none. */
uint64_t e820_find_top(const struct e820_map *map, uint64_t len, uint64_t align, uint64_t from,
		       uint64_t limit);

/* The end of the highest RAM, 0 if there is none. */
uint64_t e820_ram_end(const struct e820_map *map);

/* Bytes of RAM that follow (start) without a hole. */
uint64_t e820_run_from(const struct e820_map *map, uint64_t start);

/* What the older calls say about a clean map. */
struct e820_old {
	uint16_t below16;	/* E801h: KiB from 1 to 16 MiB */
	uint16_t above16;	/* E801h: 64 KiB units from 16 MiB */
	uint16_t ext_88;	/* 88h: KiB above 1 MiB, at most 65535 */
};
struct e820_old e820_old_calls(const struct e820_map *map);
