/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting disks by their first sectors. */
#pragma once

#include "arch/platform.h"

/* Warns if (args) choose what a BIOS has no choice of. */
void bios_disk_warn(const struct plat_disk_boot_args *args);
