/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Network devices: one of each card of the platform, its life (open, link, DHCP, close), and what
 * the settings say about addresses, given on to lwIP. The settings themselves: netdev_settings.c.
 */
#include "net/netdev.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "net/http_conn.h"
#include "net/netdev_priv.h"
#include "net/netdev_route.h"
#include "net/netdev_settings.h"
#include "net/random.h"
#include "net/stack.h"
#include "net/syslog.h"
#include "net/vlan.h"

#include "lwip/dns.h"

#define DEVICES_MAX     32
#define LINK_TIMEOUT_MS 15000
#define MTU_MIN         576 /* RFC 791: what every host must take */

static struct {
	struct netdev *devs[DEVICES_MAX];
	unsigned n;
	struct netdev *netx; /* the most recently opened */
	bool applicator;     /* registered, for good */
	unsigned n_opened;   /* in all */
} net;

struct netdev *netdev_at(unsigned n)
{
	return n < net.n ? net.devs[n] : NULL;
}

struct netdev *netdev_find(const char *name)
{
	if (strcmp(name, "netX") == 0)
		return net.netx;
	for (unsigned i = 0; i < net.n; i++)
		if (strcmp(net.devs[i]->name, name) == 0)
			return net.devs[i];
	return NULL;
}

const char *netdev_name(const struct netdev *dev)
{
	return dev->name;
}

bool netdev_is_open(const struct netdev *dev)
{
	return dev->open;
}

/* ---- settings to lwIP ---- */

/* The device's own setting or its DHCP server's. 0 if unset. */
static uint32_t address_of(struct netdev *dev, const char *name)
{
	struct setting_value v = {0};
	uint32_t ip = 0;

	if (settings_get_raw_in(&dev->block, name, &v) == 0 && v.len >= 4)
		ip = get_be32(v.data);
	setting_value_free(&v);
	return ip;
}

/* The mask of the times before masks, for who names none. */
static uint32_t classful_mask(uint32_t ip)
{
	if (!(ip >> 31))
		return 0xff000000;
	return ip >> 30 == 2 ? 0xffff0000 : 0xffffff00;
}

static void apply_mtu(struct netdev *dev)
{
	struct setting_value v = {0};
	unsigned mtu = MIN(dev->nic->mtu, 1500), want = 0;

	if (settings_get_raw_in(&dev->block, "mtu", &v) == 0)
		for (size_t i = 0; i < v.len; i++)
			want = (want << 8 | v.data[i]) & 0xffff;
	setting_value_free(&v);
	dev->netif.mtu = (u16_t)(want >= MTU_MIN ? MIN(want, mtu) : mtu);
}

static void apply_addresses(struct netdev *dev)
{
	uint32_t ip = address_of(dev, "ip"), mask = address_of(dev, "netmask");
	ip4_addr_t a, m, g;

	if (!mask)
		mask = classful_mask(ip);
	ip4_addr_set_u32(&a, lwip_htonl(ip));
	ip4_addr_set_u32(&m, ip ? lwip_htonl(mask) : 0);
	ip4_addr_set_u32(&g, ip ? lwip_htonl(netdev_route_apply(dev)) : 0);
	netif_set_addr(&dev->netif, &a, &m, &g);
	if (dev->open && ip4_addr_get_u32(&g) &&
		(dev == net.netx || !netif_default || ip4_addr_isany(netif_ip4_gw(netif_default))))
		netif_set_default(&dev->netif);
	apply_mtu(dev);
}

static void apply_dns(void)
{
	struct setting_value v = {0};
	u8_t n = 0;

	if (settings_get_raw("dns", &v, NULL) == 0)
		for (; n < DNS_MAX_SERVERS && v.len / 4 > n; n++) {
			ip_addr_t server = IPADDR4_INIT(lwip_htonl(get_be32(v.data + 4 * n)));
			dns_setserver(n, &server);
		}
	for (; n < DNS_MAX_SERVERS; n++)
		dns_setserver(n, NULL);
	setting_value_free(&v);
}

