/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads partition tables: MBR with logical partitions, and GPT. */
#pragma once

#include <stdbool.h>

#include "core/blockdev.h"

#define PARTITION_GUID_ESP "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
#define PARTITION_MBR_ESP  0xef

struct partition {
	unsigned index;      /* as Linux counts: from 1, logical partitions from 5 */
	uint8_t mbr_type;    /* 0 on GPT */
	char type_guid[37];  /* lower case; "" on MBR */
	char guid[37];       /* what Linux calls PARTUUID: on MBR "SIGNATURE-INDEX" */
	char label[109];     /* UTF-8; "" on MBR */
	bool bootable;       /* active, or GPT's legacy BIOS bootable */
	uint64_t start, len; /* bytes, within the device, len > 0 */
};

struct partition_table {
	bool gpt;
	bool hybrid;     /* GPT, but the MBR names more than the protective partition */
	bool backup;     /* the first GPT is damaged, this is its backup */
	unsigned sector; /* bytes by which the table counts */
	unsigned n;
	struct partition *v; /* owned */
};

/* Reads the table of (dev); partitions that begin beyond its end are left out, those that end there
 * cut. May wait for the network. -ERR_NOTMINE if there is no table or nothing in it (a file system
 * may begin in the first sector), -ERR_PROTO if it is damaged, -ERR_LOOP, -ERR_NOMEM; recorded. */
int partition_table_read(struct blockdev *dev, struct partition_table *ret);
void partition_table_free(struct partition_table *t);
