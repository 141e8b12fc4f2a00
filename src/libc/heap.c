/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * malloc() and friends over the platform's pages. Requests up to 256 KiB come from arenas of 1 MiB:
 * blocks with a 16-byte header that knows the sizes of itself and of the block before (so
 * neighbours join in constant time), free ones in lists by powers of two. Larger ones get pages of
 * their own. Headers carry a mark made of their address; one that was overwritten, freed twice or
 * never ours ends the program with a sentence instead of a crash later.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/list.h"
#include "core/pages.h"
#include "core/util.h"
#include "libc/panic.h"

#define UNIT        16u /* sizes are counted in these, addresses aligned */
#define ARENA_PAGES 256u
#define ARENA_UNITS (ARENA_PAGES * PAGE_SIZE / UNIT)
#define MAX_SMALL   (256u << 10) /* larger requests get pages of their own */
#define MAX_REQUEST (1ull << 30)
#define MIN_UNITS   2u  /* header and the links of a free block */
#define N_BINS      17u /* 2^0 … 2^16 units = 1 MiB */
#define BIN_TRIES   32u /* looked at in a bin whose blocks may be too small */

#define MARK_USED  0x68775573u
#define MARK_FREE  0x68774672u
#define MARK_END   0x6877456eu /* behind the last block of an arena */
#define MARK_LARGE 0x68774c61u

struct block {
	uint32_t mark;    /* MARK_* mixed with the address */
	uint32_t before;  /* units of the block before, 0 for the first */
	uint32_t units;   /* of this one, header included */
	uint32_t pages;   /* MARK_LARGE: claimed */
	struct list free; /* only in a free block: here the caller's bytes begin otherwise */
};
#define HEADER offsetof(struct block, free)
_Static_assert(HEADER == UNIT && sizeof(struct block) == MIN_UNITS * UNIT, "units are 16 bytes");

struct arena {
	struct list node;
	struct block first[];
};
#define ARENA_OVERHEAD ((sizeof(struct arena) + HEADER) / UNIT)
_Static_assert(sizeof(struct arena) % UNIT == 0, "blocks are aligned");

static struct heap {
	bool ready;
	struct list arenas;
	struct list bins[N_BINS];
	uint32_t filled;  /* bit n: bins[n] is not empty */
	unsigned n_empty; /* arenas without a used block; one is kept */
	uint64_t large;   /* pages of requests that have pages of their own */
} heap;

static uint32_t mark(const struct block *b, uint32_t kind)
{
	return kind ^ (uint32_t)((uintptr_t)b / UNIT);
}

static struct block *step(struct block *b, ptrdiff_t units)
{
	return (struct block *)((char *)b + units * (ptrdiff_t)UNIT);
}

static unsigned bin_of(uint32_t units)
{
	return 31u - (unsigned)__builtin_clz(units);
}

static void bin_add(struct block *b)
{
	unsigned bin = bin_of(b->units);

	b->mark = mark(b, MARK_FREE);
	list_add_tail(&b->free, &heap.bins[bin]);
	heap.filled |= 1u << bin;
}

static void bin_remove(struct block *b)
{
	unsigned bin = bin_of(b->units);

	list_remove(&b->free);
	if (list_empty(&heap.bins[bin]))
		heap.filled &= ~(1u << bin);
}

/* Sets the size of (b) there and in the block behind it. */
static void set_units(struct block *b, uint32_t units)
{
	b->units = units;
	step(b, units)->before = units;
}

/* True if (b), free, is all there is in its arena. */
static bool fills_arena(struct block *b)
{
	struct block *next = step(b, b->units);

	return !b->before && next->mark == mark(next, MARK_END);
}

static struct block *arena_add(void)
{
	struct arena *a;
	struct block *b, *end;

	if (!heap.ready) {
		list_init(&heap.arenas);
		for (unsigned i = 0; i < N_BINS; i++)
			list_init(&heap.bins[i]);
		heap.ready = true;
	}
	a = plat_pages_alloc(ARENA_PAGES, 0);
	if (!a)
		return NULL;
	list_add_tail(&a->node, &heap.arenas);
	b = a->first;
	b->before = 0;
	b->pages = 0;
	set_units(b, ARENA_UNITS - ARENA_OVERHEAD);
	end = step(b, b->units);
	end->units = 0;
	end->mark = mark(end, MARK_END);
	bin_add(b);
	heap.n_empty++;
	return b;
}

static void arena_remove(struct block *b)
{
	struct arena *a = container_of(b, struct arena, first);

	bin_remove(b);
	list_remove(&a->node);
	plat_pages_free(a, ARENA_PAGES);
	heap.n_empty--;
}

/* A free block of at least (units), still in its bin. */
static struct block *find_free(uint32_t units)
{
	unsigned bin = bin_of(units);
	unsigned tries = BIN_TRIES;
	uint32_t larger;
	struct block *b;

	if (heap.filled & 1u << bin) {
		list_for_each(b, &heap.bins[bin], free) {
			if (b->units >= units)
				return b;
			if (!--tries)
				break;
		}
	}
	larger = heap.filled & ~((2u << bin) - 1);
	if (!larger)
		return arena_add();
	bin = (unsigned)__builtin_ctz(larger);
	return list_entry(heap.bins[bin].next, struct block, free);
}

