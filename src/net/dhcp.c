/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The DHCP client: RFC 2131, and what PXE adds to it (ProxyDHCP, PXE 2.1 specification 2.2).
 *
 * lwIP has a client too. It takes the first offer and keeps only a few options of it, so it can
 * neither weigh offers by priority (175.1), nor hear a ProxyDHCP server beside the DHCP server, nor
 * use the firmware's cached packets, nor keep every option for scripts to read. This one runs over
 * lwIP's UDP: one pcb on port 68 for all devices, a one-shot timer per device.
 *
 * Always DISCOVER, even with a cached ACK at hand: the firmware got that ACK for its own class, and
 * servers that answer a class with other options do so reliably in DISCOVER only; some answer an
 * INIT-REBOOT request from the lease they have, as it was. It costs one round trip.
 *
 * Restrictions: a PXE boot menu is not shown, its first item is taken; no ARP probe
 * of the address, no DECLINE, no RELEASE, no IPv6.
 */
#include "net/dhcp.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "net/dhcp_priv.h"
#include "net/netdev_priv.h"
#include "net/pxebs.h"
#include "net/random.h"

#include "lwip/timeouts.h"

#define RESEND_FIRST_MS 1000
#define RESEND_MAX_MS   8000
#define REQUEST_TRIES   4    /* 1 + 2 + 4 + 8 s, then back to discovery */
#define CONFIRM_MS      4000 /* left for the ACK: better an address without a file than none */
#define PROXY_TRIES     5
#define PROXY_RESEND_MS 1000 /* it has just made an offer: it is there or it is not */
#define NAK_PAUSE_MS    1000 /* do not flood a server that refuses its own offers */
#define RENEW_MIN_MS    2000
#define RENEW_MAX_MS    (60 * 1000)
#define TIMER_MAX_MS    (24u * 3600 * 1000) /* longer waits take several turns */

static void on_timer(void *arg);

static void timer_set(struct netdev *dev, uint64_t ms)
{
	sys_untimeout(on_timer, dev);
	sys_timeout((u32_t)MIN(ms, TIMER_MAX_MS), on_timer, dev);
}

/* How long until (when_us), in ms. */
static uint64_t ms_until(uint64_t when_us)
{
	uint64_t now = plat_now_us();

	return when_us > now ? (when_us - now) / US_PER_MS + 1 : 0;
}

static void enter(struct netdev *dev, enum dhcp_state state)
{
	dev->dhcp.state = state;
	dev->dhcp.tries = 0;
}

static uint64_t resend_ms(const struct dhcp_client *c)
{
	unsigned doublings = MIN(c->tries > 0 ? c->tries - 1 : 0, 8u);

	return MIN((uint64_t)RESEND_FIRST_MS << doublings, RESEND_MAX_MS) + net_random32() % 256;
}

static void send_discover(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;

	(void)snprintf(c->what, sizeof(c->what), "a DHCP offer on %s (request %u)", dev->name,
		c->tries + 1);
	dhcp_send_discover(dev);
	c->resend_us = deadline_in_ms(resend_ms(c));
	timer_set(dev, ms_until(c->resend_us));
}

static void send_request(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;

	(void)snprintf(c->what, sizeof(c->what), "the DHCP server's ACK on %s", dev->name);
	dhcp_send_request(dev);
	timer_set(dev, resend_ms(c));
}

static void send_proxy_request(struct netdev *dev)
{
	(void)snprintf(dev->dhcp.what, sizeof(dev->dhcp.what),
		"the ProxyDHCP server's answer on %s", dev->name);
	dhcp_send_proxy_request(dev);
	timer_set(dev, PROXY_RESEND_MS);
}

/* ---- the states ---- */

static void start_discovery(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;

	c->xid = net_random32();
	c->has_offer = c->has_proxy = c->has_priorities = false;
	enter(dev, DHCP_DISCOVERING);
	send_discover(dev);
}

