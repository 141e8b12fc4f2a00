/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TFTP client (RFC 1350 with the options of RFC 2347, 2348, 2349 and 7440) over lwIP's UDP.
 *
 * A session asks, receives (tftp_receive.c) and, once the file is complete, dallies for a moment to
 * acknowledge the last block again if the server has not heard. One timer tick per session drives
 * what is due; what arrives only sets the next deadline.
 */
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "net/netdev.h"
#include "net/resolve.h"
#include "net/schemes.h"
#include "net/stack.h"
#include "net/tftp_session.h"

#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"

enum {
	BLKSIZE = 1468, /* fills a frame of 1500: 20 IP, 8 UDP, 4 TFTP */
	HEADERS = 32,
	WINDOW_FIRST = 32, /* 47 KB in flight, fits the rings of common firmware drivers */
	WINDOW_LEAST = 4,
	LOSSY_GAPS = 3, /* fewer gaps than this say nothing about the path */
	TICK_MS = 10,
	STALL_US = 15 * 1000 * 1000, /* silence in the middle of a file that ends it */
	DALLY_US = 3 * 1000 * 1000,
	UNREACHABLE_MAX = 2,
};

/* Waits after each request; the answer to the last one has as long as the last wait. */
static const uint32_t request_waits_us[] = {1000000, 2000000, 4000000, 5000000};

static struct list sessions = LIST_INIT(sessions);

/* What the next session asks for: halved when a path loses much of its bursts. */
static unsigned window_wish = WINDOW_FIRST;

/* ---- sending ---- */

static err_t send_packet(
	struct tftp *s, const ip_addr_t *to, uint16_t port, const void *data, size_t len)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);
	err_t err;

	if (!p)
		return ERR_MEM;
	memcpy(p->payload, data, len);
	err = udp_sendto(s->pcb, p, to, port);
	pbuf_free(p);
	return err;
}

/* Block numbers are 16 bits wide; servers go on with 0 (most) or with 1 after 65535. */
uint16_t tftp_block_on_wire(const struct tftp *s, uint64_t block)
{
	if (s->wraps_to_one && block)
		return (uint16_t)((block - 1) % 65535 + 1);
	return (uint16_t)block;
}

/* Acknowledges all that came in order. A lost one is made good by the timer. */
void tftp_send_ack(struct tftp *s, uint64_t now)
{
	uint8_t packet[4];
	size_t len = tftp_put_ack(packet, tftp_block_on_wire(s, s->next - 1));

	(void)send_packet(s, &s->server, s->tid, packet, len);
	s->unacked = 0;
	s->ack_us = now;
}

void tftp_send_error(
	struct tftp *s, const ip_addr_t *to, uint16_t port, uint16_t code, const char *text)
{
	uint8_t packet[64];
	size_t len = tftp_put_error(packet, sizeof(packet), code, text);

	(void)send_packet(s, to, port, packet, len);
}

/* ---- ends ---- */

static void session_free(struct tftp *s)
{
	list_remove(&s->node);
	resolve_cancel(s->resolve);
	if (s->pcb)
		udp_remove(s->pcb);
	free(s->name);
	free(s);
}

void tftp_session_fail(struct tftp *s, int status)
{
	s->state = FAILED;
	stream_end(s->stream, status, false, 0);
}

/* It went silent or away: a server that has sent data before may come back. */
static void session_lost(struct tftp *s, int status)
{
	bool again = s->stream->t->data_us != 0;

	s->state = FAILED;
	stream_end(s->stream, status, again, 0);
}

/* Fails and tells the server, which would send on otherwise. */
void tftp_session_refuse(struct tftp *s, int status, uint16_t code, const char *text)
{
	tftp_send_error(s, &s->server, s->tid, code, text);
	tftp_session_fail(s, status);
}

void tftp_session_complete(struct tftp *s, uint64_t now)
{
	uint64_t windows = s->next / s->window;

	if (s->n_gaps >= LOSSY_GAPS && s->n_gaps > windows / 8 && s->window > WINDOW_LEAST) {
		window_wish = MAX(s->window / 2, (unsigned)WINDOW_LEAST);
		log_info("tftp: %u of %llu windows had gaps, asking for %u blocks from now on",
			s->n_gaps, (unsigned long long)windows, window_wish);
	}
	s->state = DALLYING;
	s->due_us = now + DALLY_US;
	stream_end(s->stream, 0, false, 0);
}

