/* SPDX-License-Identifier: BSD-2-Clause */
/* What lwIP calls of ours in the middle of its work (LWIP_HOOK_* in lwipopts.h). */
#pragma once

#include "lwip/arch.h"
#include "lwip/err.h"
#include "lwip/ip_addr.h"

struct tcp_pcb;
struct tcp_hdr;
struct pbuf;
struct netif;

/* Before a segment is processed by its connection. */
err_t net_hook_tcp_in(struct tcp_pcb *pcb, const struct tcp_hdr *hdr, const struct pbuf *p);

/* A connection's initial sequence number. */
u32_t net_hook_tcp_isn(
	const ip_addr_t *local_ip, u16_t local_port, const ip_addr_t *remote_ip, u16_t remote_port);

/* The device by which packets to (dest) leave, if routes of its own lead there; NULL: the
 * default. */
struct netif *net_hook_ip4_route(const ip4_addr_t *dest);

/* The router for (dest) behind (netif), (dest) itself if it is on the link; NULL: its gateway.
 * Valid until the next call. */
const ip4_addr_t *net_hook_gateway(struct netif *netif, const ip4_addr_t *dest);
