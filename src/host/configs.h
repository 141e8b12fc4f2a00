/* SPDX-License-Identifier: BSD-2-Clause */
/* Configurations of other boot loaders that are checked: which language a file is in, and where the
 * files it names are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/blob.h"
#include "host/findings.h"

struct uri;

enum config_kind { CONFIG_SCRIPT, CONFIG_PXELINUX, CONFIG_GRUB, CONFIG_BLS };

/* What the file (name), of (len) bytes of (text), is: by what it begins with, its name, or the
 * words its lines begin with. A script if nothing tells. */
enum config_kind config_kind_of(const char *name, const char *text, size_t len);
/* The kind called (name): "script", "pxelinux", "grub", "bls"; -1. */
int config_kind_named(const char *name);

struct configs {
	struct findings *f;
	const char *root; /* the folder that stands for all servers; NULL: none, borrowed */
	int (*fetch)(const struct uri *uri, struct blob *ret);
	char **names; /* of files read, which findings point to */
	unsigned n_names;
};
void configs_free(struct configs *c);

/* (name) for as long as (c). */
const char *configs_keep(struct configs *c, const char *name);
/* A copy of (len) bytes of (text), which may have any, with a NUL behind it. */
char *configs_copy(const void *text, size_t len);
/* The contents of the file or URL (name), a new string; NULL: it cannot be read (recorded). */
char *configs_read(const struct configs *c, const char *name, size_t *ret_len);
/* The file that a configuration in the file or URL (from) calls (name): beside it or in a folder
 * above, up to the root. A new string; NULL if there is none. */
char *configs_find(const struct configs *c, const char *from, const char *name);
/* True if both are the same file, by whatever path. */
bool configs_same(const char *a, const char *b);
/* False only if it is sure that the root has no file (name), as seen from (from), which may be a
 * URL. */
bool configs_may_have(const struct configs *c, const char *from, const char *name);
/* The file of the root that (name), which it does not have, may have been meant for, without a
 * slash at its beginning; a new string or NULL. */
char *configs_meant(const struct configs *c, const char *name);
/* Reports that there is no file (name), which (who) names at (at) of (file). */
void configs_report_missing(struct configs *c, bool is_error, const char *file, struct place at,
	const char *who, const char *name);

/* Reports what is wrong with the configuration (text) of (len) bytes of the file or URL (name), and
 * what it includes. */
void check_pxelinux(struct configs *c, const char *name, const char *text, size_t len);
void check_grub(struct configs *c, const char *name, const char *text, size_t len);
void check_bls(struct configs *c, const char *name, const char *text, size_t len);
