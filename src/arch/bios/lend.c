/* SPDX-License-Identifier: BSD-2-Clause */
/* The memory map for a program that may come back: what is ours meanwhile is reserved. */
#include "arch/bios/lend.h"

#include "core/pages.h"
#include "core/util.h"

#define MIB (1024 * 1024ull)

/* Makes what is RAM in [start, end) but not in a run reserved. */
static bool reserve_used(
	struct e820_map *map, const struct lent_run *runs, size_t n, uint64_t start, uint64_t end)
{
	for (size_t i = n; i-- > 0;) {
		const struct lent_run *r = &runs[i];
		uint64_t len = (uint64_t)r->n * PAGE_SIZE;

		if (len < LEND_MIN || r->start + len <= start || r->start >= end)
			continue;
		if (r->start > start && !e820_set(map, start, r->start - start, E820_RESERVED))
			return false;
		start = r->start + len;
	}
	return start >= end || e820_set(map, start, end - start, E820_RESERVED);
}

bool lend_map(
	const struct e820_map *told, const struct lent_run *runs, size_t n, struct e820_map *ret)
{
	*ret = *told;
	for (uint32_t i = 0; i < told->n; i++) {
		const struct e820_entry *e = &told->e[i];
		uint64_t start = MAX(e->start, MIB), end = e->start + e->len;

		if (e->type == E820_RAM && start < end && !reserve_used(ret, runs, n, start, end))
			return false;
	}
	return true;
}
