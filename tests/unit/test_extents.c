/* SPDX-License-Identifier: BSD-2-Clause */
/* Which bytes are there: against a plain array of flags, with pieces in random order. */
#include "check.h"

#include <stdlib.h>

#include "core/extents.h"

enum { TOTAL = 200, ROUNDS = 3000 };

static bool flags[TOTAL];
static uint32_t seed = 1;

static unsigned random_below(unsigned n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static unsigned next_missing(unsigned pos)
{
	while (pos < TOTAL && flags[pos])
		pos++;
	return pos;
}

static void compare(const struct extents *e)
{
	uint64_t from, end;
	unsigned there = 0, last = TOTAL;

	for (unsigned i = 0; i < TOTAL; i++)
		there += flags[i];
	CHECK_EQ(e->bytes, there);
	for (unsigned pos = 0; pos < TOTAL; pos += 13) {
		unsigned want = next_missing(pos), stop = want;

		CHECK_EQ(extents_gap(e, pos, &end), want);
		while (stop < TOTAL && !flags[stop])
			stop++;
		CHECK(stop == TOTAL ? end == UINT64_MAX || want == TOTAL : end == stop);
	}
	while (last && flags[last - 1])
		last--;
	CHECK_EQ(extents_last_gap(e, TOTAL, &from, &end), last > 0);
	if (!last)
		return;
	CHECK_EQ(end, last);
	CHECK(!flags[from] && (from == 0 || flags[from - 1]));
}

static void test_random(void)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct extents e = {};

		memset(flags, 0, sizeof(flags));
		for (unsigned n = 0; e.bytes < TOTAL; n++) {
			unsigned from = random_below(TOTAL),
				 to = from + random_below(TOTAL - from + 1);

			if (n > 60)
				from = 0, to = TOTAL;
			if (!extents_add(&e, from, to))
				continue;
			memset(flags + from, true, to - from);
			if (round % 16 == 0)
				compare(&e);
		}
		compare(&e);
		CHECK_EQ(e.n, 1);
	}
}

static void test_full(void)
{
	struct extents e = {};

	for (unsigned i = 0; i < EXTENTS_MAX; i++)
		CHECK(extents_add(&e, i * 4, i * 4 + 1));
	CHECK(!extents_add(&e, 1000, 1001));
	CHECK_EQ(e.bytes, EXTENTS_MAX);
	CHECK(extents_add(&e, 1, 4)); /* joins two, makes room */
	CHECK(extents_add(&e, 1000, 1001));
	CHECK(extents_add(&e, 5, 5));
}

int main(void)
{
	test_random();
	test_full();
	return check_done();
}
