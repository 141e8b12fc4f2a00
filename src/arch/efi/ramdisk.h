/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks in memory as the firmware has them. */
#pragma once

#include "arch/efi/system.h"
#include "arch/platform.h"

#define MEDIA_RAM_DISK_DP 9 /* UEFI 2.10, 10.3.5.9 */

/* The device path of (d), hooked. */
EFI_DEVICE_PATH *ramdisk_path(const struct plat_disk *d);
/* Lets the firmware's drivers look at (d). */
void ramdisk_connect(const struct plat_disk *d);
/* Takes all disks from the firmware, which forgets our memory and code when we end. */
void ramdisk_done(void);
