/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The real lwIP talking to itself over an interface that loses, repeats and delays packets as a
 * test wants it, in virtual time: a minute of silence takes no time, and each run is the same.
 *
 * A header, included by one file of a program: these definitions of plat_now_us() and its
 * neighbours must replace the host platform's in that program, and in no other.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/transfer.h"
#include "core/util.h"
#include "core/wait.h"

#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/timeouts.h"

#define LOOP_HOST     "10.0.0.1" /* client and server alike */
#define LOOP_NOBODY   "10.0.0.9" /* on the link, answers nothing */
#define LOOP_NO_ROUTE "192.168.7.7"

enum { LOOP_DELAY_US = 100, LOOP_BURST = 64 };

enum loop_fate { LOOP_PASS, LOOP_DROP, LOOP_TWICE, LOOP_LATE };

struct loop_packet {
	struct loop_packet *next;
	uint64_t due_us;
	size_t len;
	uint8_t data[];
};

static struct {
	uint64_t now_us;
	struct netif netif;
	struct poller poller;
	struct loop_packet *queue;
	/* What becomes of an IP packet; NULL: all pass. */
	enum loop_fate (*fate)(const uint8_t *ip, size_t len);
	uint32_t random;
	unsigned n_sent;
	uint64_t far_us; /* how much longer each packet takes */
} loop = {.now_us = 1000000, .random = 1};

/* Looking at the clock takes a moment, so that whoever spins until a time gets there. */
uint64_t plat_now_us(void)
{
	return ++loop.now_us;
}

void plat_idle(uint64_t until_us)
{
	if (until_us > loop.now_us)
		loop.now_us = until_us;
}

int plat_wall_time(int64_t *ret_unix)
{
	*ret_unix = 1700000000;
	return 0;
}

/* Repeatable: the same numbers in each run. */
static inline unsigned loop_random(unsigned below)
{
	loop.random = loop.random * 1103515245u + 12345u;
	return (loop.random >> 16) % below;
}

static inline void loop_queue(const struct pbuf *p, uint64_t delay_us)
{
	struct loop_packet *k = malloc(sizeof(*k) + p->tot_len), **at = &loop.queue;

	if (!k)
		abort();
	k->len = p->tot_len;
	k->due_us = loop.now_us + delay_us + loop.far_us;
	(void)pbuf_copy_partial(p, k->data, p->tot_len, 0);
	while (*at && (*at)->due_us <= k->due_us)
		at = &(*at)->next;
	k->next = *at;
	*at = k;
}

static inline err_t loop_output(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
	enum loop_fate fate = LOOP_PASS;
	uint8_t head[128] = {};
	size_t len = pbuf_copy_partial(p, head, sizeof(head), 0);

	loop.n_sent++;
	if (!ip4_addr_eq(to, netif_ip4_addr(netif)))
		return ERR_OK;
	if (loop.fate)
		fate = loop.fate(head, len);
	if (fate == LOOP_DROP)
		return ERR_OK;
	loop_queue(p, fate == LOOP_LATE ? 7 * LOOP_DELAY_US : LOOP_DELAY_US);
	if (fate == LOOP_TWICE)
		loop_queue(p, 2 * LOOP_DELAY_US);
	return ERR_OK;
}

/* As the network poller does it: one acknowledgement for a burst. */
static inline void loop_flush_acks(void)
{
	struct tcp_pcb *pcb;

	for (pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		if (!(pcb->flags & TF_ACK_DELAY))
			continue;
		tcp_clear_flags(pcb, TF_ACK_DELAY);
		tcp_ack_now(pcb);
		(void)tcp_output(pcb);
	}
}

static inline bool loop_poll(struct poller *poller)
{
	bool busy = false;

	(void)poller;
	for (unsigned i = 0; i < LOOP_BURST && loop.queue && loop.queue->due_us <= loop.now_us;
		i++) {
		struct loop_packet *k = loop.queue;
		struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)k->len, PBUF_RAM);

		if (!p)
			abort();
		loop.queue = k->next;
		(void)pbuf_take(p, k->data, (u16_t)k->len);
		free(k);
		if (ip4_input(p, &loop.netif) != ERR_OK)
			pbuf_free(p);
		busy = true;
	}
	loop_flush_acks();
	sys_check_timeouts();
	if (!busy && loop.queue) /* nothing else happens until the next packet arrives */
		plat_idle(loop.queue->due_us);
	return busy;
}

static inline uint64_t loop_next_us(struct poller *poller)
{
	(void)poller;
	return loop.now_us + sys_timeouts_sleeptime() * US_PER_MS;
}

static inline err_t loop_netif_init(struct netif *netif)
{
	netif->name[0] = 'l';
	netif->name[1] = 'o';
	netif->mtu = 1500;
	netif->output = loop_output;
	return ERR_OK;
}

static inline void loop_init(void)
{
	ip4_addr_t addr, mask, none;

	lwip_init();
	ip4_addr_set_zero(&none);
	IP4_ADDR(&addr, 10, 0, 0, 1);
	IP4_ADDR(&mask, 255, 255, 255, 0);
	if (!netif_add(&loop.netif, &addr, &mask, &none, NULL, loop_netif_init, ip4_input))
		abort();
	netif_set_up(&loop.netif);
	netif_set_link_up(&loop.netif);
	loop.poller.poll = loop_poll;
	loop.poller.next_us = loop_next_us;
	poller_add(&loop.poller);
}

static inline bool loop_never(void *arg)
{
	(void)arg;
	return false;
}

/* Lets (ms) pass: late packets, timers that clean up. */
static inline void loop_run_ms(uint64_t ms)
{
	(void)wait_until(NULL, loop_never, NULL, loop.now_us + ms * US_PER_MS);
}

/* Fetches (text); the status. (ret) is sealed and the caller's to free on success. */
static inline int loop_fetch(const char *text, struct blob *ret)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	int rc = uri_parse(text, &uri);

	return rc ? rc : transfer_fetch(uri, NULL, 0, ret, NULL);
}
