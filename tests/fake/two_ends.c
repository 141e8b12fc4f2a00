/* SPDX-License-Identifier: BSD-2-Clause */
/* The cable between Hawser and a server in the same program. IPv4 and ARP over Ethernet; fragments
 * keep their identity, only the first one's transport checksum is adjusted. */
#include "fake/two_ends.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/settings.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_nic.h"
#include "net/http_conn.h"
#include "net/netdev.h"

#include "lwip/etharp.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "netif/ethernet.h"

#define ETH      14
#define TYPE_IP  0x0800
#define TYPE_ARP 0x0806
#define TCP      6
#define UDP      17
#define LATE_US  2000

struct frame {
	struct frame *next;
	uint64_t due_us;
	bool to_server;
	size_t len;
	uint8_t data[];
};

static struct {
	struct fake_nic nic;
	struct netif server;
	struct poller poller;
	struct frame *queue;
	struct ends_cable cable;
} ends;

/* ---- addresses ---- */

/* RFC 1624: the checksum at (at) after one 16-bit word changed. */
static void adjust(uint8_t *at, uint16_t from, uint16_t to)
{
	uint32_t sum = (uint16_t)~get_be16(at) + (uint32_t)(uint16_t)~from + to;

	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put_be16(at, (uint16_t)~sum);
}

static void replace(uint8_t *field, uint32_t from, uint32_t to, uint8_t *sum1, uint8_t *sum2)
{
	if (get_be32(field) != from)
		return;
	put_be32(field, to);
	for (int half = 16; half >= 0; half -= 16) {
		if (sum1)
			adjust(sum1, (uint16_t)(from >> half), (uint16_t)(to >> half));
		if (sum2)
			adjust(sum2, (uint16_t)(from >> half), (uint16_t)(to >> half));
	}
}

/* Where the checksum of the transport is that covers the addresses; NULL if there is none. */
static uint8_t *transport_sum(uint8_t *ip, size_t len)
{
	uint8_t *t = ip + (ip[0] & 15) * 4;
	size_t n = len - (size_t)(t - ip);

	if (get_be16(ip + 6) & 0x1fff || t > ip + len)
		return NULL;
	if (ip[9] == TCP && n >= 20)
		return t + 16;
	return ip[9] == UDP && n >= 8 && get_be16(t + 6) ? t + 6 : NULL;
}

static void translate(uint8_t *frame, size_t len, bool to_server)
{
	uint32_t client = ENDS_CLIENT, client_to = ENDS_CLIENT_INSIDE;
	uint32_t server = ENDS_SERVER, server_to = ENDS_SERVER_INSIDE;
	uint8_t *p = frame + ETH, *sum = NULL, *transport = NULL;
	size_t src = 12, dst = 16;

	if (!to_server) {
		client = ENDS_CLIENT_INSIDE, client_to = ENDS_CLIENT;
		server = ENDS_SERVER_INSIDE, server_to = ENDS_SERVER;
	}
	if (len >= ETH + 28 && get_be16(frame + 12) == TYPE_ARP) {
		src = 14, dst = 24;
	} else if (len >= ETH + 20 && get_be16(frame + 12) == TYPE_IP) {
		sum = p + 10;
		transport = transport_sum(p, len - ETH);
	} else {
		return;
	}
	replace(p + src, to_server ? client : server, to_server ? client_to : server_to, sum,
		transport);
	replace(p + dst, to_server ? server : client, to_server ? server_to : client_to, sum,
		transport);
}

/* ---- the cable ---- */

/* The last byte that some checksum covers: behind it is padding. */
static size_t last_byte(const uint8_t *frame, size_t len)
{
	size_t n = ETH + get_be16(frame + ETH + 2);

	return get_be16(frame + 12) == TYPE_IP && n <= len ? n - 1 : len - 1;
}

static void enqueue(const uint8_t *data, size_t len, bool to_server, uint64_t delay_us, bool damage)
{
	struct frame *f = malloc(sizeof(*f) + len), **at = &ends.queue;

	if (!f)
		abort();
	f->due_us = plat_now_us() + delay_us;
	f->to_server = to_server;
	f->len = len;
	memcpy(f->data, data, len);
	translate(f->data, len, to_server);
	if (damage)
		f->data[last_byte(f->data, len)] ^= 0x10;
	while (*at && (*at)->due_us <= f->due_us)
		at = &(*at)->next;
	f->next = *at;
	*at = f;
}

