/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for connections that are being closed. */
#pragma once

#include <stdint.h>

/* Waits until the other side has acknowledged the end of each connection that was closed;
 * those that are kept for later do not count. (timeout_ms) 0: no limit. -ERR_TIMEDOUT,
 * -ERR_CANCELED. */
int net_sync(uint64_t timeout_ms);
