/* SPDX-License-Identifier: BSD-2-Clause */
/* Classless static routes: the example of RFC 3442, and lists that are none. */
#include "net/routes.h"

#include "core/status.h"
#include "unit/check.h"

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__})

static void test_widths(void)
{
	const struct {
		const uint8_t *data;
		size_t len;
		uint32_t dest, mask;
	} cases[] = {
		{BYTES(0, 1, 2, 3, 4), 0, 0}, {BYTES(8, 10, 1, 2, 3, 4), 0x0a000000, 0xff000000},
		{BYTES(9, 10, 128, 1, 2, 3, 4), 0x0a800000, 0xff800000},
		{BYTES(24, 10, 0, 0, 1, 2, 3, 4), 0x0a000000, 0xffffff00},
		{BYTES(25, 10, 229, 0, 128, 1, 2, 3, 4), 0x0ae50080, 0xffffff80},
		{BYTES(32, 10, 198, 122, 47, 1, 2, 3, 4), 0x0ac67a2f, 0xffffffff},
		{BYTES(12, 10, 255, 1, 2, 3, 4), 0x0af00000, 0xfff00000}, /* bits behind the mask */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct routes r;

		CHECK_EQ(routes_parse(cases[i].data, cases[i].len, &r), 0);
		CHECK_EQ(r.n, 1);
		CHECK_EQ(r.list[0].dest, cases[i].dest);
		CHECK_EQ(r.list[0].mask, cases[i].mask);
		CHECK_EQ(r.list[0].gateway, 0x01020304);
		for (size_t len = 1; len < cases[i].len; len++)
			CHECK_EQ(routes_parse(cases[i].data, len, &r), -ERR_PROTO);
		CHECK_EQ(r.n, 1);
	}
}

static void test_find(void)
{
	struct routes r = {.n = 9};

	CHECK_EQ(routes_parse(BYTES(33, 1, 2, 3, 4, 5, 1, 2, 3, 4), &r), -ERR_PROTO);
	CHECK_EQ(r.n, 9);
	CHECK_EQ(routes_parse(NULL, 0, &r), 0);
	CHECK(routes_find(&r, 0x0a000001) == NULL);
	CHECK_EQ(routes_parse(BYTES(16, 10, 1, 0, 0, 0, 1, 24, 10, 1, 5, 0, 0, 0, 2, 16, 10, 1, 0,
				      0, 0, 3),
			 &r),
		0);
	CHECK_EQ(r.n, 3);
	CHECK_EQ(routes_find(&r, 0x0a010101)->gateway, 1);
	CHECK_EQ(routes_find(&r, 0x0a010501)->gateway, 2);
	CHECK(routes_find(&r, 0x0a020501) == NULL);
}

static void test_many(void)
{
	uint8_t data[6 * (ROUTES_MAX + 3)];
	struct routes r;

	for (unsigned i = 0; i < sizeof(data); i += 6) {
		data[i] = 8;
		data[i + 1] = (uint8_t)(i / 6);
		data[i + 2] = data[i + 3] = data[i + 4] = 0;
		data[i + 5] = 1;
	}
	CHECK_EQ(routes_parse(data, sizeof(data), &r), 0);
	CHECK_EQ(r.n, ROUTES_MAX);
	CHECK_EQ(r.list[ROUTES_MAX - 1].dest, (uint32_t)(ROUTES_MAX - 1) << 24);
}

static void test_default(void)
{
	/* Halves of the Internet go elsewhere than all of it; 0.0.0.0 itself is in one of them. */
	static const uint8_t data[] = {1, 0, 10, 0, 0, 2, 0, 10, 0, 0, 1, 1, 128, 10, 0, 0, 3};
	struct routes r;

	CHECK_EQ(routes_parse(data, sizeof(data), &r), 0);
	CHECK_EQ(routes_default(&r), 0x0a000001);
	CHECK_EQ(routes_parse(data, 6, &r), 0);
	CHECK_EQ(routes_default(&r), 0);
}

int main(void)
{
	test_widths();
	test_find();
	test_many();
	test_default();
	return check_done();
}
