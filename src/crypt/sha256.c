/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 in pieces, from mbedTLS. Its functions fail only with hardware behind them. */
#include "core/sha256.h"

#include <stdlib.h>

#include <mbedtls/sha256.h>

struct sha256 {
	mbedtls_sha256_context ctx;
};

struct sha256 *sha256_new(void)
{
	struct sha256 *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	mbedtls_sha256_init(&h->ctx);
	(void)mbedtls_sha256_starts(&h->ctx, 0);
	return h;
}

void sha256_feed(struct sha256 *h, const void *data, size_t len)
{
	(void)mbedtls_sha256_update(&h->ctx, data, len);
}

void sha256_finish(struct sha256 *h, uint8_t out[SHA256_LEN])
{
	(void)mbedtls_sha256_finish(&h->ctx, out);
	(void)mbedtls_sha256_starts(&h->ctx, 0);
}

void sha256_free(struct sha256 *h)
{
	if (!h)
		return;
	mbedtls_sha256_free(&h->ctx);
	free(h);
}
