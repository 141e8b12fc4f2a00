/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AES-GCM (NIST SP 800-38D) on AES-NI and PCLMULQDQ. Eight counter blocks are encrypted side by
 * side, since an AES round takes several cycles and a new one can begin in each; and eight blocks
 * are hashed with one reduction: (y + b1)*H^8 + b2*H^7 + ... + b8*H.
 *
 * The first bit of a block is the coefficient of x^0. Blocks are loaded with their bytes reversed,
 * so that a polynomial stands in a register with its bits in reverse order. The product of two
 * reversed polynomials is the reversed product, shifted by one; H is multiplied by x beforehand to
 * make up for it.
 */
#include <tmmintrin.h>
#include <wmmintrin.h>

#include "crypt/gcm_x86.h"

#define CPU_       __attribute__((target("aes,pclmul,ssse3")))
#define CPU_INLINE static inline __attribute__((target("aes,pclmul,ssse3"), always_inline))
#define LANES      GCM_X86_LANES
#define EACH_LANE  _Pragma("GCC unroll 8") for (int k = 0; k < LANES; k++)

/* The three products of Karatsuba's method, summed up over several multiplications. */
struct product {
	__m128i lo, mid, hi;
};

CPU_INLINE __m128i load(const void *p)
{
	return _mm_loadu_si128(p);
}

CPU_INLINE void store(void *p, __m128i v)
{
	_mm_storeu_si128(p, v);
}

