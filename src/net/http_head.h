/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of an HTTP/1.x answer (RFC 9112 4 and 5): status line and the fields we act on, read
 * incrementally. Pure: no I/O, no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_LENGTH_UNKNOWN UINT64_MAX

enum {
	HTTP_HEAD_MAX = 32 * 1024, /* bytes of a whole head */
	HTTP_FIELDS_MAX = 100,
	HTTP_LINE_MAX = 8192, /* longer lines are cut, which matters only if we need them */
	HTTP_REASON_MAX = 64,
};

struct http_head {
	/* The result, valid once http_head_feed() has returned 1. */
	unsigned minor;               /* HTTP/1.minor */
	unsigned status;              /* 100..599 */
	char reason[HTTP_REASON_MAX]; /* printable; may be "" */
	uint64_t length;              /* Content-Length, or HTTP_LENGTH_UNKNOWN */
	bool chunked;
	bool keep_alive;              /* the connection may be used again */
	char location[HTTP_LINE_MAX]; /* "" if there was none */
	char challenge[16];           /* scheme of WWW-Authenticate, "" if there was none */
	const char *error;            /* after -ERR_PROTO: what is wrong, "a header …" */

	/* http_head.c's own */
	bool close;
	bool got_status;
	bool cut; /* the line in (line) is longer than (line) */
	unsigned n_fields;
	size_t total, len;
	char line[HTTP_LINE_MAX];
};

void http_head_init(struct http_head *h);

/* Takes (data) up to the end of the head. 0: more is needed, all was used. 1: complete, *(ret_used)
 * bytes belonged to it. -ERR_PROTO: not an acceptable head, see h->error (nothing recorded). */
int http_head_feed(struct http_head *h, const void *data, size_t len, size_t *ret_used);