static void lease_times(struct dhcp_client *c, const struct dhcp_packet *ack)
{
	uint32_t lease = UINT32_MAX, t1, t2;

	(void)dhcp_option_u32(ack, DHCP_OPT_LEASE, &lease);
	t1 = lease / 2;
	t2 = lease - lease / 8;
	(void)dhcp_option_u32(ack, DHCP_OPT_T1, &t1);
	(void)dhcp_option_u32(ack, DHCP_OPT_T2, &t2);
	t2 = MIN(t2, lease);
	t1 = MIN(t1, t2);
	c->lease_us = plat_now_us();
	c->t1_us = c->t2_us = c->end_us = DEADLINE_NEVER;
	if (lease == UINT32_MAX)
		return;
	c->t1_us = c->lease_us + t1 * US_PER_S;
	c->t2_us = c->lease_us + t2 * US_PER_S;
	c->end_us = c->lease_us + lease * US_PER_S;
}

static void enter_bound(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;

	enter(dev, DHCP_BOUND);
	c->done = true;
	sys_untimeout(on_timer, dev);
	if (c->t1_us != DEADLINE_NEVER)
		timer_set(dev, ms_until(c->t1_us));
}

static bool has_menu(const struct dhcp_packet *p)
{
	char one;

	return dhcp_option(p, DHCP_OPT_BOOT_MENU, &one, 1) > 0;
}

/* After the ACK: is there more to ask? */
static void ask_proxy(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;

	if (!c->has_proxy) {
		enter_bound(dev);
		return;
	}
	if (dhcp_names_file(&c->proxy) || !c->proxy_server) {
		dhcp_proxy_set(&c->proxy);
		enter_bound(dev);
		return;
	}
	enter(dev, DHCP_ASKING_PROXY);
	send_proxy_request(dev);
}

static void take_lease(struct netdev *dev, const struct dhcp_packet *ack)
{
	struct dhcp_client *c = &dev->dhcp;
	char a[16], b[16];

	log_info("%s: dhcp: %s from %s", dev->name, dhcp_ip_text(ack->yiaddr, a),
		dhcp_ip_text(c->server, b));
	lease_times(c, ack);
	dhcp_proxy_clear();
	if (dhcp_block_set(&c->block, "dhcp", &dev->block, ack) < 0)
		log_warn("%s: dhcp: %s", dev->name, fail_last()->text);
	netdev_apply();
	ask_proxy(dev);
}

static void take_offer(struct netdev *dev)
{
	if (dhcp_type(&dev->dhcp.offer) == DHCP_BOOTP) { /* nothing to confirm */
		take_lease(dev, &dev->dhcp.offer);
		return;
	}
	enter(dev, DHCP_REQUESTING);
	send_request(dev);
}

static void on_renew_timer(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;
	uint64_t now = plat_now_us(), next, wait_ms;

	if (c->state == DHCP_RENEWING && now >= c->t2_us) {
		log_warn("%s: dhcp: the server does not renew the lease, asking any server",
			dev->name);
		enter(dev, DHCP_REBINDING);
	}
	next = c->state == DHCP_RENEWING ? c->t2_us : c->end_us;
	/* Downloads over an address that is probably still ours beat none: no server that answers
	 * would have given it to somebody else without our hearing of it. */
	if (now >= c->end_us && c->tries % 16 == 0)
		log_warn("%s: dhcp: the lease has ended, no server renews it; still using it",
			dev->name);
	dhcp_send_renew(dev, c->state == DHCP_REBINDING);
	wait_ms = MAX(ms_until(next) / 2, (uint64_t)RENEW_MIN_MS);
	timer_set(dev, MIN(wait_ms, (uint64_t)RENEW_MAX_MS));
}

/* With an offer at hand, others may still come: the best is taken when their time is over. */
static void weigh_offers(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;
	uint64_t until_us = c->offer_us + dhcp_offer_wait_ms(dev) * US_PER_MS;

	until_us = MIN(until_us, c->decide_us);
	if (plat_now_us() >= until_us) {
		dhcp_warn_no_proxy(dev);
		take_offer(dev);
		return;
	}
	(void)snprintf(c->what, sizeof(c->what), "%s on %s",
		c->has_priorities ? "other DHCP offers" : "a ProxyDHCP offer", dev->name);
	timer_set(dev, ms_until(MIN(until_us, c->resend_us)));
}

