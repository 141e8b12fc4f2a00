/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Routes that a DHCP server names besides its gateway: the classless static routes of option 121
 * (RFC 3442), setting "static-routes". Pure; addresses are in host byte order.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define ROUTES_MAX 32

struct route {
	uint32_t dest, mask;
	uint32_t gateway; /* 0: the destinations are on the link itself */
};

struct routes {
	unsigned n;
	struct route list[ROUTES_MAX];
};

/* Reads the (len) bytes at (data); routes beyond ROUTES_MAX are left out. -ERR_PROTO (nothing
 * recorded) if it is no such list; (ret) is unchanged then. */
int routes_parse(const uint8_t *data, size_t len, struct routes *ret);

/* The route to (dest): the one with the longest mask, the first of several; NULL if there
 * is none. */
const struct route *routes_find(const struct routes *r, uint32_t dest);
/* The gateway of the route to everywhere; 0 if there is none. */
uint32_t routes_default(const struct routes *r);
