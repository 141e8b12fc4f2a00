/* SPDX-License-Identifier: BSD-2-Clause */
/* The TFTP server: reading only. A session ends with the acknowledgement of its last block, an
 * error, or after TRIES_MAX windows that nobody acknowledged. */
#include "fake/tiny_tftp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"

#include "lwip/timeouts.h"
#include "lwip/udp.h"

#define AGAIN_MS  1000
#define TRIES_MAX 6
#define PACKET    65536

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };

struct session {
	struct list node;
	struct tiny_tftp *s;
	struct udp_pcb *pcb;
	size_t acked; /* blocks */
	bool oack_pending;
	unsigned blksize, window, tries;
	uint8_t oack[128];
	size_t n_oack;
};

static void on_timeout(void *arg);

static void session_free(struct session *x)
{
	sys_untimeout(on_timeout, x);
	list_remove(&x->node);
	udp_remove(x->pcb);
	free(x);
}

static void send_packet(struct session *x, const uint8_t *data, size_t len)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);

	if (!p)
		abort();
	(void)pbuf_take(p, data, (u16_t)len);
	(void)udp_send(x->pcb, p);
	pbuf_free(p);
}

/* Blocks there are; the last one is shorter than the others, and may be empty. */
static size_t n_blocks(const struct session *x)
{
	return x->s->size / x->blksize + 1;
}

static void send_window(struct session *x)
{
	static uint8_t packet[PACKET];
	size_t last = MIN(x->acked + x->window, n_blocks(x));

	sys_untimeout(on_timeout, x);
	sys_timeout(AGAIN_MS, on_timeout, x);
	if (x->oack_pending) {
		send_packet(x, x->oack, x->n_oack);
		return;
	}
	for (size_t block = x->acked + 1; block <= last; block++) {
		size_t from = (block - 1) * x->blksize, n = MIN(x->blksize, x->s->size - from);

		put_be16(packet, DATA);
		put_be16(packet + 2, (uint16_t)block);
		memcpy(packet + 4, x->s->content + from, n);
		send_packet(x, packet, 4 + n);
	}
}

static void on_timeout(void *arg)
{
	struct session *x = arg;

	x->s->n_again++;
	if (++x->tries > TRIES_MAX)
		session_free(x);
	else
		send_window(x);
}

static void on_ack(struct session *x, uint16_t block)
{
	size_t n = (x->acked & ~(size_t)0xffff) | block;

	if (x->oack_pending) {
		if (block)
			return;
		x->oack_pending = false;
		x->tries = 0;
		send_window(x);
		return;
	}
	if (n < x->acked && x->acked - n > 0x8000)
		n += 0x10000;
	/* An old one: answering it doubles the traffic for good (RFC 1123 4.2.3.1). */
	if (n <= x->acked && (x->window == 1 || n < x->acked))
		return;
	if (n > x->acked + x->window)
		return;
	x->acked = n;
	x->tries = 0;
	if (n >= n_blocks(x))
		session_free(x);
	else
		send_window(x);
}

static void on_packet(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	struct session *x = arg;
	uint8_t head[4] = {0};
	u16_t n = pbuf_copy_partial(p, head, sizeof(head), 0);

	(void)pcb;
	(void)addr;
	(void)port;
	pbuf_free(p);
	if (n == 4 && get_be16(head) == ERROR) {
		x->s->n_errors++;
		session_free(x);
	} else if (n == 4 && get_be16(head) == ACK) {
		on_ack(x, get_be16(head + 2));
	}
}

/* ---- requests ---- */

static void agree(struct session *x, const char *name, unsigned long value)
{
	char *out = (char *)x->oack + x->n_oack;
	size_t cap = sizeof(x->oack) - x->n_oack, n;

	n = (size_t)snprintf(out, cap, "%s", name) + 1;
	n += (size_t)snprintf(out + n, cap - n, "%lu", value) + 1;
	x->n_oack += n;
}

static void take_option(struct session *x, const char *name, unsigned long value)
{
	if (!strcasecmp(name, "blksize")) {
		x->blksize = (unsigned)MIN(value, 65464ul);
		agree(x, name, x->blksize);
	} else if (!strcasecmp(name, "tsize")) {
		agree(x, name, x->s->size);
	} else if (!strcasecmp(name, "windowsize") && x->s->window_max) {
		x->window = (unsigned)MIN(value, (unsigned long)x->s->window_max);
		agree(x, name, x->window);
	}
}

static void take_options(struct session *x, const char *p, const char *end)
{
	put_be16(x->oack, OACK);
	x->n_oack = 2;
	while (p < end) {
		const char *name = p, *value = p + strlen(p) + 1;

		if (value >= end)
			break;
		take_option(x, name, strtoul(value, NULL, 10));
		p = value + strlen(value) + 1;
	}
	x->oack_pending = x->n_oack > 2;
}

static void on_request(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	struct tiny_tftp *s = arg;
	char text[600] = {0};
	size_t n = pbuf_copy_partial(p, text, sizeof(text) - 1, 0);
	const char *options = text + 2;
	struct session *x;

	(void)pcb;
	pbuf_free(p);
	if (n < 4 || get_be16(text) != RRQ)
		return;
	for (int i = 0; i < 2 && options < text + n; i++) /* the name and the mode */
		options += strlen(options) + 1;
	x = calloc(1, sizeof(*x));
	if (!x)
		abort();
	x->s = s;
	x->blksize = 512;
	x->window = 1;
	x->pcb = udp_new();
	if (!x->pcb || udp_connect(x->pcb, addr, port) != ERR_OK)
		abort();
	udp_recv(x->pcb, on_packet, x);
	list_add_tail(&x->node, &s->sessions);
	if (!s->no_options)
		take_options(x, options, text + n);
	s->n_requests++;
	s->blksize = x->blksize;
	s->windowsize = x->window;
	send_window(x);
}

void tiny_tftp_start(struct tiny_tftp *s)
{
	list_init(&s->sessions);
	s->listener = udp_new();
	if (!s->listener || udp_bind(s->listener, IP_ANY_TYPE, 69) != ERR_OK)
		abort();
	udp_recv(s->listener, on_request, s);
}

void tiny_tftp_stop(struct tiny_tftp *s)
{
	struct session *x, *tmp;

	if (!s->listener)
		return;
	list_for_each_safe(x, tmp, &s->sessions, node)
		session_free(x);
	udp_remove(s->listener);
	s->listener = NULL;
}
