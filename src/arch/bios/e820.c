/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory maps of INT 15h E820h (ACPI 6.5, 15.1), pure. Compiled for 32 bits in the unpacker as
 * well, where nothing may need the compiler's library: no 64-bit divisions.
 */
#include "arch/bios/e820.h"

#define ATTR_VALID 1u
#define KIB	   1024ull
#define MIB	   (1024 * KIB)

static uint64_t entry_end(const struct e820_entry *e)
{
	return e->len > UINT64_MAX - e->start ? UINT64_MAX : e->start + e->len;
}

static bool counts(const struct e820_entry *e)
{
	return e->len && (e->attr & ATTR_VALID);
}

/* Adds (v) to the (n) ascending values at (p), unless it is there; the new number of them. */
static size_t point_add(uint64_t *p, size_t n, uint64_t v)
{
	size_t i = n;

	while (i && p[i - 1] > v)
		i--;
	if (i && p[i - 1] == v)
		return n;
	for (size_t j = n; j > i; j--)
		p[j] = p[j - 1];
	p[i] = v;
	return n + 1;
}

/* What [at, at + something] is by the entries that cover it; 0: no entry does. */
static uint32_t type_at(const struct e820_entry *raw, size_t n, uint64_t at)
{
	uint32_t type = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t t = raw[i].type ? raw[i].type : E820_RESERVED;

		if (!counts(&raw[i]) || at < raw[i].start || at >= entry_end(&raw[i]))
			continue;
		/* RAM has the lowest number: whoever objects is higher. */
		if (t > type)
			type = t;
	}
	return type;
}

static bool append(struct e820_map *map, uint64_t start, uint64_t end, uint32_t type)
{
	struct e820_entry *last = map->n ? &map->e[map->n - 1] : NULL;

	if (start >= end)
		return true;
	/* Linux makes one device of each entry of a disk: two side by side stay two. */
	if (last && last->type == type && type != E820_PRAM && last->start + last->len == start) {
		last->len += end - start;
		return true;
	}
	if (map->n == E820_MAX)
		return false;
	map->e[map->n++] = (struct e820_entry){start, end - start, type, ATTR_VALID};
	return true;
}

void e820_clean(const struct e820_entry *raw, size_t n, struct e820_map *ret)
{
	uint64_t points[2 * E820_MAX];
	size_t n_points = 0;

	if (n > E820_MAX)
		n = E820_MAX;
	for (size_t i = 0; i < n; i++) {
		if (!counts(&raw[i]))
			continue;
		n_points = point_add(points, n_points, raw[i].start);
		n_points = point_add(points, n_points, entry_end(&raw[i]));
	}
	ret->n = 0;
	for (size_t i = 0; i + 1 < n_points; i++) {
		uint32_t type = type_at(raw, n, points[i]);

		if (type && !append(ret, points[i], points[i + 1], type))
			return;
	}
}

/* How many entries more (map) has when [start, end) is cut out of its RAM. */
static uint32_t pieces_more(const struct e820_map *map, uint64_t start, uint64_t end)
{
	uint32_t more = 0;

	for (uint32_t i = 0; i < map->n; i++) {
		const struct e820_entry *e = &map->e[i];

		if (e->type != E820_RAM || start >= entry_end(e) || end <= e->start)
			continue;
		more += (start > e->start) + (end < entry_end(e));
	}
	return more;
}

bool e820_set(struct e820_map *map, uint64_t start, uint64_t len, uint32_t type)
{
	uint64_t end = len > UINT64_MAX - start ? UINT64_MAX : start + len;
	uint32_t more = pieces_more(map, start, end), n = map->n;

	if (more > E820_MAX - n)
		return false;
	/* The old entries move to the end of the array; what is written never overtakes them. */
	for (uint32_t i = n; i--;)
		map->e[i + more] = map->e[i];
	map->n = 0;
	for (uint32_t i = more; i < n + more; i++) {
		struct e820_entry e = map->e[i];
		uint64_t e_end = entry_end(&e);
		uint64_t from = start > e.start ? start : e.start, to = end < e_end ? end : e_end;

		if (e.type != E820_RAM || from >= to) {
			(void)append(map, e.start, e_end, e.type);
			continue;
		}
		(void)append(map, e.start, from, E820_RAM);
		(void)append(map, from, to, type);
		(void)append(map, to, e_end, E820_RAM);
	}
	return true;
}

bool e820_is_ram(const struct e820_map *map, uint64_t start, uint64_t len)
{
	return len && e820_run_from(map, start) >= len;
}

bool e820_has_ram(const struct e820_map *map, uint64_t start, uint64_t len)
{
	for (uint32_t i = 0; i < map->n; i++) {
		const struct e820_entry *e = &map->e[i];

		if (e->type != E820_RAM || entry_end(e) <= start)
			continue;
		if (e->start <= start ? len > 0 : len > e->start - start)
			return true;
	}
	return false;
}

uint64_t e820_find_top(const struct e820_map *map, uint64_t len, uint64_t align, uint64_t from,
		       uint64_t limit)
{
	for (uint32_t i = map->n; i--;) {
		const struct e820_entry *e = &map->e[i];
		uint64_t low = e->start > from ? e->start : from;
		uint64_t high = entry_end(e) < limit ? entry_end(e) : limit;
		uint64_t at;

		if (e->type != E820_RAM || low >= high || high - low < len)
			continue;
		at = (high - len) & ~(align - 1);
		if (at >= low)
			return at;
	}
	return 0;
}

uint64_t e820_ram_end(const struct e820_map *map)
{
	for (uint32_t i = map->n; i--;)
		if (map->e[i].type == E820_RAM)
			return entry_end(&map->e[i]);
	return 0;
}

uint64_t e820_run_from(const struct e820_map *map, uint64_t start)
{
	for (uint32_t i = 0; i < map->n; i++) {
		const struct e820_entry *e = &map->e[i];

		if (e->type == E820_RAM && start >= e->start && start < entry_end(e))
			return entry_end(e) - start;
	}
	return 0;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

struct e820_old e820_old_calls(const struct e820_map *map)
{
	uint64_t above1 = e820_run_from(map, MIB), above16 = e820_run_from(map, 16 * MIB);

	return (struct e820_old){
		.below16 = (uint16_t)(smaller(above1, 15 * MIB) / KIB),
		.above16 = (uint16_t)smaller(above16 / (64 * KIB), 0xffff),
		.ext_88 = (uint16_t)smaller(above1 / KIB, 0xffff),
	};
}
