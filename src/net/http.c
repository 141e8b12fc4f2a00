/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The HTTP/1.1 client (RFC 9110, 9112): GET into a transfer, with redirects.
 *
 * Connections are http_conn.c's, heads http_head.c's, chunks http_chunk.c's; here is what a
 * download does with them. Bodies of answers that are not the file are read to their end if they
 * are short, so that the connection can be used again. What starts a new request runs from a timer,
 * so that a connection is never opened or reused underneath the event that ended its last use.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "net/http_chunk.h"
#include "net/http_conn.h"
#include "net/http_head.h"
#include "net/http_request.h"
#include "net/http_status.h"
#include "net/schemes.h"

#include "lwip/timeouts.h"

enum {
	REDIRECTS_MAX = 10,
	INTERIM_MAX = 20,        /* answers 1xx before the real one */
	DISCARD_MAX = 64 * 1024, /* of a body nobody wants, to keep the connection */
	CONNECT_S = 10,
	STALL_S = 30,
	TICK_MS = 100,
};

enum http_state {
	STARTING, /* http_step() is due: a new request, or the redirect in (head) first */
	CONNECTING,
	HEAD,
	BODY,
	OVER,
};

struct http {
	struct stream *s;
	enum http_state state;
	struct http_conn *conn;
	bool fresh;    /* do not reuse a connection: one was closed on us */
	bool redirect; /* the next step follows head.location */
	bool interim;  /* an answer 1xx came */
	unsigned n_interim;
	struct http_head head;
	struct http_chunk chunk;
	uint64_t left; /* of a body with a known length */
	bool wanted;   /* the body is the file */
	uint64_t discarded;
	uint64_t alive_us; /* when something last came, or the request was sent */
	unsigned n_visited;
	struct uri *visited[REDIRECTS_MAX]; /* where redirects have led so far, oldest first */
};

static const struct http_conn_events http_events;

static void http_end(struct http *h, int status)
{
	http_conn_drop(TAKE(h->conn), true);
	h->state = OVER;
	stream_end(h->s, status, false, 0);
}

/* "received X of Y bytes", for messages. */
static const char *received(const struct http *h)
{
	static char text[64];
	unsigned long long got = h->s->pos;

	if (h->s->t->total == TRANSFER_UNKNOWN)
		(void)snprintf(text, sizeof(text), "%llu bytes", got);
	else
		(void)snprintf(text, sizeof(text), "%llu of %llu bytes", got,
			(unsigned long long)h->s->t->total);
	return text;
}

/* ---- requests ---- */

static uint16_t port_of(const struct uri *uri)
{
	return uri->port ? uri->port : HTTP_PORT;
}

static void http_step(void *arg);

static void start_later(struct http *h)
{
	h->state = STARTING;
	sys_timeout(0, http_step, h);
}

static int send_request(struct http *h)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	int rc = http_request_format(h->s->uri, &text);

	if (!rc)
		rc = http_conn_send(h->conn, &text);
	if (rc)
		return rc;
	http_head_init(&h->head);
	h->interim = false;
	h->n_interim = 0;
	h->state = HEAD;
	h->alive_us = plat_now_us();
	stream_activity(h->s, "waiting for %s", h->s->uri->host);
	return 0;
}

static int request(struct http *h)
{
	const struct uri *uri = h->s->uri;
	int rc;

	if (!uri->host || !*uri->host)
		return fail(ERR_INVAL, "http: no server in %s", uri_text(uri));
	if (uri->params)
		return fail(ERR_NOTSUP, "http: sending a form (##params) is not supported yet: %s",
			uri_text(uri));
	h->state = CONNECTING;
	stream_activity(h->s, "connecting to %s", uri->host);
	rc = http_conn_open(uri->host, port_of(uri), h->fresh, &http_events, h, &h->conn);
	if (rc)
		return rc;
	return http_conn_ready(h->conn) ? send_request(h) : 0;
}

/* ---- redirects ---- */

static bool visited_before(const struct http *h, const struct uri *uri)
{
	for (unsigned i = 0; i < h->n_visited; i++)
		if (uri_equal(h->visited[i], uri))
			return true;
	return uri_equal(h->s->uri, uri);
}

