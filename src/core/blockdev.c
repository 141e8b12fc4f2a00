/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices in memory and parts of devices; the one place that checks the bounds of a read. */
#include "core/blockdev.h"

#include <string.h>

#include "core/status.h"
#include "core/list.h"
#include "core/util.h"

int blockdev_read(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	if (off > dev->size || len > dev->size - off)
		return fail(ERR_RANGE, "%s: has %llu bytes, %zu at %llu are not within it",
			dev->name, (unsigned long long)dev->size, len, (unsigned long long)off);
	return len ? dev->ops->read(dev, off, buf, len) : 0;
}

static int read_memory(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct blockdev_memory *m = container_of(dev, struct blockdev_memory, dev);

	memcpy(buf, m->data + off, len);
	return 0;
}

void blockdev_memory_init(
	struct blockdev_memory *m, const char *name, const void *data, uint64_t len)
{
	static const struct blockdev_ops ops = {.read = read_memory};

	m->dev = (struct blockdev){.ops = &ops, .name = name, .size = len};
	m->data = data;
}

static int read_part(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct blockdev_part *p = container_of(dev, struct blockdev_part, dev);

	return blockdev_read(p->parent, p->start + off, buf, len);
}

void blockdev_part_init(struct blockdev_part *p, const char *name, struct blockdev *parent,
	uint64_t start, uint64_t len)
{
	static const struct blockdev_ops ops = {.read = read_part};

	start = MIN(start, parent->size);
	p->dev = (struct blockdev){
		.ops = &ops, .name = name, .size = MIN(len, parent->size - start)};
	p->parent = parent;
	p->start = start;
}
