/* SPDX-License-Identifier: BSD-2-Clause */
/* Which bytes of a file are there: a short sorted list of ranges. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { EXTENTS_MAX = 32 };

struct extents {
	struct {
		uint64_t from, to; /* [from, to) */
	} v[EXTENTS_MAX];
	unsigned n;
	uint64_t bytes; /* in all of them */
};

/* Adds [from, to), joining what touches. False, and nothing is done, if the list is full. */
bool extents_add(struct extents *e, uint64_t from, uint64_t to);
/* The first byte at or behind (pos) that is missing; (*ret_end) is where the gap ends,
 * UINT64_MAX if nothing follows. */
uint64_t extents_gap(const struct extents *e, uint64_t pos, uint64_t *ret_end);
/* The last gap below (total): [*ret_from, *ret_end). False if there is none. */
bool extents_last_gap(
	const struct extents *e, uint64_t total, uint64_t *ret_from, uint64_t *ret_end);
