/* SPDX-License-Identifier: BSD-2-Clause */
/* The fast checksum against RFC 1071's definition, at every length and alignment that matters. */
#include "check.h"

#include "arch/cc.h"

static uint8_t buf[2048 + 16];

/* Adds 16-bit words as they lie in memory; an odd last byte is the low one of its word. */
static uint16_t by_definition(const uint8_t *p, int len)
{
	uint32_t sum = 0;

	for (int i = 0; i < len; i += 2)
		sum += (uint32_t)p[i] | (i + 1 < len ? (uint32_t)p[i + 1] << 8 : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static int mismatches(void)
{
	int bad = 0;

	for (int offset = 0; offset < 9; offset++)
		for (int len = 0; len <= 2048; len += len < 200 ? 1 : 13)
			bad += net_chksum(buf + offset, len) != by_definition(buf + offset, len);
	return bad;
}

int main(void)
{
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof(buf); i++) {
		x = x * 1664525 + 1013904223;
		buf[i] = (uint8_t)(x >> 24);
	}
	CHECK_EQ(mismatches(), 0);
	memset(buf, 0xff, sizeof(buf)); /* every addition carries */
	CHECK_EQ(mismatches(), 0);
	CHECK_EQ(net_chksum(buf, 1480), 0xffff);
	memset(buf, 0, sizeof(buf));
	CHECK_EQ(mismatches(), 0);
	CHECK_EQ(net_chksum(buf, 1480), 0);
	CHECK_EQ(net_chksum("\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8), 0xf2dd); /* RFC 1071 3 */
	return check_done();
}
