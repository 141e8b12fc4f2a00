/* SPDX-License-Identifier: BSD-2-Clause */
/* Decoders of compressed data that comes in pieces: content-codings of HTTP, compressed images. The
 * table decoders[] is in conf.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct decoder; /* one in progress */

/* Takes decoded bytes; non-zero stops, and decoder_feed() returns it. */
typedef int (*decoder_sink)(void *arg, const void *data, size_t len);

struct decoder_type {
	const char *name;  /* "gzip", "zlib", "zstd", "xz" */
	const char *alias; /* another name of it ("x-gzip"), or NULL */
	bool is_coding;    /* the name is that of a content-coding (RFC 9110 8.4.1) */
	uint8_t magic[4];  /* what such data begins with */
	size_t magic_len;
	bool is_guess; /* so may other data: to be taken only if they are known to be packed */
	struct decoder *(*open)(void); /* NULL on no memory */
	/* Decodes (len) bytes. 0: more may come; all of ours say nothing else, since several members,
	 * frames or streams in a row are one file. 1: the end of the coded data was reached,
	 * *(ret_used) tells how many bytes belonged to it. -ERR_PROTO (recorded, names the coding): not
	 * valid. -ERR_NOTSUP: of a kind that is not known here. -ERR_NOMEM. -ERR_TOOBIG: needs more
	 * memory than is allowed. After an error only close. */
	int (*feed)(struct decoder *d, const void *in, size_t len, size_t *ret_used,
		decoder_sink sink, void *arg);
	/* 0 if the data may end here, -ERR_PROTO (recorded) if it is cut short. */
	int (*finish)(struct decoder *d);
	void (*close)(struct decoder *d); /* NULL is fine */
};

extern const struct decoder_type *const decoders[]; /* conf.c; ends with NULL */

/* The decoder of the content-coding (name), without regard to case; NULL if there is none. */
const struct decoder_type *decoder_find(const char *name);
