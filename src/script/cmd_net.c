/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands on network devices: ifopen ifclose ifstat iflinkwait ifconf (dhcp) route. */
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/util.h"
#include "net/netdev.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

#define LINK_TIMEOUT_MS 15000 /* a switch with spanning tree takes its time */

struct net_options {
	uint64_t timeout_ms;
	const char *configurator;
};
static const struct option_desc no_options[] = {OPTIONS_END};
static const struct option_desc linkwait_desc[] = {
	{"timeout", 't', OPTION_MS, offsetof(struct net_options, timeout_ms)},
	OPTIONS_END,
};
static const struct option_desc ifconf_desc[] = {
	{"timeout", 't', OPTION_MS, offsetof(struct net_options, timeout_ms)},
	{"configurator", 'c', OPTION_STRING, offsetof(struct net_options, configurator)},
	OPTIONS_END,
};

/* What to do with each device, and when to stop. */
struct job {
	int (*run)(struct netdev *dev, const struct net_options *o);
	struct net_options o;
	bool one_is_enough;
};

static bool stops(const struct job *job, int status)
{
	return status == -ERR_CANCELED || (job->one_is_enough && !status);
}

/* For all devices. Failures but the last are told here. */
static int each_device(const char *cmd, const struct job *job)
{
	struct netdev *dev = netdev_at(0);
	int status;

	if (!dev)
		return fail(ERR_NODEV, "%s: there is no network device", cmd);
	for (unsigned n = 1;; n++) {
		status = job->run(dev, &job->o);
		dev = netdev_at(n);
		if (!dev || stops(job, status))
			return status;
		if (status)
			command_report(cmd, status, false);
	}
}

/* For the devices named. A name that does not exist is told and skipped; the status is that of the
 * last device tried. */
static int each_named(const char *cmd, int n, char **names, const struct job *job)
{
	bool tried = false;
	int status = 0, rc = 0;

	for (int i = 0; i < n; i++) {
		struct netdev *dev = netdev_find(names[i]);

		if (rc)
			command_report(cmd, rc, false);
		if (!dev) {
			rc = fail(ERR_NODEV, "%s: there is no network device %s", cmd, names[i]);
			continue;
		}
		tried = true;
		rc = status = job->run(dev, &job->o);
		if (stops(job, status))
			return status;
	}
	if (!tried)
		return rc;
	if (rc && rc != status)
		command_report(cmd, rc, false);
	return status;
}

static int run_job(int argc, char **argv, int i, const struct job *job)
{
	if (i < argc)
		return each_named(argv[0], argc - i, argv + i, job);
	return each_device(argv[0], job);
}

static int open_device(struct netdev *dev, const struct net_options *o)
{
	(void)o;
	return netdev_open(dev);
}

static int close_device(struct netdev *dev, const struct net_options *o)
{
	(void)o;
	netdev_close(dev);
	return 0;
}

static int cmd_ifopen(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, INT_MAX);

	return i < 0 ? i : run_job(argc, argv, i, &(struct job){.run = open_device});
}

static int cmd_ifclose(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, INT_MAX);

	return i < 0 ? i : run_job(argc, argv, i, &(struct job){.run = close_device});
}

static int print_device(struct netdev *dev, const struct net_options *o)
{
	struct netdev_stat s = {};
	const uint8_t *m = s.mac;

	(void)o;
	netdev_stat(dev, &s);
	console_printf("%s: %02x:%02x:%02x:%02x:%02x:%02x, %s on %s, %s, link %s\n",
		netdev_name(dev), m[0], m[1], m[2], m[3], m[4], m[5],
		s.chip ? s.chip : "unknown card", s.bustype ? s.bustype : "unknown bus",
		s.open ? "open" : "closed", s.link ? "up" : "down");
	console_printf("      sent %llu packets (%llu bytes, %llu errors), received %llu packets"
		       " (%llu bytes, %llu errors)\n",
		(unsigned long long)s.tx, (unsigned long long)s.tx_bytes,
		(unsigned long long)s.tx_errors, (unsigned long long)s.rx,
		(unsigned long long)s.rx_bytes, (unsigned long long)s.rx_errors);
	return 0;
}

static int cmd_ifstat(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, INT_MAX);

	return i < 0 ? i : run_job(argc, argv, i, &(struct job){.run = print_device});
}

static int wait_link(struct netdev *dev, const struct net_options *o)
{
	int rc = netdev_open(dev);

	return rc ? rc : netdev_wait_link(dev, o->timeout_ms);
}

static int cmd_iflinkwait(int argc, char **argv)
{
	struct job job = {wait_link, {.timeout_ms = LINK_TIMEOUT_MS}, true};
	int i = options_parse(argc, argv, linkwait_desc, &job.o, 0, INT_MAX);

	return i < 0 ? i : run_job(argc, argv, i, &job);
}

/* An address as text, in the caller's buffer. */
static const char *ipv4_text(uint32_t ip, char buf[16])
{
	(void)snprintf(buf, 16, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
	return buf;
}

static void print_addresses(const struct netdev *dev)
{
	char ip[16], mask[16], gateway[16];
	struct netdev_stat s = {};

	netdev_stat(dev, &s);
	console_printf(
		"%s: %s/%s, ", netdev_name(dev), ipv4_text(s.ip, ip), ipv4_text(s.netmask, mask));
	if (s.gateway)
		console_printf("gateway %s\n", ipv4_text(s.gateway, gateway));
	else
		console_puts("no gateway\n");
}

static int configure(struct netdev *dev, const struct net_options *o)
{
	int rc = netdev_dhcp(dev, o->timeout_ms);

	if (rc)
		netdev_close(dev);
	else
		print_addresses(dev);
	return rc;
}

static int cmd_ifconf(int argc, char **argv)
{
	struct job job = {.run = configure, .one_is_enough = true};
	int i = options_parse(argc, argv, ifconf_desc, &job.o, 0, INT_MAX);

	if (i < 0)
		return i;
	if (job.o.configurator && strcmp(job.o.configurator, "dhcp") != 0)
		return fail(ERR_NOTSUP, "%s: there is no configurator \"%s\", only dhcp", argv[0],
			job.o.configurator);
	return run_job(argc, argv, i, &job);
}

static int cmd_route(int argc, char **argv)
{
	struct netdev *dev;
	int i = options_parse(argc, argv, no_options, NULL, 0, 0);

	if (i < 0)
		return i;
	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		if (netdev_is_open(dev) && netdev_configured(dev))
			print_addresses(dev);
	}
	return 0;
}

#define IFCONF_USAGE "[--timeout MS] [--configurator dhcp] [DEVICE...]"

const struct command cmd_net_table[] = {
	{"dhcp", cmd_ifconf, IFCONF_USAGE,
		"Gets an address for the first device that can have one"},
	{"ifconf", cmd_ifconf, IFCONF_USAGE, "The same as dhcp"},
	{"ifopen", cmd_ifopen, "[DEVICE...]", "Opens network devices"},
	{"ifclose", cmd_ifclose, "[DEVICE...]", "Closes network devices"},
	{"ifstat", cmd_ifstat, "[DEVICE...]", "Shows network devices and their counters"},
	{"iflinkwait", cmd_iflinkwait, "[--timeout MS] [DEVICE...]",
		"Waits until a device has a link"},
	{"route", cmd_route, "", "Shows addresses and gateways"},
	{},
};
