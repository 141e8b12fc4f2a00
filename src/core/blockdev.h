/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What file systems and partition tables are read from: so many bytes, readable anywhere. They may
 * lie in memory, be a part of another device, or come from a server as they are asked for.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct blockdev;

struct blockdev_ops {
	/* Reads (len) bytes at (off), both within the device. May wait for the network. -ERR_*
	 * recorded. */
	int (*read)(struct blockdev *dev, uint64_t off, void *buf, size_t len);
};

struct blockdev {
	const struct blockdev_ops *ops;
	const char *name; /* for messages: a URL without password, or "first partition of …" */
	uint64_t size;    /* bytes */
};

/* Reads (len) bytes at (off). -ERR_RANGE naming the device when they are not all within it, or what
 * the device's reader says. Everything that reads a device goes through this. */
int blockdev_read(struct blockdev *dev, uint64_t off, void *buf, size_t len);

/* A device of (len) bytes that lie at (data), borrowed as long as it is used. */
struct blockdev_memory {
	struct blockdev dev;
	const uint8_t *data;
};
void blockdev_memory_init(
	struct blockdev_memory *m, const char *name, const void *data, uint64_t len);

/* (len) bytes from (start) of (parent), borrowed as long as it is used; cut where (parent) ends. */
struct blockdev_part {
	struct blockdev dev;
	struct blockdev *parent;
	uint64_t start;
};
void blockdev_part_init(struct blockdev_part *p, const char *name, struct blockdev *parent,
	uint64_t start, uint64_t len);
