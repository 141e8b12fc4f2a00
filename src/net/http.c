/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The HTTP/1.1 client (RFC 9110, 9112), for http and https alike: GET of a file or a part of it
 * into a stream, with redirects, proxies and authentication.
 *
 * Connections are http_conn.c's, requests http_request.c's, answers http_answer.c's; here is when
 * each has its turn. What starts a new request runs from a timer, so that a connection is never
 * opened or reused underneath the event that ended its last use.
 */
#include <string.h>
#include <strings.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "net/http_coding.h"
#include "net/http_priv.h"
#include "net/http_proxy.h"
#include "net/http_redirect.h"
#include "net/http_request.h"
#include "net/netdev.h"
#include "net/schemes.h"

#include "lwip/timeouts.h"

enum {
	CONNECT_S = 10,
	CONNECT_HURRY_S = 4, /* three SYNs, when another server may have the file */
	ANSWER_S = 30,       /* a server may have to fetch the file first */
	STALL_S = 10,
	TICK_MS = 100,
};

static const struct http_conn_events http_events;

bool http_is_once(const struct http *h)
{
	return h->form && !params_is_safe(h->form);
}

void http_end(struct http *h, int status, bool again, uint64_t after_ms)
{
	http_conn_drop(TAKE(h->conn), true);
	h->state = HTTP_OVER;
	if (h->asked)
		again = false;
	if (!h->refused)
		stream_end(h->s, status, again, after_ms);
}

/* The end, for a reason that is not the server's answer: networks get better, certificates and
 * misspelt names do not. */
static void end_broken(struct http *h, int status)
{
	bool again = status == -ERR_TIMEDOUT || status == -ERR_RESET || status == -ERR_REFUSED ||
		status == -ERR_UNREACH || status == -ERR_NOMEM;

	http_end(h, status, again, 0);
}

/* ---- requests ---- */

static void http_step(void *arg);

void http_start_later(struct http *h)
{
	http_answer_done(h);
	h->state = HTTP_STARTING;
	sys_timeout(0, http_step, h);
}

/* Whose party the bearer token is for: where the file was asked for first, not a mirror's. */
static const struct uri *token_owner(const struct stream *s)
{
	return s->t->sources.n ? s->t->sources.v[0].uri : s->source->uri;
}

/* What only the proxy reads. */
static int proxy_authorization(const struct http *h, struct strbuf *out)
{
	const struct uri *proxy = h->proxy;

	if (!proxy || !proxy->user || !strcmp(h->s->uri->scheme, "https"))
		return 0;
	return http_auth_basic(proxy->user, proxy->password ? proxy->password : "", out);
}

/* Fields of the head are for the server they were meant for, as are passwords. */
static const struct params *headers_for(const struct stream *s)
{
	return s->t->form && http_same_party(token_owner(s), s->uri) ? s->t->form : NULL;
}

static int send_request(struct http *h)
{
	_cleanup_(strbuf_free) struct strbuf text = {}, login = {}, proxy = {};
	const struct stream *s = h->s;
	struct http_request r = {.uri = s->uri,
		.absolute = h->proxy && strcmp(s->uri->scheme, "https"),
		.from = h->whole ? 0 : s->pos,
		.end = h->whole ? TRANSFER_UNKNOWN : s->end,
		.etag = s->etag,
		.modified = s->modified,
		.codings = !s->plain && !h->form && http_coding_pays(s->uri->path),
		.form = h->form,
		.redirected = h->n_visited > 0,
		.headers = headers_for(s)};
	int rc = http_login_format(&h->login, s->uri, token_owner(s), &login);

	if (!rc)
		rc = proxy_authorization(h, &proxy);
	r.authorization = login.s;
	r.proxy_authorization = proxy.s;
	if (!rc)
		rc = http_request_format(&r, &text);
	if (!rc)
		rc = http_conn_send(h->conn, &text);
	if (rc)
		return rc;
	h->asked |= http_is_once(h);
	h->from = r.from;
	h->end = r.end;
	h->part = http_request_is_part(&r);
	http_head_init(&h->head);
	h->interim = false;
	h->n_interim = 0;
	h->state = HTTP_HEAD;
	h->alive_us = plat_now_us();
	stream_activity(h->s, "waiting for %s", s->uri->host);
	return 0;
}

