/* SPDX-License-Identifier: BSD-2-Clause */
/* What is in a block of settings, one after the other: for screens that show it. */
#pragma once

#include "core/settings.h"

/* (key) is how the setting is asked for, with its name; both are borrowed. Anything but 0
 * ends it. */
typedef int (*settings_each_fn)(
	const struct setting_key *key, const struct setting_value *v, void *arg);

/* Calls (fn) for each setting that (b) itself has: first the predefined ones, then those that were
 * stored by other names, then other DHCP options. Blocks whose numbers are no DHCP tags (smbios)
 * show only what has a name, those whose names are none of ours (efi) nothing. Returns 0 or
 * what (fn) returned. */
int settings_each(struct settings_block *b, settings_each_fn fn, void *arg);

/* Calls (fn), with an empty value, for each predefined setting that (b) could have and has not. */
int settings_each_unset(struct settings_block *b, settings_each_fn fn, void *arg);

/* How (v) is best shown: as it was stored; as it is defined; as text if it is some, else in hex. */
const struct setting_type *setting_best_type(
	const struct setting_key *key, const struct setting_value *v);
