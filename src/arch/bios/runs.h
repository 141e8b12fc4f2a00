/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Free memory as runs of pages. Each run's first bytes say how long it is and where the next one
 * is, so that there is no limit to their number and no bookkeeping elsewhere. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run;
struct runs {
	struct run *first;	/* the highest; the others follow downwards */
};

/* Makes (n) pages at (start), page-aligned, free. They must not be free already. */
void runs_add(struct runs *r, void *start, size_t n);

/* Takes (n) pages from as high as possible, ending at or below (limit) if that is not 0. NULL. */
void *runs_take_top(struct runs *r, size_t n, uintptr_t limit);

/* Takes (n) pages from as high as possible within [from, limit), beginning at a multiple of (align)
 * bytes, a power of two and at least a page. NULL. */
void *runs_take_aligned(struct runs *r, size_t n, uintptr_t align, uintptr_t from, uintptr_t limit);

/* Takes just the (n) pages at (start), if all of them are free. */
bool runs_take_at(struct runs *r, void *start, size_t n);

/* Pages that are free. */
size_t runs_total(const struct runs *r);

/* Calls (fn) for each run, from the highest to the lowest. */
void runs_each(const struct runs *r, void (*fn)(void *start, size_t n, void *arg), void *arg);
