/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads GRUB's configurations, grub.cfg and loopback.cfg: they are programs, which are run, and
 * what they offer becomes a tree of menus. The language is that of GRUB 2.06 and 2.12, observed;
 * the commands are those that configurations of installers, live systems and network servers use.
 *
 * Of what GRUB does:
 * - Menus below menus are run when the menu above is complete, with its exported variables, so what
 *   they hold is known at once. One that holds nothing, or goes on with another configuration, is
 *   an entry.
 * - A default "a>b" makes a the initial entry and b that of a's submenu: whoever takes an initial
 *   entry that has a submenu takes that menu's initial entry in turn.
 * - The title is $1 in an entry's block, what follows it in the configuration is $2 and so on.
 * - The kernel's command line begins with "BOOT_IMAGE=FILE", FILE as it was written. A kernel
 *   called memdisk with one initrd is BOOTPLAN_DISK.
 * - A command that does not exist is complained about and counts as done ($? is 0), and so does an
 *   included file that does not. A complaint is the answer if an entry starts nothing.
 * - The disks of the machine cannot be read: chainloading from them is BOOTPLAN_LOCAL, and so is an
 *   entry that looked for an EFI program nobody has and then had nothing to start.
 * - BOOTPLAN_CONFIG takes no variables along; grub_options.variables can be given again.
 * - A configuration that starts something by itself, without a menu, has one entry, is_immediate.
 */
#pragma once

#include "menu/bootmenu.h"

struct grub_options {
	const char *root; /* what "$root" is at first, "cd0"; that device is (files); NULL: "cd0" */
	const char *prefix; /* "(cd0)/boot/grub"; NULL: "(ROOT)" and the folder of the file */
	const char *const *variables; /* "name=value", exported, NULL-ended; may be NULL. "iso_path"
				       * names the image itself for "loopback". */
};

/* Runs (path) and puts the menu it makes into (ret), for bootmenu_free(). What (files) points to
 * must outlive it. -ERR_NOENT when it offers nothing, -ERR_LOOP and -ERR_TOOBIG when it exceeds
 * limits, and what reading says. */
int grub_read(const struct bootmenu_files *files, const char *path, const struct grub_options *o,
	struct bootmenu **ret);
