/* SPDX-License-Identifier: BSD-2-Clause */
/* The address of a host, for who can wait. */
#pragma once

#include <stdint.h>

/* Looks up (host), a name or an address in dotted form. Blocks. -ERR_NAME, -ERR_NOTSUP,
 * -ERR_CANCELED. (ret_ip) in host byte order. */
int net_lookup(const char *host, uint32_t *ret_ip);
