/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One question to an NTP server (SNTP, RFC 5905 14). lwIP's own client asks for ever and reports
 * neither answers nor failures; certificates need one answer, to a second, or the reason why not.
 */
#include "net/ntp.h"

#include <stdbool.h>
#include <string.h>

#include "core/clock.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "core/walltime.h"
#include "net/netdev.h"
#include "net/ntp_packet.h"
#include "net/random.h"
#include "net/resolve.h"

#include "lwip/pbuf.h"
#include "lwip/udp.h"

static const uint64_t waits_us[] = {1 * US_PER_S, 2 * US_PER_S, 2 * US_PER_S};

struct question {
	const char *server;
	struct resolve *resolve;
	ip_addr_t addr;
	struct udp_pcb *pcb;
	uint64_t cookie;
	unsigned n_sent;
	uint64_t due_us;
	int status; /* -ERR_RUNNING, then 0 or -ERR_* (recorded) */
	int64_t time;
};

static void on_answer(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	struct question *q = arg;
	uint8_t packet[NTP_LEN];
	size_t len = pbuf_copy_partial(p, packet, sizeof(packet), 0);
	int rc;

	(void)pcb;
	pbuf_free(p);
	if (port != NTP_PORT || !ip_addr_eq(addr, &q->addr) || q->status != -ERR_RUNNING)
		return;
	rc = ntp_parse(packet, len, q->cookie, &q->time);
	if (rc == -ERR_AGAIN)
		return;
	q->status = rc
		? fail(ERR_SERVER,
			  "ntp: %s does not know the time itself (not synchronized), try another "
			  "server",
			  q->server)
		: 0;
}

static void ask(struct question *q)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, NTP_LEN, PBUF_RAM);

	q->due_us = plat_now_us() + waits_us[q->n_sent++];
	if (!p)
		return; /* the next try may have memory */
	q->cookie = (uint64_t)net_random32() << 32 | net_random32();
	ntp_put_request(p->payload, q->cookie);
	if (udp_sendto(q->pcb, p, &q->addr, NTP_PORT) == ERR_RTE)
		q->status =
			fail(ERR_UNREACH, "ntp: no route to %s%s", q->server, netdev_link_note());
	pbuf_free(p);
}

static void on_resolved(void *arg, int status, const ip_addr_t *addr)
{
	struct question *q = arg;

	q->resolve = NULL;
	if (status) {
		q->status = status;
		return;
	}
	ip_addr_copy(q->addr, *addr);
	ask(q);
}

static bool answered(void *arg)
{
	struct question *q = arg;

	if (q->status != -ERR_RUNNING)
		return true;
	if (q->resolve || plat_now_us() < q->due_us)
		return false;
	if (q->n_sent < ARRAY_SIZE(waits_us)) {
		ask(q);
		return false;
	}
	q->status = fail(ERR_TIMEDOUT,
		"ntp: no answer from %s to %u requests: is it an NTP server, with UDP port 123 "
		"open? Try another server, or set the clock in the firmware's setup",
		q->server, q->n_sent);
	return true;
}

static int run(struct question *q)
{
	int rc;

	q->pcb = udp_new();
	if (!q->pcb || udp_bind(q->pcb, IP_ANY_TYPE, 0) != ERR_OK)
		return fail(ERR_NOMEM, "ntp: no memory or port");
	udp_recv(q->pcb, on_answer, q);
	rc = resolve_start(q->server, on_resolved, q, &q->addr, &q->resolve);
	if (rc)
		return rc;
	if (!q->resolve)
		ask(q);
	rc = wait_until(q->server, answered, q, DEADLINE_NEVER);
	return rc ? rc : q->status;
}

int ntp_set_time(const char *server, int64_t *ret_unix)
{
	struct question q = {.server = server, .status = -ERR_RUNNING};
	int rc = run(&q);

	resolve_cancel(q.resolve);
	if (q.pcb)
		udp_remove(q.pcb);
	if (rc)
		return rc;
	walltime_set(q.time);
	*ret_unix = q.time;
	return 0;
}
