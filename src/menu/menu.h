/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The menu: a model filled by scripts and by other loaders' configuration, shown as a menu or as a
 * form.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/list.h"

struct menu_item {
	struct list node;
	char *name; /* NULL: a separator */
	char *text;
	int key; /* hotkey or 0 */
	bool is_default;
	bool secret; /* form field that hides its text */
	/* of other loaders' menus: */
	bool key_moves;   /* the hotkey highlights it, and no more */
	unsigned key_at;  /* where the key's letter is in the text, if that has it there */
	bool opens;       /* it leads to another menu */
	const char *help; /* lines about it, shown while it is highlighted; borrowed, may be NULL */
};

struct bootmenu_style;

struct menu {
	struct list node; /* in the registry, if it has a name there */
	char *name;       /* NULL: the unnamed one */
	char *title;
	struct list items;
};

/* A menu without a name and outside of the registry; the caller frees it. */
int menu_new(const char *title, struct menu **ret);

/* The registry of named menus. (name) NULL is the unnamed one. menu_create replaces one of the
 * same name. All texts are copied. */
int menu_create(const char *name, const char *title, struct menu **ret);
struct menu *menu_find(const char *name);
void menu_free(struct menu *m);
int menu_add_item(
	struct menu *m, const char *name, const char *text, int key, bool is_default, bool secret);

struct menu_choice {
	const char *initial;   /* name to start on, or NULL: the last flagged default */
	uint64_t timeout_ms;   /* countdown, 0 = none; at 0 the highlighted item is taken */
	uint64_t retimeout_ms; /* countdown restarted after a key, 0 = none */
	bool *ret_timed_out;   /* set to whether the countdown has chosen; may be NULL */
	uint64_t deadline_us;  /* the same as the end of the countdown, whatever is typed; 0: none */
	/* The countdown goes on as from (retimeout_ms) only while the first highlight stays. */
	bool retime_initial;
	const struct bootmenu_style *style; /* how it looks; NULL: as scripts have said */
	/* Keys that end it, too; then (ret_key) is which, else KEY_ENTER. NULL: there are none. */
	bool (*is_end_key)(int key);
	int *ret_key;
	/* Those of them that are letters, "ec" as in GRUB's menus: edit, command line. NULL: none. */
	const char *letters;
};
/* Shows (m) full screen until an item is chosen: its name in (ret_name), borrowed from (m).
 * -ERR_NOENT if nothing can be chosen, -ERR_CANCELED on ESC or Ctrl-C (recorded). The screen is
 * cleared afterwards. */
int menu_choose(struct menu *m, const struct menu_choice *how, const char **ret_name);

/* What the next menu that menu_choose() shows says in its last row until a key is pressed,
 * copied: a message that the menu would cover. "": nothing, it was read. */
void menu_note(const char *text);
/* The same for (text) that tells of a failure, if a menu was shown before and nothing is noted yet:
 * it may be why that menu comes back. */
void menu_note_failure(const char *text);

/* Shows (m) as a form: each item with a name is a setting to be edited. What was changed is stored
 * when the form is saved: 0. -ERR_CANCELED, -ERR_NOENT as above. */
int menu_present(struct menu *m);
