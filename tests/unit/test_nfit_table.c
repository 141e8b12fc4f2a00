/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of NFIT and SSDT: ranges put in and taken out, among structures that are not ours. */
#include "arch/efi/nfit_table.h"

#include <stdlib.h>
#include <string.h>

#include "unit/check.h"
#include "core/util.h"

static const struct nfit_range first = {0x7e000000, 0x1000000, {1, 2, 3}};
static const struct nfit_range second = {0x140000000, 0x200000000, {4, 5, 6}};

static bool adds_up(const uint8_t *table)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < acpi_table_len(table); i++)
		sum = (uint8_t)(sum + table[i]);
	return sum == 0;
}

static void test_one(void)
{
	uint8_t *t = nfit_with(NULL, &first), *without;
	const uint8_t *s = t + NFIT_HEADER_LEN;
	bool empty = false;

	CHECK_EQ(acpi_table_len(t), NFIT_HEADER_LEN + 56);
	CHECK(memcmp(t, "NFIT", 4) == 0 && adds_up(t));
	CHECK_EQ(get_le16(s), 0);
	CHECK_EQ(get_le16(s + 2), 56);
	CHECK(memcmp(s + 16, first.type, 16) == 0);
	CHECK_EQ(get_le64(s + 32), first.base);
	CHECK_EQ(get_le64(s + 40), first.len);
	CHECK(nfit_has(t, first.base, first.len));
	CHECK(!nfit_has(t, first.base, first.len - 4096));
	CHECK(!nfit_has(t, second.base, second.len));
	without = nfit_without(t, first.base, &empty);
	CHECK(empty && adds_up(without));
	CHECK_EQ(acpi_table_len(without), NFIT_HEADER_LEN);
	free(without);
	free(t);
}

static void test_several(void)
{
	uint8_t *one = nfit_with(NULL, &first), *both = nfit_with(one, &second), *rest;
	bool empty = true;

	CHECK(adds_up(both) && nfit_has(both, first.base, first.len));
	CHECK(nfit_has(both, second.base, second.len));
	rest = nfit_without(both, first.base, &empty);
	CHECK(!empty && adds_up(rest) && !nfit_has(rest, first.base, first.len));
	CHECK(nfit_has(rest, second.base, second.len));
	free(rest);
	rest = nfit_without(both, 0x1000, &empty);
	CHECK(!empty && memcmp(rest, both, acpi_table_len(both)) == 0);
	free(rest);
	free(both);
	free(one);
}

/* Structures of other types stay; lengths that make no sense end the table. */
static void test_foreign(void)
{
	uint8_t *one = nfit_with(NULL, &first), *rest;
	uint8_t t[NFIT_HEADER_LEN + 8 + 56 + 8] = {};
	bool empty = true;

	memcpy(t, one, NFIT_HEADER_LEN);
	put_le32(t + 4, sizeof(t));
	put_le16(t + NFIT_HEADER_LEN, 2);
	put_le16(t + NFIT_HEADER_LEN + 2, 8);
	memcpy(t + NFIT_HEADER_LEN + 8, one + NFIT_HEADER_LEN, 56);
	for (size_t i = 0; i < 3; i++) { /* too short, too long, none at all */
		put_le16(t + sizeof(t) - 6, (uint16_t)(i == 0 ? 3 : i == 1 ? 9 : 0));
		CHECK(nfit_has(t, first.base, first.len));
		rest = nfit_without(t, first.base, &empty);
		CHECK(!empty && adds_up(rest));
		CHECK_EQ(acpi_table_len(rest), NFIT_HEADER_LEN + 8);
		free(rest);
	}
	put_le32(t + 4, NFIT_HEADER_LEN - 1);
	CHECK(!nfit_has(t, first.base, first.len));
	CHECK(!nfit_without(t, first.base, &empty));
	free(one);
}

static void test_ssdt(void)
{
	CHECK_EQ(acpi_table_len(nfit_ssdt), 72);
	CHECK(adds_up(nfit_ssdt));
}

int main(void)
{
	test_one();
	test_several();
	test_foreign();
	test_ssdt();
	return check_done();
}
