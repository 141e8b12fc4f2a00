/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP connections to HTTP servers over lwIP's raw API; see the header.
 *
 * Who owns a pcb: we do until lwIP calls on_error(), which means that it is gone. It is closed or
 * aborted only in conn_reap(), which a timer calls, so never underneath lwIP's own feet.
 */
#include "net/http_conn.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/clock.h"
#include "core/list.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"
#include "net/resolve.h"
#include "net/stack.h"

#include "lwip/tcp.h"
#include "lwip/timeouts.h"

enum {
	IDLE_MAX = 4,
	/* Servers close idle connections after 5 s or more, which we hear of, but not while a
	 * program has the card; and firewalls in between forget them without a word. */
	IDLE_S = 30,
};

enum conn_state {
	RESOLVING,
	CONNECTING,
	READY,
	DEAD, /* waits for conn_reap() */
};

struct http_conn {
	struct list node;
	enum conn_state state;
	struct tcp_pcb *pcb;
	struct resolve *resolve;
	char *host;
	uint16_t port;
	ip_addr_t addr;
	uint64_t since_us; /* it began to connect, or has been idle */
	bool reused, abort;
	const struct http_conn_events *events; /* NULL: nobody uses it */
	void *arg;
	struct strbuf out;
	size_t sent; /* of out */
};

static struct list conns = LIST_INIT(conns);

static void conn_free(struct http_conn *c)
{
	list_remove(&c->node);
	strbuf_free(&c->out);
	free(c->host);
	free(c);
}

static void conn_reap(void *arg)
{
	struct http_conn *c = arg;

	if (c->pcb) {
		tcp_arg(c->pcb, NULL);
		tcp_recv(c->pcb, NULL);
		tcp_sent(c->pcb, NULL);
		tcp_err(c->pcb, NULL);
		if (c->abort || tcp_close(c->pcb) != ERR_OK)
			tcp_abort(c->pcb);
	}
	conn_free(c);
}

static void conn_retire(struct http_conn *c, bool abort)
{
	if (c->state == DEAD)
		return;
	c->state = DEAD;
	c->abort = abort;
	c->events = NULL;
	resolve_cancel(c->resolve);
	c->resolve = NULL;
	sys_timeout(0, conn_reap, c);
}

/* The connection has ended, or never came to be. */
static void conn_closed(struct http_conn *c, int status)
{
	if (c->events)
		c->events->closed(c->arg, status);
	else
		conn_retire(c, status != 0);
}

/* ---- what lwIP tells us ---- */

static void on_error(void *arg, err_t err)
{
	struct http_conn *c = arg;

	c->pcb = NULL;
	if (c->state != CONNECTING)
		conn_closed(c, -ERR_RESET);
	else
		conn_closed(c, err == ERR_RST ? -ERR_REFUSED : -ERR_TIMEDOUT);
}

static void send_more(struct http_conn *c)
{
	size_t n = MIN(c->out.len - c->sent, (size_t)tcp_sndbuf(c->pcb));

	if (!n)
		return;
	if (tcp_write(c->pcb, c->out.s + c->sent, (u16_t)n, TCP_WRITE_FLAG_COPY) == ERR_OK)
		c->sent += n; /* else there is no memory now: the next acknowledgement retries */
	(void)tcp_output(c->pcb);
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct http_conn *c = arg;

	(void)pcb;
	(void)len;
	if (c->state == READY)
		send_more(c);
	return ERR_OK;
}

/* The window reopens at once: what arrives is at its destination when this returns. */
static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct http_conn *c = arg;

	(void)err;
	if (!p) {
		conn_closed(c, 0);
		return ERR_OK;
	}
	for (const struct pbuf *q = p; q; q = q->next) {
		if (c->events)
			c->events->data(c->arg, q->payload, q->len);
		else
			conn_retire(c, true); /* nobody asked for this */
	}
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	return ERR_OK;
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct http_conn *c = arg;

	(void)err; /* "currently always ERR_OK" */
	if (c->state != CONNECTING)
		return ERR_OK;
	stack_fit_window(pcb, plat_now_us() - c->since_us);
	c->state = READY;
	c->events->ready(c->arg);
	return ERR_OK;
}

