/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory of a BIOS machine: what INT 15h E820h names as RAM, without the program and the low
 * part. Pages are given out from the top, above 4 GiB where there is memory, so that the place
 * where kernels want to be stays free.
 */
#include "arch/bios/memory.h"

#include <stdlib.h>
#include <string.h>

#include "arch/bios/lend.h"
#include "arch/bios/runs.h"
#include "arch/bios/thunk.h"
#include "core/pages.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"

#define MIB (1024 * 1024ull)
#define BDA_BASEMEM 0x413u	/* KiB of base memory */
#define IVT_INT15 (0x15u * 4)
#define N_BASE_CLAIMS 8		/* a start of an operating system makes three at most */
#define BASE_LOWEST 0x50000u	/* enough below it for what we start and what it loads */
#define VIDEO_MEMORY 0xa0000u	/* where base memory ends at the latest */
#define GIB (1024 * MIB)
/* Linux wants memory of type 12 to begin and end at a multiple of this (its SUBSECTION_SIZE). */
#define DISK_ALIGN (2 * MIB)
#define LOW_RESERVE (1 * GIB)	/* stays free below 4 GiB if the disk can lie above */
#define N_RESERVED 12

/* Pages below 1 MiB are only claimed by their address: not even the head of a run is written there,
 * the ROM's stack may be anywhere. */
static struct {
	struct e820_map firmware;
	struct runs free;
	struct base_claim {
		uint64_t start, len;
	} base[N_BASE_CLAIMS];
	/* What the operating system is to find otherwise than as RAM. */
	struct e820_entry reserved[N_RESERVED];
	size_t n_reserved;
	bool hidden;
} memory;

