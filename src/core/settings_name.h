/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of settings as scripts write them, "[block/]setting[:type]", and the predefined ones. */
#pragma once

#include <stdbool.h>

#include "core/settings.h"

#define SETTING_NAME_MAX     256    /* bytes of a whole name */
#define SETTING_TAG_PRIORITY 0xaf01 /* 175.1 */

struct setting_name {
	char block[SETTING_NAME_MAX]; /* path; "" = root */
	char name[SETTING_NAME_MAX];
	const struct setting_type *type; /* as written, or NULL */
};

/* Takes (text) apart. -ERR_INVAL: no setting's name in it, or too long; -ERR_NOTSUP: unknown type.
 * Nothing is recorded. */
int setting_name_parse(const char *text, struct setting_name *ret);

/* True if (s) is a number or a dotted list of numbers that fits 64 bits. */
bool setting_tag_parse(const char *s, uint64_t *ret);

/* What (n) asks for: tags and predefined names are completed by each other, unless (own_tags): then
 * a tag is only a number; or (own_names): then all is a name, and not one of ours. (ret) borrows from
 * (n). */
void setting_name_key(
	const struct setting_name *n, bool own_tags, bool own_names, struct setting_key *ret);
