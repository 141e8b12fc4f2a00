/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the configuration of another boot loader offers: a tree of menus whose entries say what to
 * start. Filled by the readers of such configurations (syslinux.h, grub.h); pure data, no screen
 * and no network.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/list.h"
#include "core/strbuf.h"
#include "menu/bootmenu_style.h"

/* The files a configuration lies among: inside an image, on a server, or in a test. */
struct bootmenu_files {
	/* The contents of (path), which is absolute, or a URL if (is_remote), as a new string (caller
	 * frees); *ret_len without the NUL that ends it. -ERR_NOENT if there is none, all errors
	 * recorded. */
	int (*read)(void *arg, const char *path, char **ret, size_t *ret_len);
	/* True if there is a file or a folder of that name. */
	bool (*exists)(void *arg, const char *path);
	void *arg;
	bool is_efi;       /* the firmware: what "$grub_platform" and whichsys.c32 ask */
	bool is_remote;    /* on a server: asking for a file costs a request, so it is not asked
			    * whether what an entry starts is there */
	const char *label; /* of the volume, for "search --label"; may be NULL */
	const char *uuid;  /* likewise, for "search --fs-uuid" */
};

enum bootplan_kind {
	BOOTPLAN_FILE,   /* (file), whatever it is: a Linux kernel, an EFI program, … */
	BOOTPLAN_DISK,   /* (file) is a disk image, started as memdisk would */
	BOOTPLAN_CONFIG, /* go on with the configuration (file) */
	BOOTPLAN_LOCAL,  /* leave: the firmware starts its next device */
	BOOTPLAN_REBOOT,
	BOOTPLAN_POWEROFF,
	BOOTPLAN_SETUP, /* the firmware's own setup */
};

#define BOOTPLAN_INITRDS 32

/* What an entry does when it is chosen. Paths are absolute, inside what bootmenu_files reads, or
 * URLs. All strings are owned by it. */
struct bootplan {
	enum bootplan_kind kind;
	char *file;    /* NULL for kinds without one */
	char *cmdline; /* of the kernel or program, without its own name; NULL: none. BOOTPLAN_CONFIG:
			* more files read together with (file), one a line */
	char *initrds[BOOTPLAN_INITRDS];
	/* Where that file is to be in the initrd, in an archive of its own; NULL: it is an archive. */
	char *initrd_paths[BOOTPLAN_INITRDS];
	unsigned n_initrds;
	int local;    /* BOOTPLAN_LOCAL: a BIOS drive from 0x80, else 0 */
	char *cwd;    /* BOOTPLAN_CONFIG: the folder relative names are in from there on; or NULL */
	bool is_menu; /* BOOTPLAN_CONFIG: shown as a menu, whatever it says itself */
	void *state;  /* BOOTPLAN_CONFIG: what its reader takes along, owned; or NULL */
	void (*free_state)(void *state);
};
void bootplan_free(struct bootplan *p); /* empties it; an empty one is fine */

struct bootmenu_entry {
	struct list node;
	struct bootmenu *menu; /* it stands in */
	char *name;            /* label or id, unique or not; NULL: a line that cannot be chosen */
	char *title;           /* what is shown, never NULL */
	char *help;            /* lines about it, or NULL */
	int key;               /* hotkey or 0 */
	unsigned key_at;       /* where it stands in the title, in bytes, if it is not 0 */
	bool key_runs;         /* it starts the entry; else it highlights it */
	unsigned indent;
	bool is_hidden;           /* not shown, but can be named */
	bool is_disabled;         /* shown, but cannot be chosen */
	struct bootmenu *submenu; /* owned; the entry opens it; else */
	struct bootmenu *jump; /* borrowed: a menu elsewhere in the tree that it leads to; else */
	void *body;            /* what the reader keeps for (menu)->ops->plan() */
	/* What has to be typed before it is chosen by hand, see core/password.h: "" is opened by the
	 * master password alone; NULL: nothing. */
	char *password;
	bool guards_clock;                 /* (password) is asked for also if the clock takes it */
	char *help_file, *help_background; /* it shows this file instead of starting anything */
	bool is_quit;                      /* it leaves the menu for the prompt */
};

/* The command line of loaders that have one: what is typed names what is booted. */
struct bootmenu_prompt {
	bool is_first;  /* it comes before the menu */
	char *greeting; /* to be shown before it, with sequences of core/ansi.h; NULL: nothing */
	char *line, *on_timeout; /* what an empty line means, and none at all; NULL: nothing */
	uint64_t timeout_ms;     /* until a key is pressed; 0: none */
	bool is_behind_menu;     /* Esc in the first menu leads to it */
	uint8_t *keymap;         /* a table for keymap_use_table(); NULL: none */
	bool no_options;         /* of what is typed, the first word counts */
	bool no_complete;        /* Tab does not tell the entries' names */
	bool no_escape; /* Esc, typed ahead, does not keep what is immediate from being run */
};

