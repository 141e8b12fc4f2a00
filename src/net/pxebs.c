/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot server discovery. What the DHCP or ProxyDHCP server said in option 43 tells how to ask: by
 * multicast (43.7), by broadcast, and the servers of the list (43.8), less what 43.6 forbids.
 */
#include "net/pxebs.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "net/bootserver_list.h"
#include "net/dhcp_priv.h"
#include "net/netdev_priv.h"

#include "lwip/ip4_addr.h"

enum {
	SERVERS_MAX = 16,
	TARGETS_MAX = SERVERS_MAX + 2,
	TRIES = 3, /* of each, a second apart */
	/* 43.6, PXE 2.1 table 2-1 */
	NO_BROADCAST = 1,
	NO_MULTICAST = 2,
	LISTED_ONLY = 4,
};

static struct {
	struct netdev *dev; /* NULL: nothing is asked for */
	uint16_t type;
	uint32_t servers[SERVERS_MAX];
	unsigned n_servers;
	bool listed_only;
	uint32_t to[TARGETS_MAX];
	unsigned n_to, next, tries;
	uint64_t due_us;
	bool answered;
} ask;

/* ---- what to ask ---- */

static bool is_listed(uint32_t ip)
{
	for (unsigned i = 0; i < ask.n_servers; i++) {
		if (ask.servers[i] == ip)
			return true;
	}
	return false;
}

static void plan(void)
{
	struct setting_value list = {};
	uint32_t multicast = 0;
	uint64_t control = 0;

	(void)settings_get_uint("43.6:uint8", &control);
	(void)settings_get_ipv4("43.7:ipv4", &multicast);
	if (settings_get_raw("43.8", &list, NULL) == 0)
		ask.n_servers = bootserver_list_get(
			list.data, list.len, ask.type, ask.servers, SERVERS_MAX);
	setting_value_free(&list);
	ask.listed_only = (control & LISTED_ONLY) && ask.n_servers;
	if (multicast && !(control & NO_MULTICAST))
		ask.to[ask.n_to++] = multicast;
	if (!(control & NO_BROADCAST))
		ask.to[ask.n_to++] = IPADDR_BROADCAST;
	for (unsigned i = 0; i < ask.n_servers; i++)
		ask.to[ask.n_to++] = ask.servers[i];
}

/* ---- asking ---- */

void pxebs_input(struct netdev *dev, const struct dhcp_packet *p, uint32_t from)
{
	uint8_t item[4];
	int type = dhcp_type(p);
	uint32_t server = dhcp_server(p, from);
	char ip[16];

	if (dev != ask.dev || ask.answered || (type != DHCP_ACK && type != DHCP_BOOTP))
		return;
	if (dhcp_option(p, DHCP_OPT_BOOT_ITEM, item, sizeof(item)) >= 2 &&
		get_be16(item) != ask.type)
		return;
	if (!dhcp_names_file(p) || (ask.listed_only && !is_listed(server) && !is_listed(from)))
		return;
	log_info("%s: pxebs: boot server %s", netdev_name(dev), dhcp_ip_text(server, ip));
	dhcp_pxebs_set(p);
	ask.answered = true;
}

/* True when there is an answer, or nobody left to ask. */
static bool is_over(void *arg)
{
	(void)arg;
	if (ask.answered)
		return true;
	if (plat_now_us() < ask.due_us)
		return false;
	if (ask.tries == TRIES) {
		ask.next++;
		ask.tries = 0;
	}
	if (ask.next == ask.n_to)
		return true;
	ask.tries++;
	ask.due_us = plat_now_us() + US_PER_S;
	dhcp_send_boot_request(ask.dev, ask.to[ask.next], ask.type);
	return false;
}

int pxebs_discover(struct netdev *dev, uint16_t type)
{
	enum dhcp_state before;
	char what[64];
	int rc;

	if (!netdev_is_open(dev) || !netdev_configured(dev))
		return fail(ERR_UNREACH, "pxebs: %s has no address yet, it needs dhcp first",
			netdev_name(dev));
	memset(&ask, 0, sizeof(ask));
	ask.type = type;
	plan();
	if (!ask.n_to)
		return fail(ERR_NOENT,
			"pxebs: the DHCP answer lists no boot server of type %u, and forbids to ask "
			"others (option 43.6)",
			type);
	(void)snprintf(what, sizeof(what), "a boot server of type %u", type);
	ask.dev = dev;
	before = dhcp_lend(dev);
	rc = wait_until(what, is_over, NULL, DEADLINE_NEVER);
	dhcp_return(dev, before);
	ask.dev = NULL;
	if (rc || ask.answered)
		return rc;
	return fail(ERR_TIMEDOUT, "pxebs: no boot server of type %u answered on %s", type,
		netdev_name(dev));
}
