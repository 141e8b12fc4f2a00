/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of the screen's modes comes nearest to what somebody wants. Pure. */
#pragma once

#include "arch/platform.h"

#define MODE_MIN_WIDTH  640 /* smaller ones are left alone: no 80 characters */
#define MODE_MIN_HEIGHT 400

/* The best of (n) modes for (width) x (height), with (depth) bits if that is not 0 and there
 * is such a mode; a larger one before a smaller one. NULL if none is of use. */
const struct fb_mode *mode_nearest(
	const struct fb_mode *modes, unsigned n, unsigned width, unsigned height, unsigned depth);
