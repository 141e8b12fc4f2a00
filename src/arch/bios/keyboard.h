/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's keyboard. */
#pragma once

#include <stdbool.h>

/* The next key or KEY_NONE, at once; rarely more than a look into memory. (mapped): by the layout
 * that the setting "keymap" names; what the firmware has from a serial line must not be. */
int keyboard_getkey(bool mapped);
