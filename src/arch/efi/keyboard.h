/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's keyboard, serial terminals included. */
#pragma once

#include <stdbool.h>

/* (mapped): the setting "keymap" counts. */
void keyboard_init(bool mapped);
void keyboard_done(void);

/* The next key (core/console.h) or KEY_NONE. */
int keyboard_getkey(void);
