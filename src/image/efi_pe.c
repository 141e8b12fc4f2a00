/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EFI programs and drivers: PE images (Microsoft PE format specification; UEFI 2.1.1) with an EFI
 * subsystem. Programs for another kind of machine are recognised and refused by name; Windows
 * programs are none of ours.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/status.h"
#include "core/util.h"
#include "image/boot.h"
#include "image/types.h"

enum {
	DOS_LEN = 0x40,
	PE_OFFSET = 0x3c,
	/* from the signature "PE\0\0" on: the COFF header */
	COFF_MACHINE = 4,
	COFF_N_SECTIONS = 6,
	COFF_OPT_LEN = 20,
	COFF_LEN = 24,
	/* in the optional header */
	OPT_MAGIC_PE32 = 0x10b,
	OPT_MAGIC_PE32_PLUS = 0x20b,
	OPT_ENTRY = 16,
	OPT_SIZE_OF_IMAGE = 56,
	OPT_SIZE_OF_HEADERS = 60,
	OPT_SUBSYSTEM = 68,
	OPT_MIN = 70,
	/* in a section's header */
	SECTION_RAW_SIZE = 16,
	SECTION_RAW_OFFSET = 20,
	SECTION_LEN = 40,
	/* subsystems (UEFI 2.1.1) */
	SUBSYSTEM_APPLICATION = 10,
	SUBSYSTEM_RUNTIME_DRIVER = 12,
};

static const char *machine_name(uint16_t machine)
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

static int truncated(const struct image *img)
{
	return fail(ERR_NOEXEC, "EFI program %s: truncated, only %llu bytes are there", img->name,
		(unsigned long long)img->data.len);
}

/* Checks that the headers and the sections of the image are in the file. */
static int layout_check(const struct image *img, const uint8_t *pe, uint64_t left)
{
	const uint8_t *opt = pe + COFF_LEN, *section;
	uint64_t opt_len = get_le16(pe + COFF_OPT_LEN);
	unsigned n = get_le16(pe + COFF_N_SECTIONS);

	if (opt_len > left - COFF_LEN || (left - COFF_LEN - opt_len) / SECTION_LEN < n)
		return truncated(img);
	if (get_le32(opt + OPT_SIZE_OF_HEADERS) > img->data.len)
		return truncated(img);
	if (get_le32(opt + OPT_ENTRY) >= get_le32(opt + OPT_SIZE_OF_IMAGE))
		return fail(
			ERR_NOEXEC, "EFI program %s: its entry point is outside of it", img->name);
	section = opt + opt_len;
	for (unsigned i = 0; i < n; i++, section += SECTION_LEN) {
		uint32_t size = get_le32(section + SECTION_RAW_SIZE);
		uint32_t offset = get_le32(section + SECTION_RAW_OFFSET);

		if (size && (size > img->data.len || offset > img->data.len - size))
			return truncated(img);
	}
	return 0;
}

static int efi_probe(const struct image *img)
{
	const uint8_t *pe = img->data.data;
	uint64_t len = img->data.len;
	uint16_t magic, subsystem, machine;

	if (len < DOS_LEN || memcmp(pe, "MZ", 2) != 0)
		return -ERR_NOTMINE;
	if (get_le32(pe + PE_OFFSET) > len || len - get_le32(pe + PE_OFFSET) < COFF_LEN + OPT_MIN)
		return -ERR_NOTMINE;
	len -= get_le32(pe + PE_OFFSET);
	pe += get_le32(pe + PE_OFFSET);
	if (memcmp(pe, "PE\0\0", 4) != 0 || get_le16(pe + COFF_OPT_LEN) < OPT_MIN)
		return -ERR_NOTMINE;
	magic = get_le16(pe + COFF_LEN);
	subsystem = get_le16(pe + COFF_LEN + OPT_SUBSYSTEM);
	if (subsystem < SUBSYSTEM_APPLICATION || subsystem > SUBSYSTEM_RUNTIME_DRIVER)
		return -ERR_NOTMINE;
	machine = get_le16(pe + COFF_MACHINE);
	if (strcmp(machine_name(machine), plat_buildarch) != 0)
		return fail(ERR_NOEXEC, "EFI program %s: it is for %s, this machine is %s",
			img->name, machine_name(machine), plat_buildarch);
	if (magic != OPT_MAGIC_PE32_PLUS && magic != OPT_MAGIC_PE32)
		return fail(ERR_NOEXEC, "EFI program %s: header magic 0x%x is unknown", img->name,
			magic);
	return layout_check(img, pe, len);
}

static int efi_exec(struct image *img)
{
	return image_boot(img, false, plat_start_efi);
}

const struct image_type efi_image_type = {
	.name = "EFI",
	.probe = efi_probe,
	.exec = efi_exec,
};
