/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SMBIOS structures (DMTF DSP0134 6.1): a pure parser over the firmware's table, and the settings
 * block "smbios" made of it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct smbios_struct {
	uint8_t type;
	const uint8_t *data; /* formatted area, header included */
	uint8_t len;
	const char *strings; /* what follows it: strings, each with its NUL */
	size_t strings_len;  /* without the empty one at the end */
};

/* Finds the structure of (type) number (instance), from 0. -ERR_NOENT, also when the table is
 * broken before it. Nothing is recorded. */
int smbios_find(const uint8_t *table, size_t len, uint8_t type, unsigned instance,
	struct smbios_struct *ret);

/* String (index) (from 1) of (s), without blanks around it; not terminated. -ERR_NOENT if there is
 * none or it is empty. */
int smbios_string(const struct smbios_struct *s, uint8_t index, const char **ret, size_t *ret_len);

/* Registers block "smbios" over (table), borrowed for good. (version) = major << 8 | minor. */
int smbios_settings_init(const uint8_t *table, size_t len, uint16_t version);