struct bootmenu_ops {
	/* What (e) does, into (ret), empty before; the caller frees it. -ERR_NOTSUP naming the command
	 * and the file with its line when it needs something Hawser has not. */
	int (*plan)(struct bootmenu_entry *e, struct bootplan *ret);
	/* The line that stands for (e), to be edited (caller frees). NULL: nothing can be edited. */
	int (*line)(const struct bootmenu_entry *e, char **ret);
	/* What the line (line) does: that of (e), edited, or if that is NULL one that was typed. NULL
	 * with (line). */
	int (*plan_line)(const struct bootmenu *m, const struct bootmenu_entry *e, const char *line,
		struct bootplan *ret);
	/* Reads a file that the style of (m) names (caller frees). NULL: there are none. */
	int (*read_file)(const struct bootmenu *m, const char *path, char **ret, size_t *ret_len);
	/* Appends the file of help (path) as text for consoles. NULL: there are none. */
	int (*read_help)(const struct bootmenu *m, const char *path, struct strbuf *ret);
	void (*free_body)(void *body);
	/* Reads what (plan), a BOOTPLAN_CONFIG of an entry of (m), leads to, into a new tree that does
	 * not need (m). NULL, and -ERR_NOTMINE (not recorded): read plan->file as any other. */
	int (*follow)(const struct bootmenu *m, const struct bootplan *plan, struct bootmenu **ret);
	/* Keys that people know from that loader: "e" edits as Tab does, "c" wants the command line.
	 * NULL: none. */
	const char *letters;
};

#define BOOTMENU_FALLBACKS 4

struct bootmenu {
	char *title; /* may be NULL */
	struct list entries;
	struct bootmenu *parent; /* NULL: the first one */
	const struct bootmenu_ops *ops;
	struct bootmenu_entry
		*initial;    /* highlighted at first; NULL: the first that can be chosen */
	uint64_t timeout_ms; /* until (initial) is taken; 0: none */
	struct bootmenu_entry *on_timeout; /* is taken instead; NULL: (initial) */
	struct bootmenu_style *style;      /* owned; NULL: nothing is said about looks */
	/* Not shown before a key is pressed; the time that is left is, or not even that. */
	bool is_countdown, is_hidden;
	/* What is taken if (initial) was taken for want of an answer and does not start; borrowed. */
	struct bootmenu_entry *fallbacks[BOOTMENU_FALLBACKS];
	unsigned n_fallbacks;
	/* (initial), which then may be in a menu below, is taken at once, without showing the menu */
	bool is_immediate;
	struct bootmenu
		*start; /* of the first one: the menu below it shown at first; NULL: itself */
	/* Of the first one: what was chosen last, or highlighted then; NULL: none was. */
	const struct bootmenu_entry *last;
	/* Of the first one: */
	uint64_t total_ms; /* until (initial) is taken, whatever is typed; 0: none */
	char *on_error;    /* the line to run when what was chosen cannot be started; NULL: none */
	struct bootmenu_prompt *prompt; /* NULL: there is none */
	void *shared; /* what all menus of a configuration share, kept by its reader */
	void (*free_shared)(void *shared); /* called for the first one only */
};

/* A menu below (parent), or a first one if that is NULL. NULL: no memory (recorded). */
struct bootmenu *bootmenu_new(struct bootmenu *parent, const struct bootmenu_ops *ops);
/* Frees (m) and all below it; NULL is fine. */
void bootmenu_free(struct bootmenu *m);

/* Adds an entry with copies of the texts; (name) NULL: it cannot be chosen. NULL: no memory. */
struct bootmenu_entry *bootmenu_add(struct bootmenu *m, const char *name, const char *title);

/* The entry (which) names, in (m) or below it: its name, else its title, else its number from
 * 1 among those that can be chosen and are shown; "a>b" is b of the submenu a. -ERR_NOENT,
 * recorded, listing what there is. */
int bootmenu_find(struct bootmenu *m, const char *which, struct bootmenu_entry **ret);

/* The menu that (e) opens, its own or another one; NULL. */
struct bootmenu *bootmenu_below(const struct bootmenu_entry *e);

/* True if there is anything in (m) or below it that can be chosen. */
bool bootmenu_has_choice(const struct bootmenu *m);

/* What somebody, or the clock, has chosen. */
struct bootmenu_choice {
	struct bootmenu_entry *entry; /* NULL: none, a line was typed */
	char *line;                   /* that, or that of (entry), edited; else NULL. Owned */
	bool by_hand;
	bool wants_shell; /* nothing is chosen, the command line of the loader is wanted */
};
void bootmenu_choice_free(struct bootmenu_choice *c);

/* Shows (m) full screen and what is below it, or its prompt, until something is chosen that is no
 * menu. (title) is for menus without one of their own. (again): somebody is there, so that
 * nothing is chosen by the clock or at once, and the highlight is where it was. The caller frees
 * (ret). -ERR_CANCELED and -ERR_NOENT as menu_choose(). */
int bootmenu_choose(struct bootmenu *m, const char *title, bool again, struct bootmenu_choice *ret);

/* The menu, (m) or above it, whose master's password it takes to leave; NULL: anybody may. */
const struct bootmenu *bootmenu_guard(const struct bootmenu *m);

/* (line) and (plan_line) for readers whose entries have nothing to edit but the command line
 * of what they start. */
int bootmenu_plain_line(const struct bootmenu_entry *e, char **ret);
int bootmenu_plain_plan(const struct bootmenu *m, const struct bootmenu_entry *e, const char *line,
	struct bootplan *ret);

/* What (c), chosen from (m), does. */
int bootmenu_plan(struct bootmenu *m, const struct bootmenu_choice *c, struct bootplan *ret);
