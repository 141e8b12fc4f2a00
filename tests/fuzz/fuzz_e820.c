/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory maps: whatever the firmware says, the result is sorted, without overlaps, and what
 * any entry says is not RAM is not RAM. */
#include <stdlib.h>
#include <string.h>

#include "arch/bios/e820.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool cond)
{
	if (!cond)
		abort();
}

static void check(const struct e820_map *map)
{
	must(map->n <= E820_MAX);
	for (uint32_t i = 0; i < map->n; i++) {
		const struct e820_entry *e = &map->e[i];

		must(e->len && e->type && e->len <= UINT64_MAX - e->start);
		if (i)
			must(e[-1].start + e[-1].len <= e->start);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct e820_entry raw[2 * E820_MAX];
	size_t n = len / sizeof(raw[0]);
	struct e820_map map, before;
	uint64_t at, start, size;

	n = n < 2 * E820_MAX ? n : 2 * E820_MAX;
	if (n)
		memcpy(raw, data, n * sizeof(raw[0]));
	e820_clean(raw, n, &map);
	check(&map);
	for (size_t i = 0; i < n && i < E820_MAX; i++)
		must(raw[i].type == E820_RAM || !raw[i].len || !(raw[i].attr & 1) ||
		     !e820_is_ram(&map, raw[i].start, 1));
	if (!n)
		return 0;
	start = raw[0].start;
	size = raw[n - 1].len;
	before = map;
	at = e820_find_top(&map, size, 4096, start, UINT64_MAX);
	must(!at || !size || (e820_is_ram(&map, at, size) && at % 4096 == 0 && at >= start));
	if (!e820_set(&map, start, size, E820_RESERVED)) {
		must(!memcmp(&map, &before, sizeof(map)));
		return 0;
	}
	check(&map);
	must(!size || !e820_is_ram(&map, start, 1));
	return 0;
}
