/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys as INT 16h tells them. Pure. */
#pragma once

#include <stdint.h>

/* The key of core/console.h that INT 16h AH=10h means by (ax): scan code << 8 | character. KEY_NONE
 * for what is no key of ours. */
int scancode_key(uint16_t ax);

struct keymap;
/* The same on a keyboard of the layout (map), of which the firmware knows nothing; NULL: as
 * above. */
int scancode_key_mapped(uint16_t ax, const struct keymap *map);
