/* SPDX-License-Identifier: BSD-2-Clause */
/* The fake server: answers from inside the client's transmit call, so tests take no real time. */
#include "fake/fake_dhcp.h"

#include <stdio.h>
#include <string.h>

#include "core/util.h"

#define BROADCAST 0xffffffffu

struct opts {
	uint8_t b[600];
	size_t n;
};

static void opt(struct opts *o, uint8_t tag, const void *data, size_t len)
{
	o->b[o->n++] = tag;
	o->b[o->n++] = (uint8_t)len;
	memcpy(o->b + o->n, data, len);
	o->n += len;
}

static void opt_u32(struct opts *o, uint8_t tag, uint32_t v)
{
	uint8_t b[4];

	put_be32(b, v);
	opt(o, tag, b, sizeof(b));
}

size_t fake_dhcp_message(uint8_t out[DHCP_PACKET_MAX], uint32_t xid, const uint8_t mac[6],
	uint32_t yiaddr, uint32_t siaddr, const char *file, const uint8_t *options,
	size_t n_options)
{
	memset(out, 0, DHCP_PACKET_MAX);
	out[0] = 2;
	out[1] = 1;
	out[2] = 6;
	put_be32(out + 4, xid);
	put_be32(out + 16, yiaddr);
	put_be32(out + 20, siaddr);
	memcpy(out + 28, mac, 6);
	if (file)
		(void)snprintf((char *)out + 108, 128, "%s", file);
	put_be32(out + 236, 0x63825363);
	if (n_options)
		memcpy(out + 240, options, n_options);
	out[240 + n_options] = 255;
	return MAX(241 + n_options, (size_t)300);
}

static void answer(struct fake_dhcp *s, const struct dhcp_packet *rq, uint8_t type)
{
	uint8_t msg[DHCP_PACKET_MAX];
	uint32_t ip = s->address ? s->address : FAKE_CLIENT;
	struct opts o = {.n = 0};
	size_t len;

	if (!s->bootp) {
		opt(&o, 53, &type, 1);
		opt_u32(&o, 54, FAKE_SERVER);
	}
	if (type != DHCP_NAK) {
		opt_u32(&o, 1, 0xffffff00);
		opt_u32(&o, 3, FAKE_SERVER);
		if (s->lease_s)
			opt_u32(&o, 51, s->lease_s);
		if (s->t1_s)
			opt_u32(&o, 58, s->t1_s);
		if (s->t2_s)
			opt_u32(&o, 59, s->t2_s);
	}
	memcpy(o.b + o.n, s->options ? s->options : (const uint8_t *)"", s->n_options);
	o.n += s->n_options;
	len = fake_dhcp_message(msg, rq->xid, rq->mac, type == DHCP_NAK ? 0 : ip, s->siaddr,
		type == DHCP_NAK ? NULL : s->file, o.b, o.n);
	memcpy(msg + 10, rq->raw + 10, 2); /* flags */
	fake_udp_push(s->nic, FAKE_SERVER, s->port ? s->port : 67,
		s->broadcast || type == DHCP_NAK ? BROADCAST : ip, 68, msg, len);
}

static void proxy_answer(struct fake_dhcp *s, const struct dhcp_packet *rq, uint8_t type,
	const char *file, uint16_t port, uint32_t dst)
{
	uint8_t msg[DHCP_PACKET_MAX];
	struct opts o = {.n = 0};
	size_t len;

	opt(&o, 53, &type, 1);
	opt_u32(&o, 54, FAKE_PROXY);
	opt(&o, 60, "PXEClient", 9);
	if (s->proxy_menu && port == 4011 && !file)
		opt(&o, 43, "\x09\x0e\x80\x02\x04Main\0\0\x04Exit\xff", 17);
	len = fake_dhcp_message(msg, rq->xid, rq->mac, 0, FAKE_PROXY, file, o.b, o.n);
	fake_udp_push(s->nic, FAKE_PROXY, port, dst, 68, msg, len);
}

