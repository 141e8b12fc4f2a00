/* SPDX-License-Identifier: BSD-2-Clause */
/* The inner loops of AES-GCM with AES-NI and PCLMULQDQ, for processors where crypt_has_aes(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GCM_X86_LANES 8 /* blocks in flight */

struct gcm_x86 {
	uint8_t round_keys[15][16];
	uint8_t powers[GCM_X86_LANES][16]; /* of the hash key; [0] is the first */
	unsigned n_rounds;
};

/* (round_keys) are (n_rounds) + 1 blocks as FIPS 197 5.2 makes them; (n_rounds) is 10, 12 or 14. */
void gcm_x86_init(struct gcm_x86 *g, const void *round_keys, unsigned n_rounds);

/* y = (y + block) * H for each of (n_blocks) blocks. */
void gcm_x86_ghash(const struct gcm_x86 *g, uint8_t y[16], const uint8_t *in, size_t n_blocks);

/* Encrypts or decrypts (n_blocks) blocks, of which each first counts (counter) up by one, and takes
 * the encrypted side into (y). (out) is (in), or does not overlap it. */
void gcm_x86_crypt(const struct gcm_x86 *g, bool decrypt, uint8_t counter[16], uint8_t y[16],
	const uint8_t *in, uint8_t *out, size_t n_blocks);
