/* SPDX-License-Identifier: BSD-2-Clause */
/* Which bytes of a file are there. */
#include "core/extents.h"

#include <string.h>

#include "core/util.h"

/* The first extent that ends at or behind (pos). */
static unsigned find(const struct extents *e, uint64_t pos)
{
	unsigned i = 0;

	while (i < e->n && e->v[i].to < pos)
		i++;
	return i;
}

bool extents_add(struct extents *e, uint64_t from, uint64_t to)
{
	unsigned i = find(e, from), j = i;

	if (from >= to)
		return true;
	while (j < e->n && e->v[j].from <= to)
		j++;
	if (i == j) {
		if (e->n == EXTENTS_MAX)
			return false;
		memmove(&e->v[i + 1], &e->v[i], (e->n - i) * sizeof(e->v[0]));
		e->n++;
		e->v[i].from = from;
		e->v[i].to = to;
		e->bytes += to - from;
		return true;
	}
	for (unsigned k = i; k < j; k++)
		e->bytes -= e->v[k].to - e->v[k].from;
	e->v[i].from = MIN(e->v[i].from, from);
	e->v[i].to = MAX(e->v[j - 1].to, to);
	e->bytes += e->v[i].to - e->v[i].from;
	memmove(&e->v[i + 1], &e->v[j], (e->n - j) * sizeof(e->v[0]));
	e->n -= j - i - 1;
	return true;
}

uint64_t extents_gap(const struct extents *e, uint64_t pos, uint64_t *ret_end)
{
	unsigned i = find(e, pos);

	if (i < e->n && e->v[i].from <= pos)
		pos = e->v[i++].to;
	*ret_end = i < e->n ? e->v[i].from : UINT64_MAX;
	return pos;
}

bool extents_last_gap(
	const struct extents *e, uint64_t total, uint64_t *ret_from, uint64_t *ret_end)
{
	unsigned n = e->n;

	*ret_end = total;
	if (n && e->v[n - 1].to >= total)
		*ret_end = e->v[--n].from;
	*ret_from = n ? e->v[n - 1].to : 0;
	return *ret_from < *ret_end;
}
