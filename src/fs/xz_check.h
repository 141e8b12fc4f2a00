/* SPDX-License-Identifier: BSD-2-Clause */
/* The checks of the data in .xz files (format 1.2.0, 2.1.1.2 and 6). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sha256;

/* Zeroed to start with. */
struct xz_check {
	uint8_t kind;
	uint64_t crc;
	struct sha256 *sha;
};

/* Bytes of a check of (kind), which is 0 to 15. */
size_t xz_check_size(uint8_t kind);
/* Starts anew. -ERR_NOTSUP (recorded): nobody knows how to compute that kind. -ERR_NOMEM. */
int xz_check_begin(struct xz_check *c, uint8_t kind);
void xz_check_feed(struct xz_check *c, const void *data, size_t len);
/* Whether (want), xz_check_size() bytes, is what came out. */
bool xz_check_end(struct xz_check *c, const uint8_t *want);
void xz_check_free(struct xz_check *c);
