/* SPDX-License-Identifier: BSD-2-Clause */
/* The few blocks a file system looks at again and again, so that a device on the network is asked
 * for whole blocks, once. */
#pragma once

#include "core/blockdev.h"

#define BLOCKCACHE_BLOCK 2048
#define BLOCKCACHE_SLOTS 16

struct blockcache {
	struct blockdev *dev; /* borrowed */
	uint64_t clock;
	struct {
		uint64_t block, used; /* used: 0 for an empty slot */
		uint8_t data[BLOCKCACHE_BLOCK];
	} slots[BLOCKCACHE_SLOTS];
};

void blockcache_init(struct blockcache *c, struct blockdev *dev);

/* Reads (len) bytes at (off) by way of the cache. Errors as blockdev_read. */
int blockcache_read(struct blockcache *c, uint64_t off, void *buf, size_t len);
