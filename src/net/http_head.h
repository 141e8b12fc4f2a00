/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of an HTTP/1.x answer (RFC 9112 4 and 5): status line and the fields we act on, read
 * incrementally. Pure: no I/O, no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/http_range.h"

enum {
	HTTP_HEAD_MAX = 32 * 1024, /* bytes of a whole head */
	HTTP_FIELDS_MAX = 100,
	HTTP_LINE_MAX = 8192, /* longer lines are cut, which matters only if we need them */
	HTTP_REASON_MAX = 64,
	HTTP_ETAG_MAX = 128, /* longer ones are not used */
	HTTP_DATE_MAX = 40,
	HTTP_CODING_MAX = 64,
	HTTP_CHALLENGES_MAX = 4096, /* of all of a kind; what goes beyond is left out */
};

#define HTTP_NO_DATE INT64_MIN

struct http_head {
	/* The result, valid once http_head_feed() has returned 1. */
	unsigned minor;               /* HTTP/1.minor */
	unsigned status;              /* 100..599 */
	char reason[HTTP_REASON_MAX]; /* printable; may be "" */
	uint64_t length;              /* of the body, or HTTP_LENGTH_UNKNOWN */
	uint64_t declared;            /* Content-Length, even if the body is chunked; or as above */
	bool chunked;
	bool keep_alive;              /* the connection may be used again */
	bool ranges;                  /* Accept-Ranges: bytes */
	bool multipart;               /* Content-Type: multipart/byteranges */
	char location[HTTP_LINE_MAX]; /* "" if there was none */
	char etag[HTTP_ETAG_MAX];     /* a strong one, with its quotes, or "" */
	char modified
		[HTTP_DATE_MAX]; /* Last-Modified as sent, if it is a strong validator, or "" */
	char coding[HTTP_CODING_MAX]; /* Content-Encoding; "" if the body is the file as it is */
	struct http_range range;      /* Content-Range */
	uint64_t retry_after_ms;      /* Retry-After; 0 if there was none */
	/* WWW-Authenticate and Proxy-Authenticate, several joined by commas; "" if there were none. */
	char challenges[HTTP_CHALLENGES_MAX], proxy_challenges[HTTP_CHALLENGES_MAX];
	const char *error; /* after -ERR_PROTO: what is wrong, "a header …" */

	/* http_head.c's own */
	bool close;
	bool got_status;
	int64_t date;                    /* Date, or HTTP_NO_DATE */
	char retry_after[HTTP_DATE_MAX]; /* as sent */
	bool cut;                        /* the line in (line) is longer than (line) */
	unsigned n_fields;
	size_t total, len;
	char line[HTTP_LINE_MAX];
};

void http_head_init(struct http_head *h);

/* Takes (data) up to the end of the head. 0: more is needed, all was used. 1: complete, *(ret_used)
 * bytes belonged to it. -ERR_PROTO: not an acceptable head, see h->error (nothing recorded). */
int http_head_feed(struct http_head *h, const void *data, size_t len, size_t *ret_used);
