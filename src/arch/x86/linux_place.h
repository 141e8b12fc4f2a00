/* SPDX-License-Identifier: BSD-2-Clause */
/* Room in memory maps, and an order of moves. Pure; for linux_plan.c. */
#pragma once

#include "arch/x86/linux_plan.h"

#define RANGE_NONE UINT64_MAX

static inline bool ranges_overlap(uint64_t start, uint64_t end, const struct mem_range *r)
{
	return start < r->end && r->start < end;
}

/* True if one range of (ram) holds all of [start, start + len). */
bool place_is_ram(const struct linux_env *env, uint64_t start, uint64_t len);

/* True if [start, start + len) touches nothing that must be kept. */
bool place_is_free(const struct linux_env *env, uint64_t start, uint64_t len);

/* The lowest place at or above (from) for (len) bytes of RAM, a multiple of (align), ending at or
 * below (limit), that touches nothing that must be kept. RANGE_NONE if there is none. */
uint64_t place_lowest(
	const struct linux_env *env, uint64_t len, uint64_t align, uint64_t from, uint64_t limit);

/* What must not be touched beyond env->keep. */
struct obstacles {
	const struct mem_range *ranges;
	size_t n_ranges;
	const struct linux_move *sources; /* their (from) */
	size_t n_sources;
	const struct linux_move *targets; /* their (to) */
	size_t n_targets;
};

/* The highest page-aligned place from 1 MiB on for (len) bytes of RAM ending at or below (limit).
 * RANGE_NONE if there is none. */
uint64_t place_highest(
	const struct linux_env *env, const struct obstacles *o, uint64_t len, uint64_t limit);

/* The largest (len) for which place_highest() finds a place. */
uint64_t place_room(const struct linux_env *env, const struct obstacles *o, uint64_t limit);

/* Orders the (*n) (moves) so that none overwrites what a later one reads. Where they block
 * each other in a circle, something small is put aside first, by a move more. False if there
 * is no place for that, or no room for more than (max) moves. */
bool moves_order(const struct linux_env *env, struct linux_move *moves, size_t *n, size_t max);
