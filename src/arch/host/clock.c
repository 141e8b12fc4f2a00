/* SPDX-License-Identifier: BSD-2-Clause */
/* Time on a Linux host. */
#include <time.h>

#include "arch/platform.h"

#define NAP_US 500 /* nothing wakes us early: look again soon */

uint64_t plat_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * US_PER_S + (uint64_t)ts.tv_nsec / 1000;
}

void plat_idle(uint64_t until_us)
{
	struct timespec nap = {.tv_nsec = NAP_US * 1000};

	if (plat_now_us() < until_us)
		nanosleep(&nap, NULL);
}

int plat_wall_time(int64_t *ret_unix)
{
	*ret_unix = time(NULL);
	return 0;
}
