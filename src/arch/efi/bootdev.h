/* SPDX-License-Identifier: BSD-2-Clause */
/* The device that a started program believes it came from. */
#pragma once

#include "arch/efi/system.h"
#include "arch/platform.h"

struct bootdev {
	EFI_HANDLE handle;
	EFI_DEVICE_PATH *path;
	EFI_FILE_IO_INTERFACE *simple_fs;
	EFI_PXE_BASE_CODE *pxe; /* NULL: none */
};

/* Makes the handle: a device path that tells card and URI, the file system of (spec), and the PXE
 * state we were loaded with. (ret) must be given to bootdev_remove() on success. */
int bootdev_install(const struct boot_spec *spec, struct bootdev *ret);

void bootdev_remove(struct bootdev *dev);
