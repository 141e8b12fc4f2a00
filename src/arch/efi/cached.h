/* SPDX-License-Identifier: BSD-2-Clause */
/* The DHCP packets the firmware kept from loading us. */
#pragma once

#include "arch/efi/system.h"

/* Copies them from the device we were loaded from, whose device path is (path) (NULL: unknown). */
void cached_init(EFI_HANDLE device, EFI_DEVICE_PATH *path);

/* The protocol's state as it was then; false if there was none. */
bool cached_mode(EFI_PXE_BASE_CODE_MODE *ret);

/* Tells (pxe), which is the firmware's, started, and has forgotten everything, what it knew. */
void cached_give(EFI_PXE_BASE_CODE *pxe);
