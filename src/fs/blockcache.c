/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of 2048 bytes; the one not used for longest makes room. For directories and tables, not
 * for the contents of files. */
#include "fs/blockcache.h"

#include <string.h>

#include "core/util.h"

void blockcache_init(struct blockcache *c, struct blockdev *dev)
{
	c->dev = dev;
	c->clock = 0;
	for (unsigned i = 0; i < BLOCKCACHE_SLOTS; i++)
		c->slots[i].used = 0;
}

/* The slot that holds (block), or the one to put it into, which then is empty. */
static unsigned slot_find(struct blockcache *c, uint64_t block)
{
	unsigned oldest = 0;

	for (unsigned i = 0; i < BLOCKCACHE_SLOTS; i++) {
		if (c->slots[i].used && c->slots[i].block == block)
			return i;
		if (c->slots[i].used < c->slots[oldest].used)
			oldest = i;
	}
	c->slots[oldest].used = 0;
	return oldest;
}

/* Has (block) in the cache; the device reaches into it. */
static int block_get(struct blockcache *c, uint64_t block, const uint8_t **ret)
{
	unsigned i = slot_find(c, block);

	if (!c->slots[i].used) {
		uint64_t off = block * BLOCKCACHE_BLOCK;
		size_t len = (size_t)MIN(c->dev->size - off, (uint64_t)BLOCKCACHE_BLOCK);
		int status = blockdev_read(c->dev, off, c->slots[i].data, len);

		if (status < 0)
			return status;
		c->slots[i].block = block;
	}
	c->slots[i].used = ++c->clock;
	*ret = c->slots[i].data;
	return 0;
}

int blockcache_read(struct blockcache *c, uint64_t off, void *buf, size_t len)
{
	uint8_t *out = buf;

	if (off > c->dev->size || len > c->dev->size - off)
		return blockdev_read(c->dev, off, buf, len); /* which says so */
	while (len) {
		size_t skip = (size_t)(off % BLOCKCACHE_BLOCK);
		size_t n = MIN(len, BLOCKCACHE_BLOCK - skip);
		const uint8_t *data;
		int status = block_get(c, off / BLOCKCACHE_BLOCK, &data);

		if (status < 0)
			return status;
		memcpy(out, data + skip, n);
		out += n;
		off += n;
		len -= n;
	}
	return 0;
}
