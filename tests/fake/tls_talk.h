/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One conversation of the TLS client with `openssl s_server -www` over a socket, and what came of
 * it. For test programs that include it.
 */
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "crypt/trust_list.h"
#include "fake/openssl_server.h"
#include "net/tls.h"
#include "unit/check.h"

#define HOST "www.test" /* what the good certificates are for, besides 127.0.0.1 */

enum { PATIENCE_MS = 20000, NO_LIMIT = 1 << 30 };

/* A connection and what came of it. */
struct talk {
	struct tls *t;
	int fd;
	size_t step;  /* bytes per tls_input() */
	size_t limit; /* the connection ends, as seen by us, after that many */
	const char *request;
	struct openssl_server *kill; /* when the connection is ready */
	bool stingy;                 /* there is little room for what we send, and often none */
	bool stalled;                /* there was none */
	unsigned n_sends;
	bool ready, closed;
	int status;
	char text[16384], how[80], why[256];
	size_t len, n_in;
};

static struct talk talk;

/* ---- the events ---- */

static inline size_t talk_on_send(void *arg, const void *data, size_t len)
{
	struct talk *k = arg;
	ssize_t n;

	if (k->stingy) {
		k->stalled = ++k->n_sends % 3 != 0;
		if (k->stalled)
			return 0;
		len = MIN(len, (size_t)50);
	}
	n = send(k->fd, data, len, MSG_NOSIGNAL);
	return n > 0 ? (size_t)n : 0;
}

static inline void talk_on_ready(void *arg)
{
	struct talk *k = arg;

	CHECK(!k->ready && !k->closed);
	k->ready = true;
	(void)snprintf(k->how, sizeof(k->how), "%s", tls_describe(k->t));
	if (k->kill)
		openssl_server_stop(k->kill);
}

static inline void talk_on_data(void *arg, const uint8_t *data, size_t len)
{
	struct talk *k = arg;

	CHECK(k->ready && !k->closed && len > 0);
	len = MIN(len, sizeof(k->text) - 1 - k->len);
	memcpy(k->text + k->len, data, len);
	k->len += len;
}

static inline void talk_on_closed(void *arg, int status)
{
	struct talk *k = arg;

	CHECK(!k->closed);
	k->closed = true;
	k->status = status;
	if (status && status != -ERR_AGAIN)
		(void)snprintf(k->why, sizeof(k->why), "%s", fail_last()->text);
}

static const struct tls_events talk_events = {
	.send = talk_on_send,
	.ready = talk_on_ready,
	.data = talk_on_data,
	.closed = talk_on_closed,
};

/* ---- one connection ---- */

static inline int talk_dial(uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		abort();
	return fd;
}

static inline void talk_feed(struct talk *k, const uint8_t *data, size_t len)
{
	len = MIN(len, k->limit - k->n_in);
	k->n_in += len;
	while (len && !k->closed) {
		size_t n = MIN(k->step, len);

		tls_input(k->t, data, n);
		data += n;
		len -= n;
	}
	if (k->n_in == k->limit)
		tls_eof(k->t);
}

/* Sends what waits to be sent. True when the request has gone. */
static inline bool talk_send(struct talk *k, bool asked)
{
	while (k->stalled && !k->ready) {
		k->stalled = false;
		tls_flush(k->t);
	}
	while (k->ready && !k->kill && !asked)
		asked = tls_send(k->t, k->request, strlen(k->request)) == strlen(k->request);
	return asked;
}

static inline void talk_pump(struct talk *k)
{
	uint8_t bytes[8192];
	bool asked = false;

	while (!k->closed) {
		struct pollfd p = {.fd = k->fd, .events = POLLIN};
		ssize_t n;

		asked = talk_send(k, asked);
		if (k->closed)
			break;
		if (poll(&p, 1, PATIENCE_MS) <= 0) {
			CHECK(!"the server said nothing");
			return;
		}
		n = recv(k->fd, bytes, sizeof(bytes), 0);
		if (n > 0)
			talk_feed(k, bytes, (size_t)n);
		else
			tls_eof(k->t);
	}
}

/* Everything about (talk) that is not set yet, and a new client; as tls_new(). */
static inline int open_client(const char *host, uint16_t port)
{
	talk.step = talk.step ? talk.step : NO_LIMIT;
	talk.limit = talk.limit ? talk.limit : NO_LIMIT;
	talk.request = "GET / HTTP/1.0\r\n\r\n";
	return tls_new(host, port, &talk_events, &talk, &talk.t);
}

/* One connection to the server (s), which is called (host), as (talk) has it set. */
static inline void visit(const struct openssl_server *s, const char *host)
{
	int rc = open_client(host, s->port);

	if (rc) {
		talk.status = rc;
		(void)snprintf(talk.why, sizeof(talk.why), "%s", fail_last()->text);
		return;
	}
	talk.fd = talk_dial(s->port);
	tls_start(talk.t);
	talk_pump(&talk);
	if (talk.why[0])
		CHECK(strchr(talk.why, ':') && talk.why[strlen(talk.why) - 1] != '.');
	tls_free(talk.t);
	(void)close(talk.fd);
}

/* openssl_server_start(), and nothing is known of whoever had its port before. */
static inline int fresh_server(struct openssl_server *s, const char *cert, const char *options)
{
	tls_forget();
	return openssl_server_start(s, cert, options);
}

static inline void forget(void)
{
	memset(&talk, 0, sizeof(talk));
}

/* The last visit ended well, and the server's page has come to its end. */
static inline void good_at(int line, const char *how, const char *page)
{
	bool ok = talk.ready && talk.closed && !talk.status && strstr(talk.how, how) &&
		strstr(talk.text, page) && strstr(talk.text, "</HTML>");

	check_at("visit", line, ok, how);
	if (!ok)
		printf("\tstatus %d, \"%s\"; \"%s\"; %zu bytes\n", talk.status, talk.why, talk.how,
			talk.len);
}

/* The last visit ended with (status), and its sentence has (words) and the server in it. */
static inline void bad_at(int line, const char *what, int status, const char *words)
{
	bool ok = talk.status == status && strstr(talk.why, words) && strstr(talk.why, "https: ");

	check_at("visit", line, ok, what);
	if (!ok)
		printf("\tstatus %d, want %d; \"%s\", want \"%s\"\n", talk.status, status, talk.why,
			words);
}

#define GOOD(how, page)          good_at(__LINE__, how, page)
#define BAD(what, status, words) bad_at(__LINE__, what, status, words)

/* Certificates, and trust in their root. */
static inline void talk_init(void)
{
	const char *root;
	size_t len;

	CHECK_EQ(settings_init(), 0);
	openssl_certs_make();
	root = openssl_certs_read("root.crt", &len);
	CHECK_EQ(trust_list_add("root.crt", root, len), 1);
}

static inline int talk_done(void)
{
	tls_forget();
	trust_list_clear();
	openssl_certs_remove();
	return check_done();
}
