/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Offers of DHCP and ProxyDHCP servers: which one is the best, how long others are waited for, and
 * what to say if none led to a lease.
 *
 * A ProxyDHCP server is waited for only when the DHCP server named no file and nothing proves that
 * there is none: 175.176 in the offer, or the firmware's own boot, which ended with a file from an
 * ordinary DHCP server, the one that makes the offer.
 *
 * The first offer that names a file is taken at once. Only where an offer carries a priority
 * (175.1), which somebody with several servers has set, others are waited for, for a moment.
 */
#include <stdio.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/status.h"
#include "net/dhcp_priv.h"
#include "net/netdev_priv.h"

#define PROXY_WAIT_MS       2000  /* for an offer of a ProxyDHCP server nobody has seen yet */
#define PROXY_WAIT_KNOWN_MS 10000 /* the firmware has seen one: it is there, but may be busy */
#define PRIORITY_WAIT_MS    500   /* for better offers, where servers send priorities */

const char *dhcp_ip_text(uint32_t ip, char buf[16])
{
	(void)snprintf(buf, 16, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
	return buf;
}

/* Is (p) a better offer than what we have? */
static bool is_better(const struct dhcp_client *c, const struct dhcp_packet *p)
{
	int have = dhcp_priority(&c->offer), got = dhcp_priority(p);

	if (!c->has_offer || got != have)
		return !c->has_offer || got > have;
	return dhcp_names_file(p) && !dhcp_names_file(&c->offer);
}

void dhcp_note_offer(struct netdev *dev, const struct dhcp_packet *p, uint32_t from)
{
	struct dhcp_client *c = &dev->dhcp;
	char a[16], b[16];

	if (!p->yiaddr || !is_better(c, p))
		return;
	c->offer = *p;
	c->has_offer = true;
	c->server = dhcp_server(p, from);
	log_info("%s: dhcp: offer of %s from %s%s", dev->name, dhcp_ip_text(p->yiaddr, a),
		dhcp_ip_text(c->server, b), dhcp_names_file(p) ? "" : " without a boot file");
}

/* Nobody has named a file yet, and a server that will may be there. */
static bool misses_proxy(const struct netdev *dev)
{
	const struct dhcp_client *c = &dev->dhcp;
	uint8_t no_proxy = 0;

	(void)dhcp_option_u8(&c->offer, DHCP_OPT_NO_PXEDHCP, &no_proxy);
	return !dhcp_names_file(&c->offer) && !no_proxy && !c->has_proxy &&
		dhcp_cached_proxy(dev) != PROXY_ABSENT;
}

uint64_t dhcp_offer_wait_ms(const struct netdev *dev)
{
	if (misses_proxy(dev))
		return dhcp_cached_proxy(dev) == PROXY_SEEN ? PROXY_WAIT_KNOWN_MS : PROXY_WAIT_MS;
	return dev->dhcp.has_priorities ? PRIORITY_WAIT_MS : 0;
}

void dhcp_warn_no_proxy(const struct netdev *dev)
{
	if (misses_proxy(dev) && dhcp_cached_proxy(dev) == PROXY_SEEN)
		log_warn("%s: dhcp: the ProxyDHCP server that answered the firmware does not "
			 "answer now (%u requests sent), going on without it",
			dev->name, dev->dhcp.sent);
}

void dhcp_note_proxy(struct netdev *dev, const struct dhcp_packet *p, uint32_t from)
{
	struct dhcp_client *c = &dev->dhcp;
	char a[16];

	if (!dhcp_is_pxe(p) || (p->yiaddr && dhcp_names_file(p)) || c->has_proxy)
		return;
	c->proxy = *p;
	c->has_proxy = true;
	c->proxy_server = dhcp_server(p, from);
	log_info("%s: dhcp: ProxyDHCP offer from %s", dev->name, dhcp_ip_text(c->proxy_server, a));
}

int dhcp_explain(const struct netdev *dev)
{
	const struct dhcp_client *c = &dev->dhcp;
	unsigned secs = (unsigned)((plat_now_us() - c->start_us) / US_PER_S);
	char a[16];

	if (c->naks)
		return fail(ERR_NODHCP,
			"%s: the DHCP server refused its own offer %u times in %u "
			"s; do two servers share this network?",
			dev->name, c->naks, secs);
	if (c->state == DHCP_REQUESTING)
		return fail(ERR_NODHCP,
			"%s: DHCP server %s offered an address but did not confirm "
			"it within %u s",
			dev->name, dhcp_ip_text(c->server, a), secs);
	if (c->has_proxy)
		return fail(ERR_NODHCP,
			"%s: only a ProxyDHCP server (%s) answered within %u s, "
			"none that gives addresses",
			dev->name, dhcp_ip_text(c->proxy_server, a), secs);
	return fail(ERR_NODHCP,
		"%s: no DHCP server answered within %u s (%u requests sent, %llu "
		"frames of any kind received); check the cable, the switch port's VLAN, and "
		"the server",
		dev->name, secs, c->sent, (unsigned long long)dev->rx);
}
