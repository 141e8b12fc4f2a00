/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Internet checksum's sum (RFC 1071), 32 bytes per turn. Every received byte passes here, so it
 * counts. Little-endian machines only, as all our platforms are.
 */
#include <string.h>

#include "arch/cc.h"

static inline uint64_t load64(const uint8_t *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t add_carry(uint64_t a, uint64_t b)
{
	uint64_t sum = a + b;
	return sum + (sum < b);
}

/* One's complement addition is the same in any word size, so 64-bit words may be added with the
 * carry going round, and folded to 16 bits at the end. An odd last byte is the low byte of a word
 * whose high byte is zero. */
uint16_t net_chksum(const void *data, int len)
{
	const uint8_t *p = data;
	size_t n = len > 0 ? (size_t)len : 0;
	uint64_t a = 0, b = 0, tail = 0;

	for (; n >= 32; n -= 32, p += 32) {
		a = add_carry(a, load64(p));
		b = add_carry(b, load64(p + 8));
		a = add_carry(a, load64(p + 16));
		b = add_carry(b, load64(p + 24));
	}
	a = add_carry(a, b);
	for (; n >= 8; n -= 8, p += 8)
		a = add_carry(a, load64(p));
	if (n > 0)
		memcpy(&tail, p, n);
	a = add_carry(a, tail);

	a = (a & 0xffffffff) + (a >> 32);
	a = (a & 0xffffffff) + (a >> 32);
	a = (a & 0xffff) + (a >> 16);
	a = (a & 0xffff) + (a >> 16);
	return (uint16_t)a;
}
