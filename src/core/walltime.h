/* SPDX-License-Identifier: BSD-2-Clause */
/* The time of day: the machine's clock, unless somebody has set a better one (ntp, unixtime). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Seconds since 1970-01-01 UTC. -ERR_IO (recorded) when the machine has no clock and none
 * was set. */
int walltime(int64_t *ret_unix);
/* It is (now) from now on; kept as an offset, the machine's own clock is not written. */
void walltime_set(int64_t now);
/* Back to the machine's clock. */
void walltime_clear(void);
bool walltime_is_set(void);
