/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A web server over the looped lwIP that answers from a table, and the transfer's side of a stream,
 * for tests of the HTTP client: what a stream reports is looked at, not what becomes of it.
 *
 * A header, included by one file of a program, as xfer_loop.h is.
 */
#pragma once

#include "unit/check.h"
#include "fake/xfer_loop.h"

#include "core/decoder.h"
#include "core/settings.h"
#include "fs/decoders.h"
#include "net/http_conn.h"
#include "net/random.h"
#include "net/schemes.h"

#include "lwip/tcp.h"

/* As in conf.c, which would bring the real transfers along. */
const struct decoder_type *const decoders[] = {&gzip_decoder, &zstd_decoder, &xz_decoder, NULL};

/* What the server answers; set by each test. */
struct answer {
	const char *path; /* NULL ends the table */
	const char *text; /* head and body */
	size_t body_len;  /* this many bytes of (content) follow the text, */
	const void *body; /* or of this */
	const char *has;  /* only for requests with this text in them */
	enum { KEEP, CLOSE, RESET, CLOSE_LATER } then;
	size_t stop_after; /* of all that is to be sent; then nothing more comes. 0: all */
};

#define A(name, ...)                                                                               \
	{                                                                                          \
		.path = name, .text = __VA_ARGS__                                                  \
	}

static const struct answer *answers;

struct server_conn {
	char request[8192];
	size_t request_len;
	const struct answer *answer;
	size_t sent;
};

static struct {
	unsigned n_conns, n_requests;
	char request[8192]; /* the last one */
	struct tcp_pcb *last;
} seen;

static uint8_t content[8 << 20];

static inline size_t answer_len(const struct answer *a)
{
	size_t len = strlen(a->text) + a->body_len;

	return a->stop_after ? MIN(len, a->stop_after) : len;
}

static inline err_t server_finish(struct tcp_pcb *pcb, struct server_conn *c)
{
	const struct answer *a = c->answer;

	c->answer = NULL;
	if (a->then == RESET) {
		tcp_arg(pcb, NULL);
		free(c);
		tcp_abort(pcb);
		return ERR_ABRT;
	}
	if (a->then == CLOSE) {
		tcp_arg(pcb, NULL);
		tcp_recv(pcb, NULL);
		tcp_sent(pcb, NULL);
		free(c);
		(void)tcp_close(pcb);
	}
	return ERR_OK;
}

static inline err_t server_send(struct tcp_pcb *pcb, struct server_conn *c)
{
	while (c->answer && c->sent < answer_len(c->answer)) {
		size_t text_len = strlen(c->answer->text), n;
		const void *from = c->answer->text + c->sent;

		n = answer_len(c->answer) - c->sent;
		if (c->sent < text_len)
			n = MIN(n, text_len - c->sent);
		else
			from = (c->answer->body ? (const uint8_t *)c->answer->body : content) +
				(c->sent - text_len);
		n = MIN(n, (size_t)tcp_sndbuf(pcb));
		if (!n || tcp_write(pcb, from, (u16_t)n, TCP_WRITE_FLAG_COPY) != ERR_OK)
			break;
		c->sent += n;
	}
	(void)tcp_output(pcb);
	if (!c->answer || c->sent < answer_len(c->answer) || c->answer->stop_after)
		return ERR_OK;
	/* A reset would overtake what still waits to be sent. */
	if (c->answer->then == RESET && (pcb->unsent || pcb->unacked))
		return ERR_OK;
	return server_finish(pcb, c);
}

static inline err_t server_on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	(void)len;
	return arg ? server_send(pcb, arg) : ERR_OK;
}

static inline const struct answer *server_choose(const char *request)
{
	static const struct answer missing = A("",
		"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n"
		"\r\nnope\n");
	const char *path = request + strcspn(request, " ") + 1;

	for (const struct answer *a = answers; a->path; a++) {
		size_t n = strlen(a->path);
		if (a->has && !strstr(request, a->has))
			continue;
		if (!strncmp(path, a->path, n) && path[n] == ' ')
			return a;
	}
	return &missing;
}

static inline void server_close_later(void *arg)
{
	(void)arg;
	if (seen.last)
		(void)tcp_shutdown(seen.last, 0, 1);
}

/* The head, and the body it promises. */
static inline bool server_has_all(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n"), *len;

	if (!end)
		return false;
	len = strstr(request, "\r\nContent-Length: ");
	return !len || strlen(end + 4) >= strtoul(len + 18, NULL, 10);
}

static inline err_t server_on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct server_conn *c = arg;

	(void)err;
	if (!p) {
		if (seen.last == pcb)
			seen.last = NULL;
		tcp_arg(pcb, NULL);
		free(c);
		(void)tcp_close(pcb);
		return ERR_OK;
	}
	c->request_len += pbuf_copy_partial(p, c->request + c->request_len,
		(u16_t)(sizeof(c->request) - 1 - c->request_len), 0);
	c->request[c->request_len] = '\0';
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	if (!server_has_all(c->request))
		return ERR_OK;
	seen.n_requests++;
	strcpy(seen.request, c->request);
	c->answer = server_choose(c->request);
	if (c->answer->then == CLOSE_LATER)
		sys_timeout(500, server_close_later, NULL);
	c->request_len = c->sent = 0;
	return server_send(pcb, c);
}

static inline void server_on_error(void *arg, err_t err)
{
	(void)err;
	free(arg);
	seen.last = NULL;
}

