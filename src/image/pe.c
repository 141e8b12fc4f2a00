/* SPDX-License-Identifier: BSD-2-Clause */
/* The headers of PE images that are EFI programs: offsets from the specification, each checked. */
#include "image/pe.h"

#include <string.h>

#include "core/util.h"

enum {
	DOS_LEN = 0x40,
	PE_OFFSET = 0x3c,
	/* from the signature "PE\0\0" on: the COFF header */
	COFF_MACHINE = 4,
	COFF_N_SECTIONS = 6,
	COFF_OPT_LEN = 20,
	COFF_LEN = 24,
	/* in the optional header */
	OPT_ENTRY = 16,
	OPT_SIZE_OF_IMAGE = 56,
	OPT_SIZE_OF_HEADERS = 60,
	OPT_SUBSYSTEM = 68,
	OPT_MIN = 70,
	/* in a section's header */
	SECTION_NAME_LEN = 8,
	SECTION_SIZE = 8, /* in memory, without padding */
	SECTION_RAW_SIZE = 16,
	SECTION_RAW_OFFSET = 20,
	SECTION_LEN = 40,
	/* subsystems (UEFI 2.1.1) */
	SUBSYSTEM_APPLICATION = 10,
	SUBSYSTEM_RUNTIME_DRIVER = 12,
};

const char *pe_machine_name(uint16_t machine)
{
	static const struct {
		uint16_t machine;
		const char *name;
	} names[] = {
		{0x014c, "i386"},
		{0x8664, "x86_64"},
		{0x01c0, "arm"},
		{0x01c2, "arm"},
		{0x01c4, "arm"},
		{0xaa64, "aarch64"},
		{0x5032, "riscv32"},
		{0x5064, "riscv64"},
		{0x6232, "loongarch32"},
		{0x6264, "loongarch64"},
		{0x0200, "ia64"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].machine == machine)
			return names[i].name;
	}
	return "an unknown machine";
}

bool pe_read(const void *data, uint64_t len, struct pe *ret)
{
	const uint8_t *p = data, *opt;
	struct pe pe = {.data = data, .len = len};
	uint64_t left, opt_len;
	uint16_t subsystem;

	if (len < DOS_LEN || memcmp(p, "MZ", 2) != 0)
		return false;
	if (get_le32(p + PE_OFFSET) > len || len - get_le32(p + PE_OFFSET) < COFF_LEN + OPT_MIN)
		return false;
	left = len - get_le32(p + PE_OFFSET) - COFF_LEN;
	p += get_le32(p + PE_OFFSET);
	opt = p + COFF_LEN;
	opt_len = get_le16(p + COFF_OPT_LEN);
	if (memcmp(p, "PE\0\0", 4) != 0 || opt_len < OPT_MIN)
		return false;
	subsystem = get_le16(opt + OPT_SUBSYSTEM);
	if (subsystem < SUBSYSTEM_APPLICATION || subsystem > SUBSYSTEM_RUNTIME_DRIVER)
		return false;
	pe.machine = get_le16(p + COFF_MACHINE);
	pe.magic = get_le16(opt);
	pe.entry = get_le32(opt + OPT_ENTRY);
	pe.image_size = get_le32(opt + OPT_SIZE_OF_IMAGE);
	pe.headers_size = get_le32(opt + OPT_SIZE_OF_HEADERS);
	pe.n_sections = get_le16(p + COFF_N_SECTIONS);
	if (opt_len <= left && (left - opt_len) / SECTION_LEN >= pe.n_sections)
		pe.sections = opt + opt_len;
	*ret = pe;
	return true;
}

void pe_section_at(const struct pe *pe, unsigned i, struct pe_section *ret)
{
	const uint8_t *p = pe->sections + (size_t)i * SECTION_LEN;
	uint32_t size = get_le32(p + SECTION_RAW_SIZE), offset = get_le32(p + SECTION_RAW_OFFSET);
	uint32_t wanted = get_le32(p + SECTION_SIZE);

	memcpy(ret->name, p, SECTION_NAME_LEN);
	ret->name[SECTION_NAME_LEN] = '\0';
	ret->data = NULL;
	ret->len = wanted && wanted < size ? wanted : size;
	if (!size || (size <= pe->len && offset <= pe->len - size))
		ret->data = size ? pe->data + offset : pe->data;
}
