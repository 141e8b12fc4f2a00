/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap: sizes, alignment, joining, limits, and that it notices what was broken. */
#include "unit/libc_under_test.h"

#include <setjmp.h>

#include "unit/check.h"

static jmp_buf on_panic;
static char panic_text[256];
static size_t pages_out; /* claimed now */
static size_t pages_limit = SIZE_MAX;

_Noreturn void hw_panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(panic_text, sizeof(panic_text), fmt, ap);
	va_end(ap);
	longjmp(on_panic, 1);
}

void *hw_plat_pages_alloc(size_t n, uint64_t max_addr)
{
	void *p;

	(void)max_addr;
	if (n > pages_limit || pages_out > pages_limit - n)
		return NULL;
	p = aligned_alloc(PAGE_SIZE, n * PAGE_SIZE);
	memset(p, 0xa5, n * PAGE_SIZE);
	pages_out += n;
	return p;
}

void hw_plat_pages_free(void *p, size_t n)
{
	pages_out -= n;
	free(p);
}

static uint32_t random_state = 7;

static uint32_t rnd(uint32_t below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % below;
}

/* Called where the compiler cannot see which function it is: it knows malloc() too well to let
 * it be misused. */
static void *(*volatile t_malloc)(size_t) = hw_malloc;
static void *(*volatile t_calloc)(size_t, size_t) = hw_calloc;
static void *(*volatile t_realloc)(void *, size_t) = hw_realloc;
static void (*volatile t_free)(void *) = hw_free;

/* ---- ordinary use, checked byte by byte ---- */

#define SLOTS 300

static struct {
	uint8_t *p;
	size_t n;
	uint8_t seed;
} slot[SLOTS];

static uint8_t pattern(unsigned i, size_t k)
{
	return (uint8_t)(slot[i].seed + k * 31);
}

static void fill(unsigned i, size_t from)
{
	for (size_t k = from; k < slot[i].n; k++)
		slot[i].p[k] = pattern(i, k);
}

static unsigned verify(unsigned i, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (slot[i].p[k] != pattern(i, k))
			return 1;
	return 0;
}

static size_t random_size(void)
{
	switch (rnd(8)) {
	case 0:
		return rnd(4);
	case 1:
		return rnd(400000);
	case 2:
		return rnd(40000);
	default:
		return rnd(600);
	}
}

static unsigned slot_step(unsigned i)
{
	size_t old = slot[i].n;
	size_t n = random_size();
	unsigned bad = slot[i].p ? verify(i, old) : 0;
	uint8_t *p;

	if (slot[i].p && rnd(3)) {
		t_free(slot[i].p);
		slot[i].p = NULL;
		return bad;
	}
	p = t_realloc(slot[i].p, n);
	if (!p || (uintptr_t)p % 16)
		return bad + 1;
	if (!slot[i].p) {
		slot[i].seed = (uint8_t)rnd(256);
		old = 0;
	}
	slot[i].p = p;
	slot[i].n = n;
	bad += verify(i, MIN(old, n));
	fill(i, MIN(old, n));
	return bad;
}

static void test_random(void)
{
	unsigned bad = 0;

	for (unsigned round = 0; round < 60000; round++)
		bad += slot_step(rnd(SLOTS));
	for (unsigned i = 0; i < SLOTS; i++) {
		if (slot[i].p)
			bad += verify(i, slot[i].n);
		t_free(slot[i].p);
	}
	CHECK_EQ(bad, 0);
	/* everything has joined again: one arena is kept */
	CHECK_EQ(pages_out, ARENA_PAGES);
	CHECK_EQ(heap.n_empty, 1);
}

