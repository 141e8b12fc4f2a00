/* SPDX-License-Identifier: BSD-2-Clause */
/* What is typed about other loaders' menus: lines at the prompt, command lines of entries,
 * passwords; and their files of help. */
#pragma once

#include "menu/bootmenu.h"

/* Reads a line at the prompt of (m), a first menu, which has one; (deadline_us) ends it in any
 * case. (again): no clock but that. 0: it is in (ret). -ERR_TIMEDOUT: nothing was typed and
 * nothing is configured for that; -ERR_EXISTS: the menu is wanted; -ERR_CANCELED. */
int bootmenu_ask_line(
	struct bootmenu *m, bool again, uint64_t deadline_us, struct bootmenu_choice *ret);

/* Lets the command line of (e) be edited, into ret->line. -ERR_CANCELED when that was given up,
 * -ERR_NOTSUP if it has none, -ERR_TIMEDOUT at (deadline_us). */
int bootmenu_edit(struct bootmenu_entry *e, uint64_t deadline_us, struct bootmenu_choice *ret);

/* Asks for a password that fits (own) or the master's of (m), and tells if none does. True if it
 * does, or if there is nothing to ask for. */
bool bootmenu_ask_password(const struct bootmenu *m, const char *own, uint64_t deadline_us);

/* Shows the file of help (path) of (m) until a key is pressed, or (deadline_us); one that is
 * not there is told. */
void bootmenu_show_help(const struct bootmenu *m, const char *path, uint64_t deadline_us);
/* The file of help for (key), a function key; NULL. */
const char *bootmenu_help_for(const struct bootmenu *m, int key);
