/* SPDX-License-Identifier: BSD-2-Clause */
/* Content-Range (RFC 9110 14.4): which part of a file an answer carries. Pure. */
#pragma once

#include <stdint.h>

#define HTTP_LENGTH_UNKNOWN UINT64_MAX

enum http_range_kind {
	HTTP_RANGE_NONE,        /* no such field */
	HTTP_RANGE_BAD,         /* not understood, or of another unit than bytes */
	HTTP_RANGE_PART,        /* "bytes 5-9/100" */
	HTTP_RANGE_UNSATISFIED, /* "bytes", "*" and the total: it has nothing there */
};

struct http_range {
	enum http_range_kind kind;
	uint64_t first, last; /* of a part: first <= last < total */
	uint64_t total;       /* of the whole file, or HTTP_LENGTH_UNKNOWN */
};

/* Reads the (value) of a Content-Range. */
void http_range_parse(const char *value, struct http_range *ret);

/* Checks what an answer 206 says it carries against the request for [(from), (end)), (end) may be
 * unknown, and against the (length) of its body, which may be, too. NULL, or what is wrong. */
const char *http_range_wrong(
	const struct http_range *r, uint64_t from, uint64_t end, uint64_t length);