/* ---- requests ---- */

static int send_request(struct tftp *s)
{
	struct tftp_options options = {};
	uint8_t packet[TFTP_REQUEST_MAX];
	size_t len;

	if (!s->plain)
		options = (struct tftp_options){.blksize = s->asked_blksize,
			.windowsize = s->asked_window,
			.has_tsize = true};
	len = tftp_put_request(packet, sizeof(packet), s->name, &options);
	if (!len)
		return fail(ERR_TOOBIG, "tftp: the name in %s is longer than a request can be",
			uri_text(s->stream->uri));
	if (send_packet(s, &s->server, s->stream->uri->port ? s->stream->uri->port : TFTP_PORT,
		    packet, len) == ERR_RTE)
		return fail(ERR_UNREACH, "tftp: no route to %s%s for %s", ipaddr_ntoa(&s->server),
			netdev_link_note(), uri_text(s->stream->uri));
	s->due_us = plat_now_us() + request_waits_us[s->n_requests++];
	return 0;
}

static void tftp_recv(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	(void)pcb;
	if (p->next) /* a block larger than a frame was put together from fragments */
		p = pbuf_coalesce(p, PBUF_RAW);
	if (!p->next)
		tftp_session_input(arg, p->payload, p->len, addr, port);
	pbuf_free(p);
}

/* Asks from a fresh port, so that answers to an earlier request cannot be mistaken. */
static int session_ask(struct tftp *s)
{
	struct netif *netif = ip4_route(ip_2_ip4(&s->server));
	unsigned mtu = netif && netif->mtu ? netif->mtu : BLKSIZE + HEADERS;
	unsigned room = stack_rx_room(netif);

	if (s->pcb)
		udp_remove(s->pcb);
	s->pcb = udp_new();
	if (!s->pcb || udp_bind(s->pcb, IP_ANY_TYPE, 0) != ERR_OK)
		return fail(ERR_NOMEM, "tftp: no memory or port for %s", uri_text(s->stream->uri));
	udp_recv(s->pcb, tftp_recv, s);
	s->asked_blksize = MAX(MIN((unsigned)BLKSIZE, mtu - HEADERS), 512u);
	s->asked_window = window_wish;
	if (room)
		s->asked_window = MAX(MIN(window_wish, room / s->asked_blksize), 1u);
	s->state = ASKING;
	s->tid = 0;
	s->n_requests = s->n_unreachable = 0;
	s->next = 1;
	stream_activity(s->stream, "asking %s", ipaddr_ntoa(&s->server));
	return send_request(s);
}

static void session_unanswered(struct tftp *s)
{
	int rc;

	if (s->n_requests == ARRAY_SIZE(request_waits_us)) {
		rc = fail(ERR_TIMEDOUT, "tftp: no answer from %s to %u requests for %s",
			ipaddr_ntoa(&s->server), s->n_requests, uri_text(s->stream->uri));
	} else {
		s->stream->t->retries++;
		rc = send_request(s);
	}
	if (rc)
		session_lost(s, rc);
}

static void session_stalled(struct tftp *s, uint64_t now)
{
	if (now - s->alive_us >= STALL_US) {
		int rc = fail(ERR_TIMEDOUT, "tftp: %s stopped sending after %llu bytes of %s",
			ipaddr_ntoa(&s->server), (unsigned long long)s->stream->pos,
			uri_text(s->stream->uri));
		tftp_send_error(s, &s->server, s->tid, TFTP_E_UNDEFINED, "timed out");
		session_lost(s, rc);
		return;
	}
	s->stream->t->retries++;
	s->timing = false;
	s->gap_acked = false;
	tftp_send_ack(s, now);
	s->rto_us = MIN(s->rto_us * 2, (uint64_t)TFTP_RTO_MAX_US);
	s->due_us = now + s->rto_us;
}