/* The second server gives away FAKE_CLIENT + 10. */
static void second_answer(struct fake_dhcp *s, const struct dhcp_packet *rq, uint8_t type)
{
	uint8_t msg[DHCP_PACKET_MAX];
	struct opts o = {.n = 0};
	size_t len;

	opt(&o, 53, &type, 1);
	opt_u32(&o, 54, FAKE_SECOND);
	memcpy(o.b + o.n, s->second, s->n_second);
	o.n += s->n_second;
	len = fake_dhcp_message(
		msg, rq->xid, rq->mac, FAKE_CLIENT + 10, 0, "second.ipxe", o.b, o.n);
	fake_udp_push(s->nic, FAKE_SECOND, 67, BROADCAST, 68, msg, len);
}

static void on_discover(struct fake_dhcp *s, const struct dhcp_packet *rq)
{
	s->n_discover++;
	if (s->silent)
		return;
	answer(s, rq, DHCP_OFFER);
	if (s->second)
		second_answer(s, rq, DHCP_OFFER);
	if (s->proxy && s->proxy_drop)
		s->proxy_drop--;
	else if (s->proxy)
		proxy_answer(s, rq, DHCP_OFFER, s->proxy_offer_file, 67, BROADCAST);
}

static void on_request(struct fake_dhcp *s, const struct dhcp_packet *rq)
{
	uint32_t to = FAKE_SERVER;

	(void)dhcp_option_u32(rq, DHCP_OPT_SERVER_ID, &to);
	if (rq->ciaddr)
		s->n_renew++;
	else
		s->n_request++;
	if (s->second && to == FAKE_SECOND) {
		second_answer(s, rq, DHCP_ACK);
		return;
	}
	if (s->silent || s->no_ack || (rq->ciaddr && s->ignore_renew))
		return;
	if (s->nak) {
		s->nak--;
		answer(s, rq, DHCP_NAK);
		return;
	}
	answer(s, rq, DHCP_ACK);
}

static void on_proxy_request(struct fake_dhcp *s, const struct dhcp_packet *rq)
{
	uint8_t item[4];
	bool asked = dhcp_option(rq, 0x2b47, item, sizeof(item)) == sizeof(item) &&
		get_be16(item) == 0x8002;

	if (s->proxy_file)
		proxy_answer(s, rq, DHCP_ACK, s->proxy_menu && !asked ? NULL : s->proxy_file, 4011,
			rq->ciaddr);
}

static void on_tx(struct fake_nic *f, const uint8_t *frame, size_t len)
{
	struct fake_dhcp *s = f->arg;
	static struct dhcp_packet rq;
	struct fake_udp udp;

	if (fake_arp_answer(f, frame, len, FAKE_SERVER) ||
		fake_arp_answer(f, frame, len, FAKE_PROXY) || !fake_udp_parse(frame, len, &udp) ||
		udp.sport != 68 || dhcp_parse(udp.data, udp.len, &rq) < 0)
		return;
	if (s->broadcast_only && !dhcp_wants_broadcast(&rq))
		return;
	if (s->drop) {
		s->drop--;
		return;
	}
	memcpy(s->last, udp.data, udp.len);
	s->last_len = udp.len;
	s->last_src = udp.src;
	s->last_dst = udp.dst;
	if (udp.dport == 4011) {
		s->n_proxy++;
		on_proxy_request(s, &rq);
	} else if (dhcp_type(&rq) == DHCP_DISCOVER) {
		on_discover(s, &rq);
	} else if (dhcp_type(&rq) == DHCP_REQUEST) {
		on_request(s, &rq);
	}
}

void fake_dhcp_attach(struct fake_dhcp *s, struct fake_nic *nic)
{
	s->nic = nic;
	nic->arg = s;
	nic->on_tx = on_tx;
}
