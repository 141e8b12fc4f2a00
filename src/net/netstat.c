/* SPDX-License-Identifier: BSD-2-Clause */
/* lwIP's tables and counters, in words of ours. */
#include "net/netstat.h"

#include <string.h>

#include "core/util.h"
#include "net/netdev_priv.h"

#include "lwip/etharp.h"
#include "lwip/stats.h"

static const char *name_of(const struct netif *netif)
{
	struct netdev *dev;

	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		if (&dev->netif == netif)
			return netdev_name(dev);
	}
	return "?";
}

void net_neighbours_each(void (*fn)(const struct net_neighbour *n))
{
	for (size_t i = 0; i < ARP_TABLE_SIZE; i++) {
		struct net_neighbour n;
		struct eth_addr *mac;
		struct netif *netif;
		ip4_addr_t *ip;

		if (!etharp_get_entry(i, &ip, &netif, &mac))
			continue;
		n.dev = name_of(netif);
		n.ip = lwip_ntohl(ip4_addr_get_u32(ip));
		memcpy(n.mac, mac->addr, sizeof(n.mac));
		fn(&n);
	}
}

void net_counters_each(void (*fn)(const struct net_counters *c))
{
	const struct {
		const char *name;
		const struct stats_proto *s;
	} protocols[] = {
		{"ARP", &lwip_stats.etharp},
		{"IPv4", &lwip_stats.ip},
		{"fragments", &lwip_stats.ip_frag},
		{"ICMP", &lwip_stats.icmp},
		{"UDP", &lwip_stats.udp},
		{"TCP", &lwip_stats.tcp},
	};

	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
		const struct stats_proto *s = protocols[i].s;
		const struct net_counters c = {
			.name = protocols[i].name,
			.received = s->recv,
			.sent = s->xmit,
			.dropped = s->drop,
			.bad_checksum = s->chkerr,
			.bad_length = s->lenerr,
			.no_route = s->rterr,
			.no_memory = s->memerr,
			.other = s->proterr + s->opterr + s->err,
		};

		fn(&c);
	}
}
