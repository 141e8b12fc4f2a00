/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, as the platform provides it. The only clock anybody reads. */
#pragma once

#include <stdint.h>

#define US_PER_MS      1000ull
#define US_PER_S       1000000ull
#define DEADLINE_NEVER UINT64_MAX

/* Microseconds since some moment before hawser_main(); never steps back. Cheap. */
uint64_t plat_now_us(void);

/* Sleeps until (until_us), or until something may have happened (a key, a packet), whichever is
 * first; may return at once. MUST NOT be called while data is expected within a millisecond. */
void plat_idle(uint64_t until_us);

/* The deadline (ms) from now; 0 means never. */
uint64_t deadline_in_ms(uint64_t ms);

/* Seconds since 1970-01-01 UTC by the machine's clock; -ERR_IO when it has none. */
int plat_wall_time(int64_t *ret_unix);