/* A ProxyDHCP server's offer may be lost on the way as any other: it is asked for again. */
static void on_discover_timer(struct netdev *dev)
{
	struct dhcp_client *c = &dev->dhcp;

	if (!c->has_offer || plat_now_us() >= c->resend_us)
		send_discover(dev);
	if (c->has_offer)
		weigh_offers(dev);
}

static void on_request_timer(struct netdev *dev)
{
	char a[16];

	if (dev->dhcp.tries < REQUEST_TRIES) {
		send_request(dev);
		return;
	}
	log_warn("%s: dhcp: server %s made an offer but does not confirm it, starting over",
		dev->name, dhcp_ip_text(dev->dhcp.server, a));
	start_discovery(dev);
}

static void on_proxy_timer(struct netdev *dev)
{
	char a[16];

	if (dev->dhcp.tries < PROXY_TRIES) {
		send_proxy_request(dev);
		return;
	}
	log_warn("%s: dhcp: ProxyDHCP server %s does not answer on port %u, going on without it",
		dev->name, dhcp_ip_text(dev->dhcp.proxy_server, a), DHCP_PROXY_PORT);
	dhcp_proxy_set(&dev->dhcp.proxy);
	enter_bound(dev);
}

static void on_timer(void *arg)
{
	struct netdev *dev = arg;
	struct dhcp_client *c = &dev->dhcp;

	switch (c->state) {
	case DHCP_IDLE:
	case DHCP_LENT:
		break;
	case DHCP_DISCOVERING:
		on_discover_timer(dev);
		break;
	case DHCP_REQUESTING:
		on_request_timer(dev);
		break;
	case DHCP_ASKING_PROXY:
		on_proxy_timer(dev);
		break;
	case DHCP_BOUND:
		if (plat_now_us() < c->t1_us) { /* TIMER_MAX_MS */
			timer_set(dev, ms_until(c->t1_us));
			break;
		}
		c->xid = net_random32();
		c->start_us = plat_now_us();
		enter(dev, DHCP_RENEWING);
		on_renew_timer(dev);
		break;
	case DHCP_RENEWING:
	case DHCP_REBINDING:
		on_renew_timer(dev);
		break;
	}
}

/* ---- receiving ---- */

static void on_offer(struct netdev *dev, const struct dhcp_packet *p, uint32_t from)
{
	struct dhcp_client *c = &dev->dhcp;
	bool first = !c->has_offer;

	dhcp_note_proxy(dev, p, from);
	dhcp_note_offer(dev, p, from);
	if (!c->has_offer)
		return;
	if (first)
		c->offer_us = plat_now_us();
	c->has_priorities |= dhcp_has_priority(p);
	weigh_offers(dev);
}

static void on_nak(struct netdev *dev, uint32_t from)
{
	struct dhcp_client *c = &dev->dhcp;
	char a[16];

	log_warn("%s: dhcp: server %s refuses the address, asking for another", dev->name,
		dhcp_ip_text(from, a));
	c->naks++;
	c->has_offer = c->has_proxy = c->has_priorities = false;
	c->xid = net_random32();
	enter(dev, DHCP_DISCOVERING);
	timer_set(dev, NAK_PAUSE_MS);
}

/* The server we asked answers, or one that does not tell its name. */
static bool is_from_server(const struct dhcp_client *c, const struct dhcp_packet *p)
{
	uint32_t server;

	if (!dhcp_option_u32(p, DHCP_OPT_SERVER_ID, &server) || !c->server)
		return true;
	return server == c->server;
}

static void on_answer(struct netdev *dev, const struct dhcp_packet *p, uint32_t from)
{
	struct dhcp_client *c = &dev->dhcp;
	int type = dhcp_type(p);

	if (type == DHCP_OFFER) { /* late, but it may be the ProxyDHCP server */
		dhcp_note_proxy(dev, p, from);
		return;
	}
	if (!is_from_server(c, p))
		return;
	if (type == DHCP_NAK)
		on_nak(dev, dhcp_server(p, from));
	else if (type == DHCP_ACK && p->yiaddr)
		take_lease(dev, p);
}

