/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads FAT12, FAT16 and FAT32 with long names. */
#pragma once

#include <stdbool.h>

#include "core/blockdev.h"

struct fat;

struct fat_entry {
	const char *name; /* the long one, else the short one in the capitals Windows shows */
	bool folder;
	uint64_t size;
};

/* A file, which is a device to be read by blockdev_read(); the volume must stay open. */
struct fat_file;

/* Reads the boot sector of (dev), a partition or a whole device, borrowed until fat_close(). May
 * wait for the network, as all functions here. -ERR_NOTMINE if it is no FAT, -ERR_PROTO if it is
 * damaged, -ERR_NOMEM, recorded. */
int fat_open(struct blockdev *dev, struct fat **ret);
void fat_close(struct fat *fat); /* NULL is fine */

/* The label from the root folder, else from the boot sector; may be "". */
const char *fat_label(const struct fat *fat);
/* "XXXX-XXXX", what Linux calls its UUID. */
const char *fat_uuid(const struct fat *fat);

/* Opens the file (path): "/EFI/BOOT/BOOTX64.EFI", either slash, any capitals, long or short names.
 * -ERR_NOENT, -ERR_NOTSUP (a folder), -ERR_PROTO, -ERR_LOOP (its clusters go round in a circle). */
int fat_file_open(struct fat *fat, const char *path, struct fat_file **ret);
void fat_file_close(struct fat_file *file); /* NULL is fine */
struct blockdev *fat_file_dev(struct fat_file *file);

/* Says what (path) is; the name of (ret) is "". Errors as above. */
int fat_stat(struct fat *fat, const char *path, struct fat_entry *ret);

/* Calls (each) for all that stands in the folder (path) but "." and "..", until it returns other
 * than 0; that is returned then. */
int fat_list(struct fat *fat, const char *path,
	int (*each)(void *arg, const struct fat_entry *entry), void *arg);
