/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Room in memory maps, and an order of moves. Sizes are few (a map of at most some hundred
 * ranges, an initrd of at most some thousand pieces), so the plain quadratic searches do.
 */
#include "arch/x86/linux_place.h"

#include "core/pages.h"
#include "core/util.h"

#define ONE_MIB 0x100000ull

bool place_is_ram(const struct linux_env *env, uint64_t start, uint64_t len)
{
	for (size_t i = 0; i < env->n_ram; i++) {
		const struct mem_range *r = &env->ram[i];

		if (start >= r->start && start <= r->end && len <= r->end - start)
			return true;
	}
	return false;
}

/* The end of something to be kept in [start, end), 0 if nothing is. */
static uint64_t kept_until(const struct linux_env *env, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < env->n_keep; i++) {
		if (ranges_overlap(start, end, &env->keep[i]))
			return env->keep[i].end;
	}
	return 0;
}

bool place_is_free(const struct linux_env *env, uint64_t start, uint64_t len)
{
	return len <= UINT64_MAX - start && !kept_until(env, start, start + len);
}

uint64_t place_lowest(
	const struct linux_env *env, uint64_t len, uint64_t align, uint64_t from, uint64_t limit)
{
	uint64_t best = RANGE_NONE;

	for (size_t i = 0; i < env->n_ram; i++) {
		uint64_t at = MAX(env->ram[i].start, from), end = MIN(env->ram[i].end, limit);

		while (at < end && at <= UINT64_MAX - align) {
			uint64_t kept;

			at = ALIGN_UP(at, align);
			if (at > end || len > end - at)
				break;
			kept = kept_until(env, at, at + len);
			if (!kept) {
				best = MIN(best, at);
				break;
			}
			at = kept;
		}
	}
	return best;
}

/* The lowest start of what [start, end) would touch; RANGE_NONE if it touches nothing. */
static uint64_t first_obstacle(
	const struct linux_env *env, const struct obstacles *o, uint64_t start, uint64_t end)
{
	uint64_t first = RANGE_NONE;

	for (size_t i = 0; i < env->n_keep; i++) {
		if (ranges_overlap(start, end, &env->keep[i]))
			first = MIN(first, env->keep[i].start);
	}
	for (size_t i = 0; i < o->n_ranges; i++) {
		if (ranges_overlap(start, end, &o->ranges[i]))
			first = MIN(first, o->ranges[i].start);
	}
	for (size_t i = 0; i < o->n_sources; i++) {
		const struct linux_move *m = &o->sources[i];
		struct mem_range r = {m->from, m->from + m->len};

		if (ranges_overlap(start, end, &r))
			first = MIN(first, r.start);
	}
	for (size_t i = 0; i < o->n_targets; i++) {
		const struct linux_move *m = &o->targets[i];
		struct mem_range r = {m->to, m->to + m->len};

		if (ranges_overlap(start, end, &r))
			first = MIN(first, r.start);
	}
	return first;
}

static uint64_t highest_in(const struct linux_env *env, const struct obstacles *o, uint64_t low,
	uint64_t high, uint64_t len)
{
	while (high > low && len <= high - low) {
		uint64_t at = (high - len) & ~(uint64_t)(PAGE_SIZE - 1), obstacle;

		if (at < low)
			break;
		obstacle = first_obstacle(env, o, at, at + len);
		if (obstacle == RANGE_NONE)
			return at;
		high = obstacle;
	}
	return RANGE_NONE;
}

uint64_t place_highest(
	const struct linux_env *env, const struct obstacles *o, uint64_t len, uint64_t limit)
{
	uint64_t best = RANGE_NONE;

	for (size_t i = 0; i < env->n_ram; i++) {
		uint64_t low = MAX(env->ram[i].start, ONE_MIB), high = MIN(env->ram[i].end, limit);
		uint64_t at = highest_in(env, o, low, high, len);

		if (at != RANGE_NONE && (best == RANGE_NONE || at > best))
			best = at;
	}
	return best;
}

uint64_t place_room(const struct linux_env *env, const struct obstacles *o, uint64_t limit)
{
	uint64_t fits = 0, too_much = limit / PAGE_SIZE + 1;

	while (too_much - fits > 1) {
		uint64_t pages = fits + (too_much - fits) / 2;

		if (place_highest(env, o, pages * PAGE_SIZE, limit) != RANGE_NONE)
			fits = pages;
		else
			too_much = pages;
	}
	return fits * PAGE_SIZE;
}

static bool blocks(const struct linux_move *source, const struct linux_move *target)
{
	struct mem_range r = {source->from, source->from + source->len};

	return source != target && ranges_overlap(target->to, target->to + target->len, &r);
}

/* The first of (n) (moves) that overwrites nothing the others read; (n) if there is none. */
static size_t find_harmless(const struct linux_move *moves, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < n && !blocks(&moves[k], &moves[i]))
			k++;
		if (k == n)
			return i;
	}
	return n;
}

/* The smallest of (n) (moves) that stands in the way of another; there is one. */
static size_t find_smallest(const struct linux_move *moves, size_t n)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < n && !blocks(&moves[i], &moves[k]))
			k++;
		if (k < n && (best == n || moves[i].len < moves[best].len))
			best = i;
	}
	return best;
}

/* Makes moves[done] one that takes a piece out of the way, for good: no target overlaps its new
 * place. The move that was there becomes the last one. */
static bool put_aside(const struct linux_env *env, struct linux_move *moves, size_t done, size_t n)
{
	struct linux_move *m = &moves[done + find_smallest(moves + done, n - done)];
	const struct obstacles o = {NULL, 0, moves + done, n - done, moves, n};
	uint64_t aside = place_highest(env, &o, m->len, UINT64_MAX);
	struct linux_move first = {m->from, aside, m->len};

	if (aside == RANGE_NONE)
		return false;
	m->from = aside;
	moves[n] = moves[done];
	moves[done] = first;
	return true;
}

bool moves_order(const struct linux_env *env, struct linux_move *moves, size_t *n, size_t max)
{
	for (size_t done = 0; done < *n; done++) {
		size_t i = done + find_harmless(moves + done, *n - done);
		struct linux_move next;

		if (i == *n) {
			if (*n == max || !put_aside(env, moves, done, *n))
				return false;
			++*n;
			continue;
		}
		next = moves[i];
		moves[i] = moves[done];
		moves[done] = next;
	}
	return true;
}
