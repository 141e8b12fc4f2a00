/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding ACPI tables (ACPI 6.5): the root pointer (5.2.5), the root tables (5.2.7, 5.2.8) and the
 * tables they list. All of it is the firmware's word and not trusted: lengths are bounded, each
 * address is looked at only through the caller's view.
 */
#include "core/acpi.h"

#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum {
	PARAGRAPH = 16,
	RSDP_LEN = 20,
	RSDP_LEN2 = 36,
	RSDP_REVISION = 15,
	RSDP_RSDT = 16,
	RSDP_XSDT = 24,
	TABLE_MAX = 8 << 20, /* the largest definition blocks have some hundred KiB */
	ROOT_ENTRIES_MAX = 256,
	FADT_DSDT = 40,
	FADT_LEN_MIN = 116, /* of ACPI 1.0 */
	FADT_X_DSDT = 140,
	FADT_X_DSDT_END = 148,
};

static bool checksum_ok(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0;
}

const uint8_t *acpi_view(const struct acpi_memory *m, uint64_t addr, size_t len)
{
	return addr && addr <= UINT64_MAX - len ? m->view(m->arg, addr, len) : NULL;
}

uint64_t acpi_find_rsdp(const struct acpi_memory *m, uint64_t start, size_t len)
{
	for (size_t pos = 0; pos <= len && len - pos >= RSDP_LEN; pos += PARAGRAPH) {
		const uint8_t *p = acpi_view(m, start + pos, RSDP_LEN);

		if (p && !memcmp(p, "RSD PTR ", 8) && checksum_ok(p, RSDP_LEN))
			return start + pos;
	}
	return 0;
}

bool acpi_table_at(const struct acpi_memory *m, uint64_t addr, bool sum, struct acpi_table *ret)
{
	const uint8_t *p = acpi_view(m, addr, ACPI_TABLE_HEADER_LEN);
	size_t len;

	if (!p)
		return false;
	len = get_le32(p + 4);
	if (len < ACPI_TABLE_HEADER_LEN || len > TABLE_MAX)
		return false;
	p = acpi_view(m, addr, len);
	if (!p || (sum && !checksum_ok(p, len)))
		return false;
	*ret = (struct acpi_table){p, len};
	return true;
}

bool acpi_is_table(const struct acpi_table *t, const char signature[4])
{
	return !memcmp(t->p, signature, 4);
}

bool acpi_root_at(const struct acpi_memory *m, uint64_t rsdp, struct acpi_root *ret)
{
	const uint8_t *p = acpi_view(m, rsdp, RSDP_LEN), *p2;
	struct acpi_root r = {.entry_len = 8};

	p2 = p && p[RSDP_REVISION] >= 2 ? acpi_view(m, rsdp, RSDP_LEN2) : NULL;
	if (p2 && checksum_ok(p2, RSDP_LEN2) &&
		acpi_table_at(m, get_le64(p2 + RSDP_XSDT), true, &r.table) &&
		acpi_is_table(&r.table, "XSDT")) {
		*ret = r;
		return true;
	}
	r.entry_len = 4;
	if (!p || !acpi_table_at(m, get_le32(p + RSDP_RSDT), true, &r.table) ||
		!acpi_is_table(&r.table, "RSDT"))
		return false;
	*ret = r;
	return true;
}

uint64_t acpi_root_entry(const struct acpi_root *r, unsigned i)
{
	size_t n = (r->table.len - ACPI_TABLE_HEADER_LEN) / r->entry_len;
	const uint8_t *p = r->table.p + ACPI_TABLE_HEADER_LEN + (size_t)i * r->entry_len;

	if (i >= n || i >= ROOT_ENTRIES_MAX)
		return 0;
	return r->entry_len == 8 ? get_le64(p) : get_le32(p);
}

uint64_t acpi_dsdt_address(const struct acpi_table *fadt)
{
	uint64_t addr = fadt->len >= FADT_X_DSDT_END ? get_le64(fadt->p + FADT_X_DSDT) : 0;

	return addr ? addr : get_le32(fadt->p + FADT_DSDT);
}

/* Number (index) of those of (signature) that the root table lists. */
static bool listed_table(const struct acpi_memory *m, const struct acpi_root *r,
	const char signature[4], unsigned index, struct acpi_table *ret)
{
	struct acpi_table t;
	uint64_t addr;

	for (unsigned i = 0; (addr = acpi_root_entry(r, i)) != 0; i++) {
		if (!acpi_table_at(m, addr, false, &t) || !acpi_is_table(&t, signature))
			continue;
		if (index-- > 0)
			continue;
		*ret = t;
		return true;
	}
	return false;
}

int acpi_find(const struct acpi_memory *m, uint64_t rsdp, const char signature[4], unsigned index,
	struct acpi_table *ret)
{
	struct acpi_table fadt;
	struct acpi_root root;

	if (!acpi_root_at(m, rsdp, &root))
		return -ERR_NOENT;
	if (acpi_is_table(&root.table, signature) && index == 0) {
		*ret = root.table;
		return 0;
	}
	if (memcmp(signature, "DSDT", 4) != 0)
		return listed_table(m, &root, signature, index, ret) ? 0 : -ERR_NOENT;
	if (index > 0 || !listed_table(m, &root, "FACP", 0, &fadt) || fadt.len < FADT_LEN_MIN)
		return -ERR_NOENT;
	return acpi_table_at(m, acpi_dsdt_address(&fadt), false, ret) ? 0 : -ERR_NOENT;
}

/* Twelve hex digits and a "#". */
static bool mac_text(const uint8_t *p, uint8_t ret[6])
{
	uint8_t mac[6];

	for (unsigned i = 0; i < sizeof(mac); i++) {
		int high = hex_digit((char)p[2 * i]), low = hex_digit((char)p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		mac[i] = (uint8_t)(high << 4 | low);
	}
	if (p[2 * sizeof(mac)] != '#')
		return false;
	memcpy(ret, mac, sizeof(mac));
	return true;
}

bool acpi_system_mac(const struct acpi_table *t, uint8_t ret[6])
{
	enum { PREFIX_LEN = 9, TEXT_LEN = PREFIX_LEN + 13 };

	for (size_t pos = 0; pos <= t->len && t->len - pos >= TEXT_LEN; pos++) {
		const uint8_t *p = t->p + pos;

		if (p[0] != '_' ||
			(memcmp(p, "_AUXMAC_#", PREFIX_LEN) && memcmp(p, "_RTXMAC_#", PREFIX_LEN)))
			continue;
		if (mac_text(p + PREFIX_LEN, ret))
			return true;
	}
	return false;
}