static int check_redirect(const struct http *h, const struct uri *to)
{
	if (strcmp(to->scheme, "http"))
		return fail(ERR_NOTSUP, "http: %s redirects to %s, and %s cannot be followed%s",
			uri_text(h->s->uri), uri_text(to), to->scheme,
			strcmp(to->scheme, "https") ? "" : " (not supported yet)");
	if (visited_before(h, to))
		return fail(ERR_LOOP, "http: %s redirects back to %s, in a circle",
			uri_text(h->s->uri), uri_text(to));
	if (h->n_visited == REDIRECTS_MAX)
		return fail(ERR_LOOP, "http: more than %d redirects from %s, the last to %s",
			REDIRECTS_MAX, uri_text(h->visited[0]), uri_text(to));
	return 0;
}

/* User name and password go along to the same server, and nowhere else. */
static int keep_credentials(const struct uri *from, struct uri *to)
{
	if (!from->user || to->user || port_of(from) != port_of(to) ||
		strcasecmp(from->host, to->host) || strcmp(from->scheme, to->scheme))
		return 0;
	to->user = str_dup(from->user);
	to->password = from->password ? str_dup(from->password) : NULL;
	if (!to->user || (from->password && !to->password))
		return fail(ERR_NOMEM, "http: no memory to follow a redirect");
	return 0;
}

static int follow(struct http *h)
{
	_cleanup_(uri_freep) struct uri *ref = NULL, *to = NULL;
	int rc;

	if (!h->head.location[0])
		return fail(ERR_PROTO, "http: status %u without a Location for %s", h->head.status,
			uri_text(h->s->uri));
	rc = uri_parse(h->head.location, &ref);
	if (!rc)
		rc = uri_resolve(h->s->uri, ref, &to);
	if (rc == -ERR_INVAL)
		return fail(ERR_PROTO, "http: %s redirects to what is no URI: %s",
			uri_text(h->s->uri), fail_last()->text);
	if (!rc && (!to->host || !*to->host))
		return fail(ERR_PROTO, "http: %s redirects to nowhere: %.80s", uri_text(h->s->uri),
			h->head.location);
	if (!rc)
		rc = keep_credentials(h->s->uri, to);
	if (!rc)
		rc = check_redirect(h, to);
	if (rc)
		return rc;
	log_info("http: %s redirects to %s", uri_text(h->s->uri), uri_text(to));
	h->visited[h->n_visited++] = h->s->uri;
	h->s->uri = TAKE(to);
	h->fresh = false;
	return 0;
}

static void http_step(void *arg)
{
	struct http *h = arg;
	int rc = 0;

	if (h->redirect)
		rc = follow(h);
	h->redirect = false;
	if (!rc)
		rc = request(h);
	if (rc)
		http_end(h, rc);
}

/* ---- answers ---- */

/* The answer is over as far as we are concerned; the connection was let go. */
static void conclude(struct http *h)
{
	if (h->wanted) {
		h->state = OVER;
		stream_end(h->s, 0, false, 0);
	} else if (http_status_is_redirect(h->head.status)) {
		h->redirect = true;
		start_later(h);
	} else {
		http_end(h, http_status_fail(&h->head, h->s->uri));
	}
}

/* The last byte of the body has come, with (extra) bytes behind it that have no business there. */
static void body_complete(struct http *h, size_t extra)
{
	if (h->head.keep_alive && !extra)
		http_conn_keep(TAKE(h->conn));
	else
		http_conn_drop(TAKE(h->conn), extra != 0);
	conclude(h);
}

static bool has_no_body(const struct http *h)
{
	return h->head.status == 204 || h->head.status == 304 ||
		(!h->head.chunked && h->head.length == 0);
}

