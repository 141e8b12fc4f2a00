/* SPDX-License-Identifier: BSD-2-Clause */
/* Free pages: from the top, at a place, given back in any order. */
#include "arch/bios/runs.h"

#include <stdlib.h>

#include "check.h"
#include "core/pages.h"

#define N 64

static uint8_t *area;

static uint8_t *page(size_t i)
{
	return area + i * PAGE_SIZE;
}

static void test_take_top(void)
{
	struct runs r = {NULL};

	CHECK(!runs_take_top(&r, 1, 0));
	runs_add(&r, page(0), N);
	CHECK_EQ(runs_total(&r), N);
	CHECK(!runs_take_top(&r, 0, 0));
	CHECK(!runs_take_top(&r, N + 1, 0));
	CHECK(runs_take_top(&r, 4, 0) == page(60));
	CHECK(runs_take_top(&r, 4, (uintptr_t)page(32)) == page(28));
	CHECK(runs_take_top(&r, 1, (uintptr_t)page(10) + 5) == page(9));
	CHECK(!runs_take_top(&r, 1, (uintptr_t)page(0)));
	CHECK(!runs_take_top(&r, 29, 0));
	CHECK(runs_take_top(&r, 28, 0) == page(32));
	CHECK_EQ(runs_total(&r), 27);
	CHECK(runs_take_top(&r, 18, 0) == page(10));
	CHECK(runs_take_top(&r, 9, 0) == page(0));
	CHECK_EQ(runs_total(&r), 0);
}

static void test_take_aligned(void)
{
	const uintptr_t align = 8 * PAGE_SIZE;
	uint8_t *first = (uint8_t *)(((uintptr_t)area + align - 1) & ~(align - 1));
	struct runs r = {NULL};
	size_t n;

	runs_add(&r, page(0), N);
	CHECK(!runs_take_aligned(&r, 0, align, 0, UINTPTR_MAX));
	CHECK(!runs_take_aligned(&r, N, align, (uintptr_t)page(1), UINTPTR_MAX));
	CHECK(!runs_take_aligned(&r, 1, align, 0, (uintptr_t)page(0)));
	/* Not below (from), and from the top of what is allowed. */
	CHECK(!runs_take_aligned(&r, 8, align, (uintptr_t)first + 1, (uintptr_t)first + 2 * align - 1));
	CHECK(runs_take_aligned(&r, 8, align, (uintptr_t)first, (uintptr_t)first + 2 * align) ==
		first + align);
	CHECK(runs_take_aligned(&r, 3, align, 0, (uintptr_t)first + align) == first);
	CHECK(!runs_take_aligned(&r, 8, align, 0, (uintptr_t)first + 2 * align));
	n = runs_total(&r);
	CHECK_EQ(n, N - 11);
	runs_add(&r, first, 3);
	runs_add(&r, first + align, 8);
	CHECK_EQ(runs_total(&r), N);
	CHECK(runs_take_top(&r, N, 0) == page(0));
}

static void test_take_at(void)
{
	struct runs r = {NULL};

	runs_add(&r, page(0), 16);
	runs_add(&r, page(32), 16);
	CHECK(!runs_take_at(&r, page(8), 16));
	CHECK(!runs_take_at(&r, page(20), 1));
	CHECK(!runs_take_at(&r, page(48), 1));
	CHECK(!runs_take_at(&r, page(8), 0));
	CHECK(runs_take_at(&r, page(8), 4));
	CHECK(!runs_take_at(&r, page(8), 1));
	CHECK(!runs_take_at(&r, page(7), 2));
	CHECK(runs_take_at(&r, page(32), 16));
	CHECK(runs_take_at(&r, page(0), 8));
	CHECK(runs_take_at(&r, page(12), 4));
	CHECK_EQ(runs_total(&r), 0);
}

/* Whatever the order, neighbours join again. */
static void test_give_back(void)
{
	static const uint8_t orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {0, 2, 1, 3}, {1, 3, 0, 2},
		{3, 0, 2, 1}};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		struct runs r = {NULL};

		for (size_t k = 0; k < 4; k++)
			runs_add(&r, page(orders[i][k] * 16u), 16);
		runs_add(&r, page(0), 0);
		CHECK(runs_take_top(&r, N, 0) == area);
		CHECK(!r.first);
	}
}

/* Many random steps against a plain map of pages. */
static void test_random(void)
{
	bool free_page[N] = {false};
	struct runs r = {NULL};
	size_t n_free = 0;

	srand(1);
	for (unsigned step = 0; step < 20000; step++) {
		size_t at = (size_t)rand() % N, n = 1 + (size_t)rand() % (N - at), i = at;
		bool taken;

		while (i < at + n && !free_page[i])
			i++;
		if (i == at + n) {
			runs_add(&r, page(at), n);
			memset(free_page + at, 1, n);
			n_free += n;
			continue;
		}
		i = at;
		while (i < at + n && free_page[i])
			i++;
		taken = runs_take_at(&r, page(at), n);
		if (taken != (i == at + n)) {
			CHECK(!"runs_take_at() and the map agree");
			return;
		}
		if (taken) {
			memset(free_page + at, 0, n);
			n_free -= n;
		}
	}
	CHECK_EQ(runs_total(&r), n_free);
}

int main(void)
{
	area = aligned_alloc(PAGE_SIZE, N * PAGE_SIZE);
	if (!area)
		return 1;
	test_take_top();
	test_take_aligned();
	test_take_at();
	test_give_back();
	test_random();
	free(area);
	return check_done();
}
