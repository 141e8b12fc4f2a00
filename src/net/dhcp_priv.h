/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the DHCP client share: dhcp.c (states), dhcp_offer.c, dhcp_send.c, dhcp_port.c
 * (port 68, cached packets). */
#pragma once

#include "net/dhcp.h"
#include "net/dhcp_packet.h"

#define DHCP_SERVER_PORT 67
#define DHCP_CLIENT_PORT 68
#define DHCP_PROXY_PORT  4011

struct netdev;
struct udp_pcb;

/* The pcb bound to port 68. */
struct udp_pcb *dhcp_pcb(void);

/* Each sends one message of the exchange (dev)->dhcp is in and counts it as a try. What cannot be
 * sent is logged and comes again with the next try. */
void dhcp_send_discover(struct netdev *dev);
void dhcp_send_request(struct netdev *dev);
/* Of the address in use: to its server, or (to_any) to all. */
void dhcp_send_renew(struct netdev *dev, bool to_any);
void dhcp_send_proxy_request(struct netdev *dev);
/* To the boot server(s) (to): who has the file of item (type)? */
void dhcp_send_boot_request(struct netdev *dev, uint32_t to, uint16_t type);

/* A message (p) arrived on (dev) from (from):(port). */
void dhcp_input(struct netdev *dev, const struct dhcp_packet *p, uint32_t from, uint16_t port);

/* Makes (p), which came from (from), the offer of (dev)'s client if it is better than the one there
 * is. */
void dhcp_note_offer(struct netdev *dev, const struct dhcp_packet *p, uint32_t from);
/* Likewise the ProxyDHCP offer, if it is one and there is none. */
void dhcp_note_proxy(struct netdev *dev, const struct dhcp_packet *p, uint32_t from);
/* For how long the best offer so far should wait for others: 0 if it can be taken now. */
uint64_t dhcp_offer_wait_ms(const struct netdev *dev);
/* Warns if the wait has ended without a ProxyDHCP server that the firmware has seen. */
void dhcp_warn_no_proxy(const struct netdev *dev);

/* (ip), in host byte order, as text in (buf), which it returns. */
const char *dhcp_ip_text(uint32_t ip, char buf[16]);

/* Lends (dev)'s client, which keeps its lease, to pxebs.c; and takes it back as it was. */
enum dhcp_state dhcp_lend(struct netdev *dev);
void dhcp_return(struct netdev *dev, enum dhcp_state before);

/* What the firmware's packets tell of other servers that may name a file, beside the one whose
 * offer (dev) has. */
enum dhcp_proxy_fact { PROXY_UNKNOWN, PROXY_ABSENT, PROXY_SEEN };
enum dhcp_proxy_fact dhcp_cached_proxy(const struct netdev *dev);

/* (p) becomes block proxydhcp / pxebs (a boot server's answer) / both go. */
void dhcp_proxy_set(const struct dhcp_packet *p);
void dhcp_pxebs_set(const struct dhcp_packet *p);
void dhcp_proxy_clear(void);
