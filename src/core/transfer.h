/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A download in progress. Several may run at once; whoever needs one waits for it. The URI schemes
 * (tftp, http) implement struct scheme; the table schemes[] is in conf.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/blob.h"
#include "core/list.h"
#include "core/status.h"
#include "core/uri.h"

#define TRANSFER_UNKNOWN UINT64_MAX

struct transfer {
	struct list node; /* in transfers */
	const struct scheme *scheme;
	void *priv;             /* the scheme's state; owned by the scheme */
	struct uri *uri;        /* what is being fetched now; redirects replace it. Owned */
	struct blob data;       /* sealed once status is 0 */
	uint64_t total;         /* bytes, or TRANSFER_UNKNOWN */
	int status;             /* -ERR_RUNNING, then 0 or -ERR_* for good */
	struct failure failure; /* why, when status < 0 */
	uint64_t start_us, end_us;
	uint64_t progress_us; /* when data last arrived (or an answer did) */
	char activity[96];    /* what it does now: "connecting to 10.0.0.1", for the screen */
	unsigned retries;     /* requests or blocks sent again */
};

struct scheme {
	const char *name; /* "http" */
	uint16_t port;    /* default */
	/* Begins fetching t->uri; must not block. Failure may also come later. 0 or -ERR_* */
	int (*start)(struct transfer *t);
	/* Stops and frees t->priv. Called exactly once for each successful start, after the end or
	 * in the middle of it. */
	void (*stop)(struct transfer *t);
};

extern const struct scheme *const schemes[]; /* conf.c; ends with NULL */

/* Starts fetching (uri) (copied). -ERR_NOTSUP naming an unknown scheme. The caller frees. */
int transfer_start(const struct uri *uri, struct transfer **ret);

/* Waits for the end. (stall_ms): give up when nothing arrives for that long; 0 = the scheme's own
 * timeouts decide. Ctrl-C cancels. Returns the transfer's status with its failure recorded. */
int transfer_wait(struct transfer *t, uint64_t stall_ms);

/* Start, wait, and hand over the data: (ret) owns it. (ret_uri), if not NULL, gets the final URI
 * (caller frees). */
int transfer_fetch(
	const struct uri *uri, uint64_t stall_ms, struct blob *ret, struct uri **ret_uri);

/* Cancels if still running, frees. NULL is fine. */
void transfer_free(struct transfer *t);

/* For schemes. Data arrived: append, keep time. 0 or -ERR_* (then the scheme must end). */
int transfer_data(struct transfer *t, const void *data, size_t len);
/* For schemes: the length is known. Claims the memory. */
int transfer_expect(struct transfer *t, uint64_t total);
/* For schemes: it is over; takes the last failure if (status) < 0. Ignored after the first. */
void transfer_end(struct transfer *t, int status);
void transfer_activity(struct transfer *t, const char *fmt, ...) _printf_(2, 3);

/* All running transfers, for the progress line. */
const struct list *transfer_list(void);
