/* SPDX-License-Identifier: BSD-2-Clause */
/* Keyboard layouts, for firmware that believes in an American keyboard: what it takes for one
 * of its keys becomes the character that is printed there. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/util.h"

struct keymap;

/* The layout called (name), "de", "fr", …; NULL: there is none. */
const struct keymap *keymap_find(const char *name);

/* What the key is that an American keyboard calls (us), control characters included; without a map
 * (NULL) or an entry (us) itself. */
uint32_t keymap_char(const struct keymap *map, uint32_t us);
/* The same with AltGr; 0: nothing. */
uint32_t keymap_altgr(const struct keymap *map, uint32_t us);
/* The key that only keyboards with 102 keys have, left of Z. */
uint32_t keymap_102nd(const struct keymap *map, bool shift);

/* The layout that the setting "keymap" names; NULL: the firmware's. keymap_watch() makes the
 * setting count; again is harmless. */
void keymap_watch(void);

#define KEYMAP_TABLE 256
/* From now on keys mean what (table) has for the character that they are on an American
 * keyboard, in code page 437, unless the setting names a layout. */
void keymap_use_table(const uint8_t table[KEYMAP_TABLE]);
const struct keymap *keymap_current(void);
