/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file on a server as a block device: what is read of it is fetched, in parts, and kept for a
 * while; what is read in order is fetched ahead in growing parts. From a server that gives no
 * parts the whole file is fetched first.
 */
#pragma once

#include "core/blockdev.h"
#include "core/transfer.h"

struct urldev;

/* Opens (uri) (copied) with the mirrors and the digest in (o), which may be NULL; with a digest the
 * whole file is fetched. Waits for the network, like all reads, which give up when nothing
 * arrives for (stall_ms); 0: never. The caller closes. -ERR_* recorded. */
int urldev_open(const struct uri *uri, const struct transfer_options *o, uint64_t stall_ms,
	struct urldev **ret);
void urldev_set_stall(struct urldev *u, uint64_t ms);
void urldev_close(struct urldev *u);

struct blockdev *urldev_blockdev(struct urldev *u);

/* Fetches [off, off + len) past the cache into (ret), which the caller frees: for large files. */
int urldev_fetch(struct urldev *u, uint64_t off, uint64_t len, struct blob *ret);

/* Bytes that came over the network so far; and whether all of the file did. */
uint64_t urldev_fetched(const struct urldev *u);
bool urldev_is_whole(const struct urldev *u);
