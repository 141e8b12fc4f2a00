/* SPDX-License-Identifier: BSD-2-Clause */
/* Going through another loader's menus until something is started. */
#pragma once

#include "menu/bootmenu.h"
#include "script/fetch.h"

struct image;

/* Where the menus come from. */
struct bootrun {
	const char *who;   /* for messages: the command's name */
	const char *title; /* of menus without one */
	/* Reads what (p), a BOOTPLAN_CONFIG of an entry of (m), leads to, into a new tree. */
	int (*follow)(void *arg, const struct bootmenu *m, const struct bootplan *p,
		struct bootmenu **ret);
	/* Starts (p), a BOOTPLAN_FILE or BOOTPLAN_DISK; returns only when that failed or ended. */
	int (*start)(void *arg, const struct bootplan *p);
	/* Prints what (p), a BOOTPLAN_FILE, would start; NULL: as it says itself. */
	int (*print)(void *arg, const struct bootplan *p);
	/* Adds to the failure recorded, if (rc) is one, where it happened; may be NULL. */
	int (*explain)(void *arg, int rc);
	/* Reads the configuration that all began with anew; may be NULL. */
	int (*reread)(void *arg, struct bootmenu **ret);
	void *arg;
	/* Who has chosen what cannot be started is told, and may choose again; so is one in front
	 * of a menu with a master's password where nobody has, and after so many seconds all begins
	 * anew. 0: not. */
	unsigned again_s;
};

/* Shows the menus of (*m) on the screen, or takes the entry (which) if that is not NULL, and does
 * what is chosen. (*m) is replaced when the choice leads to another configuration; the caller frees
 * what is there in the end. A positive status is that of `exit`; -ERR_CANCELED when the menu was
 * left. */
int bootrun(const struct bootrun *r, struct bootmenu **m, const char *which);

/* Prints the entries of (m) and what is below it, and what each would do. */
void bootrun_list(const struct bootrun *r, struct bootmenu *m);

/* What was fetched for a plan: the kernel or program, then the initrds. */
struct bootfiles {
	struct image *v[1 + BOOTPLAN_INITRDS + 2]; /* a distribution may add two */
	unsigned n;
};
/* Fetches (text), the first as what is started, the others for its initrd. */
int bootfiles_add(struct bootfiles *f, const char *text, const struct fetch_options *o);
/* The file added last becomes the initrd's file (path), with its folders and to be run by anybody, as
 * GRUB and linux.c32 make it; NULL: it is an archive. */
int bootfiles_place(struct bootfiles *f, const char *path);
/* Takes all out of the registry again, keeping the failure recorded. */
void bootfiles_free(struct bootfiles *f);
