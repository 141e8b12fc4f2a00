/* SPDX-License-Identifier: BSD-2-Clause */
/* What is decided when a SYSLINUX configuration has been read. */
#pragma once

#include "menu/syslinux_priv.h"

/* Titles, hotkeys and the targets of MENU GOTO, in all menus. */
int syslinux_settle(struct syslinux_reader *r);

/* Where a menu module starts: the highlighted entry, what is taken after the timeout. */
int syslinux_start_menu(struct syslinux_reader *r);

/* The same for the core, which may run an entry at once. When the user interface is a menu with
 * files of its own, they are in (ret_list), one a line (caller frees), and nothing else is done. */
int syslinux_start(struct syslinux_reader *r, char **ret_list);
