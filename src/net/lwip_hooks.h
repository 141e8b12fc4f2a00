/* SPDX-License-Identifier: BSD-2-Clause */
/* What lwIP calls of ours in the middle of its work (LWIP_HOOK_* in lwipopts.h). */
#pragma once

#include "lwip/arch.h"
#include "lwip/err.h"
#include "lwip/ip_addr.h"

struct tcp_pcb;
struct tcp_hdr;
struct pbuf;

/* Before a segment is processed by its connection. */
err_t net_hook_tcp_in(struct tcp_pcb *pcb, const struct tcp_hdr *hdr, const struct pbuf *p);

/* A connection's initial sequence number. */
u32_t net_hook_tcp_isn(
	const ip_addr_t *local_ip, u16_t local_port, const ip_addr_t *remote_ip, u16_t remote_port);
