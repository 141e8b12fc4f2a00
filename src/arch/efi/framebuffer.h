/* SPDX-License-Identifier: BSD-2-Clause */
/* The screen as pixels; for who gives it to somebody else. See plat_fb_* in arch/platform.h. */
#pragma once

#include <stdbool.h>

/* With (to_text) the screen is in the firmware's own mode after this; else it stays as it is, for a
 * kernel that goes on with it. */
void framebuffer_release(bool to_text);
/* Somebody else had it. */
void framebuffer_resume(void);
