/* SPDX-License-Identifier: BSD-2-Clause */
/* The fake card and the few packets tests need, written and read without any code of src/net. */
#include "fake/fake_nic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

#define ETH      14
#define IP       20
#define UDP      8
#define TYPE_IP  0x0800
#define TYPE_ARP 0x0806

static const uint8_t far_mac[6] = {0x02, 0, 0, 0, 0, 1};

static int fake_open(struct nic *nic)
{
	struct fake_nic *f = nic->priv;

	if (f->open_rc)
		return f->open_rc;
	f->is_open = true;
	f->n_open++;
	return 0;
}

static void fake_close(struct nic *nic)
{
	struct fake_nic *f = nic->priv;

	f->is_open = false;
}

static int fake_tx(struct nic *nic, const void *frame, size_t len)
{
	struct fake_nic *f = nic->priv;

	f->n_tx++;
	if (f->on_tx)
		f->on_tx(f, frame, len);
	return 0;
}

static int fake_rx(struct nic *nic, void *frame, size_t cap, size_t *ret_len)
{
	struct fake_nic *f = nic->priv;
	struct fake_frame *q = &f->queue[f->tail % FAKE_QUEUE];
	int rc = 0;

	if (f->head == f->tail)
		return -ERR_AGAIN;
	f->tail++;
	if (q->len > cap) {
		rc = -ERR_TOOBIG;
	} else {
		memcpy(frame, q->data, q->len);
		*ret_len = q->len;
	}
	free(q->data);
	return rc;
}

static bool fake_link(struct nic *nic)
{
	struct fake_nic *f = nic->priv;

	return !f->no_link;
}

static const struct nic_ops fake_ops = {
	.open = fake_open,
	.close = fake_close,
	.tx = fake_tx,
	.rx = fake_rx,
	.link = fake_link,
};

void fake_nic_init(struct fake_nic *f, uint8_t n)
{
	const uint8_t mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, n};

	memset(f, 0, sizeof(*f));
	f->nic.ops = &fake_ops;
	f->nic.priv = f;
	memcpy(f->nic.mac, mac, sizeof(mac));
	memcpy(f->nic.perm_mac, mac, sizeof(mac));
	f->nic.mtu = 1500;
	(void)snprintf(f->nic.chip, sizeof(f->nic.chip), "fake");
	(void)snprintf(f->nic.bustype, sizeof(f->nic.bustype), "PCI");
	f->nic.busloc = 0x18;
	f->nic.vendor = 0x1af4;
	f->nic.device = 0x1000;
	(void)host_nic_add(&f->nic);
}

void fake_nic_push(struct fake_nic *f, const void *frame, size_t len)
{
	struct fake_frame *q = &f->queue[f->head % FAKE_QUEUE];

	if (f->head - f->tail == FAKE_QUEUE)
		return;
	q->data = malloc(len ? len : 1);
	if (!q->data)
		return;
	memcpy(q->data, frame, len);
	q->len = len;
	f->head++;
}

void fake_nic_clear(struct fake_nic *f)
{
	while (f->tail != f->head)
		free(f->queue[f->tail++ % FAKE_QUEUE].data);
}

static uint16_t ip_sum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += get_be16(p + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

void fake_udp_push(struct fake_nic *f, uint32_t src, uint16_t sport, uint32_t dst, uint16_t dport,
	const void *payload, size_t len)
{
	uint8_t frame[2048] = {0}, *ip = frame + ETH, *udp = ip + IP;

	if (len > 1472)
		return;
	memcpy(frame, f->nic.mac, 6);
	memcpy(frame + 6, far_mac, 6);
	put_be16(frame + 12, TYPE_IP);
	ip[0] = 0x45;
	put_be16(ip + 2, (uint16_t)(IP + UDP + len));
	ip[8] = 64;
	ip[9] = 17;
	put_be32(ip + 12, src);
	put_be32(ip + 16, dst);
	put_be16(ip + 10, ip_sum(ip, IP));
	put_be16(udp, sport);
	put_be16(udp + 2, dport);
	put_be16(udp + 4, (uint16_t)(UDP + len));
	memcpy(udp + UDP, payload, len);
	fake_nic_push(f, frame, ETH + IP + UDP + len);
}

bool fake_arp_answer(struct fake_nic *f, const uint8_t *frame, size_t len, uint32_t ip)
{
	uint8_t out[60] = {0};
	const uint8_t *arp = frame + ETH;

	if (len < ETH + 28 || get_be16(frame + 12) != TYPE_ARP || get_be16(arp + 6) != 1 ||
		get_be32(arp + 24) != ip)
		return false;
	memcpy(out, frame + 6, 6);
	memcpy(out + 6, far_mac, 6);
	put_be16(out + 12, TYPE_ARP);
	memcpy(out + ETH, arp, 8);
	put_be16(out + ETH + 6, 2);
	memcpy(out + ETH + 8, far_mac, 6);
	put_be32(out + ETH + 14, ip);
	memcpy(out + ETH + 18, arp + 8, 10);
	fake_nic_push(f, out, sizeof(out));
	return true;
}

bool fake_udp_parse(const uint8_t *frame, size_t len, struct fake_udp *ret)
{
	const uint8_t *ip = frame + ETH, *udp = ip + IP;
	size_t total;

	if (len < ETH + IP + UDP || get_be16(frame + 12) != TYPE_IP || ip[0] != 0x45 || ip[9] != 17)
		return false;
	total = get_be16(ip + 2);
	if (total < IP + UDP || total > len - ETH || get_be16(udp + 4) != total - IP ||
		ip_sum(ip, IP) != 0)
		return false;
	ret->src = get_be32(ip + 12);
	ret->dst = get_be32(ip + 16);
	ret->sport = get_be16(udp);
	ret->dport = get_be16(udp + 2);
	ret->data = udp + UDP;
	ret->len = total - IP - UDP;
	return true;
}
