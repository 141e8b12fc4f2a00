/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections to HTTP servers over lwIP's raw API; see the header.
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
#include "core/settings.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "crypt/trust.h"
#include "net/http_connect.h"
#include "net/http_request.h"
#include "net/resolve.h"
#include "net/stack.h"
#include "net/tls.h"

#include "lwip/tcp.h"
#include "lwip/timeouts.h"

enum {
	IDLE_MAX = 4,
	/* Servers close idle connections after 5 s or more, which we hear of, but not while a
	 * program has the card; and firewalls in between forget them without a word. */
	IDLE_S = 30,
	TRUST_TICK_MS = 10,
};

enum conn_state {
	RESOLVING,
	CONNECTING,
	TUNNELLING, /* CONNECT was sent to the proxy */
	TRUSTING,   /* waits for the trust anchors */
	SECURING,   /* the TLS handshake */
	READY,
	REPEATING, /* waits for conn_again() */
	DEAD,      /* waits for conn_reap() */
};

struct http_conn {
	struct list node;
	enum conn_state state;
	struct tcp_pcb *pcb;
	struct resolve *resolve;
	bool secure; /* TLS is wanted; (tls) is it once that has begun */
	struct tls *tls;
	unsigned trust; /* the anchors it was verified with, trust_serial() */
	bool pinned;    /* there were pins then */
	char *host;
	uint16_t port;
	struct uri *proxy; /* NULL: straight */
	struct http_connect *connect;
	ip_addr_t addr;
	uint64_t since_us; /* it began to connect, or has been idle */
	uint64_t rtt_us;
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
	tls_free(c->tls);
	http_connect_free(c->connect);
	strbuf_free(&c->out);
	uri_free(c->proxy);
	free(c->host);
	free(c);
}

static void pcb_close(struct http_conn *c)
{
	struct tcp_pcb *pcb = TAKE(c->pcb);

	if (!pcb)
		return;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
	if (c->abort || tcp_close(pcb) != ERR_OK)
		tcp_abort(pcb);
}

static void trust_wait(void *arg);
static void conn_again(void *arg);

static void conn_reap(void *arg)
{
	struct http_conn *c = arg;

	if (c->pcb && c->tls && !c->abort)
		tls_close(c->tls);
	pcb_close(c);
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
	sys_untimeout(trust_wait, c);
	sys_untimeout(conn_again, c);
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
	if (c->state == REPEATING)
		return;
	if (c->state != CONNECTING)
		conn_closed(c, -ERR_RESET);
	else
		conn_closed(c, err == ERR_RST ? -ERR_REFUSED : -ERR_TIMEDOUT);
}

/* Into the pcb what there is room for; how much. */
static size_t pcb_write(struct http_conn *c, const void *data, size_t len)
{
	size_t n = c->pcb ? MIN(len, (size_t)tcp_sndbuf(c->pcb)) : 0;

	if (!n || tcp_write(c->pcb, data, (u16_t)n, TCP_WRITE_FLAG_COPY) != ERR_OK)
		return 0; /* there is no memory now: the next acknowledgement retries */
	(void)tcp_output(c->pcb);
	return n;
}

static void send_more(struct http_conn *c)
{
	size_t n;

	while (c->sent < c->out.len) {
		const char *rest = c->out.s + c->sent;
		size_t len = c->out.len - c->sent;

		n = c->tls ? tls_send(c->tls, rest, len) : pcb_write(c, rest, len);
		if (!n)
			return;
		c->sent += n;
	}
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct http_conn *c = arg;

	(void)pcb;
	(void)len;
	if (c->tls && (c->state == SECURING || c->state == READY))
		tls_flush(c->tls);
	if (c->state == READY || c->state == TUNNELLING)
		send_more(c);
	return ERR_OK;
}

/* ---- TLS ---- */

static size_t on_tls_send(void *arg, const void *data, size_t len)
{
	return pcb_write(arg, data, len);
}

static void conn_ready(void *arg)
{
	struct http_conn *c = arg;

	if (c->state == DEAD)
		return;
	c->state = READY;
	c->events->ready(c->arg);
}

static void on_tls_data(void *arg, const uint8_t *data, size_t len)
{
	struct http_conn *c = arg;

	if (c->events)
		c->events->data(c->arg, data, len);
	else
		conn_retire(c, true); /* nobody asked for this */
}

