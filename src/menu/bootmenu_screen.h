/* SPDX-License-Identifier: BSD-2-Clause */
/* The screen that other loaders' menus ask for. */
#pragma once

#include "menu/bootmenu.h"

/* Makes the screen what (m) wants: graphics with its background. Where that is not to be had
 * it stays as it is; a bad picture is told and left out. */
void bootmenu_screen_open(const struct bootmenu *m);
/* Text again, if bootmenu_screen_open() made it graphics. */
void bootmenu_screen_close(void);
