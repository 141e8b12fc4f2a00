/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's keyboard. */
#pragma once

/* The next key or KEY_NONE, at once; rarely more than a look into memory. */
int keyboard_getkey(void);
