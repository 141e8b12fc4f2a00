/* SPDX-License-Identifier: BSD-2-Clause */
/* What a program that we start and that may come back is told of memory. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/bios/e820.h"

/* Runs shorter than this are not lent. lpxelinux.0 (6.04) makes its heap of whatever is RAM,
 * the highest first, and jumps to nowhere when that is a run of 28 to 60 KiB. */
#define LEND_MIN (1u << 20)

struct lent_run {
	uint64_t start;
	size_t n; /* pages */
};

/* Makes (ret) of the clean map (told): RAM above 1 MiB that is in none of the (n) free (runs),
 * which are sorted from the highest to the lowest, is reserved, and so are runs below
 * LEND_MIN. Returns false if the map has no room for the pieces. */
bool lend_map(
	const struct e820_map *told, const struct lent_run *runs, size_t n, struct e820_map *ret);
