/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections to HTTP servers, over TCP or TLS, straight or through a proxy, kept for the next
 * request to the same server where possible.
 *
 * All events come from the network poller, never from inside a call into this file. A connection is
 * taken down outside lwIP's callbacks only, so its user may let it go at any time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

struct http_conn;
struct uri;

struct http_conn_events {
	/* Connected: http_conn_send() works from now on. */
	void (*ready)(void *arg);
	void (*data)(void *arg, const uint8_t *data, size_t len);
	/* The end. (status) 0: the server has closed in order. -ERR_REFUSED, -ERR_UNREACH,
	 * -ERR_TIMEDOUT, -ERR_RESET, -ERR_NOMEM: nothing recorded. All others are recorded, by the
	 * resolver, TLS or about the proxy. The user still has to call http_conn_drop(). */
	void (*closed)(void *arg, int status);
};

struct http_target {
	bool tls;
	const char *host;
	uint16_t port;
	/* NULL: straight. With TLS the connection tunnels through it by itself (CONNECT); without,
	 * its user sends requests in absolute form. */
	const struct uri *proxy;
};

/* A connection to (to): an idle one unless (fresh), else a new one. When *(ret) is ready at once,
 * (events->ready) is not called. -ERR_NAME, -ERR_NOMEM, -ERR_UNREACH (all recorded). */
int http_conn_open(const struct http_target *to, bool fresh, const struct http_conn_events *events,
	void *arg, struct http_conn **ret);

/* The round trip, as connecting has shown it; 0 if unknown. */
uint64_t http_conn_rtt_us(const struct http_conn *c);
bool http_conn_ready(const struct http_conn *c);
/* True if segments are here whose predecessors are missing: lost, or late. */
bool http_conn_has_gap(const struct http_conn *c);
/* True if it served a request before: then its server may be about to close it. */
bool http_conn_reused(const struct http_conn *c);
/* When it began to connect; 0 while the name is looked up. */
uint64_t http_conn_since_us(const struct http_conn *c);
/* "host:port", with the address if it is known and differs; in a static buffer. */
const char *http_conn_peer(const struct http_conn *c);

/* Sends the text; takes its memory. -ERR_NOMEM (recorded). */
int http_conn_send(struct http_conn *c, struct strbuf *text);

/* The answer is complete and the server will wait for another request. */
void http_conn_keep(struct http_conn *c);
/* Lets go: no more events. (abort): in the middle of something, reset it. NULL is fine. */
void http_conn_drop(struct http_conn *c, bool abort);

/* Closes all idle connections. Not from inside an event. */
void http_conn_close_idle(void);
