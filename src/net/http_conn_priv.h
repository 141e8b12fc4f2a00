/* SPDX-License-Identifier: BSD-2-Clause */
/* A connection to an HTTP server: what http_conn.c (whom to connect to, and what is kept) and
 * http_link.c (lwIP, TLS, CONNECT) share. */
#pragma once

#include "core/list.h"
#include "core/strbuf.h"
#include "net/http_conn.h"

#include "lwip/ip_addr.h"

struct tcp_pcb;

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

/* Begins to connect to c->addr. -ERR_NOMEM, -ERR_UNREACH, not recorded. */
int http_link_connect(struct http_conn *c);
/* Sends what is left of c->out. */
void http_link_send(struct http_conn *c);
/* The connection has ended, or never came to be. */
void http_link_closed(struct http_conn *c, int status);
/* Ends it, a moment later, for lwIP may be at work on it. (abort): with a reset. */
void http_link_retire(struct http_conn *c, bool abort);
/* Ends it at once, if it waits for that or is idle. */
void http_link_reap(struct http_conn *c);
/* Frees one that was never connected. */
void http_link_free(struct http_conn *c);
