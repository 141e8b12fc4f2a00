/* SPDX-License-Identifier: BSD-2-Clause */
/* The time of day, as an offset to the machine's monotonic clock once somebody knows better. */
#include "core/walltime.h"

#include "core/clock.h"

static struct {
	bool set;
	int64_t at_zero; /* the time when plat_now_us() was 0 */
} wall;

static int64_t uptime(void)
{
	return (int64_t)(plat_now_us() / US_PER_S);
}

int walltime(int64_t *ret_unix)
{
	if (!wall.set)
		return plat_wall_time(ret_unix);
	*ret_unix = wall.at_zero + uptime();
	return 0;
}

void walltime_set(int64_t now)
{
	wall.set = true;
	wall.at_zero = now - uptime();
}

void walltime_clear(void)
{
	wall.set = false;
}

bool walltime_is_set(void)
{
	return wall.set;
}
