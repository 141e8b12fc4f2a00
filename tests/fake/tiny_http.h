/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An HTTP/1.1 server of one file over lwIP's raw TCP, which makes trouble where it is told to. It
 * knows GET, Range, If-Range, ETag and keep-alive, and answers every path with its file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/list.h"

struct tcp_pcb;

enum tiny_trouble {
	TINY_NONE,
	TINY_RESET,   /* RST instead of the rest */
	TINY_CLOSE,   /* FIN instead of the rest */
	TINY_STALL,   /* silence for (stall_ms), then the rest */
	TINY_LIE,     /* one byte of the body is wrong */
	TINY_BUSY,    /* 503 with Retry-After: 3 */
	TINY_MISSING, /* 404 */
};

struct tiny_http {
	/* what it serves */
	const uint8_t *content;
	size_t size;
	const char *etag; /* with its quotes; NULL: none */
	bool no_ranges;   /* Range is ignored */
	bool chunked;     /* in chunks of 1000 bytes; only without Range */
	/* the trouble it makes */
	enum tiny_trouble trouble;
	unsigned n_trouble; /* in so many answers from now on */
	size_t at;          /* bytes of an answer, head and all, before it; TINY_LIE: of the body */
	uint64_t stall_ms;
	/* what it saw */
	unsigned n_conns, n_requests, n_partial;
	size_t head_len; /* of the last answer */
	uint64_t n_body; /* bytes of bodies handed to TCP */
	/* its own */
	struct tcp_pcb *listener;
	struct list conns;
	uint16_t port;
};

/* Listens on (port); the members of the first group are filled in, the rest is zero. */
void tiny_http_start(struct tiny_http *s, uint16_t port);
/* Resets all connections; from now on new ones are refused. Does nothing if it does not listen. */
void tiny_http_stop(struct tiny_http *s);
