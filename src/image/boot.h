/* SPDX-License-Identifier: BSD-2-Clause */
/* What all programs are started with: command line, initrd, and the fetched files by name. */
#pragma once

#include <stdbool.h>

#include "arch/platform.h"
#include "image/image.h"

/* Starts (img) through (start) (plat_start_*). (needs_initrd): a broken initrd is a failure;
 * otherwise it is left out with a warning. */
int image_boot(struct image *img, bool needs_initrd, int (*start)(const struct boot_spec *spec));

/* What is started is inside of an image, with an initrd of its own before that of the image. */
struct boot_inside {
	const void *data;
	size_t len;
	const char *cmdline;
	struct boot_segment initrd[2]; /* archives */
	size_t n_initrd;
};
/* As image_boot(), for a kernel inside of (img); (img)->cmdline names its initrds only. */
int image_boot_inside(struct image *img, const struct boot_inside *inside,
	int (*start)(const struct boot_spec *spec));

/* True if there is an initrd for (img), or one that is broken. */
bool image_has_initrd(const struct image *img);
