/* SPDX-License-Identifier: BSD-2-Clause */
/* What the network code knows and has counted, for commands that show it. */
#pragma once

#include <stdint.h>

struct net_neighbour {
	const char *dev;
	uint32_t ip; /* host byte order */
	uint8_t mac[6];
};
/* Calls (fn) for each host of the local networks whose address is known (ARP). */
void net_neighbours_each(void (*fn)(const struct net_neighbour *n));

struct net_counters {
	const char *name; /* "IPv4" */
	uint32_t received, sent, dropped;
	uint32_t bad_checksum, bad_length, no_route, no_memory, other;
};
/* Calls (fn) for each protocol, from the cable upwards. */
void net_counters_each(void (*fn)(const struct net_counters *c));
