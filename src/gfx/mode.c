/* SPDX-License-Identifier: BSD-2-Clause */
/* Choosing a mode: what is missing of the size wanted counts more than what is too much of it. */
#include "gfx/mode.h"

#include "core/util.h"

#define MISSING_COUNTS 4
#define WANTED_MAX     65535u

static unsigned side_cost(unsigned have, unsigned want)
{
	return have < want ? (want - have) * MISSING_COUNTS : have - want;
}

/* Of two modes as good in size the deeper one, unless the other is what is wanted. */
static unsigned depth_cost(unsigned have, unsigned want)
{
	return have == want ? 0 : 64u - MIN(have, 63u);
}

static bool is_better(const struct fb_mode *a, const struct fb_mode *b, unsigned width,
	unsigned height, unsigned depth)
{
	unsigned cost_a = side_cost(a->width, width) + side_cost(a->height, height);
	unsigned cost_b = side_cost(b->width, width) + side_cost(b->height, height);

	if (cost_a != cost_b)
		return cost_a < cost_b;
	return depth_cost(a->depth, depth) < depth_cost(b->depth, depth);
}

const struct fb_mode *mode_nearest(
	const struct fb_mode *modes, unsigned n, unsigned width, unsigned height, unsigned depth)
{
	const struct fb_mode *best = NULL;

	width = MIN(width, WANTED_MAX);
	height = MIN(height, WANTED_MAX);
	for (unsigned i = 0; i < n; i++) {
		if (modes[i].width < MODE_MIN_WIDTH || modes[i].height < MODE_MIN_HEIGHT)
			continue;
		if (!best || is_better(&modes[i], best, width, height, depth))
			best = &modes[i];
	}
	return best;
}
