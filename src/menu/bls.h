/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot loader entries (UAPI group specification 1, "Type #1"): one small file each. Where folders
 * cannot be listed a file "index" beside them names them, one a line; lines with "#" in front and
 * empty ones are left out. Without it the page counts that a server of HTTP makes of the folder.
 */
#pragma once

#include <stddef.h>

#include "core/list.h"
#include "menu/bootmenu.h"

#define BLS_INDEX   "index"
#define BLS_INITRDS BOOTPLAN_INITRDS

struct bls_entry {
	struct list node;
	char *id; /* the file's name without ".conf" and what counts attempts, never NULL; that of a
		   * program with its ".efi" */
	/* NULL: not given. (program) is an EFI program, (uki) one with a kernel inside. */
	char *title, *version, *machine_id, *sort_key, *architecture;
	char *kernel, *program, *uki, *profile, *options;
	/* What distributions' GRUB adds: "grub_users", "grub_arg", all of them, and "grub_hotkey". */
	char *users, *arguments, *hotkey;
	char *initrds[BLS_INITRDS];
	unsigned n_initrds;
	bool is_spent; /* its attempts are used up */
	char *shown;   /* its title, with what tells it from others of the same */
};

/* Reads the entry (name), of (len) bytes of (text), into a new one. -ERR_NOMEM, -ERR_TOOBIG if
 * that is long, or has too many initrds (recorded). A key that is not known is left out, as
 * the specification wants. */
int bls_parse(const char *name, const char *text, size_t len, struct bls_entry **ret);
void bls_free(struct bls_entry *e); /* NULL is fine */

/* Below 0 if (a) stands before (b) in a menu. */
int bls_compare(const struct bls_entry *a, const struct bls_entry *b);

/* Compares versions (UAPI group specification 10): below 0 if (a) is older. */
int bls_compare_versions(const char *a, const char *b);

/* True if (text) matches (pattern) with "*", "?" and "[a-z]", whatever their capitals. */
bool bls_matches(const char *pattern, const char *text);

/* Reads the entries that (folder)/index names, "…/loader/entries/index", into (ret), sorted,
 * without those for other machines, their titles (shown) told apart; names with ".efi" at
 * their end become entries with that as (uki). -ERR_NOENT if there is no index; what cannot be
 * read is left out with a warning. */
int bls_read_entries(const struct bootmenu_files *files, const char *folder, struct list *ret);
void bls_free_entries(struct list *entries);

/* The menu of (index), the path or URL of the index, with timeout and default of the file
 * loader.conf in the folder above, if there is one. Paths in it are below the folder that has
 * "loader". -ERR_NOENT. */
int bls_read(const struct bootmenu_files *files, const char *index, struct bootmenu **ret);