void netdev_apply(void)
{
	for (unsigned i = 0; i < net.n; i++)
		apply_addresses(net.devs[i]);
	apply_dns();
	syslog_apply();
}

bool netdev_configured(const struct netdev *dev)
{
	return !ip4_addr_isany(netif_ip4_addr(&dev->netif));
}

/* ---- open and close ---- */

static void netx_set(struct netdev *dev)
{
	net.netx = dev;
	settings_set_netx(dev ? &dev->block : NULL);
}

/* The device that was opened last is closed now: the one that was before it. */
static void netx_reset(void)
{
	struct netdev *last = NULL;

	for (unsigned i = 0; i < net.n; i++)
		if (net.devs[i]->open && (!last || net.devs[i]->opened > last->opened))
			last = net.devs[i];
	netx_set(last);
}

int netdev_open(struct netdev *dev)
{
	int rc;

	if (dev->open)
		return 0;
	rc = dev->nic->ops->open(dev->nic);
	if (rc < 0)
		return rc;
	dev->open = true;
	dev->opened = ++net.n_opened;
	netx_set(dev);
	stack_up(dev);
	netdev_apply();
	log_info("%s: opened", dev->name);
	return 0;
}

void netdev_close(struct netdev *dev)
{
	if (!dev->open)
		return;
	vlan_close_all(dev);
	dhcp_stop(dev);
	stack_down(dev);
	dev->open = false;
	dev->nic->ops->close(dev->nic);
	log_info("%s: closed", dev->name);
	if (net.netx == dev)
		netx_reset();
	/* What is still open may have a gateway, too. */
	if (netif_default == &dev->netif)
		netif_set_default(NULL);
	netdev_apply();
}

/* ---- waiting ---- */

static bool link_is_up(void *arg)
{
	const struct netdev *dev = arg;

	return netif_is_link_up(&dev->netif);
}

int netdev_wait_link(struct netdev *dev, uint64_t timeout_ms)
{
	char what[32];
	int rc;

	rc = netdev_open(dev);
	if (rc < 0)
		return rc;
	stack_check_link(dev);
	(void)snprintf(what, sizeof(what), "the link on %s", dev->name);
	rc = wait_until(what, link_is_up, dev, deadline_in_ms(timeout_ms));
	if (rc == -ERR_TIMEDOUT)
		return fail(ERR_LINK,
			"%s: no link after %u s; is the cable plugged in at both "
			"ends, and the switch port on?",
			dev->name, (unsigned)(timeout_ms / 1000));
	return rc;
}

const char *netdev_link_note(void)
{
	static char note[48];
	const struct netdev *without = NULL;

	for (unsigned i = 0; i < net.n; i++) {
		if (!net.devs[i]->open)
			continue;
		if (netif_is_link_up(&net.devs[i]->netif))
			return "";
		without = net.devs[i];
	}
	if (!without)
		return "";
	(void)snprintf(note, sizeof(note), " (%s has no link)", without->name);
	return note;
}

static bool dhcp_is_done(void *arg)
{
	const struct netdev *dev = arg;

	return dev->dhcp.done;
}

static bool may_use_cached(const struct netdev *dev)
{
	uint64_t wanted;

	return settings_get_uint("use-cached", &wanted) == 0 && wanted && dhcp_has_cached(dev) &&
		netdev_configured(dev);
}

int netdev_dhcp(struct netdev *dev, uint64_t timeout_ms)
{
	int rc;

	if (may_use_cached(dev)) {
		log_info("%s: use-cached: keeping the address the firmware got", dev->name);
		return netdev_open(dev);
	}
	if (timeout_ms == 0)
		timeout_ms = DHCP_TIMEOUT_MS;
	rc = netdev_wait_link(dev, MIN(timeout_ms, (uint64_t)LINK_TIMEOUT_MS));
	if (rc < 0)
		return rc;
	dhcp_start(dev, timeout_ms);
	rc = wait_until(dev->dhcp.what, dhcp_is_done, dev, deadline_in_ms(timeout_ms));
	if (rc == -ERR_TIMEDOUT)
		rc = dhcp_explain(dev);
	if (rc < 0)
		dhcp_stop(dev);
	return rc;
}

