/* SPDX-License-Identifier: BSD-2-Clause */
/* What a BIOS boots from a CD image. */
#pragma once

#include "arch/platform.h"

/* Fills in (ret) with the image for x86 BIOS of the (len) bytes at (data); not .present if the
 * catalogue is missing, damaged or has none. Whether that image lies within is for the user to see. */
void disk_boot_find(const uint8_t *data, uint64_t len, struct disk_boot_image *ret);
