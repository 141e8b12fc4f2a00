/* SPDX-License-Identifier: BSD-2-Clause */
/* The chunked transfer coding (RFC 9112 7.1), decoded incrementally. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { HTTP_CHUNK_OVERHEAD_MAX = 32 * 1024 }; /* of extensions of a chunk, and of trailers */

struct http_chunk {
	int state;
	uint64_t left; /* of this chunk */
	unsigned digits;
	size_t overhead;   /* bytes of extension or trailer so far */
	const char *error; /* after -ERR_PROTO: what is wrong */
};

void http_chunk_init(struct http_chunk *c);

/* Takes a piece of (in). *(ret_used) bytes were used; *(ret_data), *(ret_len) is what they carry,
 * a range of (in), possibly empty. 0: call again with the rest. 1: the last chunk and the trailers
 * are over, what follows is not ours. -ERR_PROTO: see c->error (nothing recorded). */
int http_chunk_feed(struct http_chunk *c, const uint8_t *in, size_t len, size_t *ret_used,
	const uint8_t **ret_data, size_t *ret_len);
