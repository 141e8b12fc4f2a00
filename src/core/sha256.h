/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 (FIPS 180-4) of data that comes in pieces; src/crypt implements it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SHA256_LEN 32

struct sha256; /* a computation in progress */

struct sha256 *sha256_new(void); /* NULL on no memory */
void sha256_feed(struct sha256 *h, const void *data, size_t len);
void sha256_finish(struct sha256 *h, uint8_t out[SHA256_LEN]); /* (h) starts anew */
void sha256_free(struct sha256 *h);                            /* NULL is fine */
