/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-16 of disks: both byte orders, surrogates, and where it ends. */
#include "fs/utf16.h"
#include "unit/check.h"

static void test_decode(void)
{
	static const uint8_t le[] = {'a', 0, 0xe4, 0, 0x3d, 0xd8, 0x00, 0xde, 'b', 0, 0, 0, 'c', 0};
	static const uint8_t be[] = {0, 'a', 0xd8, 0x3d, 0, 'b', 0xde, 0x00, 0xd8, 0x3d};
	char out[16];

	CHECK_EQ(utf16_decode(le, 7, false, out, sizeof(out)), 8);
	CHECK_STR(out, "a\303\244\360\237\230\200b");
	CHECK_EQ(utf16_decode(be, 5, true, out, sizeof(out)), 11);
	CHECK_STR(out, "a\357\277\275b\357\277\275\357\277\275"); /* halves of pairs */
	CHECK_EQ(utf16_decode(le, 5, false, out, 7), 3);          /* whole characters only */
	CHECK_STR(out, "a\303\244");
	CHECK_EQ(utf16_decode(le, 5, false, out, 8), 7);
	CHECK_EQ(utf16_decode(le, 0, false, out, 1), 0);
	CHECK_STR(out, "");
}

int main(void)
{
	test_decode();
	return check_done();
}
