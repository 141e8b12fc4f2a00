/* SPDX-License-Identifier: BSD-2-Clause */
/* The DHCP packets the firmware kept from loading us. */
#pragma once

#include "arch/efi/system.h"

/* Copies them from the device we were loaded from, whose device path is (path) (NULL: unknown). */
void cached_init(EFI_HANDLE device, EFI_DEVICE_PATH *path);

/* Hands the copies to (pxe), which belongs to the firmware and has forgotten them, for a program
 * that wants to know how it was loaded. */
void cached_give(EFI_PXE_BASE_CODE *pxe);
