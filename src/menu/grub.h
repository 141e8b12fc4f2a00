/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads GRUB's configurations, grub.cfg and loopback.cfg: they are programs, which are run, and
 * what they offer becomes a tree of menus. The language is that of GRUB 2.06 and 2.12, observed;
 * the commands are those that configurations of installers, live systems and network servers use.
 *
 * Of what GRUB does:
 * - Menus below menus are run when the menu above is complete, with its exported variables, so what
 *   they hold is known at once; nobody is told, asked or waited for then. One that holds nothing,
 *   or goes on with another configuration, is an entry.
 * - A default "a>b" makes a the initial entry and b that of submenus that do not say their own.
 *   Whoever takes an initial entry that has a submenu takes that menu's initial entry in turn.
 * - The title is $1 in an entry's block, what follows it in the configuration is $2 and so on.
 * - The kernel's command line begins with "BOOT_IMAGE=FILE", FILE as it was written. A kernel
 *   called memdisk with one initrd is BOOTPLAN_DISK.
 * - A configuration that an entry goes on with sees the exported variables, the functions and the
 *   devices of "loopback", and so does what it leads to. Of a configuration on a server the folder
 *   of grub.cfg is looked through as GRUB does: grub_net_names().
 * - A command that does not exist is complained about and counts as done ($? is 0), and so does an
 *   included file that does not. A complaint is the answer if an entry starts nothing.
 * - The disks of the machine cannot be read: chainloading from them is BOOTPLAN_LOCAL, and so is an
 *   entry that looked for an EFI program nobody has and then had nothing to start.
 * - A configuration that starts something by itself, without a menu, has one entry, is_immediate.
 */
#pragma once

#include "menu/bootmenu.h"

/* Whom configurations talk to, and the machine they ask. Functions may be NULL: nobody listens, the
 * answer is empty. */
struct grub_world {
	void (*say)(void *arg, const char *text);
	/* Waits for (ms): 1 if Escape ended it, which is asked for only if (may_end); -ERR_CANCELED. */
	int (*sleep)(void *arg, uint64_t ms, bool may_end);
	/* A line, as a new string; not shown if (is_secret). -ERR_CANCELED. */
	int (*ask)(void *arg, bool is_secret, char **ret);
	/* The setting (name), "67:string", as a new string; NULL if there is none. */
	char *(*setting)(void *arg, const char *name);
	/* The address of (host), as a new string; NULL if there is none. */
	char *(*resolve)(void *arg, const char *host);
	void *arg;
};

struct grub_options {
	/* What "$root" is at first, "cd0" or "http,192.0.2.1"; that device is (files); NULL: "cd0". */
	const char *root;
	/* files.is_remote: the URL that is put before the paths of (root), "http://192.0.2.1". */
	const char *home;
	const char *prefix; /* "(cd0)/boot/grub"; NULL: "(ROOT)" and the folder of the file */
	const char *const *variables; /* "name=value", exported, NULL-ended; may be NULL. "iso_path"
				       * names the image itself for "loopback". */
	const struct grub_world *world; /* as long as the tree; NULL: nobody */
};

/* Runs (path) and puts the menu it makes into (ret), for bootmenu_free(). What (files) points to
 * must outlive it. -ERR_NOENT when it offers nothing, -ERR_LOOP and -ERR_TOOBIG when it exceeds
 * limits, and what reading says. */
int grub_read(const struct bootmenu_files *files, const char *path, const struct grub_options *o,
	struct bootmenu **ret);

/* The files that GRUB looks for in place of (path), "…/grub.cfg", of a server: one path a line, the
 * last is (path) itself. (uuid) is the machine's in the byte order of SMBIOS, "" and NULL are
 * unknown; (mac) has colons; (ip) is of the machine, or 0. NULL: no memory (not recorded). */
char *grub_net_names(const char *path, const char *uuid, const char *mac, uint32_t ip);
