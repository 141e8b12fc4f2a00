/* SPDX-License-Identifier: BSD-2-Clause */
/* The volumes of a disk: file systems that the firmware reads, and which of them is wanted. */
#pragma once

#include "arch/efi/system.h"
#include "arch/platform.h"

struct volumes {
	EFI_HANDLE *handles; /* the firmware's */
	size_t n;
};

/* Lists the volumes on the device with (path), or (NULL) on all local disks. An empty list if
 * there are none. */
void volumes_list(const EFI_DEVICE_PATH *path, struct volumes *ret);
void volumes_free(struct volumes *v);

/* The first volume that has what (args) say; (file) is the program wanted. (name) is the
 * disk's, for messages. -ERR_NOEXEC: there is no volume at all; -ERR_NOENT with what was
 * looked for and what is there. */
int volume_choose(const struct volumes *v, const char *name, const char *file,
	const struct plat_disk_boot_args *args, EFI_HANDLE *ret);

/* True if (volume) has (file). */
bool volume_has_file(EFI_HANDLE volume, const char *file);

/* The device path of (file) on (volume); free() it. NULL on no memory. */
EFI_DEVICE_PATH *volume_file_path(EFI_HANDLE volume, const char *file);
