/* SPDX-License-Identifier: BSD-2-Clause */
/* What a screen says of itself (VESA E-EDID 1.4). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define EDID_LEN 128

/* The size in pixels that the screen likes best: of its first detailed timing. False: this is
 * no sound EDID, or has none. */
bool edid_preferred(const uint8_t edid[EDID_LEN], unsigned *ret_width, unsigned *ret_height);
