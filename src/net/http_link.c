/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One connection over lwIP's raw API, with TLS and a proxy's CONNECT where they are wanted.
 *
 * Who owns a pcb: we do until lwIP calls on_error(), which means that it is gone. It is closed or
 * aborted only in conn_reap(), which a timer calls, so never underneath lwIP's own feet.
 */
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "crypt/trust.h"
#include "net/http_conn_priv.h"
#include "net/http_connect.h"
#include "net/http_request.h"
#include "net/resolve.h"
#include "net/stack.h"
#include "net/tls.h"

#include "lwip/tcp.h"
#include "lwip/timeouts.h"

enum { TRUST_TICK_MS = 10 };

void http_link_free(struct http_conn *c)
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
	http_link_free(c);
}

void http_link_retire(struct http_conn *c, bool abort)
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

void http_link_closed(struct http_conn *c, int status)
{
	if (c->events)
		c->events->closed(c->arg, status);
	else
		http_link_retire(c, status != 0);
}

/* ---- what lwIP tells us ---- */

static void on_error(void *arg, err_t err)
{
	struct http_conn *c = arg;

	c->pcb = NULL;
	if (c->state == REPEATING)
		return;
	if (c->state != CONNECTING)
		http_link_closed(c, -ERR_RESET);
	else
		http_link_closed(c, err == ERR_RST ? -ERR_REFUSED : -ERR_TIMEDOUT);
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

void http_link_send(struct http_conn *c)
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
		http_link_send(c);
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
		http_link_retire(c, true); /* nobody asked for this */
}

static void on_tls_closed(void *arg, int status)
{
	struct http_conn *c = arg;

	if (status != -ERR_AGAIN || c->state == DEAD) {
		http_link_closed(c, status);
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
		http_link_closed(c, rc);
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
		http_link_closed(c, rc);
		return;
	}
	c->state = TUNNELLING;
	c->sent = 0;
	http_link_send(c);
}

static void tunnel_input(struct http_conn *c, const uint8_t *data, size_t len)
{
	int rc = http_connect_input(c->connect, data, len);

	if (rc < 0)
		http_link_closed(c, rc);
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
			http_link_closed(c, 0);
		return ERR_OK;
	}
	for (const struct pbuf *q = p; q && c->state < REPEATING; q = q->next) {
		if (c->state == TUNNELLING)
			tunnel_input(c, q->payload, q->len);
		else if (c->state == TRUSTING)
			http_link_closed(c,
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

bool http_conn_has_gap(const struct http_conn *c)
{
	return c->pcb && c->pcb->ooseq;
}

/* ---- connecting ---- */

int http_link_connect(struct http_conn *c)
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
	rc = http_link_connect(c);
	if (rc)
		http_link_closed(c, rc);
}

void http_link_reap(struct http_conn *c)
{
	sys_untimeout(conn_reap, c);
	conn_reap(c);
}
