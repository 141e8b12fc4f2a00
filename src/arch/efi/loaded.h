/* SPDX-License-Identifier: BSD-2-Clause */
/* How the firmware loaded us: from which device and file, and with which options. */
#pragma once

#include "arch/efi/system.h"
#include "arch/platform.h"

/* Reads it all, before anything is disturbed. */
void loaded_init(void);

/* The device path of the device, a copy; NULL if unknown. */
EFI_DEVICE_PATH *loaded_device_path(void);
bool loaded_from_network(void);

void loaded_boot_args(struct boot_args *ret);