static void tftp_tick(void *arg)
{
	struct tftp *s = arg;
	uint64_t now = plat_now_us();

	if (s->state == ASKING_AGAIN) {
		int rc = session_ask(s);
		if (rc)
			tftp_session_fail(s, rc);
	} else if (s->state == ASKING && now >= s->due_us) {
		session_unanswered(s);
	} else if (s->state == RECEIVING && now >= s->due_us) {
		session_stalled(s, now);
	} else if (s->state == DALLYING && now >= s->due_us && !s->stream) {
		session_free(s);
		return;
	}
	sys_timeout(TICK_MS, tftp_tick, s);
}

static struct tftp *find_waiting(uint16_t port)
{
	struct tftp *s;

	list_for_each(s, &sessions, node) {
		if ((s->state == ASKING || s->state == RECEIVING) && s->pcb->local_port == port)
			return s;
	}
	return NULL;
}

void tftp_session_unreachable(uint16_t from, uint16_t to)
{
	struct tftp *s = find_waiting(from);
	int rc;

	/* A request sent twice has two answers, and the one that was refused goes: not ours. */
	if (!s || (s->tid && to != s->tid) || ++s->n_unreachable < UNREACHABLE_MAX)
		return;
	if (s->state == ASKING)
		rc = fail(ERR_REFUSED, "tftp: no TFTP server on %s for %s", ipaddr_ntoa(&s->server),
			uri_text(s->stream->uri));
	else
		rc = fail(ERR_RESET, "tftp: the server on %s is gone after %llu bytes of %s",
			ipaddr_ntoa(&s->server), (unsigned long long)s->stream->pos,
			uri_text(s->stream->uri));
	session_lost(s, rc);
}

/* ---- the scheme ---- */

/* "/x" in the URI is the name "x", "//x" is "/x": only the separator itself is taken off. */
static int file_name(const struct uri *uri, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf path = {};
	int rc = uri_path_decoded(uri, &path);
	const char *name = path.s ? path.s : "";

	if (rc)
		return rc;
	if (*name == '/')
		name++;
	if (!*name)
		return fail(ERR_INVAL, "tftp: no file name in %s", uri_text(uri));
	*ret = str_dup(name);
	return *ret ? 0 : fail(ERR_NOMEM, "tftp: no memory for %s", uri_text(uri));
}

static void on_resolved(void *arg, int status, const ip_addr_t *addr)
{
	struct tftp *s = arg;

	s->resolve = NULL;
	if (!status) {
		ip_addr_copy(s->server, *addr);
		status = session_ask(s);
	}
	if (status)
		tftp_session_fail(s, status);
}

static int session_start(struct tftp *s)
{
	const struct uri *uri = s->stream->uri;
	int rc;

	if (!uri->host || !*uri->host)
		return fail(ERR_INVAL, "tftp: no server in %s", uri_text(uri));
	rc = file_name(uri, &s->name);
	if (rc)
		return rc;
	stream_activity(s->stream, "looking up %s", uri->host);
	rc = resolve_start(uri->host, on_resolved, s, &s->server, &s->resolve);
	if (rc || s->resolve)
		return rc;
	return session_ask(s);
}

static int tftp_start(struct stream *stream)
{
	struct tftp *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return fail(ERR_NOMEM, "tftp: no memory for %s", uri_text(stream->uri));
	s->stream = stream;
	list_add_tail(&s->node, &sessions);
	tftp_unreach_watch();
	rc = session_start(s);
	if (rc) {
		session_free(s);
		return rc;
	}
	stream->priv = s;
	sys_timeout(TICK_MS, tftp_tick, s);
	return 0;
}

static void tftp_stop(struct stream *stream)
{
	struct tftp *s = stream->priv;

	stream->priv = NULL;
	s->stream = NULL;
	if (s->state == DALLYING)
		return; /* the tick frees it */
	if (s->state == RECEIVING)
		tftp_send_error(s, &s->server, s->tid, TFTP_E_UNDEFINED, "cancelled");
	sys_untimeout(tftp_tick, s);
	session_free(s);
}

const struct scheme tftp_scheme = {
	.name = "tftp",
	.port = TFTP_PORT,
	.start = tftp_start,
	.stop = tftp_stop,
};
