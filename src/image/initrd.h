/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The initrd of a kernel: which images belong to it, in which order, with cpio headers for injected
 * files and padding between. Nothing is copied; the result is a list of segments.
 */
#pragma once

#include <stddef.h>

#include "arch/platform.h"
#include "image/image.h"

struct initrd {
	struct boot_segment *segments; /* owned array; the bytes belong to the images and to us */
	size_t n;
	size_t len;          /* of all segments together */
	struct blob headers; /* our own bytes */
};

/* Chooses and lays out for (kernel). Images named by initrd= on its command line exactly, in that
 * order, if images of those names exist; otherwise every image fetched for it (image.h, for_initrd)
 * that is not a script, a program or of another known type, nor left over from another kernel's
 * failed attempt. Each starts on a multiple of 4. An image with arguments "/path [mode=NNN]
 * [mkdir=N]" becomes a cpio member. -ERR_INVAL, -ERR_NOMEM, -ERR_TOOBIG. */
int initrd_build(const struct image *kernel, struct initrd *ret);
/* Puts the (n) archives (first), which are borrowed, before (rd). -ERR_NOMEM, -ERR_TOOBIG. */
int initrd_prepend(struct initrd *rd, const struct boot_segment *first, size_t n);
void initrd_free(struct initrd *rd);
