/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ICMP echo (RFC 792) over a raw socket of lwIP, one request after another. lwIP hands packets to
 * raw sockets before it has looked at the ICMP checksum, so that is done here.
 */
#include "net/ping.h"

#include <stdbool.h>

#include "core/clock.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "net/lookup.h"
#include "net/netdev.h"
#include "net/ping_packet.h"
#include "net/random.h"

#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/pbuf.h"
#include "lwip/prot/ip.h"
#include "lwip/raw.h"

#define LOOK_MAX 160 /* two IP headers with options, two of ICMP */

struct pinger {
	const struct ping_options *o;
	ip_addr_t addr;
	struct raw_pcb *pcb;
	uint16_t id;
	uint64_t sent_us;
	bool over; /* the event of this request is known */
	struct ping_event event;
};

static bool checksum_is_right(struct pbuf *p)
{
	u16_t header = (u16_t)((*(const uint8_t *)p->payload & 15) * 4);
	bool right;

	if (pbuf_remove_header(p, header))
		return false;
	right = inet_chksum_pbuf(p) == 0;
	(void)pbuf_add_header(p, header);
	return right;
}

static u8_t on_icmp(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *addr)
{
	struct pinger *pinger = arg;
	struct ping_event *e = &pinger->event;
	struct ping_answer a;
	uint8_t packet[LOOK_MAX];
	size_t len = pbuf_copy_partial(p, packet, sizeof(packet), 0);

	(void)pcb;
	if (pinger->over || ping_parse(packet, len, pinger->id, &a) || a.seq != (e->seq & 0xffff) ||
		!checksum_is_right(p))
		return 0;
	if (!a.status && !ip_addr_eq(addr, &pinger->addr))
		return 0;
	e->ip = lwip_ntohl(ip4_addr_get_u32(ip_2_ip4(addr)));
	e->status = a.status ? -ERR_UNREACH : 0;
	e->us = plat_now_us() - pinger->sent_us;
	e->size = p->tot_len - (packet[0] & 15) * 4u - PING_HEADER;
	pinger->over = true;
	return 0; /* lwIP may have it, too */
}

static int send_request(struct pinger *pinger, const char *host)
{
	struct pbuf *p = pbuf_alloc(PBUF_IP, (u16_t)(PING_HEADER + pinger->o->size), PBUF_RAM);
	err_t err;

	if (!p)
		return fail(ERR_NOMEM, "ping: no memory");
	ping_put_request(p->payload, p->len, pinger->id, (uint16_t)pinger->event.seq);
	/* lwIP's sum is in the order of the packet already. */
	((uint16_t *)p->payload)[1] = inet_chksum(p->payload, p->len);
	pinger->sent_us = plat_now_us();
	err = raw_sendto(pinger->pcb, p, &pinger->addr);
	pbuf_free(p);
	if (err == ERR_RTE)
		return fail(ERR_UNREACH, "ping: no route to %.120s%s", host, netdev_link_note());
	return 0; /* what could not be sent is not answered */
}

static bool is_over(void *arg)
{
	const struct pinger *pinger = arg;

	return pinger->over;
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

/* One request and what comes of it. */
static int round_trip(struct pinger *pinger, const char *host)
{
	int rc;

	pinger->over = false;
	rc = send_request(pinger, host);
	if (!rc)
		rc = wait_until(NULL, is_over, pinger, deadline_in_ms(pinger->o->timeout_ms));
	if (rc == -ERR_TIMEDOUT) {
		pinger->over = true;
		pinger->event.status = -ERR_TIMEDOUT;
		rc = 0;
	}
	return rc;
}

static int run(struct pinger *pinger, const char *host, void (*tell)(const struct ping_event *e),
	struct ping_totals *ret)
{
	uint64_t left;
	int rc;

	for (;;) {
		rc = round_trip(pinger, host);
		if (rc)
			return rc;
		ret->sent++;
		ret->received += pinger->event.status == 0;
		tell(&pinger->event);
		if (pinger->o->count && ret->sent == pinger->o->count)
			return 0;
		left = pinger->sent_us + pinger->o->timeout_ms * US_PER_MS;
		rc = wait_until(NULL, never, NULL, left);
		if (rc != -ERR_TIMEDOUT)
			return rc;
		pinger->event = (struct ping_event){.seq = pinger->event.seq + 1};
	}
}

int ping(const char *host, const struct ping_options *o, void (*tell)(const struct ping_event *e),
	struct ping_totals *ret)
{
	struct pinger pinger = {.o = o, .event = {.seq = 1}};
	uint32_t ip;
	int rc;

	*ret = (struct ping_totals){0};
	rc = net_lookup(host, &ip);
	if (rc)
		return rc;
	ip_addr_set_ip4_u32(&pinger.addr, lwip_htonl(ip));
	pinger.id = (uint16_t)net_random32();
	pinger.pcb = raw_new(IP_PROTO_ICMP);
	if (!pinger.pcb)
		return fail(ERR_NOMEM, "ping: no memory");
	raw_recv(pinger.pcb, on_icmp, &pinger);
	rc = run(&pinger, host, tell, ret);
	raw_remove(pinger.pcb);
	if (!rc && !ret->received)
		return fail(ERR_TIMEDOUT, "ping: no answer from %.120s to %llu requests", host,
			(unsigned long long)ret->sent);
	return rc;
}
