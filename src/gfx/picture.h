/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures for the backgrounds of menus: PNG, JPEG, TGA (GRUB's) and LSS16 (PXELINUX'), from memory
 * to pixels, and from their size to the screen's. Whole files only, one picture at a time. Colours
 * are taken as they are: no profiles, no gamma. Pure.
 *
 * The files are a server's and may be hostile. What may be decoded at all is bounded by the number
 * of pixels and, for files that write the same pixels again and again, by the work.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PICTURE_SIDE_MAX   32767u      /* pixels of either side */
#define PICTURE_PIXELS_MAX (64u << 20) /* of one picture: 256 MiB */

/* (px) has width * height pixels, row by row: ARGB8888 (0xaarrggbb), not premultiplied. */
struct picture {
	uint32_t *px;
	unsigned width, height;
	bool opaque; /* no pixel lets anything through */
};

/* Decodes (len) bytes of a file of any of the kinds. The caller owns (ret) then: picture_free().
 * -ERR_NOTSUP: another kind of file, or a variant that is not read; -ERR_PROTO: damaged or cut
 * short; -ERR_TOOBIG, -ERR_NOMEM. The sentence names the remedy. Returns in bounded time. */
int picture_decode(const uint8_t *data, size_t len, struct picture *ret);

/* Of one that is all zeros, too. */
void picture_free(struct picture *p);

enum picture_fit {
	PICTURE_FILL,    /* as small as it may be without bars; what is beyond the edges is lost */
	PICTURE_FIT,     /* as large as it may be with nothing lost */
	PICTURE_WHOLE,   /* the same, and in place of bars its edges go on */
	PICTURE_STRETCH, /* width and height each for itself */
	PICTURE_CENTRE,  /* in its own size */
	PICTURE_TILE,    /* in its own size, again and again from the upper left corner */
};

/* Makes a picture of (width) x (height) pixels from (src), which stays the caller's. What it does
 * not cover becomes (bars), ARGB. Shrinking takes the mean of the pixels that become one,
 * enlarging goes in a straight line from one to the next. -ERR_RANGE, -ERR_TOOBIG, -ERR_NOMEM
 * (recorded). */
int picture_scale(const struct picture *src, unsigned width, unsigned height, enum picture_fit fit,
	uint32_t bars, struct picture *ret);