static int request(struct http *h)
{
	const struct uri *uri = h->s->uri;
	struct http_target to;
	int rc;

	if (!uri->host || !*uri->host)
		return fail(ERR_INVAL, "%s: no server in %s", uri->scheme, uri_text(uri));
	uri_free(TAKE(h->proxy));
	rc = http_proxy_find(uri->host, &h->proxy);
	if (rc)
		return rc;
	h->state = HTTP_CONNECTING;
	stream_activity(h->s, "connecting to %s", h->proxy ? h->proxy->host : uri->host);
	to = (struct http_target){.tls = !strcmp(uri->scheme, "https"),
		.host = uri->host,
		.port = http_port(uri),
		.proxy = h->proxy};
	rc = http_conn_open(&to, h->fresh || http_is_once(h), &http_events, h, &h->conn);
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
	const struct uri *from = h->s->uri;

	if (visited_before(h, to))
		return fail(ERR_LOOP, "%s: %s redirects back to %s, in a circle", from->scheme,
			uri_text(from), uri_text(to));
	if (h->n_visited == HTTP_REDIRECTS_MAX)
		return fail(ERR_LOOP, "%s: more than %d redirects from %s, the last to %s",
			from->scheme, HTTP_REDIRECTS_MAX, uri_text(h->visited[0]), uri_text(to));
	return 0;
}

static bool insecure_allowed(void)
{
	_cleanup_(strbuf_free) struct strbuf text = {};

	return !settings_get("redirect-insecure", &text) && text.len && strcmp(text.s, "0");
}

/* RFC 9110 15.4: 307 and 308 repeat the request as it was; 303 asks for a page about it, and 301
 * and 302 do so in the case of POST. */
static void settle_form(struct http *h)
{
	unsigned status = h->head.status;

	if (http_is_once(h) &&
		(status == 303 || (status < 303 && !strcmp(params_method(h->form), "POST"))))
		h->form = NULL;
}

static int follow(struct http *h)
{
	_cleanup_(uri_freep) struct uri *to = NULL;
	int rc = http_redirect_resolve(
		h->s->uri, h->head.status, h->head.location, insecure_allowed(), &to);

	if (!rc)
		rc = check_redirect(h, to);
	if (rc)
		return rc;
	log_info("%s: %s redirects to %s", h->s->uri->scheme, uri_text(h->s->uri), uri_text(to));
	h->visited[h->n_visited++] = h->s->uri;
	h->s->uri = TAKE(to);
	settle_form(h);
	h->fresh = false;
	http_login_init(&h->login);
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
		end_broken(h, rc);
}

/* ---- ends that are not of our making ---- */

static int connect_s(const struct http *h)
{
	return h->s->hurry ? CONNECT_HURRY_S : CONNECT_S;
}

static int fail_connect(const struct http *h, int status)
{
	const char *peer = http_conn_peer(h->conn), *scheme = h->s->uri->scheme;

	switch (status) {
	case -ERR_REFUSED:
		return fail(ERR_REFUSED, "%s: connection refused by %s for %s", scheme, peer,
			uri_text(h->s->uri));
	case -ERR_UNREACH:
		return fail(ERR_UNREACH, "%s: no route to %s%s for %s", scheme, peer,
			netdev_link_note(), uri_text(h->s->uri));
	case -ERR_NOMEM:
		return fail(ERR_NOMEM, "%s: no memory to connect to %s", scheme, peer);
	case -ERR_RESET:
	case 0:
		return fail(ERR_RESET, "%s: %s %s the connection before it was set up for %s",
			scheme, peer, status ? "reset" : "closed", uri_text(h->s->uri));
	default:
		return fail(ERR_TIMEDOUT, "%s: no connection to %s within %d s for %s", scheme,
			peer, connect_s(h), uri_text(h->s->uri));
	}
}

