/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the DHCP client sends. Servers choose their answer by what it tells of the machine and of
 * this program: user class, architecture, vendor class, UUID, the features in option 175.
 *
 * Answers may come by unicast to an address we do not have yet: lwIP lets them through
 * (lwipopts.h), so broadcast answers are asked for only in every second message after the first
 * two, for servers and relays that cannot do otherwise.
 */
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/version.h"
#include "net/dhcp_priv.h"
#include "net/netdev_priv.h"

#include "lwip/udp.h"

#define BROADCAST_AFTER 2

/* Tags of option 175 as iPXE's users know them: what this build can do. */
static const uint8_t features[] = {
	0x10, /* PXE extensions in option 175 */
	0x13, /* HTTP */
	0x15, /* TFTP */
	0x17, /* DNS */
	0x18, /* bzImage */
	0x24, /* EFI programs */
	0x26, /* VLAN */
	0x27, /* menu */
	0,
};

/* A class set by the user or a script. What a DHCP server sent earlier is not our class: only root
 * and the device's own settings count. */
static void class_get(const struct netdev *dev, const char *name, struct setting_value *ret)
{
	struct settings_block *from = NULL;

	if (settings_get_raw(name, ret, &from) < 0)
		return;
	if (from != settings_find("") && from != &dev->block) {
		setting_value_free(ret);
		*ret = (struct setting_value){0};
	}
}

/* The setting is in network order; PXE wants SMBIOS order: the first three fields little-endian. */
static bool uuid_get(uint8_t out[16])
{
	static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	struct setting_value v = {0};
	bool ok = settings_get_raw("uuid", &v, NULL) == 0 && v.len == sizeof(order);

	for (unsigned i = 0; ok && i < sizeof(order); i++)
		out[i] = v.data[order[i]];
	setting_value_free(&v);
	return ok;
}

/* "1.2.3" or "v1.2-…"; a version that does not begin so (a commit's name) is 0.0.0. */
static void version_get(uint8_t out[3])
{
	const char *s = hawser_version;

	memset(out, 0, 3);
	if (*s == 'v')
		s++;
	if (s[strspn(s, "0123456789")] != '.')
		return;
	for (unsigned i = 0; i < 3 && *s >= '0' && *s <= '9'; i++) {
		unsigned v = 0;
		while (*s >= '0' && *s <= '9')
			v = v * 10 + (unsigned)(*s++ - '0');
		out[i] = (uint8_t)v;
		if (*s == '.')
			s++;
	}
}

/* Fills in what does not depend on the exchange and writes the message. */
static int build(const struct netdev *dev, struct dhcp_request *rq, void *out, size_t cap)
{
	_cleanup_(setting_value_free) struct setting_value user = {0}, vendor = {0};
	uint8_t uuid[16];

	class_get(dev, "user-class", &user);
	class_get(dev, "vendor-class", &vendor);
	rq->user_class = user.len ? (const void *)user.data : DHCP_USER_CLASS;
	rq->user_class_len = user.len ? user.len : strlen(DHCP_USER_CLASS);
	rq->vendor_class = vendor.len ? vendor.data : NULL;
	rq->vendor_class_len = vendor.len;
	rq->uuid = uuid_get(uuid) ? uuid : NULL;
	rq->features = features;
	version_get(rq->version);
	memcpy(rq->mac, dev->netif.hwaddr, sizeof(rq->mac));
	rq->arch = plat_dhcp_arch;
	memcpy(rq->ndi, plat_dhcp_ndi, sizeof(rq->ndi));
	rq->pci_vendor = dev->nic->vendor;
	rq->pci_device = dev->nic->device;
	return dhcp_build(rq, out, cap);
}

static void send_to(struct netdev *dev, struct dhcp_request *rq, uint32_t to, uint16_t port)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, DHCP_PACKET_MAX, PBUF_RAM);
	ip_addr_t dst = IPADDR4_INIT(lwip_htonl(to)), src = *IP_ADDR_ANY;
	int len;

	dev->dhcp.tries++;
	dev->dhcp.sent++;
	if (!p) {
		log_warn("%s: dhcp: no memory to send, trying again later", dev->name);
		return;
	}
	len = build(dev, rq, p->payload, DHCP_PACKET_MAX);
	if (len < 0) {
		log_warn("%s: dhcp: %s", dev->name, fail_last()->text);
		(void)pbuf_free(p);
		return;
	}
	pbuf_realloc(p, (u16_t)len);
	/* An address that is not confirmed must not be used as source: 0.0.0.0 then. */
	if (rq->ciaddr)
		src = dev->netif.ip_addr;
	(void)udp_sendto_if_src(dhcp_pcb(), p, &dst, port, &dev->netif, &src);
	(void)pbuf_free(p);
}

static struct dhcp_request request_of(struct dhcp_client *c, enum dhcp_type type)
{
	uint64_t secs = (plat_now_us() - c->start_us) / US_PER_S;

	return (struct dhcp_request){
		.type = type,
		.xid = c->xid,
		.secs = (uint16_t)MIN(secs, 0xffffu),
		.broadcast = c->tries >= BROADCAST_AFTER && c->tries % 2 == 0,
	};
}

void dhcp_send_discover(struct netdev *dev)
{
	struct dhcp_request rq = request_of(&dev->dhcp, DHCP_DISCOVER);

	send_to(dev, &rq, IPADDR_BROADCAST, DHCP_SERVER_PORT);
}

void dhcp_send_request(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;
	struct dhcp_request rq = request_of(c, DHCP_REQUEST);

	rq.requested_ip = c->offer.yiaddr;
	rq.server_id = c->server;
	rq.broadcast |= dhcp_wants_broadcast(&c->offer); /* then it did not come otherwise */
	send_to(dev, &rq, IPADDR_BROADCAST, DHCP_SERVER_PORT);
}

void dhcp_send_renew(struct netdev *dev, bool to_any)
{
	struct dhcp_client *c = &dev->dhcp;
	struct dhcp_request rq = request_of(c, DHCP_REQUEST);

	rq.broadcast = false;
	rq.ciaddr = c->block.packet.yiaddr; /* a script may have set another address since */
	send_to(dev, &rq, to_any || !c->server ? IPADDR_BROADCAST : c->server, DHCP_SERVER_PORT);
}

void dhcp_send_proxy_request(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;
	struct dhcp_request rq = request_of(c, DHCP_REQUEST);
	uint8_t menu[64];
	int n = dhcp_option(&c->proxy, DHCP_OPT_BOOT_MENU, menu, sizeof(menu));

	rq.broadcast = false;
	rq.ciaddr = lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(&dev->netif)));
	/* With a boot menu (type, length of the text, text), the file is that of the first item. */
	if (n >= 3) {
		rq.pxe_item = true;
		rq.pxe_type = get_be16(menu);
	}
	send_to(dev, &rq, c->proxy_server, DHCP_PROXY_PORT);
}

void dhcp_send_boot_request(struct netdev *dev, uint32_t to, uint16_t type)
{
	struct dhcp_request rq = request_of(&dev->dhcp, DHCP_REQUEST);

	rq.broadcast = false;
	rq.ciaddr = lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(&dev->netif)));
	rq.pxe_item = true;
	rq.pxe_type = type;
	send_to(dev, &rq, to, DHCP_PROXY_PORT);
}
