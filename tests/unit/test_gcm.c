/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AES-GCM, both implementations: published vectors (the GCM specification's test cases, which NIST
 * took over), and random lengths and pieces against a reference that multiplies bit by bit.
 */
#include <stdbool.h>
#include <stdlib.h>

#include <mbedtls/gcm.h>

#include "core/util.h"
#include "crypt/cpu.h"
#include "unit/check.h"

static bool use_x86;

/* In place of crypt/cpu_x86.c. */
bool crypt_has_aes(void)
{
	return use_x86;
}

static bool has_instructions(void)
{
	return __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul") &&
		__builtin_cpu_supports("ssse3");
}

/* ---- the reference ---- */

struct gcm_case {
	uint8_t key[32], iv[64], add[80], plain[1200], coded[1200], tag[16];
	size_t key_len, iv_len, add_len, len;
};

static void reference_multiply(uint8_t y[16], const uint8_t h[16])
{
	uint8_t z[16] = {0}, v[16];

	memcpy(v, h, 16);
	for (unsigned i = 0; i < 128; i++) {
		uint8_t out = v[15] & 1;
		if (y[i / 8] >> (7 - i % 8) & 1)
			for (unsigned k = 0; k < 16; k++)
				z[k] ^= v[k];
		for (unsigned k = 15; k > 0; k--)
			v[k] = (uint8_t)(v[k] >> 1 | v[k - 1] << 7);
		v[0] = (uint8_t)(v[0] >> 1 ^ (out ? 0xe1 : 0));
	}
	memcpy(y, z, 16);
}

static void reference_hash(uint8_t y[16], const uint8_t h[16], const uint8_t *in, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		y[i % 16] ^= in[i];
		if (i % 16 == 15 || i == len - 1)
			reference_multiply(y, h);
	}
}

static void reference_lengths(uint8_t y[16], const uint8_t h[16], size_t a, size_t b)
{
	uint8_t block[16] = {0};

	put_be32(block + 4, (uint32_t)a * 8);
	put_be32(block + 12, (uint32_t)b * 8);
	reference_hash(y, h, block, 16);
}

/* Fills in coded and tag. */
static void reference(struct gcm_case *c)
{
	uint8_t h[16] = {0}, counter[16] = {0}, mask[16], sum[16] = {0};
	mbedtls_aes_context aes;

	mbedtls_aes_init(&aes);
	CHECK_EQ(mbedtls_aes_setkey_enc(&aes, c->key, (unsigned)c->key_len * 8), 0);
	CHECK_EQ(mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, h, h), 0);
	memcpy(counter, c->iv, c->iv_len == 12 ? 12 : 0);
	counter[15] = c->iv_len == 12;
	if (c->iv_len != 12) {
		reference_hash(counter, h, c->iv, c->iv_len);
		reference_lengths(counter, h, 0, c->iv_len);
	}
	mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, counter, c->tag);
	for (size_t i = 0; i < c->len; i++) {
		if (i % 16 == 0) {
			put_be32(counter + 12, get_be32(counter + 12) + 1);
			mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, counter, mask);
		}
		c->coded[i] = c->plain[i] ^ mask[i % 16];
	}
	reference_hash(sum, h, c->add, c->add_len);
	reference_hash(sum, h, c->coded, c->len);
	reference_lengths(sum, h, c->add_len, c->len);
	for (unsigned i = 0; i < 16; i++)
		c->tag[i] ^= sum[i];
	mbedtls_aes_free(&aes);
}

/* ---- vectors ---- */

static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
	return n;
}

#define K1 "feffe9928665731c6d6a8f9467308308"
#define P1                                                                                         \
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"                         \
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define A1  "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define IV1 "cafebabefacedbaddecaf888"
#define IV6                                                                                        \
	"9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728"                         \
	"c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b"

