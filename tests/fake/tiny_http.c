/* SPDX-License-Identifier: BSD-2-Clause */
/* The server of one file. A connection serves one request after another, without pipelining. */
#include "fake/tiny_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"

#include "lwip/tcp.h"
#include "lwip/timeouts.h"

#define CHUNK 1000u

struct conn {
	struct list node;
	struct tiny_http *s;
	struct tcp_pcb *pcb;
	char request[4096];
	size_t n_request;
	uint8_t *answer; /* NULL: none under way */
	size_t len, sent, body_at;
	enum tiny_trouble trouble;
	size_t at;
	bool stalled;
};

static void conn_resume(void *arg);

static void conn_forget(struct conn *c)
{
	sys_untimeout(conn_resume, c);
	list_remove(&c->node);
	free(c->answer);
	free(c);
}

static void conn_detach(struct conn *c)
{
	tcp_arg(c->pcb, NULL);
	tcp_recv(c->pcb, NULL);
	tcp_sent(c->pcb, NULL);
	tcp_err(c->pcb, NULL);
}

static err_t conn_reset(struct conn *c)
{
	struct tcp_pcb *pcb = c->pcb;

	conn_detach(c);
	conn_forget(c);
	tcp_abort(pcb);
	return ERR_ABRT;
}

static err_t conn_close(struct conn *c)
{
	struct tcp_pcb *pcb = c->pcb;

	conn_detach(c);
	conn_forget(c);
	if (tcp_close(pcb) == ERR_OK)
		return ERR_OK;
	tcp_abort(pcb);
	return ERR_ABRT;
}

/* ---- sending ---- */

/* How much may go out before the trouble. */
static size_t limit_of(const struct conn *c)
{
	bool stops =
		c->trouble == TINY_RESET || c->trouble == TINY_CLOSE || c->trouble == TINY_STALL;

	return stops ? MIN(c->len, c->at) : c->len;
}

static err_t conn_trouble(struct conn *c)
{
	/* A reset would overtake what still waits to be sent. */
	if (c->trouble == TINY_RESET)
		return c->pcb->unsent || c->pcb->unacked ? ERR_OK : conn_reset(c);
	if (c->trouble == TINY_CLOSE)
		return conn_close(c);
	if (!c->stalled)
		sys_timeout((u32_t)c->s->stall_ms, conn_resume, c);
	c->stalled = true;
	return ERR_OK;
}

static err_t conn_send(struct conn *c)
{
	size_t limit = limit_of(c), n;

	while (c->answer && c->sent < limit) {
		n = MIN(limit - c->sent, (size_t)tcp_sndbuf(c->pcb));
		if (!n || tcp_write(c->pcb, c->answer + c->sent, (u16_t)n, TCP_WRITE_FLAG_COPY))
			break;
		c->sent += n;
		if (c->sent > c->body_at)
			c->s->n_body += MIN(n, c->sent - c->body_at);
	}
	(void)tcp_output(c->pcb);
	if (!c->answer || c->sent < limit)
		return ERR_OK;
	if (c->trouble == TINY_RESET || c->trouble == TINY_CLOSE || c->trouble == TINY_STALL)
		return conn_trouble(c);
	free(TAKE(c->answer));
	return ERR_OK;
}

static void conn_resume(void *arg)
{
	struct conn *c = arg;

	c->trouble = TINY_NONE;
	(void)conn_send(c);
}

/* ---- answering ---- */

struct range {
	bool partial;
	size_t from, to; /* the first byte that is not sent */
};

/* The value of field (name), which stands in the request as we are sure to see it written. */
static const char *field(const char *request, const char *name)
{
	const char *p = strcasestr(request, name);

	return p ? p + strlen(name) : NULL;
}

static struct range range_of(const struct tiny_http *s, const char *request)
{
	const char *range = field(request, "\r\nRange: bytes="), *if_range;
	struct range r = {.to = s->size};
	char *end;

	if_range = field(request, "\r\nIf-Range: ");
	if (!range || s->no_ranges)
		return r;
	if (if_range && (!s->etag || strncmp(if_range, s->etag, strlen(s->etag)) != 0))
		return r;
	r.partial = true;
	r.from = strtoull(range, &end, 10);
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		r.to = MIN(s->size, (size_t)strtoull(end + 1, NULL, 10) + 1);
	return r;
}