/* Makes what (b), used, has beyond (units) a free block, if it is enough for one. */
static void give_back_tail(struct block *b, uint32_t units)
{
	uint32_t rest = b->units - units;
	struct block *tail, *next;

	if (rest < MIN_UNITS)
		return;
	next = step(b, b->units);
	set_units(b, units);
	tail = step(b, units);
	if (next->mark == mark(next, MARK_FREE)) {
		bin_remove(next);
		rest += next->units;
		next->mark = 0;
	}
	tail->pages = 0;
	set_units(tail, rest);
	bin_add(tail);
}

static void *alloc_small(size_t size)
{
	uint32_t units = MAX((uint32_t)((size + HEADER + UNIT - 1) / UNIT), MIN_UNITS);
	struct block *b = find_free(units);

	if (!b)
		return NULL;
	if (fills_arena(b))
		heap.n_empty--;
	bin_remove(b);
	b->mark = mark(b, MARK_USED);
	give_back_tail(b, units);
	return &b->free;
}

static void *alloc_large(size_t size)
{
	size_t pages = (size + HEADER + PAGE_SIZE - 1) / PAGE_SIZE;
	struct block *b = plat_pages_alloc(pages, 0);

	if (!b)
		return NULL;
	b->mark = mark(b, MARK_LARGE);
	b->before = 0;
	b->units = (uint32_t)(pages * (PAGE_SIZE / UNIT));
	b->pages = (uint32_t)pages;
	heap.large += pages;
	return &b->free;
}

/* The header of what malloc() gave out as (p); does not return if it is not sound. */
static struct block *block_of(void *p, const char *who)
{
	struct block *b = (struct block *)((char *)p - HEADER);

	if ((uintptr_t)p % UNIT)
		panic("heap: %s: %p is not from malloc()", who, p);
	if (b->mark == mark(b, MARK_LARGE) && b->units == b->pages * (PAGE_SIZE / UNIT))
		return b;
	if (b->mark == mark(b, MARK_FREE))
		panic("heap: %s: %p was freed before", who, p);
	if (b->mark != mark(b, MARK_USED) || b->units < MIN_UNITS || b->units > ARENA_UNITS)
		panic("heap: %s: the bytes before %p were overwritten", who, p);
	if (step(b, b->units)->before != b->units)
		panic("heap: %s: the %u bytes at %p were written beyond their end", who,
			(unsigned)(b->units * UNIT - HEADER), p);
	return b;
}

static void free_small(struct block *b)
{
	struct block *next = step(b, b->units);
	struct block *prev = b->before ? step(b, -(ptrdiff_t)b->before) : NULL;

	if (next->mark == mark(next, MARK_FREE)) {
		bin_remove(next);
		next->mark = 0;
		set_units(b, b->units + next->units);
	}
	if (prev && prev->mark == mark(prev, MARK_FREE)) {
		bin_remove(prev);
		b->mark = 0;
		set_units(prev, prev->units + b->units);
		b = prev;
	}
	bin_add(b);
	if (!fills_arena(b))
		return;
	heap.n_empty++;
	if (heap.n_empty > 1)
		arena_remove(b);
}

void *malloc(size_t size)
{
	void *p = NULL;

	if (size <= MAX_SMALL)
		p = alloc_small(size);
	else if (size <= MAX_REQUEST)
		p = alloc_large(size);
	if (!p)
		errno = ENOMEM;
	return p;
}

void free(void *p)
{
	struct block *b;

	if (!p)
		return;
	b = block_of(p, "free");
	if (b->pages) {
		heap.large -= b->pages;
		plat_pages_free(b, b->pages);
	} else {
		free_small(b);
	}
}

uint64_t plat_heap_used(void)
{
	uint64_t used = heap.large * PAGE_SIZE;
	const struct arena *a;

	if (!heap.ready)
		return used;
	list_for_each(a, &heap.arenas, node) {
		struct block *b = (struct block *)a->first;

		for (; b->mark != mark(b, MARK_END); b = step(b, b->units))
			used += b->mark == mark(b, MARK_USED) ? b->units * UNIT : 0;
	}
	return used;
}

void *calloc(size_t n, size_t size)
{
	size_t total;
	void *p;

	if (__builtin_mul_overflow(n, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	p = malloc(total);
	if (p)
		memset(p, 0, total);
	return p;
}

/* Grows (b), used, into a free block behind it. */
static void take_next(struct block *b)
{
	struct block *next = step(b, b->units);

	if (next->mark != mark(next, MARK_FREE))
		return;
	bin_remove(next);
	next->mark = 0;
	set_units(b, b->units + next->units);
}

/* Tries to make (b) hold (size) bytes where it is. */
static bool resize_in_place(struct block *b, size_t size)
{
	size_t units = MAX((size + HEADER + UNIT - 1) / UNIT, MIN_UNITS);

	if (b->pages)
		return units <= b->units && units > b->units / 2;
	if (size > MAX_SMALL)
		return false;
	if (units > b->units)
		take_next(b);
	if (units > b->units)
		return false;
	give_back_tail(b, (uint32_t)units);
	return true;
}

void *realloc(void *p, size_t size)
{
	struct block *b;
	size_t old;
	void *moved;

	if (!p)
		return malloc(size);
	b = block_of(p, "realloc");
	if (size > MAX_REQUEST) {
		errno = ENOMEM;
		return NULL;
	}
	old = (size_t)b->units * UNIT - HEADER;
	if (resize_in_place(b, size))
		return p;
	moved = malloc(size);
	if (!moved)
		return NULL;
	memcpy(moved, p, MIN(old, size));
	free(p);
	return moved;
}
