/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPI 6.5: the root pointer (5.2.5), the root tables (5.2.7, 5.2.8), the fixed table (5.2.9), and
 * in the definition blocks the package \_S5 (7.4.2), recognised by its bytes as the AML grammar
 * writes a named package of small constants (20.2.5). All of it is the firmware's word and not
 * trusted: each address is looked at only through the caller's view.
 */
#include "arch/bios/acpi.h"

#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum {
	EBDA_POINTER = 0x40e, /* word: segment */
	EBDA_LOOK = 1024,
	ROM_START = 0xe0000,
	ROM_END = 0x100000,
	PARAGRAPH = 16,
};

enum {
	RSDP_LEN = 20,
	RSDP_LEN2 = 36,
	RSDP_REVISION = 15,
	RSDP_RSDT = 16,
	RSDP_XSDT = 24,
	HEADER_LEN = 36,
	TABLE_MAX = 8 << 20, /* the largest definition blocks have some hundred KiB */
	ROOT_ENTRIES_MAX = 256,
};

enum {
	FADT_LEN_MIN = 116, /* of ACPI 1.0 */
	FADT_DSDT = 40,
	FADT_SMI_CMD = 48,
	FADT_ACPI_ENABLE = 52,
	FADT_PM1A_CNT = 64,
	FADT_PM1B_CNT = 68,
	FADT_CENTURY = 108,
	FADT_FLAGS = 112,
	FADT_RESET_REG = 116,
	FADT_RESET_VALUE = 128,
	FADT_RESET_END = 129,
	FADT_X_DSDT = 140,
	FADT_X_DSDT_END = 148,
	FADT_X_PM1A_CNT = 172,
	FADT_X_PM1B_CNT = 184,
	FADT_X_PM1_END = 196,
	FLAG_RESET_REG = 1 << 10,
};

/* A generic address: space, width, offset, access, address (8). */
enum { GAS_SPACE = 0, GAS_ADDRESS = 4, SPACE_IO = 1 };

/* AML opcodes. */
enum {
	AML_ZERO = 0x00,
	AML_ONE = 0x01,
	AML_NAME = 0x08,
	AML_BYTE = 0x0a,
	AML_WORD = 0x0b,
	AML_DWORD = 0x0c,
	AML_PACKAGE = 0x12,
	AML_ROOT = 0x5c,
	AML_ONES = 0xff
};

struct table {
	const uint8_t *p;
	size_t len;
};

static bool checksum_ok(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0;
}

static const uint8_t *view(const struct acpi_memory *m, uint64_t addr, size_t len)
{
	return addr && addr <= UINT64_MAX - len ? m->view(m->arg, addr, len) : NULL;
}

/* ---- finding tables ---- */

static uint64_t find_rsdp(const struct acpi_memory *m, uint64_t start, size_t len)
{
	for (size_t pos = 0; len - pos >= RSDP_LEN; pos += PARAGRAPH) {
		const uint8_t *p = view(m, start + pos, RSDP_LEN);

		if (p && !memcmp(p, "RSD PTR ", 8) && checksum_ok(p, RSDP_LEN))
			return start + pos;
	}
	return 0;
}

static uint64_t locate_rsdp(const struct acpi_memory *m)
{
	const uint8_t *segment = view(m, EBDA_POINTER, 2);
	uint64_t rsdp = 0;

	if (segment && get_le16(segment))
		rsdp = find_rsdp(m, (uint64_t)get_le16(segment) << 4, EBDA_LOOK);
	return rsdp ? rsdp : find_rsdp(m, ROM_START, ROM_END - ROM_START);
}

/* A whole table at (addr). Definition blocks are not summed: they are long, and their checksum is
 * wrong on machines where nobody else looks at it either. */
