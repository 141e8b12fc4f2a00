/* SPDX-License-Identifier: BSD-2-Clause */
/* What mbedTLS's gcm.h includes for MBEDTLS_GCM_ALT, under the name it asks for: the state of
 * AES-GCM, which is ours. Unaligned, since the library allocates it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <mbedtls/aes.h>

#include "crypt/gcm_x86.h"
#include "crypt/ghash_table.h"

typedef struct mbedtls_gcm_context {
	mbedtls_aes_context aes;
	uint64_t len;     /* bytes of data so far */
	uint64_t add_len; /* bytes of additional data so far */
	uint8_t base[16]; /* the encrypted first counter, for the tag */
	uint8_t counter[16];
	uint8_t sum[16];  /* GHASH; the bytes of an unfinished block are added already */
	uint8_t mask[16]; /* the encrypted counter of an unfinished block */
	bool decrypt;
	bool fast; /* which of the two */
	union {
		struct gcm_x86 x86;
		struct ghash_table table;
	} u;
} mbedtls_gcm_context;
