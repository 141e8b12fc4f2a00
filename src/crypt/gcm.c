/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AES-GCM (NIST SP 800-38D) for mbedTLS (MBEDTLS_GCM_ALT): the library's own goes through its
 * cipher layer for every block and reduces every product: 0.4 GB/s where the instructions can do
 * 6. Where the processor has them crypt/gcm_x86.h does everything, else the library's AES and
 * crypt/ghash_table.h.
 *
 * The functions behave as mbedtls/gcm.h says; data may come in pieces of any size.
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS /* the round keys of an AES context */

#include <string.h>

#include <mbedtls/constant_time.h>
#include <mbedtls/gcm.h>
#include <mbedtls/platform_util.h>

#include "core/util.h"
#include "crypt/cpu.h"

#define BLOCK   16
#define MAX_LEN 0xfffffffe0ULL /* SP 800-38D 5.2.1.1: 2^39 - 256 bits */

/* sum = (sum + block) * H */
static void hash_blocks(mbedtls_gcm_context *ctx, const uint8_t *in, size_t n_blocks)
{
	if (ctx->fast)
		gcm_x86_ghash(&ctx->u.x86, ctx->sum, in, n_blocks);
	else
		ghash_table_blocks(&ctx->u.table, ctx->sum, in, n_blocks);
}

/* Adds bytes to the block at hand, beginning (at) bytes into it. */
static void hash_bytes(mbedtls_gcm_context *ctx, size_t at, const uint8_t *in, size_t len)
{
	for (size_t i = 0; i < len; i++)
		ctx->sum[at + i] ^= in[i];
}

/* The bytes added are a block, with zeros behind them. */
static void hash_block_end(mbedtls_gcm_context *ctx)
{
	static const uint8_t zeros[BLOCK];

	hash_blocks(ctx, zeros, 1);
}

static void hash_lengths(mbedtls_gcm_context *ctx, uint64_t add_len, uint64_t len)
{
	uint8_t block[BLOCK];

	put_be32(block, (uint32_t)(add_len >> 29)); /* in bits */
	put_be32(block + 4, (uint32_t)(add_len << 3));
	put_be32(block + 8, (uint32_t)(len >> 29));
	put_be32(block + 12, (uint32_t)(len << 3));
	hash_blocks(ctx, block, 1);
}

static int next_mask(mbedtls_gcm_context *ctx)
{
	put_be32(ctx->counter + 12, get_be32(ctx->counter + 12) + 1);
	return mbedtls_aes_crypt_ecb(&ctx->aes, MBEDTLS_AES_ENCRYPT, ctx->counter, ctx->mask);
}

static void apply_mask(uint8_t *out, const uint8_t *in, const uint8_t *mask)
{
	uint64_t a[2], b[2];

	memcpy(a, in, sizeof(a));
	memcpy(b, mask, sizeof(b));
	a[0] ^= b[0];
	a[1] ^= b[1];
	memcpy(out, a, sizeof(a));
}

static int crypt_blocks(mbedtls_gcm_context *ctx, const uint8_t *in, uint8_t *out, size_t n_blocks)
{
	int r;

	if (ctx->fast) {
		gcm_x86_crypt(&ctx->u.x86, ctx->decrypt, ctx->counter, ctx->sum, in, out, n_blocks);
		return 0;
	}
	if (ctx->decrypt)
		hash_blocks(ctx, in, n_blocks);
	for (size_t i = 0; i < n_blocks; i++) {
		r = next_mask(ctx);
		if (r)
			return r;
		apply_mask(out + BLOCK * i, in + BLOCK * i, ctx->mask);
	}
	if (!ctx->decrypt)
		hash_blocks(ctx, out, n_blocks);
	return 0;
}

/* Less than a block, (at) bytes into it. */
static void crypt_bytes(
	mbedtls_gcm_context *ctx, size_t at, const uint8_t *in, uint8_t *out, size_t len)
{
	if (ctx->decrypt)
		hash_bytes(ctx, at, in, len);
	for (size_t i = 0; i < len; i++)
		out[i] = in[i] ^ ctx->mask[at + i];
	if (!ctx->decrypt)
		hash_bytes(ctx, at, out, len);
	if (at + len == BLOCK)
		hash_block_end(ctx);
}

void mbedtls_gcm_init(mbedtls_gcm_context *ctx)
{
	memset(ctx, 0, sizeof(*ctx));
	mbedtls_aes_init(&ctx->aes);
}

void mbedtls_gcm_free(mbedtls_gcm_context *ctx)
{
	if (!ctx)
		return;
	mbedtls_aes_free(&ctx->aes);
	mbedtls_platform_zeroize(ctx, sizeof(*ctx));
}

int mbedtls_gcm_setkey(mbedtls_gcm_context *ctx, mbedtls_cipher_id_t cipher,
	const unsigned char *key, unsigned int keybits)
{
	uint8_t h[BLOCK] = {0};
	int r;

	if (cipher != MBEDTLS_CIPHER_ID_AES || (keybits != 128 && keybits != 192 && keybits != 256))
		return MBEDTLS_ERR_GCM_BAD_INPUT;
	r = mbedtls_aes_setkey_enc(&ctx->aes, key, keybits);
	if (r)
		return r;
	ctx->fast = crypt_has_aes();
	if (ctx->fast) {
		gcm_x86_init(&ctx->u.x86, ctx->aes.buf + ctx->aes.rk_offset, (unsigned)ctx->aes.nr);
		return 0;
	}
	r = mbedtls_aes_crypt_ecb(&ctx->aes, MBEDTLS_AES_ENCRYPT, h, h);
	if (r == 0)
		ghash_table_init(&ctx->u.table, h);
	mbedtls_platform_zeroize(h, sizeof(h));
	return r;
}

