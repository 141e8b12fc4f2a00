/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that ask about hosts, and show what is known of the network: nslookup ping nstat ipstat.
 */
#include <stddef.h>
#include <stdio.h>

#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "net/lookup.h"
#include "net/netstat.h"
#include "net/ping.h"
#include "script/commands.h"
#include "script/options.h"

#define PING_SIZE       64
#define PING_TIMEOUT_MS 1000

static const struct option_desc no_options[] = {OPTIONS_END};

static int cmd_nslookup(int argc, char **argv)
{
	int rc, i = options_parse(argc, argv, no_options, NULL, 2, 2);
	uint8_t raw[4];
	uint32_t ip;

	if (i < 0)
		return i;
	rc = net_lookup(argv[i + 1], &ip);
	if (rc)
		return rc;
	put_be32(raw, ip);
	return settings_set_raw(argv[i], "ipv4", raw, sizeof(raw));
}

/* ---- ping ---- */

struct cmd_ping_options {
	struct ping_options ping;
	bool quiet;
};
static const struct option_desc ping_desc[] = {
	{"size", 's', OPTION_NUMBER, offsetof(struct cmd_ping_options, ping.size)},
	{"timeout", 't', OPTION_MS, offsetof(struct cmd_ping_options, ping.timeout_ms)},
	{"count", 'c', OPTION_NUMBER, offsetof(struct cmd_ping_options, ping.count)},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct cmd_ping_options, quiet)},
	OPTIONS_END,
};

static void print_event(const struct ping_event *e)
{
	uint32_t ip = e->ip;

	if (e->status == -ERR_TIMEDOUT) {
		console_printf("no answer to request %u\n", e->seq);
		return;
	}
	console_printf("%u.%u.%u.%u: ", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
	if (e->status)
		console_printf("request %u cannot get there\n", e->seq);
	else
		console_printf("answer %u, %llu bytes, %llu.%03llu ms\n", e->seq,
			(unsigned long long)e->size, (unsigned long long)e->us / 1000,
			(unsigned long long)e->us % 1000);
}

static void print_nothing(const struct ping_event *e)
{
	(void)e;
}

static int cmd_ping(int argc, char **argv)
{
	struct cmd_ping_options o = {
		.ping = {.size = PING_SIZE, .timeout_ms = PING_TIMEOUT_MS},
	};
	int rc, i = options_parse(argc, argv, ping_desc, &o, 1, 1);
	struct ping_totals totals;

	if (i < 0)
		return i;
	if (o.ping.size > PING_SIZE_MAX)
		return fail(ERR_INVAL, "ping: %llu bytes are more than a packet holds, %u",
			(unsigned long long)o.ping.size, PING_SIZE_MAX);
	if (!o.ping.timeout_ms)
		return fail(ERR_INVAL, "ping: without any timeout nothing can be answered");
	rc = ping(argv[i], &o.ping, o.quiet ? print_nothing : print_event, &totals);
	if (!o.quiet && totals.sent)
		console_printf("%llu requests, %llu answers\n", (unsigned long long)totals.sent,
			(unsigned long long)totals.received);
	return rc;
}

/* ---- what is known ---- */

static void print_neighbour(const struct net_neighbour *n)
{
	const uint8_t *m = n->mac;

	console_printf("%s: %u.%u.%u.%u is %02x:%02x:%02x:%02x:%02x:%02x\n", n->dev, n->ip >> 24,
		n->ip >> 16 & 255, n->ip >> 8 & 255, n->ip & 255, m[0], m[1], m[2], m[3], m[4],
		m[5]);
}

static int cmd_nstat(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, 0);

	if (i < 0)
		return i;
	net_neighbours_each(print_neighbour);
	return 0;
}

static void print_counters(const struct net_counters *c)
{
	console_printf(
		"%s: received %u, sent %u, dropped %u", c->name, c->received, c->sent, c->dropped);
	if (c->bad_checksum || c->bad_length)
		console_printf(" (bad checksum %u, bad length %u)", c->bad_checksum, c->bad_length);
	if (c->no_route)
		console_printf(", no route %u", c->no_route);
	if (c->no_memory)
		console_printf(", no memory %u", c->no_memory);
	if (c->other)
		console_printf(", other errors %u", c->other);
	console_puts("\n");
}

static int cmd_ipstat(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, 0);

	if (i < 0)
		return i;
	net_counters_each(print_counters);
	return 0;
}

const struct command cmd_hosts_table[] = {
	{"nslookup", cmd_nslookup, "SETTING HOST", "Stores the address of HOST"},
	{"ping", cmd_ping, "[-s BYTES] [-t MS] [-c COUNT] [-q] HOST",
		"Asks HOST whether it is there, COUNT times or until Ctrl-C"},
	{"nstat", cmd_nstat, "", "Shows the neighbours whose hardware addresses are known"},
	{"ipstat", cmd_ipstat, "", "Shows what was counted of each protocol"},
	{},
};
