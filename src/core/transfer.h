/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Downloads that survive. A transfer is one file on its way into memory, from one or several
 * sources; it asks schemes for streams, each a run of bytes from one source, and decides what to
 * do when one breaks: go on elsewhere, go on later, begin again, give up. The table schemes[] is
 * in conf.c.
 *
 * All reports of schemes come from pollers; streams are started and stopped from the transfers' own
 * poller, never inside a report.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/blob.h"
#include "core/extents.h"
#include "core/list.h"
#include "core/params.h"
#include "core/sha256.h"
#include "core/source.h"
#include "core/status.h"
#include "core/uri.h"

#define TRANSFER_UNKNOWN UINT64_MAX
#define TRANSFERS_MAX    4 /* run at once; what is started beyond that waits for its turn */

/* Which file it was, so that parts of it can be told to be of the same. */
struct file_version {
	uint64_t total; /* bytes */
	char etag[128], modified[64];
};

/* A part of a file that is wanted instead of all of it. */
struct transfer_part {
	uint64_t from, len; /* len > 0; what lies behind the file's end is left out */
	const struct file_version *version; /* it must be of; NULL: of any */
};

/* What the caller knows of the file. Copied. */
struct transfer_options {
	const struct uri *const
		*mirrors; /* the same file elsewhere, any scheme; in order of preference */
	size_t n_mirrors;
	const uint8_t *sha256; /* 32 bytes the file must have as its digest; NULL: unknown */
	bool disk;             /* as blob.disk: the contents of a disk in memory */
	uint64_t most;         /* a longer file is -ERR_TOOBIG as soon as that is known; 0: any */
	/* -ERR_NOTSUP from servers that do not give parts, -ERR_VERIFY if it is another version. */
	const struct transfer_part *part;
};

struct transfer {
	struct list node;       /* in transfer_list() */
	struct uri *uri;        /* where the data came from in the end, after redirects. Owned */
	struct blob data;       /* sealed once status is 0 */
	uint64_t total;         /* bytes, or TRANSFER_UNKNOWN */
	uint64_t received;      /* bytes we have, in any order */
	int status;             /* -ERR_RUNNING, then 0 or -ERR_* for good */
	struct failure failure; /* why, when status < 0 */
	uint64_t start_us, end_us;
	uint64_t progress_us; /* when data last arrived (or an answer did) */
	char activity[96];    /* what it does now: "connecting to 10.0.0.1", for the screen */
	unsigned retries;     /* requests or blocks sent again */
	unsigned resumes;     /* times it went on in the middle */
	unsigned restarts;    /* times it began again, as the file had changed */
	bool ahead;           /* nobody waits for it yet: not on the progress line */
	struct params *form;  /* what the URI's ##params have named, to be sent along; or NULL */
	/* download.c's own */
	struct sources sources;
	struct list streams;
	struct extents have;
	bool is_part;
	uint64_t most;        /* bytes that are taken; 0: any */
	uint64_t first, last; /* the part: bytes [first, last) of the file are in (data) */
	bool offered;         /* an answer has come: total and the following are that of the file */
	bool ranges, coded;   /* it can be had in parts; it is content-coded */
	bool hopeless;        /* do not go on in the middle of it */
	bool plain;           /* no content-coding from now on */
	uint64_t rtt_us;
	char etag[128], modified[64];
	const struct source *origin; /* whose offer that was */
	uint64_t data_us;            /* when data last came; 0: never */
	bool lossy;                  /* it has stood still for want of a lost packet */
	unsigned helper_failures;
	unsigned thrown_away; /* times what had come was lost */
	unsigned parts;       /* streams that delivered something */
	bool whole;           /* of unknown length, and the end has come */
	bool queued;          /* waits for its turn */
	bool verify, verified_again;
	uint8_t sha256[SHA256_LEN];
	struct sha256 *hash;
	uint64_t hashed;
};

/* ---- for users ---- */

/* Starts fetching (uri) (copied). (o) may be NULL. -ERR_NOTSUP naming an unknown scheme. The caller
 * frees. Uses up the list of parameters that (uri) names: what it asks for, it asks for once. */
int transfer_start(const struct uri *uri, const struct transfer_options *o, struct transfer **ret);