static bool table_at(const struct acpi_memory *m, uint64_t addr, bool sum, struct table *ret)
{
	const uint8_t *p = view(m, addr, HEADER_LEN);
	size_t len;

	if (!p)
		return false;
	len = get_le32(p + 4);
	if (len < HEADER_LEN || len > TABLE_MAX)
		return false;
	p = view(m, addr, len);
	if (!p || (sum && !checksum_ok(p, len)))
		return false;
	*ret = (struct table){p, len};
	return true;
}

static bool is_table(const struct table *t, const char signature[4])
{
	return !memcmp(t->p, signature, 4);
}

struct root {
	struct table table;
	unsigned entry_len; /* 4 or 8 */
};

static bool root_at(const struct acpi_memory *m, uint64_t rsdp, struct root *ret)
{
	const uint8_t *p = view(m, rsdp, RSDP_LEN), *p2;

	p2 = p && p[RSDP_REVISION] >= 2 ? view(m, rsdp, RSDP_LEN2) : NULL;
	if (p2 && checksum_ok(p2, RSDP_LEN2) &&
		table_at(m, get_le64(p2 + RSDP_XSDT), true, &ret->table) &&
		is_table(&ret->table, "XSDT")) {
		ret->entry_len = 8;
		return true;
	}
	ret->entry_len = 4;
	return p && table_at(m, get_le32(p + RSDP_RSDT), true, &ret->table) &&
		is_table(&ret->table, "RSDT");
}

/* Entry (i) of the root table as an address, 0 behind the last. */
static uint64_t root_entry(const struct root *r, unsigned i)
{
	size_t n = (r->table.len - HEADER_LEN) / r->entry_len;
	const uint8_t *p = r->table.p + HEADER_LEN + (size_t)i * r->entry_len;

	if (i >= n || i >= ROOT_ENTRIES_MAX)
		return 0;
	return r->entry_len == 8 ? get_le64(p) : get_le32(p);
}

static bool find_fadt(const struct acpi_memory *m, const struct root *r, struct table *ret)
{
	uint64_t addr;

	for (unsigned i = 0; (addr = root_entry(r, i)) != 0; i++) {
		struct table t;

		if (!table_at(m, addr, true, &t) || !is_table(&t, "FACP") || t.len < FADT_LEN_MIN)
			continue;
		*ret = t;
		return true;
	}
	return false;
}

/* ---- the fixed table ---- */

/* A control port: the extended field where it is filled in, else the old one. */
static uint16_t pm1_port(const struct table *fadt, size_t old, size_t extended)
{
	uint64_t port = get_le32(fadt->p + old);

	if (fadt->len >= FADT_X_PM1_END) {
		const uint8_t *gas = fadt->p + extended;

		if (gas[GAS_SPACE] == SPACE_IO && get_le64(gas + GAS_ADDRESS))
			port = get_le64(gas + GAS_ADDRESS);
	}
	return port < UINT16_MAX ? (uint16_t)port : 0;
}

static void read_reset(const struct table *fadt, struct acpi_facts *f)
{
	const uint8_t *gas = fadt->p + FADT_RESET_REG;
	uint64_t addr;

	if (fadt->len < FADT_RESET_END || !(get_le32(fadt->p + FADT_FLAGS) & FLAG_RESET_REG))
		return;
	addr = get_le64(gas + GAS_ADDRESS);
	if (gas[GAS_SPACE] != SPACE_IO || addr > UINT16_MAX)
		return;
	f->reset_port = (uint16_t)addr;
	f->reset_value = fadt->p[FADT_RESET_VALUE];
}

static void read_fadt(const struct table *fadt, struct acpi_facts *f)
{
	uint32_t smi_cmd = get_le32(fadt->p + FADT_SMI_CMD);

	f->pm1a_cnt = pm1_port(fadt, FADT_PM1A_CNT, FADT_X_PM1A_CNT);
	f->pm1b_cnt = pm1_port(fadt, FADT_PM1B_CNT, FADT_X_PM1B_CNT);
	f->smi_cmd = smi_cmd <= UINT16_MAX ? (uint16_t)smi_cmd : 0;
	f->acpi_enable = fadt->p[FADT_ACPI_ENABLE];
	f->century = fadt->p[FADT_CENTURY];
	read_reset(fadt, f);
}

