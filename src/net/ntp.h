/* SPDX-License-Identifier: BSD-2-Clause */
/* The time of day from an NTP server. */
#pragma once

#include <stdint.h>

/* Asks (server), a name or address, and sets the time of this program by the answer. Blocks, 5 s at
 * most beside the look-up. -ERR_NAME, -ERR_TIMEDOUT, -ERR_SERVER, -ERR_UNREACH, -ERR_CANCELED. */
int ntp_set_time(const char *server, int64_t *ret_unix);
