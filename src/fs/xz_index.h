/* SPDX-License-Identifier: BSD-2-Clause */
/* The index at the end of a stream of an .xz file (format 1.2.0, 4), compared with the blocks that
 * came before it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XZ_VLI_MAX 9 /* bytes of a number */

/* What there is of blocks: as many, with these sizes in this order. */
struct xz_blocks {
	uint64_t n;
	uint32_t digest;
};

/* Zeroed to start with; then the first byte, which tells an index from a block, counts as fed. */
struct xz_index {
	uint64_t size; /* bytes fed, that first one included */
	uint32_t crc;
	bool counted; /* the number of records is known */
	uint64_t left;
	struct xz_blocks seen;
	bool second; /* of a record's numbers is next */
	uint64_t packed;
	uint64_t vli; /* the number that comes in */
	unsigned n_vli;
};

void xz_blocks_add(struct xz_blocks *b, uint64_t packed, uint64_t unpacked);

/* The number at (p): its bytes, or 0 if it is none or goes beyond (len). */
size_t xz_vli(const uint8_t *p, size_t len, uint64_t *ret);

void xz_index_begin(struct xz_index *x);
/* 0: more must come. 1: that was all but padding and CRC. -ERR_PROTO (not recorded). */
int xz_index_feed(struct xz_index *x, uint8_t byte);
/* Zeros that must follow, and whether (tail), so many and the CRC, fits. */
size_t xz_index_padding(const struct xz_index *x);
bool xz_index_end(const struct xz_index *x, const uint8_t *tail);
