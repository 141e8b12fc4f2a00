/* SPDX-License-Identifier: BSD-2-Clause */
/* --fact BLOCK/NAME=VALUE for blocks that nobody can store into (smbios, efi, pci, usb,
 * builtin, …). */
#pragma once

struct setting_name;

/* From now on block (name)->block says (value) for the setting (text), which (name) is the
 * parts of; all else it says as before. A block that is not there is made. -ERR_*, recorded. */
int fact_block_set(const struct setting_name *name, const char *text, const char *value);
