/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The DHCP client's surroundings: port 68, which all devices share; the packets the firmware cached
 * when it loaded us; the blocks proxydhcp and pxebs, of which there is one each.
 */
#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "core/util.h"
#include "net/dhcp_priv.h"
#include "net/netdev_priv.h"

#include "lwip/ip.h"
#include "lwip/udp.h"

static struct {
	struct udp_pcb *pcb;
	struct dhcp_block proxy, pxebs;
	struct netdev *cached_dev; /* the device the cached packets came through */
	enum dhcp_proxy_fact cached_proxy;
	uint32_t cached_server; /* that gave the address */
	uint32_t loaded_server;
	char loaded_file[256];
} port;

struct udp_pcb *dhcp_pcb(void)
{
	return port.pcb;
}

static void on_datagram(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t from_port)
{
	static uint8_t bytes[DHCP_PACKET_MAX + 1]; /* one more: too long is noticed */
	static struct dhcp_packet packet;
	struct netdev *dev = ip_current_input_netif()->state;
	size_t len = pbuf_copy_partial(p, bytes, sizeof(bytes), 0);
	uint32_t from = lwip_ntohl(ip4_addr_get_u32(ip_2_ip4(addr)));

	(void)arg;
	(void)pcb;
	(void)pbuf_free(p);
	if (dhcp_parse(bytes, len, &packet) < 0) {
		log_debug("%s: dhcp: %zu bytes that are no DHCP message, ignoring", dev->name, len);
		return;
	}
	dhcp_input(dev, &packet, from, from_port);
}

int dhcp_init(void)
{
	port.pcb = udp_new();
	if (!port.pcb)
		return fail(ERR_NOMEM, "dhcp: no memory for port %d", DHCP_CLIENT_PORT);
	if (udp_bind(port.pcb, IP_ADDR_ANY, DHCP_CLIENT_PORT) != ERR_OK) {
		udp_remove(port.pcb);
		port.pcb = NULL;
		return fail(ERR_IO, "dhcp: port %d is taken", DHCP_CLIENT_PORT);
	}
	udp_recv(port.pcb, on_datagram, NULL);
	return 0;
}

void dhcp_done(void)
{
	dhcp_proxy_clear();
	if (port.pcb)
		udp_remove(port.pcb);
	memset(&port, 0, sizeof(port));
}

static void block_set(struct dhcp_block *b, const char *name, const struct dhcp_packet *p)
{
	if (dhcp_block_set(b, name, NULL, p) < 0)
		log_warn("dhcp: %s, ignoring", fail_last()->text);
}

void dhcp_proxy_set(const struct dhcp_packet *p)
{
	block_set(&port.proxy, "proxydhcp", p);
}

void dhcp_pxebs_set(const struct dhcp_packet *p)
{
	block_set(&port.pxebs, "pxebs", p);
}

void dhcp_proxy_clear(void)
{
	dhcp_block_remove(&port.proxy);
	dhcp_block_remove(&port.pxebs);
}

bool dhcp_has_cached(const struct netdev *dev)
{
	return dev == port.cached_dev;
}

enum dhcp_proxy_fact dhcp_cached_proxy(const struct netdev *dev)
{
	if (dev != port.cached_dev)
		return PROXY_UNKNOWN;
	/* The offer is another DHCP server's than the one whose file was started. */
	if (port.cached_proxy == PROXY_ABSENT && dev->dhcp.server != port.cached_server)
		return PROXY_UNKNOWN;
	return port.cached_proxy;
}

/* ---- the firmware's packets ---- */

static bool cached_get(enum cached_packet which, struct dhcp_packet *ret)
{
	const uint8_t *data;
	size_t len;

	if (plat_cached_packet(which, &data, &len) < 0)
		return false;
	/* Firmware hands out its whole buffer, which may be larger than any message. */
	return dhcp_parse(data, MIN(len, (size_t)DHCP_PACKET_MAX), ret) == 0 && ret->op == 2;
}

/* The device with the card the message was meant for. */
static struct netdev *device_of(const struct dhcp_packet *p)
{
	struct netdev *dev;

	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		if (memcmp(dev->nic->mac, p->mac, sizeof(p->mac)) == 0 ||
			memcmp(dev->nic->perm_mac, p->mac, sizeof(p->mac)) == 0)
			return dev;
	}
	return NULL;
}

/* We were loaded by the packet that names a file, the latest of the exchange first. */
static void loaded_note(const struct dhcp_packet *p)
{
	size_t len = dhcp_filename(p, port.loaded_file, sizeof(port.loaded_file) - 1);

	if (len == 0 || len >= sizeof(port.loaded_file)) {
		port.loaded_file[0] = '\0';
		return;
	}
	port.loaded_file[len] = '\0';
	port.loaded_server = dhcp_next_server(p);
	/* Firmware cannot make anything of a host name in option 66. */
	if (!port.loaded_server)
		(void)dhcp_option_u32(p, DHCP_OPT_SERVER_ID, &port.loaded_server);
}

static bool same_answer(const struct dhcp_packet *a, const struct dhcp_packet *b)
{
	return a->len == b->len && memcmp(a->raw, b->raw, a->len) == 0;
}

static void take_ack(const struct dhcp_packet *ack)
{
	struct netdev *dev = device_of(ack);

	if (!dev || !ack->yiaddr) {
		log_debug("dhcp: the firmware's cached ACK is for no card of ours, ignoring");
		return;
	}
	if (dhcp_block_set(&dev->dhcp.block, "dhcp", &dev->block, ack) < 0)
		return;
	port.cached_dev = dev;
	port.cached_proxy = dhcp_names_file(ack) ? PROXY_ABSENT : PROXY_UNKNOWN;
	port.cached_server = dhcp_server(ack, 0);
	log_info("%s: dhcp: taking the firmware's address", dev->name);
}

/* (reply) with the boot file is another server's than (ack) with the address. BIOS has no place for
 * a ProxyDHCP offer of its own, and QEMU's ROMs write its file into the ACK as well. */
static bool is_proxied(const struct dhcp_packet *reply, const struct dhcp_packet *ack)
{
	return dhcp_is_pxe(reply) && dhcp_server(reply, 0) != dhcp_server(ack, 0);
}

struct netdev *dhcp_take_cached(void)
{
	static struct dhcp_packet ack, proxy, reply;
	bool has_ack = cached_get(CACHED_ACK, &ack);
	bool has_proxy = cached_get(CACHED_PROXY, &proxy);
	bool has_reply = cached_get(CACHED_PXE_REPLY, &reply);

	/* Firmware often repeats the ACK in the other places. */
	has_proxy = has_proxy && !(has_ack && same_answer(&proxy, &ack));
	has_reply = has_reply && !(has_ack && same_answer(&reply, &ack)) &&
		!(has_proxy && same_answer(&reply, &proxy));
	if (has_ack)
		take_ack(&ack);
	if (has_proxy)
		dhcp_proxy_set(&proxy);
	if (has_reply)
		dhcp_pxebs_set(&reply);
	if (has_proxy || (has_reply && has_ack && is_proxied(&reply, &ack)))
		port.cached_proxy = PROXY_SEEN;

	if (has_reply)
		loaded_note(&reply);
	if (has_proxy && !port.loaded_file[0])
		loaded_note(&proxy);
	if (has_ack && !port.loaded_file[0])
		loaded_note(&ack);
	return port.cached_dev;
}

void dhcp_loaded_from(uint32_t *ret_server, const char **ret_file)
{
	*ret_server = port.loaded_server;
	*ret_file = port.loaded_file;
}
