/* SPDX-License-Identifier: BSD-2-Clause */
/* Host names to addresses: DNS through lwIP, several servers, search domain. */
#pragma once

#include <stdint.h>

#include "lwip/ip_addr.h"

struct resolve;

/* (status) 0: (addr) is the answer, valid until return. Else -ERR_NAME, recorded with fail(): the
 * sentence names the host and the servers asked. Not called from inside resolve_start(). */
typedef void (*resolve_fn)(void *arg, int status, const ip_addr_t *addr);

/* Looks (host) up: an IPv4 address in dotted form, or a name; a name without a dot is tried in the
 * DHCP server's domain first. (host) is copied. When the answer is known at once (an address, or
 * cached), returns 0 with *(ret_addr) set and *(ret) NULL, and (fn) is never called. Otherwise
 * returns 0 with *(ret) set; (fn) is called once, from the network poller, unless
 * resolve_cancel() comes first. The object is gone when (fn) is entered.
 * -ERR_NAME when there is no DNS server to ask, -ERR_NOTSUP for an IPv6 address, -ERR_NOMEM
 * (recorded). */
int resolve_start(
	const char *host, resolve_fn fn, void *arg, ip_addr_t *ret_addr, struct resolve **ret);

/* Forgets the question; (fn) will not be called. NULL is fine. */
void resolve_cancel(struct resolve *r);
