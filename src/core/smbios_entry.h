/* SPDX-License-Identifier: BSD-2-Clause */
/* The SMBIOS entry point (DMTF DSP0134 5.2), which tells where the table is. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SMBIOS_ENTRY_MIN 24          /* bytes of the shorter one */
#define SMBIOS_ENTRY_MAX 255         /* its length is a byte */
#define SMBIOS_TABLE_MAX (16u << 20) /* real tables are some ten KiB */

struct smbios_entry {
	uint64_t address;
	size_t len;       /* 1 to SMBIOS_TABLE_MAX */
	uint16_t version; /* major << 8 | minor */
};

/* Reads the entry point of version 2.x or 3.x in the (len) bytes at (p). -ERR_NOENT if there is
 * none or its checksums or sizes are wrong; nothing is recorded. */
int smbios_entry_read(const uint8_t *p, size_t len, struct smbios_entry *ret);

/* The best entry point on a 16-byte boundary of the (len) bytes at (p): 3.x before 2.x, the first
 * of each. -ERR_NOENT. */
int smbios_entry_scan(const uint8_t *p, size_t len, struct smbios_entry *ret);
