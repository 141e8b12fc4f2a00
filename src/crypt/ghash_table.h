/* SPDX-License-Identifier: BSD-2-Clause */
/* GHASH (NIST SP 800-38D 6.4) with tables: any processor, 4.5 KiB for each key. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ghash_table {
	uint64_t multiple[256][2]; /* H times each byte; [0] has the coefficients of x^0 to x^63 */
	uint16_t fold[256];        /* what a byte shifted out beyond x^127 comes back as */
};

/* Prepares for the hash key (h). */
void ghash_table_init(struct ghash_table *t, const uint8_t h[16]);

/* y = (y + block) * H for each of (n_blocks) blocks. */
void ghash_table_blocks(
	const struct ghash_table *t, uint8_t y[16], const uint8_t *in, size_t n_blocks);