static void on_tls_closed(void *arg, int status)
{
	struct http_conn *c = arg;

	if (status != -ERR_AGAIN || c->state == DEAD) {
		conn_closed(c, status);
		return;
	}
	c->state = REPEATING;
	sys_timeout(0, conn_again, c);
}

static const struct tls_events tls_events = {
	.send = on_tls_send,
	.ready = conn_ready,
	.data = on_tls_data,
	.closed = on_tls_closed,
};

static void conn_secure(struct http_conn *c)
{
	_cleanup_(freep) char *pins = settings_get_text("tls-pin");
	int rc = tls_new(c->host, c->port, &tls_events, c, &c->tls);

	if (rc) {
		conn_closed(c, rc);
		return;
	}
	c->state = SECURING;
	c->trust = trust_serial();
	c->pinned = pins != NULL;
	c->since_us = plat_now_us();
	tls_start(c->tls);
}

/* Anchors may still be on their way. From a timer: looking for them may start a download. */
static void trust_wait(void *arg)
{
	struct http_conn *c = arg;

	c->since_us = plat_now_us();
	if (trust_ready() == -ERR_RUNNING)
		sys_timeout(TRUST_TICK_MS, trust_wait, c);
	else
		conn_secure(c);
}

static void conn_trust(struct http_conn *c)
{
	c->state = TRUSTING;
	sys_timeout(0, trust_wait, c);
}

/* ---- through a proxy ---- */

static void conn_tunnel(struct http_conn *c)
{
	int rc = http_connect_new(c->host, c->port, c->proxy, &c->connect, &c->out);

	if (rc) {
		conn_closed(c, rc);
		return;
	}
	c->state = TUNNELLING;
	c->sent = 0;
	send_more(c);
}

static void tunnel_input(struct http_conn *c, const uint8_t *data, size_t len)
{
	int rc = http_connect_input(c->connect, data, len);

	if (rc < 0)
		conn_closed(c, rc);
	else if (rc)
		conn_trust(c);
}

/* The window reopens at once: what arrives is at its destination when this returns. */
static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct http_conn *c = arg;

	(void)err;
	if (!p) {
		if (c->state == REPEATING)
			return ERR_OK;
		if (c->state == SECURING || (c->state == READY && c->tls && c->events))
			tls_eof(c->tls);
		else
			conn_closed(c, 0);
		return ERR_OK;
	}
	for (const struct pbuf *q = p; q && c->state < REPEATING; q = q->next) {
		if (c->state == TUNNELLING)
			tunnel_input(c, q->payload, q->len);
		else if (c->state == TRUSTING)
			conn_closed(c,
				fail(ERR_PROTO, "https: %s speaks first: is it a TLS port?",
					http_conn_peer(c)));
		else if (c->tls)
			tls_input(c->tls, q->payload, q->len);
		else
			on_tls_data(c, q->payload, q->len);
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
	c->rtt_us = plat_now_us() - c->since_us;
	stack_fit_window(pcb, c->rtt_us);
	if (stack_is_narrow(pcb))
		c->rtt_us = 0; /* or several connections would be opened for one file */
	if (c->secure && c->proxy)
		conn_tunnel(c);
	else if (c->secure)
		conn_trust(c);
	else
		conn_ready(c);
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
	err = tcp_connect(c->pcb, &c->addr,
		c->proxy ? (c->proxy->port ? c->proxy->port : HTTP_PORT) : c->port, on_connected);
	if (err == ERR_OK)
		return 0;
	return err == ERR_RTE ? -ERR_UNREACH : -ERR_NOMEM;
}

/* A new connection in place of one whose handshake has failed. */
static void conn_again(void *arg)
{
	struct http_conn *c = arg;
	int rc;

	pcb_close(c);
	tls_free(TAKE(c->tls));
	rc = conn_connect(c);
	if (rc)
		conn_closed(c, rc);
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

static bool same_proxy(const struct uri *a, const struct uri *b)
{
	return a && b ? uri_equal(a, b) : a == b;
}

/* Whether (c) would be believed if it were made now; with pins at either time that is not looked into. */
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
			conn_retire(c, false);
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
		conn_free(c);
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
	rc = conn_connect(c);
	if (rc == -ERR_UNREACH)
		return fail(ERR_UNREACH, "http: no route to %s", http_conn_peer(c));
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
