/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classless static routes (RFC 3442): each is the width of its mask, as many bytes of the
 * destination as that needs, and a router.
 */
#include "net/routes.h"

#include "core/status.h"
#include "core/util.h"

int routes_parse(const uint8_t *data, size_t len, struct routes *ret)
{
	struct routes r = {0};

	while (len > 0) {
		unsigned width = *data++, n = (width + 7) / 8;
		struct route route = {0};

		len--;
		if (width > 32 || len < n + 4)
			return -ERR_PROTO;
		for (unsigned i = 0; i < n; i++)
			route.dest |= (uint32_t)data[i] << (24 - 8 * i);
		route.mask = width ? ~(uint32_t)0 << (32 - width) : 0;
		route.dest &= route.mask;
		route.gateway = get_be32(data + n);
		data += n + 4;
		len -= n + 4;
		if (r.n < ROUTES_MAX)
			r.list[r.n++] = route;
	}
	*ret = r;
	return 0;
}

uint32_t routes_default(const struct routes *r)
{
	for (unsigned i = 0; i < r->n; i++) {
		if (!r->list[i].mask && r->list[i].gateway)
			return r->list[i].gateway;
	}
	return 0;
}

const struct route *routes_find(const struct routes *r, uint32_t dest)
{
	const struct route *best = NULL;

	for (unsigned i = 0; i < r->n; i++) {
		const struct route *route = &r->list[i];

		if ((dest & route->mask) == route->dest && (!best || route->mask > best->mask))
			best = route;
	}
	return best;
}
