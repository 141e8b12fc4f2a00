/* SPDX-License-Identifier: BSD-2-Clause */
/* Disk images on servers as disks of the firmware. */
#pragma once

#include "image/ramdisk.h"
#include "script/fetch.h"

/* Fetches the disk image (url) into memory, unpacks it if need be, and hooks it as (hook)
 * says, but with the boot image that the catalogue of a CD names. Blocks. */
int sandisk_hook(const char *url, const struct fetch_options *o, const struct ramdisk_options *hook,
	struct ramdisk **ret);

/* Starts what is on (r). Returns when that failed or came back: always -ERR_*. */
int sandisk_boot(struct ramdisk *r, const struct plat_disk_boot_args *args);
