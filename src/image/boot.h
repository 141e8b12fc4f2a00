/* SPDX-License-Identifier: BSD-2-Clause */
/* What all programs are started with: command line, initrd, and the fetched files by name. */
#pragma once

#include <stdbool.h>

#include "arch/platform.h"
#include "image/image.h"

/* Starts (img) through (start) (plat_start_*). (needs_initrd): a broken initrd is a failure;
 * otherwise it is left out with a warning. */
int image_boot(struct image *img, bool needs_initrd, int (*start)(const struct boot_spec *spec));
