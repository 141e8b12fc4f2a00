/* SPDX-License-Identifier: BSD-2-Clause */
/* TFTP packets: what is written byte for byte, what is read, what is refused. */
#include "check.h"

#include "core/util.h"
#include "net/tftp_packet.h"

static void test_request(void)
{
	static const char want[] = "\0\1boot/x\0octet\0blksize\0"
				   "1468\0tsize\0"
				   "0\0windowsize\0"
				   "32";
	static const struct tftp_options all = {
		.blksize = 1468, .windowsize = 32, .has_tsize = true};
	static const struct tftp_options none = {};
	uint8_t out[100];

	CHECK_EQ(tftp_put_request(out, sizeof(out), "boot/x", &all), sizeof(want));
	CHECK(!memcmp(out, want, sizeof(want)));
	CHECK_EQ(tftp_put_request(out, sizeof(want), "boot/x", &all), sizeof(want));
	for (size_t cap = 0; cap < sizeof(want); cap++)
		CHECK_EQ(tftp_put_request(out, cap, "boot/x", &all), 0);
	CHECK_EQ(tftp_put_request(out, sizeof(out), "boot/x", &none), 15);
}

static void test_small(void)
{
	uint8_t out[16];

	CHECK_EQ(tftp_put_ack(out, 0x1234), 4);
	CHECK(!memcmp(out, "\0\4\x12\x34", 4));
	CHECK_EQ(tftp_put_error(out, sizeof(out), 8, "no"), 7);
	CHECK(!memcmp(out, "\0\5\0\10no\0", 7));
	CHECK_EQ(tftp_put_error(out, sizeof(out), 8, "a text that is too long"), 16);
	CHECK_EQ(out[15], 0);
	CHECK_EQ(tftp_put_error(out, 4, 8, "no"), 0);
}

#define PARSE(text, p) tftp_parse((const uint8_t *)(text), sizeof(text) - 1, p)

static void test_data(void)
{
	struct tftp_packet p;

	CHECK(PARSE("\0\3\xff\xfe"
		    "abc",
		&p));
	CHECK_EQ(p.opcode, TFTP_DATA);
	CHECK_EQ(p.block, 0xfffe);
	CHECK_EQ(p.len, 3);
	CHECK(!memcmp(p.data, "abc", 3));
	CHECK(PARSE("\0\3\0\1", &p));
	CHECK_EQ(p.len, 0);
	CHECK(PARSE("\0\4\0\7", &p));
	CHECK_EQ(p.opcode, TFTP_ACK);
	CHECK_EQ(p.block, 7);
}

static void test_error(void)
{
	struct tftp_packet p;
	uint8_t longest[300] = {0, 5, 0, 0};

	CHECK(PARSE("\0\5\0\1File not found\0", &p));
	CHECK_EQ(p.error, 1);
	CHECK_STR(p.text, "File not found");
	CHECK(PARSE("\0\5\0\2no NUL", &p));
	CHECK_STR(p.text, "no NUL");
	CHECK(PARSE("\0\5\0\2\r\n a\r\n\x1b[1mb\xff. \0", &p));
	CHECK_STR(p.text, " a [1mb");
	CHECK(PARSE("\0\5\0\0", &p));
	CHECK_STR(p.text, "");
	memset(longest + 4, 'x', sizeof(longest) - 4);
	CHECK(tftp_parse(longest, sizeof(longest), &p));
	CHECK_EQ(strlen(p.text), TFTP_TEXT_MAX - 1);
}

static void test_oack(void)
{
	struct tftp_packet p;

	CHECK(PARSE("\0\6blksize\0"
		    "1428\0TSIZE\0"
		    "18446744073709551609\0windowSize\0"
		    "16\0",
		&p));
	CHECK_EQ(p.opcode, TFTP_OACK);
	CHECK_EQ(p.options.blksize, 1428);
	CHECK_EQ(p.options.windowsize, 16);
	CHECK(p.options.has_tsize);
	CHECK(p.options.tsize == 18446744073709551609ull);
	CHECK(PARSE("\0\6", &p));
	CHECK_EQ(p.options.blksize, 0);
	CHECK(!p.options.has_tsize);
	CHECK(PARSE("\0\6tsize\0-2147483648\0unknown\0x\0", &p));
	CHECK(!p.options.has_tsize);
	CHECK(PARSE("\0\6tsize\0"
		    "99999999999999999999999\0",
		&p));
	CHECK(!p.options.has_tsize);
}

static void test_malformed(void)
{
	static const struct {
		const char *data;
		size_t len;
	} cases[] = {
		{"", 0},
		{"\0", 1},
		{"\0\3", 2},
		{"\0\3\0", 3},
		{"\0\4\0", 3},
		{"\0\5\0", 3},
		{"\0\0\0\0", 4},
		{"\0\1x\0octet\0", 10},
		{"\0\2x\0octet\0", 10},
		{"\0\7\0\0", 4},
		{"\1\3\0\0", 4},
		{"\0\6blksize", 9},
		{"\0\6blksize\0", 10},
		{"\0\6blksize\0"
		 "512",
			13},
		{"\0\6blksize\0"
		 "7\0",
			12},
		{"\0\6blksize\0"
		 "65465\0",
			16},
		{"\0\6blksize\0\0", 11},
		{"\0\6blksize\0"
		 "51x\0",
			14},
		{"\0\6blksize\0-512\0", 15},
		{"\0\6windowsize\0"
		 "0\0",
			15},
		{"\0\6windowsize\0"
		 "65536\0",
			19},
	};
	struct tftp_packet p = {.block = 4711};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK(!tftp_parse((const uint8_t *)cases[i].data, cases[i].len, &p));
	CHECK_EQ(p.block, 4711); /* untouched */
}

int main(void)
{
	test_request();
	test_small();
	test_data();
	test_error();
	test_oack();
	test_malformed();
	return check_done();
}
