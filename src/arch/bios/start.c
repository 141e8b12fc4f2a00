/* SPDX-License-Identifier: BSD-2-Clause */
/* What a BIOS cannot start. */
#include "arch/platform.h"
#include "core/status.h"

int plat_start_efi(const struct boot_spec *spec)
{
	return fail(ERR_NOTSUP, "%s: is an EFI program, and this machine was booted by a BIOS",
		spec->name);
}
