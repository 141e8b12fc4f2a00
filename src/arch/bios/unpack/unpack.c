/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The unpacker: 32-bit protected mode, flat, interrupts off, no firmware. Makes sense of the memory
 * map, finds a place for the program below 4 GiB, unpacks it there (LZMA behind the filter for x86
 * code, the decoders of the LZMA SDK), builds its page tables and the memory map that INT 15h tells
 * while we are resident. The linear addresses of this mode are plain pointers.
 */
#include <string.h>

#include <Bra.h>
#include <LzmaDec.h>
#include "arch/bios/handoff.h"
#include "arch/bios/unpack/tables.h"

#define KIB 1024ull
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define MAPPED_MAX (1ull << 47)	/* the lower half of what 4-level paging can address */
#define PAGE 4096u
#define PAGE_2M 0x200000u
#define VIDEO_MEMORY 0xa0000u	/* where base memory ends at the latest */
#define PROBS_MAX 16384u	/* what the decoder allocates for lc=3 lp=0: 15980 bytes */

const char *unpack_start(struct low *low, const uint8_t *packed, uint32_t packed_len,
			 uint32_t body_size, uint32_t body_mem);

extern uint8_t bss_start[], bss_end[];
static struct e820_map map;
static uint8_t probs[PROBS_MAX];

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	void *d = to;

	__asm__ volatile("rep movsb" : "+D"(d), "+S"(from), "+c"(n) : : "memory");
	return to;
}

void *memset(void *p, int c, size_t n)
{
	void *d = p;

	__asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
	return p;
}

/* ---- memory ---- */

static uint32_t add_raw(struct low *low, uint32_t n, uint64_t start, uint64_t len)
{
	low->raw[n] = (struct e820_entry){start, len, E820_RAM, 1};
	return n + 1;
}

/* Makes low->raw of what E801h or 88h said, for firmware without E820h. */
static void raw_from_old_calls(struct low *low)
{
	uint32_t n = add_raw(low, 0, 0, low->rom_basemem * KIB);

	if (low->e801_below16 || low->e801_above16) {
		n = add_raw(low, n, 1 * MIB, low->e801_below16 * KIB);
		n = add_raw(low, n, 16 * MIB, low->e801_above16 * 64 * KIB);
	} else {
		n = add_raw(low, n, 1 * MIB, low->ext_88 * KIB);
	}
	low->n_raw = n;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* What E801h and 88h are to say about (map). */
static void old_calls(struct low *low)
{
	struct e820_old old = e820_old_calls(&map);

	low->e801_below16 = old.below16;
	low->e801_above16 = old.above16;
	low->ext_88 = old.ext_88;
}

static const char *place(struct low *low, uint32_t body_mem)
{
	uint32_t body_len = (body_mem + PAGE - 1) & ~(PAGE - 1);
	uint64_t end, at;

	e820_clean(low->raw, low->n_raw, &map);
	if (e820_ram_end(&map) <= 1 * MIB) {
		raw_from_old_calls(low);
		e820_clean(low->raw, low->n_raw, &map);
	}
	end = smaller(e820_ram_end(&map), MAPPED_MAX);
	low->mapped_end = end > 4 * GIB ? (end + PAGE_2M - 1) & ~(uint64_t)(PAGE_2M - 1) : 4 * GIB;
	low->tables_len = tables_size(low->mapped_end);
	at = e820_find_top(&map, body_len + low->tables_len, PAGE_2M, 1 * MIB, 4 * GIB);
	if (!at)
		return "there is not enough memory for it";
	low->body = (uint32_t)at;
	low->body_len = body_len;
	low->tables = low->body + body_len;
	return NULL;
}

static const char *hide(struct low *low)
{
	uint64_t len = (uint64_t)low->body_len + low->tables_len;

	if (!e820_set(&map, low->body, len, E820_RESERVED) ||
	    !e820_set(&map, low->ring, VIDEO_MEMORY - low->ring, E820_RESERVED))
		return "the firmware's memory map is too long";
	old_calls(low);
	low->n_map = map.n;
	memcpy(low->map, map.e, map.n * sizeof(map.e[0]));
	return NULL;
}

/* ---- LZMA ---- */

static void *probs_alloc(void *arg, size_t size)
{
	(void)arg;
	return size <= sizeof(probs) ? probs : NULL;
}

static void probs_free(void *arg, void *p)
{
	(void)arg;
	(void)p;
}

static const char *decode(const struct low *low, const uint8_t *packed, uint32_t packed_len,
			  uint32_t body_size)
{
	ISzAlloc alloc = {probs_alloc, probs_free};
	uint8_t *body = (uint8_t *)low->body;
	SizeT out = body_size, in;
	ELzmaStatus status;
	UInt32 state;

	if (packed_len < LZMA_PROPS_SIZE)
		return "the file is cut off";
	in = packed_len - LZMA_PROPS_SIZE;
	if (LzmaDecode(body, &out, packed + LZMA_PROPS_SIZE, &in, packed, LZMA_PROPS_SIZE,
		       LZMA_FINISH_END, &status, &alloc) != SZ_OK ||
	    out != body_size)
		return "the file was damaged on its way";
	x86_Convert_Init(state);
	(void)x86_Convert(body, out, 0, &state, 0);
	memset(body + body_size, 0, low->body_len - body_size);
	return NULL;
}

__attribute__((section(".text.first")))
const char *unpack_start(struct low *low, const uint8_t *packed, uint32_t packed_len,
			 uint32_t body_size, uint32_t body_mem)
{
	const char *why;

	memset(bss_start, 0, (size_t)(bss_end - bss_start));
	why = place(low, body_mem);
	if (!why)
		why = decode(low, packed, packed_len, body_size);
	if (!why)
		why = hide(low);
	if (why)
		return why;
	low->cr3 = tables_build(low->tables, low->mapped_end, low->body);
	return NULL;
}