static void put_on_cable(const uint8_t *data, size_t len, bool to_server)
{
	enum ends_fate fate = ENDS_PASS;
	unsigned n = ends.cable.n_frames++;

	if (ends.cable.fate)
		fate = ends.cable.fate(n, to_server, data, len);
	if (ends.cable.cut || fate == ENDS_DROP)
		return;
	enqueue(data, len, to_server, fate == ENDS_LATE ? LATE_US : ENDS_DELAY_US,
		fate == ENDS_DAMAGE);
	if (fate == ENDS_TWICE)
		enqueue(data, len, to_server, 2 * ENDS_DELAY_US, false);
}

static void on_client_tx(struct fake_nic *f, const uint8_t *frame, size_t len)
{
	(void)f;
	put_on_cable(frame, len, true);
}

static err_t on_server_tx(struct netif *netif, struct pbuf *p)
{
	uint8_t frame[1600] = {0};
	size_t len = pbuf_copy_partial(p, frame, sizeof(frame), 0);

	(void)netif;
	put_on_cable(frame, MAX(len, (size_t)60), false);
	return ERR_OK;
}

static void deliver(const struct frame *f)
{
	struct pbuf *p;

	if (!f->to_server) {
		fake_nic_push(&ends.nic, f->data, f->len);
		return;
	}
	p = pbuf_alloc(PBUF_RAW, (u16_t)f->len, PBUF_RAM);
	if (!p)
		abort();
	(void)pbuf_take(p, f->data, (u16_t)f->len);
	if (ends.server.input(p, &ends.server) != ERR_OK)
		pbuf_free(p);
}

static bool cable_poll(struct poller *poller)
{
	uint64_t now = plat_now_us();
	bool busy = false;

	(void)poller;
	while (ends.queue && ends.queue->due_us <= now) {
		struct frame *f = ends.queue;

		ends.queue = f->next;
		deliver(f);
		free(f);
		busy = true;
	}
	return busy;
}

static uint64_t cable_next_us(struct poller *poller)
{
	(void)poller;
	return ends.queue ? ends.queue->due_us : DEADLINE_NEVER;
}

static void cable_clear(void)
{
	while (ends.queue) {
		struct frame *f = ends.queue;

		ends.queue = f->next;
		free(f);
	}
}

/* ---- life ---- */

static err_t server_if_init(struct netif *netif)
{
	static const uint8_t mac[ETH_HWADDR_LEN] = {0x02, 0, 0, 0, 0, 1};

	netif->name[0] = 's';
	netif->name[1] = 'v';
	netif->hwaddr_len = ETH_HWADDR_LEN;
	memcpy(netif->hwaddr, mac, sizeof(mac));
	netif->mtu = 1500;
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
	netif->output = etharp_output;
	netif->linkoutput = on_server_tx;
	return ERR_OK;
}

void ends_init(void)
{
	ip4_addr_t addr, mask, none;

	if (settings_init())
		abort();
	fake_nic_init(&ends.nic, 1);
	ends.nic.on_tx = on_client_tx;
	if (net_init() || settings_set("net0/ip", ENDS_CLIENT_TEXT) ||
		settings_set("net0/netmask", "255.255.255.0") || netdev_open(netdev_at(0)))
		abort();
	ip4_addr_set_u32(&addr, lwip_htonl(ENDS_SERVER_INSIDE));
	ip4_addr_set_u32(&mask, lwip_htonl(0xffffff00));
	ip4_addr_set_zero(&none);
	if (!netif_add(&ends.server, &addr, &mask, &none, NULL, server_if_init, ethernet_input))
		abort();
	netif_set_up(&ends.server);
	netif_set_link_up(&ends.server);
	ends.poller.poll = cable_poll;
	ends.poller.next_us = cable_next_us;
	poller_add(&ends.poller);
}

void ends_done(void)
{
	poller_remove(&ends.poller);
	netif_remove(&ends.server);
	net_done();
	cable_clear();
	fake_nic_clear(&ends.nic);
}

struct ends_cable *ends_begin(void)
{
	http_conn_close_idle();
	ends.cable.cut = false;
	ends.cable.fate = NULL;
	ends_pass_ms(1000);
	netdev_close(netdev_at(0));
	cable_clear();
	fake_nic_clear(&ends.nic);
	etharp_cleanup_netif(&ends.server);
	if (netdev_open(netdev_at(0)))
		abort();
	ends.cable.n_frames = 0;
	return &ends.cable;
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

void ends_pass_ms(uint64_t ms)
{
	(void)wait_until(NULL, never, NULL, deadline_in_ms(ms));
}
