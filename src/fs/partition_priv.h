/* SPDX-License-Identifier: BSD-2-Clause */
/* What MBR and GPT share. */
#pragma once

#include "core/status.h"
#include "fs/partition.h"

enum {
	PARTITIONS_MAX = 256,
	PARTITION_SECTOR = 512, /* MBR counts by these, always */
};

#define partition_fail(dev, code, text, ...)                                                       \
	fail(code, "partitions: %s: " text, (dev)->name, ##__VA_ARGS__)

/* Adds (p), whose start and len are sectors of the table yet. What lies outside (dev) is left
 * out. */
int partition_add(struct blockdev *dev, struct partition_table *t, struct partition *p);

/* Reads the GPT of (dev), as partition_table_read(). */
int gpt_read(struct blockdev *dev, struct partition_table *t);
