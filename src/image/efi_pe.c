/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EFI programs and drivers: PE images (Microsoft PE format specification; UEFI 2.1.1) with an EFI
 * subsystem. Programs for another kind of machine are recognised and refused by name; Windows
 * programs are none of ours.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/status.h"
#include "image/boot.h"
#include "image/pe.h"
#include "image/types.h"

static int truncated(const struct image *img)
{
	return fail(ERR_NOEXEC, "EFI program %s: truncated, only %llu bytes are there", img->name,
		(unsigned long long)img->data.len);
}

/* Checks that the headers and the sections of the image are in the file. */
static int layout_check(const struct image *img, const struct pe *pe)
{
	if (!pe->sections || pe->headers_size > pe->len)
		return truncated(img);
	if (pe->entry >= pe->image_size)
		return fail(
			ERR_NOEXEC, "EFI program %s: its entry point is outside of it", img->name);
	for (unsigned i = 0; i < pe->n_sections; i++) {
		struct pe_section section;

		pe_section_at(pe, i, &section);
		if (!section.data)
			return truncated(img);
	}
	return 0;
}

static int efi_probe(const struct image *img)
{
	struct pe pe;

	if (!pe_read(img->data.data, img->data.len, &pe))
		return -ERR_NOTMINE;
	if (strcmp(pe_machine_name(pe.machine), plat_buildarch) != 0)
		return fail(ERR_NOEXEC, "EFI program %s: it is for %s, this machine is %s",
			img->name, pe_machine_name(pe.machine), plat_buildarch);
	if (pe.magic != PE_MAGIC_32_PLUS && pe.magic != PE_MAGIC_32)
		return fail(ERR_NOEXEC, "EFI program %s: header magic 0x%x is unknown", img->name,
			pe.magic);
	return layout_check(img, &pe);
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
