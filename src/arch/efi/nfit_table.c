/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of an NFIT (ACPI 6.5, 5.2.25): a header and structures, each with its type and
 * length. Ours are system physical address ranges (5.2.25.2) in the form of ACPI 6.1, which all
 * kernels know. A table that is there is the firmware's: its other structures are kept as they
 * are.
 */
#include "arch/efi/nfit_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/util.h"

#define CHECKSUM 9 /* offset, ACPI 6.5 5.2.6 */
#define LENGTH   4

#define SPA_TYPE 0
#define SPA_LEN  56
#define SPA_GUID 16
#define SPA_BASE 32
#define SPA_SIZE 40
#define SPA_ATTR 48

#define MEMORY_WB 8ull /* EFI_MEMORY_WB */

/* Its bytes are written out by hand; the tenth is the checksum, so that all add up to 0. */
const uint8_t nfit_ssdt[] = {
	'S', 'S', 'D', 'T', 72, 0, 0, 0, 2, 0x8e,                             /* header */
	'H', 'A', 'W', 'S', 'E', 'R', 'R', 'A', 'M', 'D', 'I', 'S', 'K', ' ', /* OEM, its id */
	1, 0, 0, 0, 'H', 'W', 'S', 'R', 1, 0, 0, 0, /* revision, compiler */
	0x10, 35, '\\', '_', 'S', 'B', '_',         /* Scope (\_SB) */
	0x5b, 0x82, 27, 'H', 'W', 'S', 'R',         /* Device (HWSR) */
	0x08, '_', 'H', 'I', 'D', 0x0d, 'A', 'C', 'P', 'I', '0', '0', '1', '2',
	0,                                    /* Name (_HID, …) */
	0x08, '_', 'S', 'T', 'A', 0x0a, 0x0f, /* Name (_STA, 15) */
};
_Static_assert(sizeof(nfit_ssdt) == ACPI_HEADER_LEN + 36, "its length stands in it");

size_t acpi_table_len(const uint8_t *table)
{
	uint32_t len = get_le32(table + LENGTH);

	return len >= ACPI_HEADER_LEN && len <= 1u << 24 ? len : 0;
}

static size_t nfit_len(const uint8_t *table)
{
	size_t len = table ? acpi_table_len(table) : 0;

	return len >= NFIT_HEADER_LEN ? len : 0;
}

/* The structure at (off) of (table); 0 at the end, and where the lengths make no sense. */
static size_t structure_len(const uint8_t *table, size_t off)
{
	size_t left = nfit_len(table) - off, len;

	if (left < 4)
		return 0;
	len = get_le16(table + off + 2);
	return len >= 4 && len <= left ? len : 0;
}

static bool is_range(const uint8_t *s, size_t len, uint64_t base)
{
	return len >= SPA_ATTR && get_le16(s) == SPA_TYPE && get_le64(s + SPA_BASE) == base;
}

static void finish(uint8_t *table, size_t len)
{
	uint8_t sum = 0;

	put_le32(table + LENGTH, (uint32_t)len);
	table[CHECKSUM] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + table[i]);
	table[CHECKSUM] = (uint8_t)-sum;
}

static void put_header(uint8_t *table)
{
	static const uint8_t header[NFIT_HEADER_LEN] = {
		'N',
		'F',
		'I',
		'T',
		0,
		0,
		0,
		0,
		1,
		0, /* revision 1 */
		'H',
		'A',
		'W',
		'S',
		'E',
		'R',
		'R',
		'A',
		'M',
		'D',
		'I',
		'S',
		'K',
		' ',
		1,
		0,
		0,
		0,
		'H',
		'W',
		'S',
		'R',
		1,
		0,
		0,
		0,
	};

	memcpy(table, header, sizeof(header));
}

uint8_t *nfit_with(const uint8_t *old, const struct nfit_range *r)
{
	size_t old_len = nfit_len(old), head = MAX(old_len, (size_t)NFIT_HEADER_LEN);
	uint8_t *table = calloc(1, head + SPA_LEN), *s;

	if (!table)
		return NULL;
	if (old_len)
		memcpy(table, old, old_len);
	else
		put_header(table);
	s = table + head;
	put_le16(s, SPA_TYPE);
	put_le16(s + 2, SPA_LEN);
	/* Index 0, as nothing refers to it; neither a proximity domain nor flags. */
	memcpy(s + SPA_GUID, r->type, sizeof(r->type));
	put_le64(s + SPA_BASE, r->base);
	put_le64(s + SPA_SIZE, r->len);
	put_le64(s + SPA_ATTR, MEMORY_WB);
	finish(table, head + SPA_LEN);
	return table;
}

uint8_t *nfit_without(const uint8_t *old, uint64_t base, bool *ret_empty)
{
	size_t to = NFIT_HEADER_LEN, len;
	uint8_t *table;

	if (!nfit_len(old))
		return NULL;
	table = malloc(nfit_len(old));
	if (!table)
		return NULL;
	memcpy(table, old, NFIT_HEADER_LEN);
	for (size_t off = NFIT_HEADER_LEN; (len = structure_len(old, off)); off += len) {
		if (is_range(old + off, len, base))
			continue;
		memcpy(table + to, old + off, len);
		to += len;
	}
	finish(table, to);
	*ret_empty = to == NFIT_HEADER_LEN;
	return table;
}

bool nfit_has(const uint8_t *table, uint64_t base, uint64_t len)
{
	size_t n;

	if (!nfit_len(table))
		return false;
	for (size_t off = NFIT_HEADER_LEN; (n = structure_len(table, off)); off += n)
		if (is_range(table + off, n, base) && get_le64(table + off + SPA_SIZE) == len)
			return true;
	return false;
}