/* The head of the final answer is in; (len) bytes follow it at once. */
static void on_head(struct http *h, size_t len)
{
	int rc = 0;

	h->wanted = http_status_is_file(h->head.status);
	h->state = BODY;
	h->left = h->head.length;
	h->discarded = 0;
	http_chunk_init(&h->chunk);
	if (h->head.length == HTTP_LENGTH_UNKNOWN && !h->head.chunked)
		h->head.keep_alive = false; /* the end of the connection ends the body */
	stream_activity(h->s, "from %s", h->s->uri->host);

	if (h->wanted)
		rc = stream_offer(h->s, &(struct offer){.total = h->head.length, .etag = "",
						.modified = ""});
	if (rc) {
		http_end(h, rc);
	} else if (has_no_body(h)) {
		body_complete(h, len);
	} else if (!h->wanted && !h->head.chunked && h->head.length > DISCARD_MAX) {
		http_conn_drop(TAKE(h->conn), true);
		conclude(h);
	}
}

/* Returns how much of (data) belonged to the head. */
static size_t input_head(struct http *h, const uint8_t *data, size_t len)
{
	size_t used;
	int rc = http_head_feed(&h->head, data, len, &used);

	if (rc < 0) {
		http_end(h,
			fail(ERR_PROTO, "http: %s sent %s for %s", http_conn_peer(h->conn),
				h->head.error, uri_text(h->s->uri)));
		return len;
	}
	if (!rc)
		return len;
	if (h->head.status >= 200) {
		on_head(h, len - used);
		return used;
	}
	if (h->head.status == 101 || ++h->n_interim > INTERIM_MAX) {
		http_end(h,
			fail(ERR_PROTO, "http: status %u, unasked, for %s", h->head.status,
				uri_text(h->s->uri)));
		return len;
	}
	h->interim = true;
	http_head_init(&h->head);
	return used;
}

/* False if this was the end of the transfer or of our patience. */
static bool deliver(struct http *h, const uint8_t *data, size_t len)
{
	int rc;

	if (!h->wanted) {
		h->discarded += len;
		if (h->discarded <= DISCARD_MAX)
			return true;
		http_conn_drop(TAKE(h->conn), true);
		conclude(h);
		return false;
	}
	rc = stream_data(h->s, data, len);
	if (rc)
		http_end(h, rc);
	return !rc;
}

static size_t input_chunked(struct http *h, const uint8_t *data, size_t len)
{
	const uint8_t *bytes;
	size_t used, n;
	int rc = http_chunk_feed(&h->chunk, data, len, &used, &bytes, &n);

	if (rc < 0) {
		http_end(h,
			fail(ERR_PROTO, "http: %s sent %s after %s of %s", http_conn_peer(h->conn),
				h->chunk.error, received(h), uri_text(h->s->uri)));
		return len;
	}
	if (n && !deliver(h, bytes, n))
		return len;
	if (rc)
		body_complete(h, len - used);
	return used;
}

static size_t input_plain(struct http *h, const uint8_t *data, size_t len)
{
	size_t n = MIN((uint64_t)len, h->left);

	if (!deliver(h, data, n))
		return len;
	if (h->left != HTTP_LENGTH_UNKNOWN) {
		h->left -= n;
		if (!h->left)
			body_complete(h, len - n);
	}
	return n;
}

static void on_data(void *arg, const uint8_t *data, size_t len)
{
	struct http *h = arg;

	h->alive_us = plat_now_us();
	while (len) {
		size_t used;

		if (h->state == HEAD)
			used = input_head(h, data, len);
		else if (h->state == BODY && h->head.chunked)
			used = input_chunked(h, data, len);
		else if (h->state == BODY)
			used = input_plain(h, data, len);
		else
			return;
		data += used;
		len -= used;
	}
}

/* ---- ends that are not of our making ---- */

static int fail_connect(const struct http *h, int status)
{
	const char *peer = http_conn_peer(h->conn);

	switch (status) {
	case -ERR_NAME:
		return status; /* recorded by the resolver */
	case -ERR_REFUSED:
		return fail(ERR_REFUSED, "http: connection refused by %s for %s", peer,
			uri_text(h->s->uri));
	case -ERR_UNREACH:
		return fail(ERR_UNREACH, "http: no route to %s for %s", peer, uri_text(h->s->uri));
	case -ERR_NOMEM:
		return fail(ERR_NOMEM, "http: no memory to connect to %s", peer);
	default:
		return fail(ERR_TIMEDOUT, "http: no connection to %s within %d s for %s", peer,
			CONNECT_S, uri_text(h->s->uri));
	}
}

