/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections to HTTP servers: whom to connect to, and which are kept for the next request; see the
 * header. The connections themselves are in http_link.c.
 */
#include "net/http_conn.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/clock.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "crypt/trust.h"
#include "net/http_conn_priv.h"
#include "net/http_request.h"
#include "net/netdev.h"
#include "net/resolve.h"

enum {
	IDLE_MAX = 4,
	/* Servers close idle connections after 5 s or more, which we hear of, but not while a
	 * program has the card; and firewalls in between forget them without a word. */
	IDLE_S = 30,
};

static struct list conns = LIST_INIT(conns);

/* ---- opening ---- */

static void on_resolved(void *arg, int status, const ip_addr_t *addr)
{
	struct http_conn *c = arg;

	c->resolve = NULL;
	if (!status) {
		ip_addr_copy(c->addr, *addr);
		status = http_link_connect(c);
	}
	if (status)
		http_link_closed(c, status);
}

static bool same_proxy(const struct uri *a, const struct uri *b)
{
	return a && b ? uri_equal(a, b) : a == b;
}

/* Whether (c) would be believed if it were made now; with pins at either time that is not
 * looked into. */
static bool still_trusted(const struct http_conn *c)
{
	_cleanup_(freep) char *pins = c->secure ? settings_get_text("tls-pin") : NULL;

	return !c->secure || (c->trust == trust_serial() && !pins && !c->pinned);
}

static struct http_conn *find_idle(const struct http_target *to)
{
	uint64_t now = plat_now_us();
	struct http_conn *c;

	list_for_each(c, &conns, node) {
		if (c->state != READY || c->events)
			continue;
		if (now - c->since_us > IDLE_S * US_PER_S || !still_trusted(c))
			http_link_retire(c, false);
		else if (c->port == to->port && c->secure == to->tls &&
			!strcasecmp(c->host, to->host) && same_proxy(c->proxy, to->proxy))
			return c;
	}
	return NULL;
}

static int conn_new(const struct http_target *to, struct http_conn **ret)
{
	struct http_conn *c = calloc(1, sizeof(*c));

	if (!c)
		return -ERR_NOMEM;
	list_init(&c->node);
	c->secure = to->tls;
	c->port = to->port;
	c->host = str_dup(to->host);
	c->proxy = to->proxy ? uri_dup(to->proxy) : NULL;
	if (!c->host || !c->proxy != !to->proxy) {
		http_link_free(c);
		return -ERR_NOMEM;
	}
	list_add_tail(&c->node, &conns);
	*ret = c;
	return 0;
}

static int conn_start(struct http_conn *c)
{
	int rc = resolve_start(
		c->proxy ? c->proxy->host : c->host, on_resolved, c, &c->addr, &c->resolve);

	if (rc || c->resolve)
		return rc;
	rc = http_link_connect(c);
	if (rc == -ERR_UNREACH)
		return fail(ERR_UNREACH, "http: no route to %s%s", http_conn_peer(c),
			netdev_link_note());
	return rc ? fail(ERR_NOMEM, "http: no memory to connect to %s", c->host) : 0;
}

int http_conn_open(const struct http_target *to, bool fresh, const struct http_conn_events *events,
	void *arg, struct http_conn **ret)
{
	struct http_conn *c = fresh ? NULL : find_idle(to);
	int rc;

	if (c) {
		c->reused = true;
	} else {
		if (conn_new(to, &c))
			return fail(ERR_NOMEM, "http: no memory to connect to %s", to->host);
		rc = conn_start(c);
		if (rc) {
			http_link_retire(c, true);
			return rc;
		}
	}
	c->events = events;
	c->arg = arg;
	*ret = c;
	return 0;
}

/* ---- using ---- */

bool http_conn_ready(const struct http_conn *c)
{
	return c->state == READY;
}

uint64_t http_conn_rtt_us(const struct http_conn *c)
{
	return c->rtt_us;
}

bool http_conn_reused(const struct http_conn *c)
{
	return c->reused;
}

uint64_t http_conn_since_us(const struct http_conn *c)
{
	return c->state == RESOLVING ? 0 : c->since_us;
}

const char *http_conn_peer(const struct http_conn *c)
{
	static char text[128];
	char addr[IPADDR_STRLEN_MAX];
	const char *host = c->proxy ? c->proxy->host : c->host;
	unsigned port = c->proxy ? (c->proxy->port ? c->proxy->port : HTTP_PORT) : c->port;

	(void)ipaddr_ntoa_r(&c->addr, addr, sizeof(addr));
	if (c->state == RESOLVING || !strcmp(addr, host))
		(void)snprintf(
			text, sizeof(text), "%s%.80s:%u", c->proxy ? "proxy " : "", host, port);
	else
		(void)snprintf(text, sizeof(text), "%s%.80s:%u (%s)", c->proxy ? "proxy " : "",
			host, port, addr);
	return text;
}

int http_conn_send(struct http_conn *c, struct strbuf *text)
{
	strbuf_free(&c->out);
	c->out = *text;
	*text = (struct strbuf){};
	c->sent = 0;
	http_link_send(c);
	if (!c->sent)
		return fail(ERR_NOMEM, "http: no memory to send to %s", http_conn_peer(c));
	return 0;
}

void http_conn_keep(struct http_conn *c)
{
	struct http_conn *other, *oldest = NULL;
	unsigned n_idle = 0;

	list_for_each(other, &conns, node) {
		if (other->state != READY || other->events)
			continue;
		n_idle++;
		if (!oldest)
			oldest = other;
	}
	if (n_idle >= IDLE_MAX)
		http_link_retire(oldest, false);
	c->events = NULL;
	c->since_us = plat_now_us();
	list_remove(&c->node);
	list_add_tail(&c->node, &conns);
}

void http_conn_drop(struct http_conn *c, bool abort)
{
	if (c)
		http_link_retire(c, abort);
}

void http_conn_close_idle(void)
{
	struct http_conn *c, *tmp;

	list_for_each_safe(c, tmp, &conns, node) {
		if (c->events || (c->state != READY && c->state != DEAD))
			continue;
		http_link_reap(c);
	}
}
