/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the machine is: names of this platform, CPUID, and where its SMBIOS tables are
 * (DMTF DSP0134 5.2), whose entry points are checked before they are believed.
 */
#include "arch/efi/system.h"
#include "arch/platform.h"
#include "arch/x86/cpuid.h"
#include "core/smbios_entry.h"
#include "core/status.h"
#include "core/util.h"

const char plat_name[] = "efi";
const char plat_buildarch[] = "x86_64";
const uint16_t plat_dhcp_arch = 7;           /* x64 UEFI as firmware sends it */
const uint8_t plat_dhcp_ndi[3] = {1, 3, 10}; /* UNDI 3.10 */

void plat_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	x86_cpuid(leaf, subleaf, regs);
}

static const uint8_t *config_table(const EFI_GUID *guid)
{
	for (UINTN i = 0; i < efi.st->NumberOfTableEntries; i++)
		if (guid_equal(&efi.st->ConfigurationTable[i].VendorGuid, guid))
			return efi.st->ConfigurationTable[i].VendorTable;
	return NULL;
}

/* The firmware vouches for the whole entry point being there. */
static bool read_entry(const EFI_GUID *guid, struct smbios_entry *ret)
{
	const uint8_t *p = config_table(guid);

	return p && smbios_entry_read(p, SMBIOS_ENTRY_MAX, ret) == 0;
}

int plat_smbios(const uint8_t **ret_table, size_t *ret_len, uint16_t *ret_version)
{
	static const EFI_GUID guid3 = SMBIOS3_TABLE_GUID, guid2 = SMBIOS_TABLE_GUID;
	struct smbios_entry found;

	if (!read_entry(&guid3, &found) && !read_entry(&guid2, &found))
		return fail(ERR_NOENT, "smbios: the firmware has no SMBIOS tables");
	*ret_table = (const uint8_t *)(uintptr_t)found.address;
	*ret_len = found.len;
	*ret_version = found.version;
	return 0;
}
