/* SPDX-License-Identifier: BSD-2-Clause */
/* The distance of two names is how many letters have to be put in, left out, changed or
 * swapped with their neighbour; capital and small ones are the same. Long names are like
 * nothing. */
#include "host/similar.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "core/util.h"

enum { NAME_MAX_LEN = 31 };

static int lower(char c)
{
	return tolower((unsigned char)c);
}

static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][NAME_MAX_LEN + 1] = {}, n = (unsigned)strlen(b);
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];

	if (n > NAME_MAX_LEN || strlen(a) > NAME_MAX_LEN)
		return UINT_MAX;
	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned *oldest = before;

		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (unsigned j = 1; j <= n; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);

			row[j] = MIN(above[j - 1] + !same, MIN(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
				lower(a[i - 2]) == lower(b[j - 1]))
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
	}
	return row[n];
}

struct similar similar_to(const char *name)
{
	size_t n = strlen(name);

	return (struct similar){.name = name, .least = n < 2 ? 0 : n < 6 ? 2 : 3};
}

void similar_try(struct similar *s, const char *candidate)
{
	unsigned d = distance(s->name, candidate);

	if (d >= s->least || !*candidate)
		return;
	s->least = d;
	s->best = candidate;
}