static int fail_closed(const struct http *h, int status)
{
	const char *how = status ? "reset" : "closed";

	if (h->state == HEAD)
		return fail(ERR_RESET, "http: %s %s the connection %s an answer for %s",
			http_conn_peer(h->conn), how,
			h->head.total ? "in the middle of" : "without", uri_text(h->s->uri));
	return fail(ERR_RESET, "http: %s %s the connection too early: received %s of %s",
		http_conn_peer(h->conn), how, received(h), uri_text(h->s->uri));
}

/* A kept connection may be closed by its server just as we use it: that says nothing about the
 * server, so the request goes out once more over a new one. */
static bool was_stale(const struct http *h, int status)
{
	return h->state == HEAD && http_conn_reused(h->conn) && !h->head.total && !h->interim &&
		(!status || status == -ERR_RESET);
}

static void on_closed(void *arg, int status)
{
	struct http *h = arg;

	if (h->state == CONNECTING) {
		http_end(h, fail_connect(h, status));
	} else if (was_stale(h, status)) {
		http_conn_drop(TAKE(h->conn), true);
		h->fresh = true;
		h->s->t->retries++;
		start_later(h);
	} else if (h->state == BODY && !h->wanted) {
		http_conn_drop(TAKE(h->conn), true);
		conclude(h);
	} else if (h->state == BODY && !status && !h->head.chunked &&
		h->head.length == HTTP_LENGTH_UNKNOWN) {
		body_complete(h, 0);
	} else {
		http_end(h, fail_closed(h, status));
	}
}

static void on_ready(void *arg)
{
	struct http *h = arg;
	int rc = send_request(h);

	if (rc)
		http_end(h, rc);
}

static const struct http_conn_events http_events = {
	.ready = on_ready,
	.data = on_data,
	.closed = on_closed,
};

static void http_tick(void *arg)
{
	struct http *h = arg;
	uint64_t now = plat_now_us(), since;

	sys_timeout(TICK_MS, http_tick, h);
	if (h->state == CONNECTING) {
		since = http_conn_since_us(h->conn);
		if (since && now - since >= CONNECT_S * US_PER_S)
			http_end(h, fail_connect(h, -ERR_TIMEDOUT));
		return;
	}
	if ((h->state != HEAD && h->state != BODY) || now - h->alive_us < STALL_S * US_PER_S)
		return;
	if (h->state == HEAD)
		http_end(h,
			fail(ERR_TIMEDOUT,
				"http: %s accepted the request, but did not answer "
				"within %d s for %s",
				http_conn_peer(h->conn), STALL_S, uri_text(h->s->uri)));
	else
		http_end(h,
			fail(ERR_TIMEDOUT, "http: %s stopped sending for %d s: received %s of %s",
				http_conn_peer(h->conn), STALL_S, received(h),
				uri_text(h->s->uri)));
}

/* ---- the schemes ---- */

static int http_start(struct stream *s)
{
	struct http *h = calloc(1, sizeof(*h));
	int rc;

	if (!h)
		return fail(ERR_NOMEM, "http: no memory for %s", uri_text(s->uri));
	h->s = s;
	rc = request(h);
	if (rc) {
		http_conn_drop(h->conn, true);
		free(h);
		return rc;
	}
	s->priv = h;
	sys_timeout(TICK_MS, http_tick, h);
	return 0;
}

static void http_stop(struct stream *s)
{
	struct http *h = s->priv;

	s->priv = NULL;
	sys_untimeout(http_step, h);
	sys_untimeout(http_tick, h);
	http_conn_drop(h->conn, true);
	for (unsigned i = 0; i < h->n_visited; i++)
		uri_free(h->visited[i]);
	free(h);
}

const struct scheme http_scheme = {
	.name = "http",
	.port = HTTP_PORT,
	.start = http_start,
	.stop = http_stop,
};

static int https_start(struct stream *s)
{
	return fail(ERR_NOTSUP, "https: not supported yet: %s; use http:// or tftp://",
		uri_text(s->uri));
}

/* Never called: no start succeeds. */
static void https_stop(struct stream *s)
{
	(void)s;
}

const struct scheme https_scheme = {
	.name = "https",
	.port = 443,
	.start = https_start,
	.stop = https_stop,
};
