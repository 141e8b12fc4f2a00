/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPI 6.5: where a BIOS has the root pointer (5.2.5.1), the fixed table (5.2.9), and in the
 * definition blocks the package \_S5 (7.4.2), recognised by its bytes as the AML grammar writes a
 * named package of small constants (20.2.5). All of it is the firmware's word and not trusted: each
 * address is looked at only through the caller's view.
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
};

enum {
	FADT_LEN_MIN = 116, /* of ACPI 1.0 */
	FADT_SMI_CMD = 48,
	FADT_ACPI_ENABLE = 52,
	FADT_PM1A_CNT = 64,
	FADT_PM1B_CNT = 68,
	FADT_CENTURY = 108,
	FADT_FLAGS = 112,
	FADT_RESET_REG = 116,
	FADT_RESET_VALUE = 128,
	FADT_RESET_END = 129,
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

uint64_t acpi_locate_rsdp(const struct acpi_memory *m)
{
	const uint8_t *segment = acpi_view(m, EBDA_POINTER, 2);
	uint64_t rsdp = 0;

	if (segment && get_le16(segment))
		rsdp = acpi_find_rsdp(m, (uint64_t)get_le16(segment) << 4, EBDA_LOOK);
	return rsdp ? rsdp : acpi_find_rsdp(m, ROM_START, ROM_END - ROM_START);
}

static bool find_fadt(
	const struct acpi_memory *m, const struct acpi_root *r, struct acpi_table *ret)
{
	uint64_t addr;

	for (unsigned i = 0; (addr = acpi_root_entry(r, i)) != 0; i++) {
		struct acpi_table t;

		if (!acpi_table_at(m, addr, true, &t) || !acpi_is_table(&t, "FACP") ||
			t.len < FADT_LEN_MIN)
			continue;
		*ret = t;
		return true;
	}
	return false;
}

/* ---- the fixed table ---- */

/* A control port: the extended field where it is filled in, else the old one. */
static uint16_t pm1_port(const struct acpi_table *fadt, size_t old, size_t extended)
{
	uint64_t port = get_le32(fadt->p + old);

	if (fadt->len >= FADT_X_PM1_END) {
		const uint8_t *gas = fadt->p + extended;

		if (gas[GAS_SPACE] == SPACE_IO && get_le64(gas + GAS_ADDRESS))
			port = get_le64(gas + GAS_ADDRESS);
	}
	return port < UINT16_MAX ? (uint16_t)port : 0;
}

static void read_reset(const struct acpi_table *fadt, struct acpi_facts *f)
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

static void read_fadt(const struct acpi_table *fadt, struct acpi_facts *f)
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
static bool aml_constant(const struct acpi_table *t, size_t *pos, uint8_t *ret)
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
static bool s5_package(const struct acpi_table *t, size_t pos, struct acpi_facts *f)
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
static bool find_s5(const struct acpi_table *t, struct acpi_facts *f)
{
	for (size_t pos = ACPI_TABLE_HEADER_LEN + 1; pos < t->len && t->len - pos >= 4; pos++) {
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

/* Old machines and emulators have it in a secondary table. */
static void read_s5(const struct acpi_memory *m, const struct acpi_root *r,
	const struct acpi_table *fadt, struct acpi_facts *f)
{
	struct acpi_table t;
	uint64_t addr;

	if (acpi_table_at(m, acpi_dsdt_address(fadt), false, &t) && acpi_is_table(&t, "DSDT") &&
		find_s5(&t, f))
		return;
	for (unsigned i = 0; (addr = acpi_root_entry(r, i)) != 0; i++)
		if (acpi_table_at(m, addr, false, &t) && acpi_is_table(&t, "SSDT") &&
			find_s5(&t, f))
			return;
}

int acpi_read(const struct acpi_memory *m, struct acpi_facts *ret)
{
	uint64_t rsdp = acpi_locate_rsdp(m);
	struct acpi_facts f = {0};
	struct acpi_table fadt;
	struct acpi_root root;

	if (!rsdp || !acpi_root_at(m, rsdp, &root) || !find_fadt(m, &root, &fadt))
		return -ERR_NOENT;
	read_fadt(&fadt, &f);
	read_s5(m, &root, &fadt, &f);
	*ret = f;
	return 0;
}