static size_t format_head(const struct tiny_http *s, const struct range *r, char *out, size_t cap)
{
	int n;

	if (r->partial && r->from >= s->size)
		return (size_t)snprintf(out, cap,
			"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */%zu\r\n"
			"Content-Length: 0\r\n\r\n",
			s->size);
	n = snprintf(out, cap, "HTTP/1.1 %s\r\nDate: Sat, 21 Nov 2026 00:00:00 GMT\r\n",
		r->partial ? "206 Partial Content" : "200 OK");
	if (s->etag)
		n += snprintf(out + n, cap - (size_t)n, "ETag: %s\r\n", s->etag);
	if (!s->no_ranges)
		n += snprintf(out + n, cap - (size_t)n, "Accept-Ranges: bytes\r\n");
	if (r->partial)
		n += snprintf(out + n, cap - (size_t)n, "Content-Range: bytes %zu-%zu/%zu\r\n",
			r->from, r->to - 1, s->size);
	if (s->chunked && !r->partial)
		n += snprintf(out + n, cap - (size_t)n, "Transfer-Encoding: chunked\r\n\r\n");
	else
		n += snprintf(
			out + n, cap - (size_t)n, "Content-Length: %zu\r\n\r\n", r->to - r->from);
	return (size_t)n;
}

/* The body at (out), which is large enough; its length. */
static size_t write_body(const struct tiny_http *s, const struct range *r, uint8_t *out)
{
	uint8_t *p = out;

	if (r->from >= r->to)
		return 0;
	if (!s->chunked || r->partial) {
		memcpy(out, s->content + r->from, r->to - r->from);
		return r->to - r->from;
	}
	for (size_t at = 0; at < s->size; at += CHUNK) {
		size_t n = MIN(CHUNK, s->size - at);

		p += sprintf((char *)p, "%zx\r\n", n);
		memcpy(p, s->content + at, n);
		memcpy(p + n, "\r\n", 2);
		p += n + 2;
	}
	memcpy(p, "0\r\n\r\n", 5);
	return (size_t)(p + 5 - out);
}

static void take_trouble(struct conn *c)
{
	struct tiny_http *s = c->s;

	c->trouble = TINY_NONE;
	c->stalled = false;
	if (!s->n_trouble)
		return;
	s->n_trouble--;
	c->trouble = s->trouble;
	c->at = s->at;
}

static void compose_refusal(struct conn *c)
{
	static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3\r\n"
				   "Content-Length: 5\r\n\r\nbusy\n";
	static const char missing[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n";
	const char *text = c->trouble == TINY_BUSY ? busy : missing;

	c->body_at = c->len = strlen(text);
	memcpy(c->answer, text, c->len);
}

static err_t conn_answer(struct conn *c)
{
	struct tiny_http *s = c->s;
	struct range r = range_of(s, c->request);

	c->answer = malloc(1024 + s->size + (s->size / CHUNK + 2) * 16);
	if (!c->answer)
		abort();
	c->sent = 0;
	take_trouble(c);
	s->n_requests++;
	if (c->trouble == TINY_BUSY || c->trouble == TINY_MISSING) {
		compose_refusal(c);
		return conn_send(c);
	}
	s->n_partial += r.partial;
	s->head_len = c->body_at = format_head(s, &r, (char *)c->answer, 1024);
	c->len = c->body_at + write_body(s, &r, c->answer + c->body_at);
	if (c->trouble == TINY_LIE && c->at < c->len - c->body_at)
		c->answer[c->body_at + c->at] ^= 1;
	return conn_send(c);
}

/* ---- lwIP's events ---- */

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct conn *c = arg;
	size_t room = sizeof(c->request) - 1 - c->n_request;

	(void)err;
	if (!p)
		return conn_close(c);
	c->n_request += pbuf_copy_partial(p, c->request + c->n_request, (u16_t)room, 0);
	c->request[c->n_request] = '\0';
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	if (c->answer || !strstr(c->request, "\r\n\r\n"))
		return ERR_OK;
	c->n_request = 0;
	return conn_answer(c);
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	(void)pcb;
	(void)len;
	return arg ? conn_send(arg) : ERR_OK;
}

static void on_error(void *arg, err_t err)
{
	(void)err;
	if (arg)
		conn_forget(arg);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tiny_http *s = arg;
	struct conn *c = calloc(1, sizeof(*c));

	(void)err;
	if (!c || !pcb)
		abort();
	c->s = s;
	c->pcb = pcb;
	s->n_conns++;
	list_add_tail(&c->node, &s->conns);
	tcp_arg(pcb, c);
	tcp_recv(pcb, on_recv);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_error);
	return ERR_OK;
}

void tiny_http_start(struct tiny_http *s, uint16_t port)
{
	struct tcp_pcb *pcb = tcp_new();

	if (!pcb)
		abort();
	pcb->so_options |= SOF_REUSEADDR;
	if (tcp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK)
		abort();
	list_init(&s->conns);
	s->port = port;
	s->listener = tcp_listen(pcb);
	if (!s->listener)
		abort();
	tcp_arg(s->listener, s);
	tcp_accept(s->listener, on_accept);
}

void tiny_http_stop(struct tiny_http *s)
{
	struct conn *c, *tmp;

	if (!s->listener)
		return;
	list_for_each_safe(c, tmp, &s->conns, node)
		(void)conn_reset(c);
	(void)tcp_close(s->listener);
	s->listener = NULL;
}
