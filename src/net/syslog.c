/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Syslog over UDP (RFC 5424, 5426). Lines wait in a ring and are sent from the network's poller, as
 * they are written in all places, inside lwIP, too. What the log has kept from before the server
 * was known is sent first. Debugging messages stay here, as do menus.
 */
#include "net/syslog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "core/wait.h"
#include "core/walltime.h"
#include "net/netdev_priv.h"
#include "net/syslog_line.h"

#include "lwip/udp.h"

#define PORT     514
#define LINES    128
#define AT_ONCE  2 /* then others may send, and ARP may have to find the server first */
#define PAUSE_US (5 * US_PER_MS)

struct line {
	enum syslog_severity severity;
	bool has_time;
	int64_t time;
	char text[256];
};

static struct {
	uint32_t server; /* host byte order; 0: nothing is sent */
	struct udp_pcb *pcb;
	struct line *lines; /* the ring; allocated once */
	unsigned next, n, lost;
	uint64_t due_us;
	struct poller poller;
	struct syslog_text screen;
	bool watching; /* the console is there, for good */
} sys;

/* ---- what is to be sent ---- */

static void queue(enum syslog_severity severity, const char *text)
{
	struct line *l;

	if (!sys.server)
		return;
	if (sys.n == LINES) { /* what is new matters more */
		sys.next = (sys.next + 1) % LINES;
		sys.n--;
		sys.lost++;
	}
	l = &sys.lines[(sys.next + sys.n++) % LINES];
	l->severity = severity;
	l->has_time = walltime(&l->time) == 0;
	strncpy(l->text, text, sizeof(l->text) - 1);
	l->text[sizeof(l->text) - 1] = '\0';
}

static void on_log(enum log_level level, const char *line, void *arg)
{
	(void)arg;
	if (level >= LOG_INFO)
		queue(level >= LOG_WARN ? SYSLOG_WARNING : SYSLOG_INFO, line);
}

static void screen_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	/* Log lines on the screen come from the log. */
	if (!sys.server || console_fullscreen() || log_printing())
		return;
	for (size_t i = 0; i < len; i++) {
		if (syslog_text_put(&sys.screen, text[i]))
			queue(SYSLOG_INFO, sys.screen.line);
	}
}

static int screen_getkey(struct console *c)
{
	(void)c;
	return KEY_NONE;
}

/* As large as any, so that it is nobody's limit. */
static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = *rows = 10000;
}

static const struct console_ops screen_ops = {
	.write = screen_write,
	.getkey = screen_getkey,
	.size = screen_size,
};
static struct console screen = {.ops = &screen_ops, .name = "syslog"};

/* ---- sending ---- */

/* The host's name, else its address; a new string or NULL. */
static char *sender(void)
{
	char *name = settings_get_text("hostname");
	struct strbuf ip = {};

	if (name && *name)
		return name;
	free(name);
	if (settings_get("ip", &ip))
		strbuf_free(&ip);
	return ip.s;
}

static void send_line(const struct line *l, const char *host)
{
	const ip_addr_t to = IPADDR4_INIT(lwip_htonl(sys.server));
	const struct syslog_line line = {
		.severity = l->severity,
		.has_time = l->has_time,
		.time = l->time,
		.host = host,
		.text = l->text,
	};
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, SYSLOG_LINE_MAX, PBUF_RAM);

	if (!p)
		return;
	pbuf_realloc(p, (u16_t)syslog_line_format(&line, p->payload));
	(void)udp_sendto(sys.pcb, p, &to, PORT);
	pbuf_free(p);
}

static void send_lost(const char *host)
{
	struct line l = {.severity = SYSLOG_WARNING};

	(void)snprintf(l.text, sizeof(l.text), "syslog: %u lines are missing here", sys.lost);
	sys.lost = 0;
	send_line(&l, host);
}

static void send_some(unsigned most)
{
	_cleanup_(freep) char *name = sys.n ? sender() : NULL;
	const char *host = name ? name : "";

	if (sys.lost)
		send_lost(host);
	for (; sys.n && most; most--, sys.n--) {
		send_line(&sys.lines[sys.next], host);
		sys.next = (sys.next + 1) % LINES;
	}
	sys.due_us = plat_now_us() + PAUSE_US;
}

/* Nothing gets out while no device has an address. */
static bool can_send(void)
{
	const struct netdev *dev;

	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		if (dev->open && netdev_configured(dev) && netif_is_link_up(&dev->netif))
			return true;
	}
	return false;
}

static bool sys_poll(struct poller *poller)
{
	(void)poller;
	if (!sys.n || plat_now_us() < sys.due_us || !can_send())
		return false;
	send_some(AT_ONCE);
	return true;
}

static uint64_t sys_next_us(struct poller *poller)
{
	(void)poller;
	return sys.n && can_send() ? sys.due_us : DEADLINE_NEVER;
}

/* ---- beginning and ending ---- */

static int begin(void)
{
	if (!sys.lines)
		sys.lines = calloc(LINES, sizeof(*sys.lines));
	sys.pcb = sys.lines ? udp_new() : NULL;
	if (!sys.pcb)
		return -ERR_NOMEM;
	if (!sys.watching && console_add(&screen) < 0)
		return -ERR_NOMEM;
	sys.watching = true;
	sys.poller.poll = sys_poll;
	sys.poller.next_us = sys_next_us;
	poller_add(&sys.poller);
	return 0;
}

static void end(void)
{
	log_set_sink(NULL, NULL);
	if (sys.pcb) {
		udp_remove(sys.pcb);
		poller_remove(&sys.poller);
	}
	sys.pcb = NULL;
	sys.server = 0;
	sys.n = sys.next = sys.lost = 0;
}

/* Before somebody else takes the machine over. */
static void sys_flush(void)
{
	if (can_send())
		send_some(LINES);
}

static void on_line(enum log_level level, const char *line)
{
	on_log(level, line, NULL);
}

void syslog_apply(void)
{
	uint32_t server = 0;

	(void)settings_get_ipv4("syslog", &server);
	if (server == sys.server)
		return;
	if (!server) {
		end();
		return;
	}
	if (!sys.pcb && begin() < 0) {
		if (sys.pcb)
			udp_remove(sys.pcb);
		sys.pcb = NULL;
		log_warn("syslog: no memory to send the log, ignoring");
		return;
	}
	if (!sys.server) {
		sys.server = server;
		log_each(on_log, NULL);
		log_set_sink(on_line, sys_flush);
	}
	sys.server = server;
}

void syslog_done(void)
{
	log_flush();
	end();
	free(sys.lines);
	sys.lines = NULL;
}
