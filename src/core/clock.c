/* SPDX-License-Identifier: BSD-2-Clause */
/* Deadlines. */
#include "core/clock.h"

uint64_t deadline_in_ms(uint64_t ms)
{
	uint64_t now = plat_now_us();

	if (ms == 0 || ms > (DEADLINE_NEVER - now) / US_PER_MS)
		return DEADLINE_NEVER;
	return now + ms * US_PER_MS;
}