static inline err_t server_on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct server_conn *c = calloc(1, sizeof(*c));

	(void)arg;
	(void)err;
	if (!c)
		abort();
	seen.n_conns++;
	seen.last = pcb;
	tcp_arg(pcb, c);
	tcp_recv(pcb, server_on_recv);
	tcp_sent(pcb, server_on_sent);
	tcp_err(pcb, server_on_error);
	return ERR_OK;
}

static inline struct tcp_pcb *server_listen(u16_t port)
{
	struct tcp_pcb *pcb = tcp_new();

	if (!pcb || tcp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK)
		abort();
	pcb = tcp_listen(pcb);
	tcp_accept(pcb, server_on_accept);
	return pcb;
}

static inline void server_reset(const struct answer *table)
{
	http_conn_close_idle();
	loop.fate = NULL;
	loop_run_ms(1000);
	memset(&seen, 0, sizeof(seen));
	answers = table;
}

#define AT "http://" LOOP_HOST

/* ---- the transfer's side of a stream ---- */

static struct download {
	struct transfer t;
	struct source source;
	struct stream s;
	struct strbuf data; /* as if the part before (pos) was there already */
	struct offer offer;
	char etag[200], modified[200];
	unsigned n_offers;
	bool ended, again;
	int status;
	uint64_t after_ms;
	uint64_t alive_us;
	int refuse; /* what stream_offer() answers */
} download;

static inline struct download *download_of(struct stream *s)
{
	return (struct download *)(void *)((char *)s - offsetof(struct download, s));
}

int stream_offer(struct stream *s, const struct offer *o)
{
	struct download *d = download_of(s);

	CHECK(!d->ended && !d->n_offers);
	CHECK(o->from == 0 || o->from == s->pos);
	d->n_offers++;
	d->offer = *o;
	snprintf(d->etag, sizeof(d->etag), "%s", o->etag);
	snprintf(d->modified, sizeof(d->modified), "%s", o->modified);
	s->pos = o->from;
	d->t.total = o->total;
	return d->refuse;
}

int stream_data(struct stream *s, const void *data, size_t len)
{
	struct download *d = download_of(s);

	CHECK(d->n_offers > 0 && !d->ended && !d->refuse && len > 0);
	CHECK(s->end == TRANSFER_UNKNOWN || s->pos + len <= s->end);
	CHECK_EQ(strbuf_add(&d->data, data, len), 0);
	s->pos += len;
	d->t.received += len;
	d->alive_us = loop.now_us;
	return 0;
}

void stream_end(struct stream *s, int status, bool again, uint64_t after_ms)
{
	struct download *d = download_of(s);

	CHECK(!d->ended && !d->refuse);
	d->ended = true;
	d->status = status;
	d->again = again;
	d->after_ms = after_ms;
}

void stream_alive(struct stream *s)
{
	download_of(s)->alive_us = loop.now_us;
}

void stream_gap(struct stream *s)
{
	(void)s;
}

void stream_activity(struct stream *s, const char *fmt, ...)
{
	(void)s;
	(void)fmt;
}

static inline bool download_over(void *arg)
{
	struct download *d = arg;

	return d->ended || (d->refuse && d->n_offers);
}

static struct params *next_form; /* what download_start() sends along */

/* Begins a download of [pos, end) of (text). */
static inline int download_start(struct download *d, const char *text, uint64_t pos, uint64_t end)
{
	int rc;

	memset(d, 0, sizeof(*d));
	d->t.total = TRANSFER_UNKNOWN;
	d->s = (struct stream){.t = &d->t,
		.source = &d->source,
		.pos = pos,
		.end = end,
		.etag = "",
		.modified = ""};
	d->t.form = next_form;
	rc = uri_parse(text, &d->s.uri);
	d->source.uri = rc ? NULL : uri_dup(d->s.uri);
	d->s.scheme = !rc && !strcmp(d->s.uri->scheme, "https") ? &https_scheme : &http_scheme;
	return rc;
}

static inline void download_free(struct download *d)
{
	uri_free(d->s.uri);
	uri_free(d->source.uri);
	strbuf_free(&d->data);
	d->s.uri = d->source.uri = NULL;
}

/* Runs what download_start() has begun. */
static inline int download_run(struct download *d)
{
	int rc = d->s.scheme->start(&d->s);

	if (rc)
		return rc;
	CHECK_EQ(wait_until(NULL, download_over, d, DEADLINE_NEVER), 0);
	d->s.scheme->stop(&d->s);
	return d->refuse ? d->refuse : d->status;
}

static struct uri *fetched_from;

static inline int fetch_bytes(const char *uri, const void *want, size_t len)
{
	int rc;

	uri_free(fetched_from);
	fetched_from = NULL;
	rc = download_start(&download, uri, 0, TRANSFER_UNKNOWN);
	if (!rc)
		rc = download_run(&download);
	if (!rc) {
		CHECK_EQ(download.data.len, len);
		CHECK(download.data.len == len && (!len || !memcmp(download.data.s, want, len)));
		fetched_from = TAKE(download.s.uri);
	}
	download_free(&download);
	return rc;
}

/* Fetches (uri) and compares it with (want). */
static inline int fetch_text(const char *uri, const char *want)
{
	return fetch_bytes(uri, want, strlen(want));
}

static inline int fetch_content(const char *uri, size_t len)
{
	return fetch_bytes(uri, content, len);
}

/* The failure's sentence. */
static inline const char *why(void)
{
	return fail_last()->text;
}

/* A server on ports 80 and 8080 with eight megabytes of content. */
static inline void server_init(void)
{
	loop_init();
	if (settings_init())
		abort();
	net_random_seed("seed", 4);
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 31 ^ i >> 8 ^ i >> 16);
	(void)server_listen(80);
	(void)server_listen(8080);
}
