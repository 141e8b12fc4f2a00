/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of blocks, for the files of settings among themselves. */
#pragma once

#include "core/settings.h"

#define SETTINGS_MAX_DEPTH 16

extern struct settings_block settings_root;

/* Asks (b) and then its children. (named) is the block that the name names, which decides what a
 * number in it means. -ERR_NOENT (nothing recorded). */
int settings_fetch_tree(struct settings_block *b, const struct setting_key *key,
	const struct settings_block *named, struct setting_value *ret,
	struct settings_block **ret_block);

/* The (n)th setting that is stored in the list of (b); false after the last. (ret) borrows its
 * name. */
bool settings_stored(const struct settings_block *b, unsigned n, struct setting_key *ret);

/* Stores into (b) itself and runs the applicators. Failures of (b) that are no news to a reader
 * (-ERR_NOTSUP, -ERR_NOTTY) are not recorded yet. */
int settings_store_block(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len);

/* Finds (path), creating list blocks for what is missing. Failures are recorded. */
int settings_find_or_create(const char *path, struct settings_block **ret);

/* Appends the path of (b), "" for root. */
int settings_block_path(const struct settings_block *b, struct strbuf *out);

/* Block "builtin" if it has a setting (name) that can be set, else NULL. */
struct settings_block *settings_builtin_for(const char *name);

/* Registers block "builtin" and what it knows by itself. */
int settings_builtin_init(void);