static void test_calloc(void)
{
	uint8_t *p = t_malloc(5000);
	unsigned bad = 0;

	memset(p, 0xff, 5000);
	t_free(p);
	p = t_calloc(50, 100);
	for (unsigned i = 0; i < 5000; i++)
		bad += p[i] != 0;
	CHECK_EQ(bad, 0);
	t_free(p);
	p = t_calloc(3, 1 << 20);
	CHECK(p && p[0] == 0 && p[(3 << 20) - 1] == 0);
	t_free(p);
	errno = *hw_errno_location() = 0;
	CHECK(!t_calloc(SIZE_MAX / 2, 3));
	CHECK_EQ(*hw_errno_location(), ENOMEM);
	CHECK(!t_calloc(1ull << 33, 1ull << 33));
}

static void test_limits(void)
{
	uint8_t *p, *q;

	CHECK(!t_malloc((1ull << 30) + 1));
	CHECK(!t_malloc(SIZE_MAX));
	CHECK(!t_malloc(SIZE_MAX - 15));
	p = t_malloc(100);
	memcpy(p, "kept", 5);
	CHECK(!t_realloc(p, SIZE_MAX));
	CHECK_STR((char *)p, "kept");
	q = t_malloc(0);
	CHECK(q && q != p);
	t_free(q);
	t_free(NULL);

	pages_limit = pages_out;
	CHECK(!t_malloc(1 << 20));
	CHECK(!t_realloc(p, 1 << 20));
	CHECK_STR((char *)p, "kept");
	for (q = p; q; q = t_malloc(200000))
		p = q;
	CHECK_EQ(pages_out, pages_limit);
	pages_limit = SIZE_MAX;
	CHECK(t_malloc(200000));
	CHECK(pages_out > ARENA_PAGES);
}

/* Resizes *(p); true if it stayed where it was. */
static bool stays(uint8_t **p, size_t n)
{
	uintptr_t was = (uintptr_t)*p;

	*p = t_realloc(*p, n);
	return (uintptr_t)*p == was;
}

static void test_in_place(void)
{
	uint8_t *a = t_malloc(1000), *b = t_malloc(1000), *c = t_malloc(1000);
	uint8_t *big = t_malloc(300000);

	t_free(b);
	CHECK(stays(&a, 1900));
	CHECK(stays(&a, 100));
	CHECK(stays(&a, 1900));
	CHECK(!stays(&a, 3000));
	t_free(a);
	t_free(c);
	CHECK(stays(&big, 300100));
	CHECK(!stays(&big, 100));
	CHECK(big != NULL);
	t_free(big);
}

/* ---- what must not go unnoticed ---- */

static bool panics(void (*fn)(void), const char *want)
{
	*panic_text = '\0';
	if (!setjmp(on_panic))
		fn();
	if (strstr(panic_text, want))
		return true;
	printf("panic: \"%s\"\n", panic_text);
	return false;
}

static void double_free(void)
{
	void *guard = t_malloc(50);
	void *volatile p = t_malloc(50);

	t_free(p);
	t_free(p);
	t_free(guard);
}

static void foreign_free(void)
{
	static uint64_t area[16] __attribute__((aligned(16)));

	uint64_t *volatile p = area + 8;

	t_free(p);
}

static void crooked_free(void)
{
	char *volatile p = t_malloc(50);

	t_free(p + 8);
}

static void overflow(void)
{
	uint8_t *volatile p = t_malloc(48);

	(void)t_malloc(48);
	memset(p, 0xff, 48 + 8);
	t_free(p);
}

static void underflow(void)
{
	uint8_t *volatile p = t_malloc(48);

	memset(p - 16, 0, 4);
	(void)t_realloc(p, 500);
}

static void test_corruption(void)
{
	CHECK(panics(double_free, "was freed before"));
	CHECK(panics(foreign_free, "were overwritten"));
	CHECK(panics(crooked_free, "is not from malloc()"));
	CHECK(panics(overflow, "written beyond their end"));
	CHECK(panics(underflow, "bytes before"));
}

int main(void)
{
	test_random();
	test_calloc();
	test_limits();
	test_in_place();
	test_corruption();
	return check_done();
}
