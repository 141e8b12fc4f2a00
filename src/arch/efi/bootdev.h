/* SPDX-License-Identifier: BSD-2-Clause */
/* The device that a started program believes it came from. */
#pragma once

#include "arch/efi/system.h"
#include "arch/platform.h"

struct bootdev {
	EFI_HANDLE handle;
	EFI_DEVICE_PATH *path;
	EFI_FILE_IO_INTERFACE *simple_fs;
	EFI_PXE_BASE_CODE *pxe;		/* the firmware's, shown on our handle, too */
	EFI_HANDLE pxe_handle;
};

/* Makes the handle: a device path that tells card and URI, and the file system of (spec). (ret) must
 * be given to bootdev_remove() on success. */
int bootdev_install(const struct boot_spec *spec, struct bootdev *ret);

/* Adds the firmware's PXE base code with the packets we were loaded with, for loaders (shim, GRUB) that
 * look there for their server. The card must be the firmware's at that time. Failure is no harm. */
void bootdev_add_pxe(struct bootdev *dev);

void bootdev_remove(struct bootdev *dev);
