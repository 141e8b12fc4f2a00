/* SPDX-License-Identifier: BSD-2-Clause */
/* The page tables of the 64-bit program. */
#pragma once

#include <stdint.h>

/* Bytes that tables_build() needs to map [0, end). */
uint32_t tables_size(uint64_t end);

/* Builds the tables at (at), page-aligned and below 4 GiB: [0, end) onto itself, and 1 GiB from
 * BODY_LINK onto (body), a multiple of 2 MiB. Returns what CR3 wants. */
uint32_t tables_build(uint32_t at, uint64_t end, uint32_t body);