CPU_INLINE __m128i reversed(__m128i x)
{
	return _mm_shuffle_epi8(
		x, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

CPU_INLINE __m128i halves_added(__m128i x)
{
	return _mm_xor_si128(x, _mm_shuffle_epi32(x, 0x4e));
}

CPU_INLINE void multiply_add(struct product *p, __m128i a, __m128i b)
{
	__m128i mid = _mm_clmulepi64_si128(halves_added(a), halves_added(b), 0x00);

	p->lo = _mm_xor_si128(p->lo, _mm_clmulepi64_si128(a, b, 0x00));
	p->hi = _mm_xor_si128(p->hi, _mm_clmulepi64_si128(a, b, 0x11));
	p->mid = _mm_xor_si128(p->mid, mid);
}

/* Modulo x^128 + x^7 + x^2 + x + 1, whose reverse has these shifts to the left by 63, 62 and 57,
 * and the rest of the same multiplications to the right by 1, 2 and 7. */
CPU_INLINE __m128i reduce(const struct product *p)
{
	__m128i mid = _mm_xor_si128(p->mid, _mm_xor_si128(p->lo, p->hi));
	__m128i lo = _mm_xor_si128(p->lo, _mm_slli_si128(mid, 8));
	__m128i hi = _mm_xor_si128(p->hi, _mm_srli_si128(mid, 8));
	__m128i left = _mm_xor_si128(_mm_slli_epi64(lo, 63),
		_mm_xor_si128(_mm_slli_epi64(lo, 62), _mm_slli_epi64(lo, 57)));
	__m128i right;

	lo = _mm_xor_si128(lo, _mm_slli_si128(left, 8));
	right = _mm_xor_si128(
		_mm_srli_epi64(lo, 1), _mm_xor_si128(_mm_srli_epi64(lo, 2), _mm_srli_epi64(lo, 7)));
	right = _mm_xor_si128(right, _mm_srli_si128(left, 8));
	return _mm_xor_si128(hi, _mm_xor_si128(lo, right));
}

CPU_INLINE __m128i multiply(__m128i a, __m128i b)
{
	struct product p = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};

	multiply_add(&p, a, b);
	return reduce(&p);
}

CPU_INLINE __m128i encrypt(const struct gcm_x86 *g, __m128i block)
{
	block = _mm_xor_si128(block, load(g->round_keys[0]));
	for (unsigned i = 1; i < g->n_rounds; i++)
		block = _mm_aesenc_si128(block, load(g->round_keys[i]));
	return _mm_aesenclast_si128(block, load(g->round_keys[g->n_rounds]));
}

CPU_ void gcm_x86_init(struct gcm_x86 *g, const void *round_keys, unsigned n_rounds)
{
	const __m128i fold =
		_mm_set_epi32((int)0xc2000000, 0, 0, 1); /* x^128 + ... + 1, reversed */
	__m128i h, top, carry, power;

	g->n_rounds = n_rounds;
	for (unsigned i = 0; i <= n_rounds; i++)
		store(g->round_keys[i], load((const uint8_t *)round_keys + (size_t)16 * i));
	h = reversed(encrypt(g, _mm_setzero_si128()));
	top = _mm_srai_epi32(_mm_shuffle_epi32(h, 0xff), 31); /* all ones if the first bit is set */
	carry = _mm_slli_si128(_mm_srli_epi64(h, 63), 8);
	h = _mm_or_si128(_mm_slli_epi64(h, 1), carry);
	h = _mm_xor_si128(h, _mm_and_si128(top, fold));
	power = h;
	for (unsigned i = 0; i < LANES; i++) {
		store(g->powers[i], power);
		power = multiply(power, h);
	}
}

CPU_ void gcm_x86_ghash(const struct gcm_x86 *g, uint8_t y[16], const uint8_t *in, size_t n_blocks)
{
	__m128i sum = reversed(load(y)), h = load(g->powers[0]);

	for (; n_blocks > 0; n_blocks--, in += 16)
		sum = multiply(_mm_xor_si128(sum, reversed(load(in))), h);
	store(y, reversed(sum));
}

/* LANES blocks; (counter) and (sum) have their bytes reversed. */
CPU_INLINE __m128i crypt_lanes(const struct gcm_x86 *g, bool decrypt, __m128i counter, __m128i sum,
	const uint8_t *in, uint8_t *out)
{
	struct product p = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
	__m128i block[LANES], data, coded, key = load(g->round_keys[0]);

	EACH_LANE
	block[k] =
		_mm_xor_si128(reversed(_mm_add_epi32(counter, _mm_set_epi32(0, 0, 0, k + 1))), key);
	for (unsigned i = 1; i < g->n_rounds; i++) {
		key = load(g->round_keys[i]);
		EACH_LANE
		block[k] = _mm_aesenc_si128(block[k], key);
	}
	key = load(g->round_keys[g->n_rounds]);
	EACH_LANE
	{
		data = load(in + 16 * k);
		block[k] = _mm_xor_si128(_mm_aesenclast_si128(block[k], key), data);
		coded = reversed(decrypt ? data : block[k]);
		coded = k == 0 ? _mm_xor_si128(coded, sum) : coded;
		multiply_add(&p, coded, load(g->powers[LANES - 1 - k]));
		store(out + 16 * k, block[k]);
	}
	return reduce(&p);
}

CPU_ void gcm_x86_crypt(const struct gcm_x86 *g, bool decrypt, uint8_t counter[16], uint8_t y[16],
	const uint8_t *in, uint8_t *out, size_t n_blocks)
{
	__m128i sum = reversed(load(y)), count = reversed(load(counter)), data, block;

	for (; n_blocks >= LANES; n_blocks -= LANES, in += 16 * LANES, out += 16 * LANES) {
		sum = crypt_lanes(g, decrypt, count, sum, in, out);
		count = _mm_add_epi32(count, _mm_set_epi32(0, 0, 0, LANES));
	}
	for (; n_blocks > 0; n_blocks--, in += 16, out += 16) {
		count = _mm_add_epi32(count, _mm_set_epi32(0, 0, 0, 1));
		data = load(in);
		block = _mm_xor_si128(encrypt(g, reversed(count)), data);
		sum = multiply(
			_mm_xor_si128(sum, reversed(decrypt ? data : block)), load(g->powers[0]));
		store(out, block);
	}
	store(y, reversed(sum));
	store(counter, reversed(count));
}
