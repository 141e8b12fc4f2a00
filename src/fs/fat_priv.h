/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the FAT reader share: the volume, chains of clusters, entries of folders. */
#pragma once

#include "core/status.h"
#include "fs/blockcache.h"
#include "fs/fat.h"

enum {
	FAT_ENTRY = 32,
	FAT_NAME_CAP = 255 * 3 + 1,             /* 255 units of UTF-16 */
	FAT_SHORT_CAP = 24,                     /* 8.3 characters, those above 127 as U+FFFD */
	FAT_FOLDER_MAX = 65536 * FAT_ENTRY * 2, /* bytes; the specification's limit is half of it */
};

struct fat {
	struct blockdev *dev;
	unsigned bits;                    /* 12, 16 or 32 */
	uint32_t cluster_len, n_clusters; /* the first one has the number 2 */
	uint32_t root_cluster;            /* FAT32 */
	uint64_t table, root, data;       /* bytes; root: of FAT12 and FAT16 */
	uint32_t root_len;
	char label[FAT_SHORT_CAP * 2], uuid[10];
	struct blockcache cache;
};

/* A chain of clusters, or the root of FAT12 and FAT16, and where one is in it. */
struct fat_chain {
	struct fat *fat;
	uint32_t first; /* 0: that root */
	uint32_t at, n; /* the (n)th cluster is (at) */
};

struct fat_record {
	char name[FAT_NAME_CAP], short_name[FAT_SHORT_CAP];
	uint8_t attributes;
	uint32_t first, size;
};

struct fat_cursor {
	struct fat_chain chain;
	uint32_t pos;
	uint8_t units[255 * 2 + 26]; /* of the long name being collected */
	unsigned parts_left, n_parts;
	uint8_t checksum;
};

enum {
	FAT_VOLUME = 0x08,
	FAT_FOLDER = 0x10,
	FAT_LONG = 0x0f,
};

#define fat_fail(fat, code, text, ...) fail(code, "fat: %s: " text, (fat)->dev->name, ##__VA_ARGS__)

/* Where byte (pos) of the chain lies and how many bytes follow there, 1; 0 after its end. */
int fat_chain_seek(struct fat_chain *c, uint64_t pos, uint64_t *ret_off, uint32_t *ret_len);

/* Begins with the folder whose first cluster is (first), 0 for the root. */
void fat_cursor_init(struct fat_cursor *c, struct fat *fat, uint32_t first);
/* Reads the next entry, volume labels and "." among them. 1: there is one, 0: that was all. */
int fat_cursor_next(struct fat_cursor *c, struct fat_record *r);
