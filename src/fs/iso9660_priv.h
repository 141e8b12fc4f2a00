/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the ISO 9660 reader share: the volume, and one entry of a folder. */
#pragma once

#include <stdbool.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "fs/blockcache.h"
#include "fs/iso9660.h"

enum {
	ISO_BLOCK = 2048,
	ISO_RECORD_MIN = 34,
	ISO_NAME_CAP = 512,         /* 255 bytes of Rock Ridge, 111 units of Joliet */
	ISO_LINK_MAX = 4095,        /* bytes of a symbolic link */
	ISO_DEPTH_MAX = 128,        /* folders in folders */
	ISO_LINKS_MAX = 16,         /* symbolic links on one way */
	ISO_EXTENTS_MAX = 4096,     /* of one file: 16 TiB */
	ISO_FOLDER_MAX = 64 << 20,  /* bytes of one folder, some 500,000 names */
	ISO_CONTINUATIONS_MAX = 32, /* of one record */
	ISO_AREA_MAX = 4096,        /* bytes of one continuation area */
};

struct iso_folder {
	uint64_t start, len; /* bytes */
};

struct iso9660 {
	struct blockdev *dev;
	bool rock, joliet;
	uint8_t susp_skip; /* bytes before the entries of each record */
	struct iso_folder root;
	char label[128], uuid[24];
	struct blockcache cache;
	uint8_t area[ISO_AREA_MAX]; /* the continuation being read */
};

/* One entry of a folder. Start zeroed, end with iso_record_done(). */
struct iso_record {
	char name[ISO_NAME_CAP];
	enum iso9660_kind kind;
	uint32_t mode;
	bool hidden;        /* a relocated folder in the place where it does not belong */
	bool packed;        /* zisofs, or sparse: not to be read as it lies there */
	uint32_t child_lba; /* where a relocated folder lies, 0 if this is none */
	struct strbuf link;
	uint64_t size;
	unsigned n_extents, cap_extents;
	struct iso9660_extent *extents; /* owned */
};

/* A way through a folder, from record to record. */
struct iso_cursor {
	struct iso9660 *iso;
	struct iso_folder folder;
	uint64_t pos;
	uint8_t block[ISO_BLOCK];
};

/* Records that the image is damaged, or what else (code) says. */
#define iso_fail(iso, code, text, ...) fail(code, "iso: %s: " text, (iso)->dev->name, ##__VA_ARGS__)

/* A number that is stored in both byte orders, which must agree. */
int iso_both32(struct iso9660 *iso, const uint8_t *p, const char *what, uint32_t *ret);

void iso_record_done(struct iso_record *r);

/* Checks (folder), and begins at its first record. */
int iso_cursor_init(struct iso_cursor *c, struct iso9660 *iso, const struct iso_folder *folder);
/* Reads the next entry but "." and "..". 1: there is one, 0: that was all. */
int iso_cursor_next(struct iso_cursor *c, struct iso_record *r);

/* The folder that the record (p) of (len) bytes stands for. */
int iso_record_folder(struct iso9660 *iso, const uint8_t *p, size_t len, struct iso_folder *ret);
/* The folder whose first record lies in block (lba). */
int iso_folder_at(struct iso9660 *iso, uint32_t lba, struct iso_folder *ret);

/* Looks at the system use area of the root's first record: is there Rock Ridge, and where. */
int iso_susp_probe(struct iso9660 *iso, const uint8_t *area, size_t len);
/* Reads what Rock Ridge says in the system use area of a record into (r). */
int iso_susp_read(struct iso9660 *iso, const uint8_t *area, size_t len, struct iso_record *r);
