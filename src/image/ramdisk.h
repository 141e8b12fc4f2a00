/* SPDX-License-Identifier: BSD-2-Clause */
/* The disks in memory that are hooked into the firmware. */
#pragma once

#include "arch/platform.h"
#include "core/blob.h"
#include "core/list.h"

struct ramdisk {
	struct list node;
	struct plat_disk disk;
	struct blob data;
	char *name;
};

struct ramdisk_options {
	uint8_t drive;
	bool or_next;                /* if it is taken, the next free number */
	bool describe;               /* to the operating system */
	struct disk_boot_image boot; /* if it is a CD */
	bool has_kind;               /* it is of (kind), whatever its contents look like */
	enum disk_kind kind;
};

/* Makes (data), sealed and with .disk set, a disk of the firmware. Takes (data), also on failure.
 * -ERR_EXISTS if the drive is taken, -ERR_NOEXEC if it is no disk. */
int ramdisk_hook(
	struct blob *data, const char *name, const struct ramdisk_options *o, struct ramdisk **ret);
/* The one with that number; NULL. */
struct ramdisk *ramdisk_find(uint8_t drive);
/* Takes it from the firmware and frees it. */
void ramdisk_unhook(struct ramdisk *r);
