/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GHASH a byte at a time. A block is a polynomial whose first bit is the coefficient of x^0, so as
 * two big-endian words multiplying by x is a shift to the right, and what falls out is folded back
 * with x^128 = x^7 + x^2 + x + 1. Lookups depend on the data: a neighbour on the same processor
 * could learn from the time they take; a boot loader has none.
 */
#include <string.h>

#include "crypt/ghash_table.h"

#define FOLD 0xe100 /* 1 + x + x^2 + x^7, as the first 16 bits of a block */

static uint64_t load_be64(const uint8_t *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return __builtin_bswap64(v);
}

static void store_be64(uint8_t *p, uint64_t v)
{
	v = __builtin_bswap64(v);
	memcpy(p, &v, sizeof(v));
}

void ghash_table_init(struct ghash_table *t, const uint8_t h[16])
{
	uint64_t hi = load_be64(h), lo = load_be64(h + 8), out;

	memset(t, 0, sizeof(*t));
	/* single bits first: 0x80 is x^0, 0x01 is x^7 */
	for (unsigned k = 0; k < 8; k++) {
		t->fold[0x80 >> k] = FOLD >> k;
		t->multiple[0x80 >> k][0] = hi;
		t->multiple[0x80 >> k][1] = lo;
		out = lo & 1;
		lo = lo >> 1 | hi << 63;
		hi = hi >> 1 ^ (out ? (uint64_t)FOLD << 48 : 0);
	}
	for (unsigned i = 2; i < 256; i <<= 1) {
		for (unsigned j = 1; j < i; j++) {
			t->fold[i + j] = t->fold[i] ^ t->fold[j];
			t->multiple[i + j][0] = t->multiple[i][0] ^ t->multiple[j][0];
			t->multiple[i + j][1] = t->multiple[i][1] ^ t->multiple[j][1];
		}
	}
}

struct words {
	uint64_t hi, lo;
};

/* z * x^8 + byte * H */
static inline struct words step(const struct ghash_table *t, struct words z, uint8_t byte)
{
	uint8_t out = (uint8_t)z.lo;

	z.lo = (z.lo >> 8 | z.hi << 56) ^ t->multiple[byte][1];
	z.hi = (z.hi >> 8) ^ (uint64_t)t->fold[out] << 48 ^ t->multiple[byte][0];
	return z;
}

/* Horner's rule from the last byte, which has the highest powers. */
static inline struct words times_h(const struct ghash_table *t, struct words x)
{
	struct words z = {0, 0};

	for (unsigned i = 0; i < 64; i += 8)
		z = step(t, z, (uint8_t)(x.lo >> i));
	for (unsigned i = 0; i < 64; i += 8)
		z = step(t, z, (uint8_t)(x.hi >> i));
	return z;
}

void ghash_table_blocks(
	const struct ghash_table *t, uint8_t y[16], const uint8_t *in, size_t n_blocks)
{
	struct words z = {load_be64(y), load_be64(y + 8)};

	for (; n_blocks > 0; n_blocks--, in += 16) {
		z.hi ^= load_be64(in);
		z.lo ^= load_be64(in + 8);
		z = times_h(t, z);
	}
	store_be64(y, z.hi);
	store_be64(y + 8, z.lo);
}