/* ---- \_S5 ---- */

/* One small constant at (*pos), which moves behind it; false if it is something else. */
static bool aml_constant(const struct table *t, size_t *pos, uint8_t *ret)
{
	static const struct {
		uint8_t op, len;
	} ops[] = {{AML_ZERO, 1}, {AML_ONE, 1}, {AML_ONES, 1}, {AML_BYTE, 2}, {AML_WORD, 3},
		{AML_DWORD, 5}};
	const uint8_t *p = t->p + *pos;
	size_t left = t->len - *pos;

	for (size_t i = 0; left && i < ARRAY_SIZE(ops); i++) {
		if (p[0] != ops[i].op || ops[i].len > left)
			continue;
		*ret = ops[i].len > 1 ? p[1] : p[0];
		*pos += ops[i].len;
		return true;
	}
	return false;
}

/* The package behind the name: PackageOp, its length (1 to 4 bytes, the first two bits say how many
 * follow), the number of elements, the elements. */
static bool s5_package(const struct table *t, size_t pos, struct acpi_facts *f)
{
	uint8_t a, b;
	size_t more;
	unsigned n;

	if (t->len - pos < 3 || t->p[pos] != AML_PACKAGE)
		return false;
	more = t->p[pos + 1] >> 6;
	if (t->len - pos - 3 < more)
		return false;
	n = t->p[pos + 2 + more];
	pos += 3 + more;
	if (n < 1 || !aml_constant(t, &pos, &a))
		return false;
	b = a;
	if (n >= 2 && !aml_constant(t, &pos, &b))
		return false;
	if (a > 7 || b > 7)
		return false;
	f->has_s5 = true;
	f->slp_typ_a = a;
	f->slp_typ_b = b;
	return true;
}

/* "_S5_" as the object of a NameOp, with the root's backslash before it or without. */
static bool find_s5(const struct table *t, struct acpi_facts *f)
{
	for (size_t pos = HEADER_LEN + 1; pos < t->len && t->len - pos >= 4; pos++) {
		const uint8_t *p = t->p + pos;

		if (memcmp(p, "_S5_", 4))
			continue;
		if (p[-1] != AML_NAME && !(p[-1] == AML_ROOT && p[-2] == AML_NAME))
			continue;
		if (s5_package(t, pos + 4, f))
			return true;
	}
	return false;
}

static uint64_t dsdt_address(const struct table *fadt)
{
	uint64_t addr = fadt->len >= FADT_X_DSDT_END ? get_le64(fadt->p + FADT_X_DSDT) : 0;

	return addr ? addr : get_le32(fadt->p + FADT_DSDT);
}

/* Old machines and emulators have it in a secondary table. */
static void read_s5(const struct acpi_memory *m, const struct root *r, const struct table *fadt,
	struct acpi_facts *f)
{
	struct table t;
	uint64_t addr;

	if (table_at(m, dsdt_address(fadt), false, &t) && is_table(&t, "DSDT") && find_s5(&t, f))
		return;
	for (unsigned i = 0; (addr = root_entry(r, i)) != 0; i++)
		if (table_at(m, addr, false, &t) && is_table(&t, "SSDT") && find_s5(&t, f))
			return;
}

int acpi_read(const struct acpi_memory *m, struct acpi_facts *ret)
{
	uint64_t rsdp = locate_rsdp(m);
	struct acpi_facts f = {0};
	struct table fadt;
	struct root root;

	if (!rsdp || !root_at(m, rsdp, &root) || !find_fadt(m, &root, &fadt))
		return -ERR_NOENT;
	read_fadt(&fadt, &f);
	read_s5(m, &root, &fadt, &f);
	*ret = f;
	return 0;
}