/* Such ends were recorded by whoever knows why: the resolver, TLS, the proxy. */
static bool is_recorded(int status)
{
	return status && status != -ERR_REFUSED && status != -ERR_UNREACH &&
		status != -ERR_TIMEDOUT && status != -ERR_RESET && status != -ERR_NOMEM;
}

static int fail_unanswered(const struct http *h, int status)
{
	return fail(ERR_RESET, "%s: %s %s the connection %s an answer for %s", h->s->uri->scheme,
		http_conn_peer(h->conn), status ? "reset" : "closed",
		h->head.total ? "in the middle of" : "without", uri_text(h->s->uri));
}

/* A kept connection may be closed by its server just as we use it: that says nothing about the
 * server, so the request goes out once more over a new one. */
static bool was_stale(const struct http *h, int status)
{
	return h->state == HTTP_HEAD && http_conn_reused(h->conn) && !h->head.total &&
		!h->interim && (!status || status == -ERR_RESET);
}

static void on_closed(void *arg, int status)
{
	struct http *h = arg;

	if (is_recorded(status)) {
		end_broken(h, status);
	} else if (h->state == HTTP_CONNECTING) {
		end_broken(h, fail_connect(h, status));
	} else if (was_stale(h, status)) {
		http_conn_drop(TAKE(h->conn), true);
		h->fresh = true;
		h->s->t->retries++;
		http_start_later(h);
	} else if (h->state == HTTP_HEAD) {
		end_broken(h, fail_unanswered(h, status));
	} else {
		http_answer_closed(h, status);
	}
}

static void on_ready(void *arg)
{
	struct http *h = arg;
	int rc = send_request(h);

	if (rc)
		end_broken(h, rc);
}

static void on_data(void *arg, const uint8_t *data, size_t len)
{
	http_answer_input(arg, data, len);
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
	if (h->state == HTTP_BODY && http_conn_has_gap(h->conn))
		stream_gap(h->s);
	if (h->state == HTTP_CONNECTING) {
		since = http_conn_since_us(h->conn);
		if (since && now - since >= (uint64_t)connect_s(h) * US_PER_S)
			end_broken(h, fail_connect(h, -ERR_TIMEDOUT));
	} else if (h->state == HTTP_BODY && now - h->alive_us >= STALL_S * US_PER_S) {
		http_answer_stalled(h, STALL_S);
	} else if (h->state == HTTP_HEAD && now - h->alive_us >= ANSWER_S * US_PER_S) {
		end_broken(h,
			fail(ERR_TIMEDOUT,
				"%s: %s accepted the request, but did not answer "
				"within %d s for %s",
				h->s->uri->scheme, http_conn_peer(h->conn), ANSWER_S,
				uri_text(h->s->uri)));
	}
}

/* ---- the schemes ---- */

static void http_free(struct http *h)
{
	http_conn_drop(h->conn, true);
	http_answer_done(h);
	uri_free(h->proxy);
	for (unsigned i = 0; i < h->n_visited; i++)
		uri_free(h->visited[i]);
	free(h);
}

static int http_start(struct stream *s)
{
	struct http *h = calloc(1, sizeof(*h));
	int rc;

	if (!h)
		return fail(ERR_NOMEM, "%s: no memory for %s", s->uri->scheme, uri_text(s->uri));
	h->s = s;
	h->form = s->t->form;
	http_login_init(&h->login);
	rc = request(h);
	if (rc) {
		http_free(h);
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
	http_free(h);
}

const struct scheme http_scheme = {
	.name = "http",
	.port = HTTP_PORT,
	.ranges = true,
	.start = http_start,
	.stop = http_stop,
};

const struct scheme https_scheme = {
	.name = "https",
	.port = HTTPS_PORT,
	.ranges = true,
	.start = http_start,
	.stop = http_stop,
};