/* Waits for the end. (stall_ms): give up when nothing arrives for that long; 0 = the engine's own
 * patience decides. Ctrl-C cancels. Returns the transfer's status with its failure recorded. */
int transfer_wait(struct transfer *t, uint64_t stall_ms);

/* Start, wait, and hand over the data: (ret) owns it. (ret_uri), if not NULL, gets the final URI
 * (caller frees). */
int transfer_fetch(const struct uri *uri, const struct transfer_options *o, uint64_t stall_ms,
	struct blob *ret, struct uri **ret_uri);

/* Bytes of what is wanted that have come, and that are wanted in all or TRANSFER_UNKNOWN. */
uint64_t transfer_got(const struct transfer *t);
uint64_t transfer_wanted(const struct transfer *t);

/* Which file the data of (t), which has succeeded, is of. */
void transfer_version(const struct transfer *t, struct file_version *ret);

/* Cancels if still running, frees. NULL is fine. */
void transfer_free(struct transfer *t);

/* All transfers, for the progress line. */
const struct list *transfer_list(void);

/* ---- for schemes ---- */

/* A run of bytes of the file from one source. */
struct stream {
	struct list node; /* in its transfer */
	struct transfer *t;
	struct source *source;
	const struct scheme *scheme;
	void *priv;       /* the scheme's state; owned by the scheme */
	struct uri *uri;  /* what is asked for now; redirects replace it. Owned by the stream */
	uint64_t pos;     /* the next byte wanted */
	uint64_t end;     /* the first byte not wanted, or TRANSFER_UNKNOWN: up to the file's end */
	uint64_t data_us; /* when it began, or data last came */
	/* What the bytes we have belong to, for If-Range; "" if unknown or (pos) is 0. */
	const char *etag, *modified;
	bool plain;     /* no content-coding, please */
	bool helper;    /* fetches a part behind the first gap */
	bool hurry;     /* another source may have it: no long wait for a connection */
	bool delivered; /* something has come */
	bool started;   /* its scheme has to stop it */
	bool over;      /* reports are ignored; stop is on its way */
};

/* What a server offers, once its answer has begun. */
struct offer {
	uint64_t total;       /* bytes of the whole file, or TRANSFER_UNKNOWN */
	uint64_t from;        /* the first byte that comes: s->pos, or 0 if it sends all again */
	const char *etag;     /* strong entity-tag with its quotes; "" or NULL if none or weak */
	const char *modified; /* Last-Modified as sent; "" or NULL if none */
	bool ranges;          /* the server may be asked for any part */
	bool coded;           /* content-coded: the bytes are not those on the server */
	uint64_t rtt_us;      /* of the connection; 0 if unknown */
};

struct scheme {
	const char *name; /* "http" */
	uint16_t port;    /* default */
	bool ranges;      /* streams may begin at pos > 0 and end before the file does */
	/* Begins fetching [pos, end) of s->uri; must not block. Failure may also come later.
	 * 0 or -ERR_* (recorded). */
	int (*start)(struct stream *s);
	/* Stops and frees s->priv. Called exactly once for each successful start, after the end or in
	 * the middle of it. */
	void (*stop)(struct stream *s);
};

extern const struct scheme *const schemes[]; /* conf.c; ends with NULL */

/* The answer has begun. 0: go on. Non-zero: this stream is over (the offer does not fit what
 * we have, or no memory); report nothing more, stop() follows. MUST come before the first
 * data. */
int stream_offer(struct stream *s, const struct offer *o);
/* Bytes at s->pos, which moves on. Non-zero: enough, or over; as above. */
int stream_data(struct stream *s, const void *data, size_t len);
/* The end. (status) 0: all of [pos, end) was delivered, or the file has ended. < 0: the last
 * failure is why. (again): the same source may do better later; (after_ms): not before, as it
 * says (0: it does not). Ignored after the first. */
void stream_end(struct stream *s, int status, bool again, uint64_t after_ms);
/* Something came: an answer's head, an acknowledgement. */
void stream_alive(struct stream *s);
/* What comes next is missing, while something behind it is there already. */
void stream_gap(struct stream *s);
void stream_activity(struct stream *s, const char *fmt, ...) _printf_(2, 3);