/* ---- facts ---- */

void netdev_stat(const struct netdev *dev, struct netdev_stat *ret)
{
	*ret = (struct netdev_stat){
		.chip = dev->nic->chip,
		.bustype = dev->nic->bustype,
		.open = dev->open,
		.link = dev->open && netif_is_link_up(&dev->netif),
		.ip = lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(&dev->netif))),
		.netmask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(&dev->netif))),
		.gateway = lwip_ntohl(ip4_addr_get_u32(netif_ip4_gw(&dev->netif))),
		.tx = dev->tx,
		.tx_errors = dev->tx_errors,
		.rx = dev->rx,
		.rx_errors = dev->rx_errors,
		.rx_bytes = dev->rx_bytes,
		.tx_bytes = dev->tx_bytes,
	};
	memcpy(ret->mac, dev->nic->mac, sizeof(ret->mac));
}

void net_loaded_from(uint32_t *ret_server, const char **ret_file)
{
	dhcp_loaded_from(ret_server, ret_file);
}

/* ---- the room as a whole ---- */

int netdev_add(struct nic *nic, const char *name)
{
	struct netdev *dev;
	int rc;

	if (net.n == DEVICES_MAX)
		return fail(ERR_RANGE, "net: more than %d network devices", DEVICES_MAX);
	dev = calloc(1, sizeof(*dev));
	if (!dev)
		return fail(ERR_NOMEM, "%s: no memory for the device", name);
	dev->nic = nic;
	(void)snprintf(dev->name, sizeof(dev->name), "%s", name);
	rc = stack_add(dev);
	if (rc < 0)
		goto free;
	rc = netdev_settings_add(dev);
	if (rc < 0)
		goto remove;
	net.devs[net.n++] = dev;
	return 0;
remove:
	stack_remove(dev);
free:
	free(dev);
	return rc;
}

/* Takes (dev) out of the list; what comes behind it keeps its order. */
static void unlist(const struct netdev *dev)
{
	unsigned i = 0;

	while (net.devs[i] != dev)
		i++;
	net.n--;
	memmove(&net.devs[i], &net.devs[i + 1], (net.n - i) * sizeof(net.devs[0]));
}

void netdev_remove(struct netdev *dev)
{
	netdev_close(dev);
	unlist(dev);
	dhcp_block_remove(&dev->dhcp.block);
	settings_remove(&dev->block);
	stack_remove(dev);
	free(dev);
}

static int devices_add(void)
{
	struct nic *nic;
	char name[16];
	int rc;

	for (unsigned n = 0; (nic = plat_nic(n)); n++) {
		(void)snprintf(name, sizeof(name), "net%u", n);
		rc = netdev_add(nic, name);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int net_init(void)
{
	const struct nic *first = plat_nic(0);
	struct netdev *dev;
	int rc;

	net_random_seed(first ? first->mac : NULL, first ? sizeof(first->mac) : 0);
	stack_init();
	rc = dhcp_init();
	if (rc == 0)
		rc = devices_add();
	if (rc == 0 && !net.applicator)
		rc = settings_add_applicator(netdev_apply);
	if (rc < 0) {
		net_done();
		return rc;
	}
	net.applicator = true;
	/* As the firmware had it: the device we came through works before any script says so. */
	dev = dhcp_take_cached();
	if (dev && netdev_open(dev) < 0)
		log_warn("%s, ignoring", fail_last()->text);
	return 0;
}

void net_done(void)
{
	http_conn_close_idle();
	syslog_done();
	netx_set(NULL);
	while (net.n > 0) {
		struct netdev *last = net.devs[net.n - 1]; /* VLANs come behind their trunks */

		if (vlan_is(last))
			(void)vlan_destroy(last);
		else
			netdev_remove(last);
	}
	dhcp_done();
	stack_done();
}
