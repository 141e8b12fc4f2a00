/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes of a file on its way into memory. With a known length the memory is claimed once; with
 * an unknown one it grows in chunks that blob_seal() joins once. Page-backed: files are large.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob_chunk {
	uint8_t *data;
	size_t cap;
	bool disk; /* from plat_disk_pages_alloc() */
	struct blob_chunk *next;
};

struct blob {
	uint8_t *data;                   /* valid after blob_seal(); NULL for an empty blob */
	uint64_t len;                    /* bytes received so far */
	size_t cap;                      /* of data */
	struct blob_chunk *first, *last; /* while it grows */
	uint64_t last_used;              /* bytes used in *last */
	/* It is the contents of a disk in memory: .data is of plat_disk_pages_alloc(), with zeros up to
	 * the end of its last page. Set before anything else, and kept for good. */
	bool disk;
};

/* Claims memory for a file of (total) bytes; only before the first append.
 * -ERR_TOOBIG naming (total) and the free memory if there is not enough. */
int blob_expect(struct blob *b, uint64_t total);

/* Appends a copy of (data). -ERR_NOMEM. */
int blob_append(struct blob *b, const void *data, size_t len);

/* Stores a copy of (data) at (off) of a file whose length blob_expect() was told; in any order, each
 * byte at least once before blob_seal(). Not to be mixed with blob_append(). -ERR_RANGE. */
int blob_put(struct blob *b, uint64_t off, const void *data, size_t len);

/* Forgets what was received; the memory stays if a file of (total) bytes fits it exactly, else it is
 * freed. */
void blob_rewind(struct blob *b, uint64_t total);

/* The first bytes of a file that is put together by blob_put(); (ret_len) as far as memory reaches. */
const uint8_t *blob_peek(const struct blob *b, uint64_t *ret_len);

/* Makes .data one contiguous range. After the last append; again is harmless. -ERR_NOMEM. */
int blob_seal(struct blob *b);

/* A sealed blob holding a copy of (data). */
int blob_copy(struct blob *b, const void *data, size_t len);

/* Frees everything and empties (b), .disk stays. Safe on an empty blob. */
void blob_free(struct blob *b);