int mbedtls_gcm_starts(mbedtls_gcm_context *ctx, int mode, const unsigned char *iv, size_t iv_len)
{
	if (iv_len == 0 || (uint64_t)iv_len >> 61 != 0)
		return MBEDTLS_ERR_GCM_BAD_INPUT;
	memset(ctx->sum, 0, sizeof(ctx->sum));
	memset(ctx->counter, 0, sizeof(ctx->counter));
	ctx->decrypt = mode == MBEDTLS_GCM_DECRYPT;
	ctx->len = 0;
	ctx->add_len = 0;
	if (iv_len == 12) { /* SP 800-38D 7.1 step 2 */
		memcpy(ctx->counter, iv, 12);
		ctx->counter[15] = 1;
	} else {
		hash_blocks(ctx, iv, iv_len / BLOCK);
		if (iv_len % BLOCK) {
			hash_bytes(ctx, 0, iv + iv_len / BLOCK * BLOCK, iv_len % BLOCK);
			hash_block_end(ctx);
		}
		hash_lengths(ctx, 0, iv_len);
		memcpy(ctx->counter, ctx->sum, BLOCK);
		memset(ctx->sum, 0, sizeof(ctx->sum));
	}
	return mbedtls_aes_crypt_ecb(&ctx->aes, MBEDTLS_AES_ENCRYPT, ctx->counter, ctx->base);
}

int mbedtls_gcm_update_ad(mbedtls_gcm_context *ctx, const unsigned char *add, size_t add_len)
{
	size_t at = ctx->add_len % BLOCK, n;

	if (add_len > (UINT64_MAX >> 3) - ctx->add_len)
		return MBEDTLS_ERR_GCM_BAD_INPUT;
	ctx->add_len += add_len;
	if (at > 0) {
		n = MIN(add_len, BLOCK - at);
		hash_bytes(ctx, at, add, n);
		if (at + n == BLOCK)
			hash_block_end(ctx);
		add_len -= n;
		add = n > 0 ? add + n : add; /* it may be NULL */
	}
	hash_blocks(ctx, add, add_len / BLOCK);
	if (add_len % BLOCK)
		hash_bytes(ctx, 0, add + add_len / BLOCK * BLOCK, add_len % BLOCK);
	return 0;
}

int mbedtls_gcm_update(mbedtls_gcm_context *ctx, const unsigned char *input, size_t input_length,
	unsigned char *output, size_t output_size, size_t *output_length)
{
	size_t at = ctx->len % BLOCK, n;
	int r;

	if (output_size < input_length)
		return MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL;
	*output_length = input_length;
	if (input_length == 0)
		return 0;
	if (output > input && (size_t)(output - input) < input_length)
		return MBEDTLS_ERR_GCM_BAD_INPUT;
	if (ctx->len > MAX_LEN || input_length > MAX_LEN - ctx->len)
		return MBEDTLS_ERR_GCM_BAD_INPUT;
	if (ctx->len == 0 && ctx->add_len % BLOCK)
		hash_block_end(ctx);
	ctx->len += input_length;
	if (at > 0) {
		n = MIN(input_length, BLOCK - at);
		crypt_bytes(ctx, at, input, output, n);
		input += n;
		output += n;
		input_length -= n;
	}
	n = input_length / BLOCK;
	r = crypt_blocks(ctx, input, output, n);
	if (r || input_length % BLOCK == 0)
		return r;
	r = next_mask(ctx);
	if (r)
		return r;
	crypt_bytes(ctx, 0, input + n * BLOCK, output + n * BLOCK, input_length % BLOCK);
	return 0;
}

int mbedtls_gcm_finish(mbedtls_gcm_context *ctx, unsigned char *output, size_t output_size,
	size_t *output_length, unsigned char *tag, size_t tag_len)
{
	(void)output; /* nothing is held back */
	(void)output_size;
	*output_length = 0;
	if (tag_len > BLOCK || tag_len < 4)
		return MBEDTLS_ERR_GCM_BAD_INPUT;
	if (ctx->len == 0 ? ctx->add_len % BLOCK : ctx->len % BLOCK)
		hash_block_end(ctx);
	hash_lengths(ctx, ctx->add_len, ctx->len);
	for (size_t i = 0; i < tag_len; i++)
		tag[i] = ctx->base[i] ^ ctx->sum[i];
	return 0;
}

int mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context *ctx, int mode, size_t length,
	const unsigned char *iv, size_t iv_len, const unsigned char *add, size_t add_len,
	const unsigned char *input, unsigned char *output, size_t tag_len, unsigned char *tag)
{
	size_t n;
	int r = mbedtls_gcm_starts(ctx, mode, iv, iv_len);

	if (r == 0)
		r = mbedtls_gcm_update_ad(ctx, add, add_len);
	if (r == 0)
		r = mbedtls_gcm_update(ctx, input, length, output, length, &n);
	if (r == 0)
		r = mbedtls_gcm_finish(ctx, NULL, 0, &n, tag, tag_len);
	return r;
}

int mbedtls_gcm_auth_decrypt(mbedtls_gcm_context *ctx, size_t length, const unsigned char *iv,
	size_t iv_len, const unsigned char *add, size_t add_len, const unsigned char *tag,
	size_t tag_len, const unsigned char *input, unsigned char *output)
{
	uint8_t own[BLOCK];
	int r = mbedtls_gcm_crypt_and_tag(ctx, MBEDTLS_GCM_DECRYPT, length, iv, iv_len, add,
		add_len, input, output, tag_len, own);

	if (r)
		return r;
	if (mbedtls_ct_memcmp(tag, own, tag_len)) {
		mbedtls_platform_zeroize(output, length);
		return MBEDTLS_ERR_GCM_AUTH_FAILED;
	}
	return 0;
}
