/* SPDX-License-Identifier: BSD-2-Clause */
/* One HTTP download in progress, shared by the files that run it: http.c asks, http_answer.c takes
 * what comes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/transfer.h"
#include "net/http_chunk.h"
#include "net/http_conn.h"
#include "net/http_head.h"
#include "net/http_login.h"

enum {
	HTTP_REDIRECTS_MAX = 10,
	HTTP_DISCARD_MAX = 64 * 1024, /* of a body nobody wants, to keep the connection */
};

enum http_state {
	HTTP_STARTING, /* a new request is due, or following the redirect in (head) first */
	HTTP_CONNECTING,
	HTTP_HEAD,
	HTTP_BODY,
	HTTP_OVER,
};

struct http {
	struct stream *s;
	enum http_state state;
	struct http_conn *conn;
	struct uri *proxy; /* the connection's; NULL: none */
	bool fresh;        /* do not reuse a connection: one was closed on us */
	bool redirect;     /* the next step follows head.location */
	bool whole;        /* ask for all, parts of it make no sense to the server */
	uint64_t alive_us; /* when something last came, or the request was sent */
	struct http_login login;
	const struct params *form; /* what is to be sent; NULL, also once a redirect says GET */
	bool asked;                /* such a request went out: it must not go out again */

	/* what was asked for: [from, end), and whether that is a part only */
	uint64_t from, end;
	bool part;

	/* the answer */
	bool interim; /* an answer 1xx came */
	unsigned n_interim;
	struct http_head head;
	struct http_chunk chunk;
	uint64_t left;     /* of a body with a known length */
	uint64_t expected; /* bytes of the file in the body, as it is said elsewhere, or unknown */
	uint64_t got;      /* bytes of the body so far */
	bool wanted;       /* the body is the file, or a part of it */
	bool refused;      /* by the transfer: it is to hear no more from us */
	bool enough;       /* all that is wanted has come, whatever the body still has */
	const struct decoder_type *decoder_type;
	struct decoder *decoder;

	unsigned n_visited;
	struct uri *visited[HTTP_REDIRECTS_MAX]; /* where redirects have led so far, oldest first */
};

/* The end: lets the connection go and tells the transfer, unless it knows. */
void http_end(struct http *h, int status, bool again, uint64_t after_ms);
/* What is asked for may change something on the server, so it is asked for once. */
bool http_is_once(const struct http *h);
/* A new request is due, from a timer. */
void http_start_later(struct http *h);

/* Bytes of an answer have come. */
void http_answer_input(struct http *h, const uint8_t *data, size_t len);
/* The server has closed the connection in the middle of the body: (status) 0, or reset it. */
void http_answer_closed(struct http *h, int status);
/* Nothing has come for too long; the rest of a body nobody wants is not missed. */
void http_answer_stalled(struct http *h, unsigned seconds);
void http_answer_done(struct http *h); /* frees what belongs to the answer */