static const struct {
	const char *key, *iv, *add, *plain, *coded, *tag;
} vectors[] = {
	/* cases 1, 2, 4, 5, 6, 13, 14, 16 of the specification */
	{"00000000000000000000000000000000", "000000000000000000000000", "", "", "",
		"58e2fccefa7e3061367f1d57a4e7455a"},
	{"00000000000000000000000000000000", "000000000000000000000000", "",
		"00000000000000000000000000000000", "0388dace60b6a392f328c2b971b2fe78",
		"ab6e47d42cec13bdf53a67b21257bddf"},
	{K1, IV1, A1, P1,
		"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
		"21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
		"5bc94fbc3221a5db94fae95ae7121a47"},
	{K1, "cafebabefacedbad", A1, P1,
		"61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c7423"
		"73806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598",
		"3612d2e79e3b0785561be14aaca2fccb"},
	{K1, IV6, A1, P1,
		"8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca7"
		"01e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
		"619cc5aefffe0bfa462af43c1699d050"},
	{"0000000000000000000000000000000000000000000000000000000000000000",
		"000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
	{"0000000000000000000000000000000000000000000000000000000000000000",
		"000000000000000000000000", "", "00000000000000000000000000000000",
		"cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"},
	{K1 K1, IV1, A1, P1,
		"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
		"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
		"76fc6ece0f4e1768cddf8853bb2d551b"},
};

/* ---- the tests ---- */

static struct gcm_case c;
static uint8_t out[1200];

static void check_both_ways(mbedtls_gcm_context *ctx)
{
	uint8_t tag[16];

	CHECK_EQ(mbedtls_gcm_crypt_and_tag(ctx, MBEDTLS_GCM_ENCRYPT, c.len, c.iv, c.iv_len, c.add,
			 c.add_len, c.plain, out, 16, tag),
		0);
	CHECK(memcmp(out, c.coded, c.len) == 0);
	CHECK(memcmp(tag, c.tag, 16) == 0);
	/* in place */
	CHECK_EQ(mbedtls_gcm_auth_decrypt(
			 ctx, c.len, c.iv, c.iv_len, c.add, c.add_len, tag, 16, out, out),
		0);
	CHECK(memcmp(out, c.plain, c.len) == 0);
}

static void test_vectors(void)
{
	mbedtls_gcm_context ctx;

	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		c.key_len = from_hex(vectors[i].key, c.key);
		c.iv_len = from_hex(vectors[i].iv, c.iv);
		c.add_len = from_hex(vectors[i].add, c.add);
		c.len = from_hex(vectors[i].plain, c.plain);
		CHECK_EQ(from_hex(vectors[i].coded, c.coded), c.len);
		CHECK_EQ(from_hex(vectors[i].tag, c.tag), 16);
		mbedtls_gcm_init(&ctx);
		CHECK_EQ(mbedtls_gcm_setkey(
				 &ctx, MBEDTLS_CIPHER_ID_AES, c.key, (unsigned)c.key_len * 8),
			0);
		check_both_ways(&ctx);
		/* the reference is right, too */
		memset(c.coded, 0, c.len);
		memset(c.tag, 0, 16);
		reference(&c);
		check_both_ways(&ctx);
		mbedtls_gcm_free(&ctx);
	}
}

static void randomize(uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(rand() >> 7);
}

static void random_case(void)
{
	static const size_t key_lens[] = {16, 24, 32};

	c.key_len = key_lens[rand() % 3];
	c.iv_len = rand() % 4 ? 12 : 1 + (size_t)rand() % sizeof(c.iv);
	c.add_len = (size_t)rand() % sizeof(c.add);
	c.len = (size_t)rand() % (rand() % 2 ? 100 : sizeof(c.plain));
	randomize(c.key, sizeof(c.key));
	randomize(c.iv, sizeof(c.iv));
	randomize(c.add, sizeof(c.add));
	randomize(c.plain, sizeof(c.plain));
	reference(&c);
}

static size_t piece(size_t most, size_t left)
{
	size_t n = (size_t)rand() % (most + 1);

	return MIN(n, left);
}

/* The same in pieces of up to (most) bytes, in place where (in) is out. */
static void check_pieces(
	mbedtls_gcm_context *ctx, int mode, const uint8_t *in, const uint8_t *want, size_t most)
{
	uint8_t tag[16];
	size_t n, done;

	CHECK_EQ(mbedtls_gcm_starts(ctx, mode, c.iv, c.iv_len), 0);
	for (size_t off = 0; off < c.add_len; off += n) {
		n = piece(most, c.add_len - off);
		CHECK_EQ(mbedtls_gcm_update_ad(ctx, c.add + off, n), 0);
	}
	for (size_t off = 0; off < c.len; off += n) {
		n = piece(most, c.len - off);
		CHECK_EQ(mbedtls_gcm_update(ctx, in + off, n, out + off, n, &done), 0);
		CHECK_EQ(done, n);
	}
	CHECK_EQ(mbedtls_gcm_finish(ctx, NULL, 0, &done, tag, 16), 0);
	CHECK_EQ(done, 0);
	CHECK(memcmp(out, want, c.len) == 0);
	CHECK(memcmp(tag, c.tag, 16) == 0);
}

static void test_random(void)
{
	mbedtls_gcm_context ctx;

	for (unsigned i = 0; i < 150; i++) {
		random_case();
		mbedtls_gcm_init(&ctx);
		CHECK_EQ(mbedtls_gcm_setkey(
				 &ctx, MBEDTLS_CIPHER_ID_AES, c.key, (unsigned)c.key_len * 8),
			0);
		check_both_ways(&ctx);
		check_pieces(&ctx, MBEDTLS_GCM_ENCRYPT, c.plain, c.coded, 1 + i % 300);
		check_pieces(&ctx, MBEDTLS_GCM_DECRYPT, c.coded, c.plain, 1 + i % 300);
		memcpy(out, c.coded, c.len);
		check_pieces(&ctx, MBEDTLS_GCM_DECRYPT, out, c.plain, 1 + i % 40);
		mbedtls_gcm_free(&ctx);
	}
}

