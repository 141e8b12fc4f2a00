/* SPDX-License-Identifier: BSD-2-Clause */
/* The screen as pixels; for who gives it to somebody else. See plat_fb_* in arch/platform.h. */
#pragma once

#include <stdbool.h>

/* The screen is in a text mode after this, and stays so until plat_fb_open(). Needs no heap. */
void framebuffer_release(void);
/* Somebody else had it. */
void framebuffer_resume(void);