static void on_renewed(struct netdev *dev, const struct dhcp_packet *p, uint32_t from)
{
	struct dhcp_client *c = &dev->dhcp;
	int type = dhcp_type(p);
	char a[16];

	if (type == DHCP_NAK) {
		on_nak(dev, dhcp_server(p, from));
		return;
	}
	if (type != DHCP_ACK)
		return;
	c->server = dhcp_server(p, from);
	lease_times(c, p);
	log_info("%s: dhcp: lease renewed by %s", dev->name, dhcp_ip_text(c->server, a));
	enter_bound(dev);
}

/* The file, or a menu whose first item is asked for next. */
static void on_proxy_answer(struct netdev *dev, const struct dhcp_packet *p)
{
	struct dhcp_client *c = &dev->dhcp;

	if (has_menu(&c->proxy)) { /* so we asked for an item */
		dhcp_proxy_set(&c->proxy);
		dhcp_pxebs_set(p);
		enter_bound(dev);
		return;
	}
	if (has_menu(p) && !dhcp_names_file(p)) {
		log_info("%s: dhcp: ProxyDHCP boot menu, taking its first item", dev->name);
		c->proxy = *p;
		enter(dev, DHCP_ASKING_PROXY);
		send_proxy_request(dev);
		return;
	}
	dhcp_proxy_set(p);
	enter_bound(dev);
}

static bool is_for(const struct netdev *dev, const struct dhcp_packet *p, uint16_t port)
{
	if (p->op != 2 || p->xid != dev->dhcp.xid ||
		memcmp(p->mac, dev->netif.hwaddr, sizeof(p->mac)) != 0)
		return false;
	return port == DHCP_SERVER_PORT ||
		(port == DHCP_PROXY_PORT &&
			(dev->dhcp.state == DHCP_ASKING_PROXY || dev->dhcp.state == DHCP_LENT));
}

void dhcp_input(struct netdev *dev, const struct dhcp_packet *p, uint32_t from, uint16_t port)
{
	if (!is_for(dev, p, port))
		return;
	switch (dev->dhcp.state) {
	case DHCP_IDLE:
	case DHCP_BOUND:
		break;
	case DHCP_DISCOVERING:
		if (dhcp_type(p) == DHCP_OFFER || dhcp_type(p) == DHCP_BOOTP)
			on_offer(dev, p, from);
		break;
	case DHCP_REQUESTING:
		on_answer(dev, p, from);
		break;
	case DHCP_ASKING_PROXY:
		if (port == DHCP_PROXY_PORT && dhcp_type(p) != DHCP_NAK)
			on_proxy_answer(dev, p);
		break;
	case DHCP_LENT:
		pxebs_input(dev, p, from);
		break;
	case DHCP_RENEWING:
	case DHCP_REBINDING:
		on_renewed(dev, p, from);
		break;
	}
}

/* ---- for netdev.c ---- */

void dhcp_start(struct netdev *dev, uint64_t timeout_ms)
{
	struct dhcp_client *c = &dev->dhcp;
	uint64_t confirm_ms = MIN(timeout_ms / 2, (uint64_t)CONFIRM_MS);

	c->decide_us = deadline_in_ms(timeout_ms - confirm_ms);
	c->done = false;
	c->sent = c->naks = 0;
	c->start_us = plat_now_us();
	start_discovery(dev);
}

void dhcp_stop(struct netdev *dev)
{
	sys_untimeout(on_timer, dev);
	enter(dev, DHCP_IDLE);
}

enum dhcp_state dhcp_lend(struct netdev *dev)
{
	enum dhcp_state before = dev->dhcp.state;

	sys_untimeout(on_timer, dev);
	enter(dev, DHCP_LENT);
	dev->dhcp.xid = net_random32();
	dev->dhcp.start_us = plat_now_us();
	return before;
}

void dhcp_return(struct netdev *dev, enum dhcp_state before)
{
	if (before == DHCP_IDLE)
		enter(dev, DHCP_IDLE);
	else
		enter_bound(dev);
}
