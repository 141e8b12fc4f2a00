/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the engine of downloads share. */
#pragma once

#include "core/clock.h"
#include "core/download.h"
#include "core/transfer.h"

enum {
	HELPER_FAILURES = 3,  /* then a server that gives parts is left alone with one stream */
	CONNECTIONS_MOST = 8, /* in all */
};

/* ---- download.c: streams ---- */

/* Starts a stream of [pos, end) from (src). What fails at once is handled like what fails later. */
void download_stream(
	struct transfer *t, struct source *src, uint64_t pos, uint64_t end, bool helper);
unsigned download_count_streams(const struct transfer *t);
unsigned download_count_all_streams(void);
/* Transfers that run. */
unsigned download_count_active(void);
/* Ends all streams of (t) but this one. */
void download_abandon(struct transfer *t, const struct stream *but);
/* Seals what is there; may fail for want of memory, see blob_seal(). */
int download_seal(struct transfer *t);

/* Throws away what has come. */
void download_forget(struct transfer *t);
bool download_is_whole(const struct transfer *t);
bool download_can_resume(const struct transfer *t);
/* The stream in front has failed with the last failure: decides who goes on, or ends the
 * download. */
void download_failed(struct stream *s, bool again, uint64_t after_ms);

/* ---- download_parts.c ---- */

/* The stream that goes on from the first missing byte, or NULL. */
const struct stream *download_front(const struct transfer *t);
/* The first byte that is neither there nor on its way; false when there is none. */
bool download_first_unclaimed(const struct transfer *t, uint64_t *ret_from, uint64_t *ret_end);
/* One helper more, if that is worth it. */
void download_add_helper(struct transfer *t);
/* Ends helpers that are silent while nobody is in front: the front is to fetch their pieces. */
void download_drop_silent(struct transfer *t);

/* ---- download_verify.c ---- */

/* Digests some of what is there; true when all of it is. */
bool download_hash_some(struct transfer *t);
/* Compares the digest, and ends the download. */
void download_check_digest(struct transfer *t);
