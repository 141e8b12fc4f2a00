/* SPDX-License-Identifier: BSD-2-Clause */
/* Free memory as runs of pages, highest first, never two that touch. */
#include "arch/bios/runs.h"

#include "core/pages.h"

struct run {
	struct run *next; /* lower */
	size_t n;
};

static uintptr_t run_end(const struct run *run)
{
	return (uintptr_t)run + run->n * PAGE_SIZE;
}

void runs_add(struct runs *r, void *start, size_t n)
{
	struct run *above = NULL, **link = &r->first, *run = start;

	if (!n)
		return;
	while (*link && (uintptr_t)*link > (uintptr_t)start) {
		above = *link;
		link = &above->next;
	}
	*run = (struct run){*link, n};
	*link = run;
	if (run->next && run_end(run->next) == (uintptr_t)run) {
		*link = run->next;
		(*link)->n += n;
		run = *link;
	}
	if (above && run_end(run) == (uintptr_t)above) {
		run->n += above->n;
		for (link = &r->first; *link != above;)
			link = &(*link)->next;
		*link = run;
	}
}

/* Takes [start, start + n pages) out of (*link), which holds it. */
static void cut(struct run **link, uintptr_t start, size_t n)
{
	struct run *run = *link, *above;
	size_t n_below = (start - (uintptr_t)run) / PAGE_SIZE;
	size_t n_above = run->n - n_below - n;

	if (n_below)
		run->n = n_below;
	else
		*link = run->next;
	if (!n_above)
		return;
	above = (struct run *)(start + n * PAGE_SIZE);
	*above = (struct run){*link, n_above};
	*link = above;
}

void *runs_take_aligned(struct runs *r, size_t n, uintptr_t align, uintptr_t from, uintptr_t limit)
{
	if (!n)
		return NULL;
	for (struct run **link = &r->first; *link; link = &(*link)->next) {
		uintptr_t start = (uintptr_t)*link, end = run_end(*link);

		if (start < from)
			start = from;
		if (end > limit)
			end = limit;
		if (end <= start || (end - start) / PAGE_SIZE < n)
			continue;
		end = (end - n * PAGE_SIZE) & ~(align - 1);
		if (end < start)
			continue;
		cut(link, end, n);
		return (void *)end;
	}
	return NULL;
}

void *runs_take_top(struct runs *r, size_t n, uintptr_t limit)
{
	return runs_take_aligned(r, n, PAGE_SIZE, 0, limit ? limit : UINTPTR_MAX);
}

bool runs_take_at(struct runs *r, void *start, size_t n)
{
	uintptr_t at = (uintptr_t)start;

	if (!n)
		return false;
	for (struct run **link = &r->first; *link; link = &(*link)->next) {
		if ((uintptr_t)*link > at)
			continue;
		if (at >= run_end(*link) || (run_end(*link) - at) / PAGE_SIZE < n)
			return false;
		cut(link, at, n);
		return true;
	}
	return false;
}

size_t runs_total(const struct runs *r)
{
	size_t n = 0;

	for (const struct run *run = r->first; run; run = run->next)
		n += run->n;
	return n;
}

void runs_each(const struct runs *r, void (*fn)(void *start, size_t n, void *arg), void *arg)
{
	for (struct run *run = r->first; run; run = run->next)
		fn(run, run->n, arg);
}
