/* SPDX-License-Identifier: BSD-2-Clause */
/* The DHCP client of a network device. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "net/dhcp_block.h"
#include "net/dhcp_packet.h"

#define DHCP_USER_CLASS "iPXE" /* what deployed servers match on; setting user-class */
#define DHCP_TIMEOUT_MS 40000  /* a switch with spanning tree stays deaf for 30 s */

struct netdev;

enum dhcp_state {
	DHCP_IDLE,
	DHCP_DISCOVERING,  /* sending DISCOVER, collecting offers */
	DHCP_REQUESTING,   /* an offer was taken, waiting for its ACK */
	DHCP_ASKING_PROXY, /* have an address; asking a ProxyDHCP server for a file */
	DHCP_LENT,         /* somebody else asks: net/pxebs.c */
	DHCP_BOUND,
	DHCP_RENEWING,  /* past T1, asking the server */
	DHCP_REBINDING, /* past T2, asking any server */
};

struct dhcp_client {
	enum dhcp_state state;
	bool done; /* has a lease since dhcp_start() */
	uint32_t xid;
	unsigned tries;      /* messages sent in this state */
	unsigned sent, naks; /* in all since dhcp_start() */
	uint64_t start_us;
	bool has_offer, has_proxy;
	bool has_priorities;                     /* offers carry 175.1 */
	uint64_t offer_us;                       /* when the first offer came */
	uint64_t resend_us;                      /* when DISCOVER is due again */
	uint64_t decide_us;                      /* when an offer is taken that there is */
	struct dhcp_packet offer;                /* best so far */
	struct dhcp_packet proxy;                /* a ProxyDHCP offer */
	uint32_t server;                         /* of the lease; 0 unknown */
	uint32_t proxy_server;                   /* where (proxy) came from */
	uint64_t lease_us, t1_us, t2_us, end_us; /* times; DEADLINE_NEVER */
	char what[48];                           /* what is being waited for, for the screen */
	struct dhcp_block block;                 /* netN.dhcp: the ACK */
};

/* Opens port 68. -ERR_NOMEM. */
int dhcp_init(void);
/* Closes it, forgets proxydhcp and pxebs. */
void dhcp_done(void);

/* (dev) has its address from the firmware's ACK, or had it before it got another. */
bool dhcp_has_cached(const struct netdev *dev);

/* Begins discovery on (dev), which is open. Ends with .done, or never: the caller stops waiting
 * after (timeout_ms), not 0. An address (dev) has stays in use meanwhile. */
void dhcp_start(struct netdev *dev, uint64_t timeout_ms);
/* Stops whatever runs; a lease stays in use but is not renewed. */
void dhcp_stop(struct netdev *dev);
/* Records why dhcp_start() has not come to an end and returns -ERR_NODHCP. */
int dhcp_explain(const struct netdev *dev);

/* Takes the firmware's packets: netN.dhcp of the device they came through, proxydhcp, pxebs.
 * Returns that device, or NULL. */
struct netdev *dhcp_take_cached(void);
/* See net_loaded_from(). */
void dhcp_loaded_from(uint32_t *ret_server, const char **ret_file);
