/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames of the gateway: Ethernet, ARP (RFC 826), IPv4 without fragments and options. The cable
 * loses nothing, as frames are made when the machine asks for them.
 */
#include "host/gateway.h"

#include <stdlib.h>
#include <string.h>

#include "core/list.h"
#include "core/util.h"

enum {
	TYPE_IP = 0x0800,
	TYPE_ARP = 0x0806,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	DHCP_SERVER = 67,
	DHCP_CLIENT = 68,
	FRAMES_MAX = 256,
};

static const uint8_t gateway_mac[6] = {0x52, 0x55, 0x0a, 0x00, 0x02, 0x02};

struct frame {
	struct list node;
	size_t len;
	uint8_t bytes[FRAME_MAX];
};

struct gateway {
	unsigned n;
	uint8_t mac[6];
	struct list frames;
	unsigned n_frames;
	struct relay *relay;
};

struct gateway *gateway_new(unsigned n, const uint8_t mac[6])
{
	struct gateway *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->n = n;
	memcpy(g->mac, mac, 6);
	list_init(&g->frames);
	g->relay = relay_new(g);
	if (!g->relay) {
		free(g);
		return NULL;
	}
	return g;
}

void gateway_reset(struct gateway *g)
{
	struct frame *f, *tmp;

	list_for_each_safe(f, tmp, &g->frames, node) {
		list_remove(&f->node);
		free(f);
	}
	g->n_frames = 0;
	relay_reset(g->relay);
}

bool gateway_has_output(const struct gateway *g)
{
	return g->n_frames >= FRAMES_MAX / 2;
}

/* ---- to the machine ---- */

static uint8_t *frame_new(struct gateway *g, uint16_t type, size_t len)
{
	struct frame *f = g->n_frames < FRAMES_MAX && len <= FRAME_MAX - ETH_LEN
		? calloc(1, sizeof(*f))
		: NULL;

	if (!f)
		return NULL;
	f->len = MAX(len + ETH_LEN, 60u);
	memcpy(f->bytes, g->mac, 6);
	memcpy(f->bytes + 6, gateway_mac, 6);
	put_be16(f->bytes + 12, type);
	list_add_tail(&f->node, &g->frames);
	g->n_frames++;
	return f->bytes + ETH_LEN;
}

static uint32_t sum_of(const uint8_t *p, size_t len, uint32_t sum)
{
	for (; len > 1; p += 2, len -= 2)
		sum += get_be16(p);
	return len ? sum + (uint32_t)(*p << 8) : sum;
}

static uint16_t folded(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

void gateway_checksum(
	uint8_t *transport, size_t len, size_t at, uint8_t proto, uint32_t src, uint32_t dst)
{
	uint32_t sum =
		(src >> 16) + (src & 0xffff) + (dst >> 16) + (dst & 0xffff) + proto + (uint32_t)len;
	uint16_t value;

	put_be16(transport + at, 0);
	value = folded(sum_of(transport, len, sum));
	put_be16(transport + at, value ? value : 0xffff);
}

uint8_t *gateway_packet(struct gateway *g, uint8_t proto, uint32_t src, uint32_t dst, size_t len)
{
	uint8_t *ip = frame_new(g, TYPE_IP, IP_LEN + len);

	if (!ip)
		return NULL;
	ip[0] = 0x45;
	put_be16(ip + 2, (uint16_t)(IP_LEN + len));
	ip[6] = 0x40; /* do not fragment */
	ip[8] = 64;
	ip[9] = proto;
	put_be32(ip + 12, src);
	put_be32(ip + 16, dst);
	put_be16(ip + 10, folded(sum_of(ip, IP_LEN, 0)));
	return ip + IP_LEN;
}

size_t gateway_output(struct gateway *g, uint8_t frame[FRAME_MAX])
{
	struct frame *f;
	size_t len;

	if (list_empty(&g->frames))
		relay_poll(g->relay);
	if (list_empty(&g->frames))
		return 0;
	f = list_entry(g->frames.next, struct frame, node);
	list_remove(&f->node);
	g->n_frames--;
	len = f->len;
	memcpy(frame, f->bytes, len);
	free(f);
	return len;
}

/* ---- from the machine ---- */

/* Every address is here, but the machine's own, which it may ask for to see whether it is free. */
static void arp_input(struct gateway *g, const uint8_t *p, size_t len)
{
	uint32_t sender, target;
	uint8_t *out;

	if (len < 28 || get_be16(p + 6) != 1)
		return;
	sender = get_be32(p + 14);
	target = get_be32(p + 24);
	if (!sender || sender == target)
		return;
	out = frame_new(g, TYPE_ARP, 28);
	if (!out)
		return;
	memcpy(out, p, 6);
	put_be16(out + 6, 2);
	memcpy(out + 8, gateway_mac, 6);
	put_be32(out + 14, target);
	memcpy(out + 18, p + 8, 10);
}

static void dhcp_input(struct gateway *g, const uint8_t *p, size_t len)
{
	uint8_t answer[1400], *out;
	uint32_t ip;
	size_t n = gateway_dhcp(g->n, p, len, answer, &ip);

	out = n ? gateway_packet(g, PROTO_UDP, GATEWAY_IP, ip, 8 + n) : NULL;
	if (!out)
		return;
	put_be16(out, DHCP_SERVER);
	put_be16(out + 2, DHCP_CLIENT);
	put_be16(out + 4, (uint16_t)(8 + n));
	memcpy(out + 8, answer, n);
	gateway_checksum(out, 8 + n, 6, PROTO_UDP, GATEWAY_IP, ip);
}

static void ip_input(struct gateway *g, const uint8_t *p, size_t len)
{
	size_t head, total;
	uint32_t src, dst;

	if (len < IP_LEN || p[0] >> 4 != 4)
		return;
	head = (size_t)(p[0] & 15) * 4;
	total = get_be16(p + 2);
	if (head < IP_LEN || total > len || total < head || get_be16(p + 6) & 0x3fff)
		return;
	src = get_be32(p + 12);
	dst = get_be32(p + 16);
	if (p[9] == PROTO_TCP && total - head >= 20)
		relay_tcp(g->relay, src, dst, p + head, total - head);
	if (p[9] != PROTO_UDP || total - head < 8)
		return;
	if (get_be16(p + head + 2) == DHCP_SERVER)
		dhcp_input(g, p + head + 8, total - head - 8);
	else
		relay_udp(g->relay, src, dst, p + head, total - head);
}

void gateway_input(struct gateway *g, const uint8_t *frame, size_t len)
{
	if (len < ETH_LEN)
		return;
	if (get_be16(frame + 12) == TYPE_ARP)
		arp_input(g, frame + ETH_LEN, len - ETH_LEN);
	else if (get_be16(frame + 12) == TYPE_IP)
		ip_input(g, frame + ETH_LEN, len - ETH_LEN);
}