static uint64_t align_up(uint64_t v)
{
	return (v + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
}

static uint64_t align_down(uint64_t v)
{
	return v & ~(uint64_t)(PAGE_SIZE - 1);
}

void memory_init(void)
{
	e820_clean(low->raw, low->n_raw, &memory.firmware);
	for (uint32_t i = 0; i < low->n_map; i++) {
		const struct e820_entry *e = &low->map[i];
		uint64_t end = align_down(MIN(e->start + e->len, low->mapped_end)), start;

		if (e->type != E820_RAM || e->start >= end)
			continue;
		start = align_up(MAX(e->start, MIB));
		if (start < end)
			runs_add(&memory.free, (void *)start, (end - start) / PAGE_SIZE);
	}
	memory_hide();
}

void *plat_pages_alloc(size_t n, uint64_t max_addr)
{
	return runs_take_top(&memory.free, n, max_addr);
}

void plat_pages_free(void *p, size_t n)
{
	if (!p)
		return;
	if ((uintptr_t)p >= MIB) {
		runs_add(&memory.free, p, n);
		return;
	}
	for (size_t i = 0; i < N_BASE_CLAIMS; i++)
		if (memory.base[i].start == (uintptr_t)p)
			memory.base[i] = (struct base_claim){};
}

void plat_pages_trim(void *p, size_t n, size_t keep)
{
	if (keep < n && (uintptr_t)p >= MIB)
		runs_add(&memory.free, (uint8_t *)p + keep * PAGE_SIZE, n - keep);
}

uint64_t plat_mem_free(void)
{
	return (uint64_t)runs_total(&memory.free) * PAGE_SIZE;
}

bool plat_mem_readable(uint64_t start, uint64_t len)
{
	return start < low->mapped_end && len <= low->mapped_end - start;
}

void plat_memmap(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg)
{
	const struct e820_map *map = &memory.firmware;

	for (uint32_t i = 0; i < map->n; i++)
		if (map->e[i].type == E820_RAM)
			fn(map->e[i].start, map->e[i].len, arg);
}

static bool claim_base(uint64_t start, uint64_t len)
{
	struct base_claim *unused = NULL;
	uint64_t end = low->basemem * 1024u;

	if (start < PAGE_SIZE || start >= end || len > end - start)
		return false;
	for (size_t i = 0; i < N_BASE_CLAIMS; i++) {
		struct base_claim *c = &memory.base[i];

		if (!c->len)
			unused = c;
		else if (start < c->start + c->len && c->start < start + len)
			return false;
	}
	if (!unused)
		return false;
	*unused = (struct base_claim){start, len};
	return true;
}

bool memory_claim(uint64_t start, uint64_t len)
{
	uint64_t end;

	if (!len || len > UINT64_MAX - PAGE_SIZE - start)
		return false;
	end = align_up(start + len);
	start = align_down(start);
	if (end <= MIB)
		return claim_base(start, end - start);
	return runs_take_at(&memory.free, (void *)start, (end - start) / PAGE_SIZE);
}

uint64_t phys_of(const void *p)
{
	uint64_t at = (uint64_t)p;

	return at >= BODY_LINK ? low->body + (at - BODY_LINK) : at;
}

const struct e820_map *memory_firmware_map(void)
{
	return &memory.firmware;
}

/* The compiler takes constant addresses this low for null pointers gone astray. */
static void *low_memory(uintptr_t at)
{
	__asm__("" : "+r"(at));
	return (void *)at;
}

void memory_hide(void)
{
	volatile uint32_t *vector = low_memory(IVT_INT15);

	if (memory.hidden)
		return;
	low->rom_int15 = *vector;
	*vector = (uint32_t)low->seg << 16 | low->int15;
	*(volatile uint16_t *)low_memory(BDA_BASEMEM) = low->basemem;
	memory.hidden = true;
}

void memory_unhide(void)
{
	volatile uint32_t *vector = low_memory(IVT_INT15);

	if (!memory.hidden)
		return;
	*vector = low->rom_int15;
	*(volatile uint16_t *)low_memory(BDA_BASEMEM) = low->rom_basemem;
	memory.hidden = false;
}

/* ---- what the operating system is to keep off from ---- */

static void show_map(const struct e820_map *map)
{
	low->n_map = map->n;
	memcpy(low->map, map->e, map->n * sizeof(map->e[0]));
}

/* The firmware's map with what is reserved, and the same with what we have as well. */
static bool build_maps(struct e820_map *firmware, struct e820_map *ours)
{
	uint32_t base = low->basemem * 1024u;
	uint64_t program = (uint64_t)low->body_len + low->tables_len;

	e820_clean(low->raw, low->n_raw, firmware);
	for (size_t i = 0; i < memory.n_reserved; i++) {
		const struct e820_entry *e = &memory.reserved[i];

		if (!e820_set(firmware, e->start, e->len, e->type))
			return false;
	}
	*ours = *firmware;
	return e820_set(ours, low->body, program, E820_RESERVED) &&
	       e820_set(ours, base, VIDEO_MEMORY - base, E820_RESERVED);
}

static bool renew_maps(void)
{
	static struct e820_map firmware, ours;
	struct e820_old old;

	if (!build_maps(&firmware, &ours))
		return false;
	memory.firmware = firmware;
	show_map(&ours);
	old = e820_old_calls(&ours);
	low->e801_below16 = old.below16;
	low->e801_above16 = old.above16;
	low->ext_88 = old.ext_88;
	return true;
}

int memory_reserve(uint64_t start, uint64_t len, uint32_t type)
{
	if (memory.n_reserved < N_RESERVED) {
		memory.reserved[memory.n_reserved++] = (struct e820_entry){start, len, type, 1};
		if (renew_maps())
			return 0;
		memory.n_reserved--;
	}
	return fail(ERR_NOMEM, "memory: the firmware's map is too long to be changed");
}

void memory_unreserve(uint64_t start)
{
	size_t i = 0;

	while (i < memory.n_reserved && memory.reserved[i].start != start)
		i++;
	if (i == memory.n_reserved)
		return;
	memory.n_reserved--;
	memmove(&memory.reserved[i], &memory.reserved[i + 1],
		(memory.n_reserved - i) * sizeof(memory.reserved[0]));
	(void)renew_maps(); /* it was shorter before */
}

uint32_t memory_base_take(size_t len)
{
	uint32_t at = (uint32_t)(low->basemem * 1024u - ALIGN_UP(len, 1024));
	uint16_t before = low->basemem;

	if (at < BASE_LOWEST)
		return 0;
	low->basemem = (uint16_t)(at / 1024);
	if (!renew_maps()) {
		low->basemem = before;
		return 0;
	}
	if (memory.hidden)
		*(volatile uint16_t *)low_memory(BDA_BASEMEM) = low->basemem;
	return at;
}

void memory_base_give(void)
{
	low->basemem = (uint16_t)(low->ring / 1024);
	if (memory.hidden)
		*(volatile uint16_t *)low_memory(BDA_BASEMEM) = low->basemem;
	(void)renew_maps();
}

uint32_t memory_keep_base(size_t len, struct e820_map *ret)
{
	uint32_t top = *(volatile uint16_t *)low_memory(BDA_BASEMEM) * 1024u;
	uint32_t low_end = low->base + low->size;
	uint32_t at = (uint32_t)(MIN(top, VIDEO_MEMORY) - len) & ~1023u;

	/* The scratch area is free by now, and large enough. */
	if (top < len || at < low_end)
		at = (uint32_t)(low->base + low->scratch + LOW_SCRATCH_LEN - len) & ~1023u;
	*ret = memory.firmware;
	if (!e820_set(ret, at, VIDEO_MEMORY - at, E820_RESERVED))
		return 0;
	*(volatile uint16_t *)low_memory(BDA_BASEMEM) = (uint16_t)(at / 1024);
	return at;
}

/* ---- disks ---- */

static void sum_below_4g(void *start, size_t n, void *arg)
{
	if ((uint64_t)start < 4 * GIB)
		*(uint64_t *)arg += n * PAGE_SIZE;
}

/* Where it is best: below 4 GiB, where everything can reach it, if that leaves enough for the
 * operating system. The setting ramdisk-place says otherwise: "low" or "high". */
static bool prefers_low(uint64_t len)
{
	char *place = settings_get_text("ramdisk-place");
	uint64_t below = 0;
	bool low_wanted;

	runs_each(&memory.free, sum_below_4g, &below);
	low_wanted = below >= LOW_RESERVE && len <= below - LOW_RESERVE;
	if (place && *place)
		low_wanted = !strcmp(place, "low");
	free(place);
	return low_wanted;
}

void *plat_disk_pages_alloc(size_t n)
{
	bool prefer_low;
	void *p;

	if (!n || n > SIZE_MAX / PAGE_SIZE - DISK_ALIGN)
		return NULL;
	n = ALIGN_UP(n, DISK_ALIGN / PAGE_SIZE);
	prefer_low = prefers_low(n * PAGE_SIZE);
	for (unsigned i = 0; i < 2; i++) {
		bool is_low = prefer_low == (i == 0);

		p = runs_take_aligned(&memory.free, n, DISK_ALIGN, is_low ? MIB : 4 * GIB,
				      is_low ? 4 * GIB : UINTPTR_MAX);
		if (p)
			return p;
	}
	return NULL;
}

void plat_disk_pages_free(void *p, size_t n)
{
	plat_pages_free(p, ALIGN_UP(n, DISK_ALIGN / PAGE_SIZE));
}

/* ---- for a program that may come back ---- */

#define N_LENT 256

static struct {
	struct e820_map map;	/* what INT 15h told before */
	uint16_t below16, above16, ext_88;
	struct lent_run runs[N_LENT];	/* from the highest to the lowest */
	size_t n_runs;
} lent;

static void lent_add(void *start, size_t n, void *arg)
{
	(void)arg;
	if (lent.n_runs < N_LENT)
		lent.runs[lent.n_runs] = (struct lent_run){(uint64_t)start, n};
	lent.n_runs++;
}

int memory_lend(void)
{
	static struct e820_map map;
	uint64_t from1, from16;

	lent.map.n = low->n_map;
	memcpy(lent.map.e, low->map, low->n_map * sizeof(low->map[0]));
	lent.n_runs = 0;
	runs_each(&memory.free, lent_add, NULL);
	if (lent.n_runs > N_LENT || !lend_map(&lent.map, lent.runs, lent.n_runs, &map))
		return fail(ERR_NOMEM, "memory: it is in too many pieces to be lent to a program");
	lent.below16 = low->e801_below16;
	lent.above16 = low->e801_above16;
	lent.ext_88 = low->ext_88;
	from1 = e820_run_from(&map, MIB) / 1024;
	from16 = e820_run_from(&map, 16 * MIB) / 65536;
	low->e801_below16 = (uint16_t)MIN(low->e801_below16, from1);
	low->e801_above16 = (uint16_t)MIN(low->e801_above16, from16);
	low->ext_88 = (uint16_t)MIN(low->ext_88, from1);
	show_map(&map);
	/* Whoever allocates meanwhile gets nothing, rather than what the program has. */
	memory.free = (struct runs){};
	return 0;
}

void memory_take_back(void)
{
	show_map(&lent.map);
	low->e801_below16 = lent.below16;
	low->e801_above16 = lent.above16;
	low->ext_88 = lent.ext_88;
	for (size_t i = 0; i < lent.n_runs; i++)
		runs_add(&memory.free, (void *)lent.runs[i].start, lent.runs[i].n);
}
