/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers an outsider cannot guess: ports, sequence numbers, transaction ids. Not for keys. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Seeds from plat_entropy(); without it from the clock and (salt) (a MAC address), with a warning.
 * Must come before the first net_random32(). */
void net_random_seed(const void *salt, size_t len);

uint32_t net_random32(void);
