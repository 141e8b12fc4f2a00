/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads ISO 9660 images with their extensions. Names are those of Rock Ridge where there are any,
 * else of Joliet, else plain ones without ";1" and without the dot at the end.
 */
#pragma once

#include "core/blockdev.h"

struct iso9660;

enum iso9660_kind {
	ISO9660_FILE,
	ISO9660_FOLDER,
	ISO9660_LINK,
	ISO9660_OTHER, /* devices, sockets */
};

/* What stands in a folder; the strings are valid within the callback. */
struct iso9660_entry {
	const char *name;
	const char *link; /* where a symbolic link leads, else "" */
	enum iso9660_kind kind;
	uint32_t mode; /* POSIX, with the file's type; 0 without Rock Ridge */
	uint64_t size;
};

struct iso9660_extent {
	uint64_t start, len; /* bytes of the image; all but the last are multiples of 2048 */
};

/* A file of the image, which is a device to be read by blockdev_read(). */
struct iso9660_file {
	struct blockdev dev;    /* named "PATH in IMAGE" */
	struct blockdev *image; /* borrowed */
	uint32_t mode;
	unsigned n_extents;
	struct iso9660_extent extents[];
};

/* Reads the descriptors of (dev), which is borrowed until iso9660_close(). May wait for the
 * network, as all functions here. -ERR_NOTMINE if (dev) is no ISO 9660 image, -ERR_PROTO if it is
 * a damaged one, -ERR_NOTSUP, -ERR_NOMEM; all recorded. */
int iso9660_open(struct blockdev *dev, struct iso9660 **ret);
void iso9660_close(struct iso9660 *iso); /* NULL is fine; files opened from it stay valid */

/* The volume's label without the spaces at its end; may be "". */
const char *iso9660_label(const struct iso9660 *iso);
/* Its last modification, or else its creation, as "2026-01-31-12-00-00-00": what udev and GRUB take
 * for its UUID; "" if it says neither. */
const char *iso9660_uuid(const struct iso9660 *iso);

/* Opens the regular file (path): "/isolinux/isolinux.cfg", either slash; symbolic links are
 * followed; a name in other capitals is found if there is none in the right ones. -ERR_NOENT,
 * -ERR_LOOP, -ERR_PROTO, -ERR_NOTSUP (a folder, or compressed by zisofs), all recorded. */
int iso9660_file_open(struct iso9660 *iso, const char *path, struct iso9660_file **ret);
void iso9660_file_close(struct iso9660_file *file); /* NULL is fine */

/* Says what (path) is, links followed: name and link of (ret) are "". Errors as above. */
int iso9660_stat(struct iso9660 *iso, const char *path, struct iso9660_entry *ret);

/* Calls (each) for all that stands in the folder (path), links not followed, until it returns other
 * than 0; that is returned then. (each) may call functions of this header. */
int iso9660_list(struct iso9660 *iso, const char *path,
	int (*each)(void *arg, const struct iso9660_entry *entry), void *arg);
