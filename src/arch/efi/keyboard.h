/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's keyboard, serial terminals included. */
#pragma once

void keyboard_init(void);
void keyboard_done(void);

/* The next key (core/console.h) or KEY_NONE. */
int keyboard_getkey(void);