/* The counter's low 32 bits come round without a carry: SP 800-38D 6.2. */
static void test_counter_wraps(void)
{
	mbedtls_gcm_context ctx;
	uint8_t tag[16];

	random_case();
	c.len = 400;
	mbedtls_gcm_init(&ctx);
	CHECK_EQ(
		mbedtls_gcm_setkey(&ctx, MBEDTLS_CIPHER_ID_AES, c.key, (unsigned)c.key_len * 8), 0);
	for (unsigned start = 0; start < 12; start++) {
		uint8_t counter[16], mask[16], want[400];
		size_t n;
		CHECK_EQ(mbedtls_gcm_starts(&ctx, MBEDTLS_GCM_ENCRYPT, c.iv, 12), 0);
		put_be32(ctx.counter + 12, 0u - 1 - start);
		memcpy(counter, ctx.counter, 16);
		for (size_t i = 0; i < c.len; i++) {
			if (i % 16 == 0) {
				put_be32(counter + 12, get_be32(counter + 12) + 1);
				mbedtls_aes_crypt_ecb(&ctx.aes, MBEDTLS_AES_ENCRYPT, counter, mask);
			}
			want[i] = c.plain[i] ^ mask[i % 16];
		}
		CHECK_EQ(mbedtls_gcm_update(&ctx, c.plain, c.len, out, c.len, &n), 0);
		CHECK(memcmp(out, want, c.len) == 0);
		CHECK_EQ(mbedtls_gcm_finish(&ctx, NULL, 0, &n, tag, 16), 0);
	}
	mbedtls_gcm_free(&ctx);
}

static void test_refused(void)
{
	mbedtls_gcm_context ctx;
	uint8_t tag[16];
	size_t n;

	random_case();
	c.len = 100;
	reference(&c);
	mbedtls_gcm_init(&ctx);
	CHECK_EQ(mbedtls_gcm_setkey(&ctx, MBEDTLS_CIPHER_ID_AES, c.key, 64),
		MBEDTLS_ERR_GCM_BAD_INPUT);
	CHECK_EQ(mbedtls_gcm_setkey(&ctx, MBEDTLS_CIPHER_ID_ARIA, c.key, 128),
		MBEDTLS_ERR_GCM_BAD_INPUT);
	CHECK_EQ(
		mbedtls_gcm_setkey(&ctx, MBEDTLS_CIPHER_ID_AES, c.key, (unsigned)c.key_len * 8), 0);
	for (unsigned bit = 0; bit < 128; bit++) {
		memcpy(tag, c.tag, 16);
		tag[bit / 8] ^= (uint8_t)(1 << bit % 8);
		memset(out, 0xaa, sizeof(out));
		CHECK_EQ(mbedtls_gcm_auth_decrypt(&ctx, c.len, c.iv, c.iv_len, c.add, c.add_len,
				 tag, 16, c.coded, out),
			MBEDTLS_ERR_GCM_AUTH_FAILED);
		CHECK(out[0] == 0 && memcmp(out, out + 1, c.len - 1) == 0);
	}
	CHECK_EQ(mbedtls_gcm_starts(&ctx, MBEDTLS_GCM_ENCRYPT, c.iv, 0), MBEDTLS_ERR_GCM_BAD_INPUT);
	CHECK_EQ(mbedtls_gcm_starts(&ctx, MBEDTLS_GCM_ENCRYPT, c.iv, 12), 0);
	CHECK_EQ(mbedtls_gcm_update(&ctx, c.plain, 16, out, 15, &n),
		MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL);
	CHECK_EQ(mbedtls_gcm_update(&ctx, out, 16, out + 1, 16, &n), MBEDTLS_ERR_GCM_BAD_INPUT);
	CHECK_EQ(mbedtls_gcm_finish(&ctx, NULL, 0, &n, tag, 3), MBEDTLS_ERR_GCM_BAD_INPUT);
	CHECK_EQ(mbedtls_gcm_finish(&ctx, NULL, 0, &n, tag, 17), MBEDTLS_ERR_GCM_BAD_INPUT);
	ctx.len = 0xfffffffe0ULL - 15;
	CHECK_EQ(mbedtls_gcm_update(&ctx, c.plain, 16, out, 16, &n), MBEDTLS_ERR_GCM_BAD_INPUT);
	mbedtls_gcm_free(&ctx);
	mbedtls_gcm_free(NULL);
}

int main(void)
{
	srand(1);
	for (int i = 0; i < 2; i++) {
		use_x86 = i == 1 && has_instructions();
		test_vectors();
		test_random();
		test_counter_wraps();
		test_refused();
	}
	return check_done();
}
