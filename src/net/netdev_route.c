/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where packets go that leave the subnet: the gateway, or the routes of setting "static-routes",
 * which lwIP does not know and asks for (LWIP_HOOK_* in lwipopts.h).
 */
#include "net/netdev_route.h"

#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "core/settings.h"
#include "core/util.h"
#include "net/lwip_hooks.h"
#include "net/netdev_priv.h"

/* A gateway that was set by hand, not by DHCP; 0 if there is none. */
static uint32_t gateway_by_hand(struct netdev *dev, uint32_t *ret_any)
{
	struct settings_block *origin = NULL;
	struct setting_value v = {0};
	char name[40];
	uint32_t ip = 0;

	(void)snprintf(name, sizeof(name), "%s/gateway", dev->name);
	if (settings_get_raw(name, &v, &origin) == 0 && v.len >= 4)
		ip = get_be32(v.data);
	setting_value_free(&v);
	*ret_any = ip;
	return origin == &dev->block ? ip : 0;
}

uint32_t netdev_route_apply(struct netdev *dev)
{
	struct setting_value v = {0};
	uint32_t gateway, all, by_hand = gateway_by_hand(dev, &gateway);
	struct routes routes = {0};
	bool told = dev->bad_routes;

	dev->bad_routes = settings_get_raw_in(&dev->block, "static-routes", &v) == 0 &&
		routes_parse(v.data, v.len, &routes) < 0;
	if (dev->bad_routes && !told) /* this is called for each setting that is stored */
		log_info("%s: static-routes: %zu bytes that are no list of routes, ignoring",
			dev->name, v.len);
	setting_value_free(&v);
	dev->routes = routes;
	if (by_hand)
		return by_hand;
	/* RFC 3442: with such routes the gateway does not count; but servers that name no default
	 * route among them mean it. */
	all = routes_default(&routes);
	return all ? all : gateway;
}

struct netif *net_hook_ip4_route(const ip4_addr_t *dest)
{
	const struct route *best = NULL;
	struct netif *ret = NULL;
	struct netdev *dev;

	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		const struct netif *netif = &dev->netif;
		const struct route *r;

		if (!dev->open || !netdev_configured(dev) || !netif_is_link_up(netif))
			continue;
		/* A neighbour of a card is reached by that card. */
		if (ip4_addr_net_eq(dest, netif_ip4_addr(netif), netif_ip4_netmask(netif)))
			return NULL;
		r = routes_find(&dev->routes, lwip_ntohl(ip4_addr_get_u32(dest)));
		if (!r || !r->mask || (best && r->mask <= best->mask))
			continue;
		best = r;
		ret = &dev->netif;
	}
	return ret;
}

const ip4_addr_t *net_hook_gateway(struct netif *netif, const ip4_addr_t *dest)
{
	static ip4_addr_t gateway;
	const struct netdev *dev = netif->state;
	const struct route *r = routes_find(&dev->routes, lwip_ntohl(ip4_addr_get_u32(dest)));

	if (!r || !r->mask)
		return NULL;
	if (!r->gateway)
		return dest;
	ip4_addr_set_u32(&gateway, lwip_htonl(r->gateway));
	return &gateway;
}
