/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables for 4-level paging (Intel SDM volume 3, 4.5): pages of 2 MiB below 4 GiB, where
 * memory types differ, and of 1 GiB above where the CPU has them. Everything may be read, written
 * and executed: real-mode code, its data and the program share one address space.
 */
#include "arch/bios/unpack/tables.h"

#include <stdbool.h>

#define TABLE 4096u
#define ENTRIES 512u
#define PRESENT_WRITABLE 3u
#define LARGE 0x80u
#define SHIFT_2M 21
#define SHIFT_1G 30
#define SHIFT_512G 39
#define GIB_SMALL_PAGES 4u	/* GiB that always get pages of 2 MiB */
#define HIGH_SLOT_512G 511u	/* of 0xffffffff80000000 */
#define HIGH_SLOT_1G 510u

static bool has_1g_pages(void)
{
	uint32_t a = 0x80000000u, b, c, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	if (a < 0x80000001u)
		return false;
	a = 0x80000001u;
	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return d & 1u << 26;
}

static uint32_t units(uint64_t end, unsigned shift)
{
	return (uint32_t)((end + ((1ull << shift) - 1)) >> shift);
}

/* Directories of 2 MiB pages for (gib) GiB. */
static uint32_t n_directories(uint32_t gib)
{
	return gib > GIB_SMALL_PAGES && has_1g_pages() ? GIB_SMALL_PAGES : gib;
}

uint32_t tables_size(uint64_t end)
{
	/* The top table, one table and one directory for the program, and the identity map. */
	return (3 + units(end, SHIFT_512G) + n_directories(units(end, SHIFT_1G))) * TABLE;
}

/* 512 pages of 2 MiB from (base) on. */
static void fill_directory(uint64_t *dir, uint64_t base)
{
	for (uint32_t i = 0; i < ENTRIES; i++)
		dir[i] = (base + ((uint64_t)i << SHIFT_2M)) | LARGE | PRESENT_WRITABLE;
}

uint32_t tables_build(uint32_t at, uint64_t end, uint32_t body)
{
	uint64_t *top = (uint64_t *)at, *high = top + ENTRIES, *high_dir = high + ENTRIES;
	uint64_t *low = high_dir + ENTRIES;
	uint32_t n512 = units(end, SHIFT_512G), gib = units(end, SHIFT_1G);
	uint32_t n_dirs = n_directories(gib);
	uint64_t *dirs = low + n512 * ENTRIES;

	for (uint32_t i = 0; i < (3 + n512) * ENTRIES; i++)
		top[i] = 0;
	for (uint32_t i = 0; i < n512; i++)
		top[i] = (uint32_t)(low + i * ENTRIES) | PRESENT_WRITABLE;
	for (uint32_t i = 0; i < gib; i++) {
		if (i >= n_dirs) {
			low[i] = (uint64_t)i << SHIFT_1G | LARGE | PRESENT_WRITABLE;
			continue;
		}
		fill_directory(dirs + i * ENTRIES, (uint64_t)i << SHIFT_1G);
		low[i] = (uint32_t)(dirs + i * ENTRIES) | PRESENT_WRITABLE;
	}
	fill_directory(high_dir, body);
	high[HIGH_SLOT_1G] = (uint32_t)high_dir | PRESENT_WRITABLE;
	top[HIGH_SLOT_512G] = (uint32_t)high | PRESENT_WRITABLE;
	return at;
}