/* ---- opening ---- */

static int conn_connect(struct http_conn *c)
{
	err_t err;

	c->state = CONNECTING;
	c->since_us = plat_now_us();
	c->pcb = tcp_new();
	if (!c->pcb)
		return -ERR_NOMEM;
	tcp_arg(c->pcb, c);
	tcp_recv(c->pcb, on_recv);
	tcp_sent(c->pcb, on_sent);
	tcp_err(c->pcb, on_error);
	tcp_nagle_disable(c->pcb);
	err = tcp_connect(c->pcb, &c->addr, c->port, on_connected);
	if (err == ERR_OK)
		return 0;
	return err == ERR_RTE ? -ERR_UNREACH : -ERR_NOMEM;
}

static void on_resolved(void *arg, int status, const ip_addr_t *addr)
{
	struct http_conn *c = arg;

	c->resolve = NULL;
	if (!status) {
		ip_addr_copy(c->addr, *addr);
		status = conn_connect(c);
	}
	if (status)
		conn_closed(c, status);
}

static struct http_conn *find_idle(const char *host, uint16_t port)
{
	uint64_t now = plat_now_us();
	struct http_conn *c;

	list_for_each(c, &conns, node) {
		if (c->state != READY || c->events)
			continue;
		if (now - c->since_us > IDLE_S * US_PER_S)
			conn_retire(c, false);
		else if (c->port == port && !strcasecmp(c->host, host))
			return c;
	}
	return NULL;
}

static int conn_new(const char *host, uint16_t port, struct http_conn **ret)
{
	struct http_conn *c = calloc(1, sizeof(*c));

	if (!c)
		return -ERR_NOMEM;
	list_init(&c->node);
	c->port = port;
	c->host = str_dup(host);
	if (!c->host) {
		conn_free(c);
		return -ERR_NOMEM;
	}
	list_add_tail(&c->node, &conns);
	*ret = c;
	return 0;
}

static int conn_start(struct http_conn *c)
{
	int rc = resolve_start(c->host, on_resolved, c, &c->addr, &c->resolve);

	if (rc || c->resolve)
		return rc;
	rc = conn_connect(c);
	if (rc == -ERR_UNREACH)
		return fail(ERR_UNREACH, "http: no route to %s", http_conn_peer(c));
	return rc ? fail(ERR_NOMEM, "http: no memory to connect to %s", c->host) : 0;
}

int http_conn_open(const char *host, uint16_t port, bool fresh,
	const struct http_conn_events *events, void *arg, struct http_conn **ret)
{
	struct http_conn *c = fresh ? NULL : find_idle(host, port);
	int rc;

	if (c) {
		c->reused = true;
	} else {
		if (conn_new(host, port, &c))
			return fail(ERR_NOMEM, "http: no memory to connect to %s", host);
		rc = conn_start(c);
		if (rc) {
			conn_retire(c, true);
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

	(void)ipaddr_ntoa_r(&c->addr, addr, sizeof(addr));
	if (c->state == RESOLVING || !strcmp(addr, c->host))
		(void)snprintf(text, sizeof(text), "%.90s:%u", c->host, c->port);
	else
		(void)snprintf(text, sizeof(text), "%.90s:%u (%s)", c->host, c->port, addr);
	return text;
}

int http_conn_send(struct http_conn *c, struct strbuf *text)
{
	strbuf_free(&c->out);
	c->out = *text;
	*text = (struct strbuf){};
	c->sent = 0;
	send_more(c);
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
		conn_retire(oldest, false);
	c->events = NULL;
	c->since_us = plat_now_us();
	list_remove(&c->node);
	list_add_tail(&c->node, &conns);
}

void http_conn_drop(struct http_conn *c, bool abort)
{
	if (c)
		conn_retire(c, abort);
}

void http_conn_close_idle(void)
{
	struct http_conn *c, *tmp;

	list_for_each_safe(c, tmp, &conns, node) {
		if (c->events || (c->state != READY && c->state != DEAD))
			continue;
		sys_untimeout(conn_reap, c);
		conn_reap(c);
	}
}
