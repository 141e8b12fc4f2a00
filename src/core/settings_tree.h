/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of blocks, for the files of settings among themselves. */
#pragma once

#include "core/settings.h"

#define SETTINGS_MAX_DEPTH 16
#define SETTING_VALUE_MAX  (1024 * 1024)

extern struct settings_block settings_root;

/* Asks (b) and then its children. (own_tags): the key's tag is a number of blocks that have tags of
 * their own. -ERR_NOENT (nothing recorded). */
int settings_fetch_tree(struct settings_block *b, const struct setting_key *key, bool own_tags,
	struct setting_value *ret, struct settings_block **ret_block);

/* The (n)th setting that is stored in the list of (b); false after the last. (ret) borrows its name. */
bool settings_stored(const struct settings_block *b, unsigned n, struct setting_key *ret);

/* Stores into (b) itself and runs the applicators. Failures of (b) that are no news to a reader
 * (-ERR_NOTSUP, -ERR_NOTTY) are not recorded yet. */
int settings_store_block(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len);

/* Finds (path), creating list blocks for what is missing. Failures are recorded. */
int settings_find_or_create(const char *path, struct settings_block **ret);

/* Appends the path of (b), "" for root. */
int settings_block_path(const struct settings_block *b, struct strbuf *out);

/* Registers block "builtin" and what it knows by itself. */
int settings_builtin_init(void);
