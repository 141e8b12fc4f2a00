/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes of a file on its way into memory, always in one range of pages: files are large. With a
 * known length the memory is claimed once. One of unknown length that outgrows its beginnings
 * claims nearly all there is in one piece and gives back what it did not need when it is sealed,
 * or before that what others ask for; so it needs no second copy.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
	uint8_t *data;    /* valid after blob_seal(); NULL for an empty blob */
	uint64_t len;     /* bytes received so far */
	size_t cap;       /* claimed at (data) or (room) */
	uint8_t *room;    /* before blob_seal() */
	bool is_expected; /* its length was told */
	/* It is the contents of a disk in memory: .data is of plat_disk_pages_alloc(), with zeros up to
	 * the end of its last page. Set before anything else, and kept for good. A file of unknown
	 * length is copied there when it is sealed. */
	bool disk;
};

/* Claims memory for a file of (total) bytes; only before the first append.
 * -ERR_TOOBIG naming (total) and the free memory if there is not enough. */
int blob_expect(struct blob *b, uint64_t total);

/* Appends a copy of (data). (b) stays at its address until it is sealed or freed. -ERR_TOOBIG. */
int blob_append(struct blob *b, const void *data, size_t len);

/* Stores a copy of (data) at (off) of a file whose length blob_expect() was told; in any
 * order, each byte at least once before blob_seal(). Not to be mixed with blob_append().
 * -ERR_RANGE. */
int blob_put(struct blob *b, uint64_t off, const void *data, size_t len);

/* Forgets what was received; the memory stays if a file of (total) bytes fits it exactly, else
 * it is freed. */
void blob_rewind(struct blob *b, uint64_t total);

/* The first bytes of a file that is put together by blob_put(); (ret_len) as far as memory
 * reaches. */
const uint8_t *blob_peek(const struct blob *b, uint64_t *ret_len);

/* Makes .data valid. After the last append; again is harmless. -ERR_TOOBIG: no room for a disk. */
int blob_seal(struct blob *b);

/* A sealed blob holding a copy of (data). */
int blob_copy(struct blob *b, const void *data, size_t len);

/* Frees everything and empties (b), .disk stays. Safe on an empty blob. */
void blob_free(struct blob *b);
