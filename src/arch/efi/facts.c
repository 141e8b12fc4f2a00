/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the machine is: names of this platform, CPUID, and where its SMBIOS tables are
 * (DMTF DSP0134 5.2), whose entry points are checked before they are believed.
 */
#include <string.h>

#include "arch/efi/system.h"
#include "arch/platform.h"
#include "arch/x86/cpuid.h"
#include "core/status.h"
#include "core/util.h"

#define SMBIOS_MAX (16u << 20) /* real tables are some ten KiB */

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

static bool checksum_ok(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0;
}

struct smbios {
	const uint8_t *table;
	size_t len;
	uint16_t version;
};

/* DSP0134 5.2.2: "_SM3_", checksum, length, major, minor, docrev, revision, reserved, maximum
 * size (4), address (8). */
static bool smbios3(const uint8_t *p, struct smbios *ret)
{
	if (!p || memcmp(p, "_SM3_", 5) || p[6] < 24 || !checksum_ok(p, p[6]))
		return false;
	*ret = (struct smbios){(const uint8_t *)(uintptr_t)get_le64(p + 16), get_le32(p + 12),
		(uint16_t)(p[7] << 8 | p[8])};
	return true;
}

/* DSP0134 5.2.1: "_SM_", …; the intermediate anchor "_DMI_" is at 16, the table's length at 22,
 * its address at 24. */
static bool smbios2(const uint8_t *p, struct smbios *ret)
{
	if (!p || memcmp(p, "_SM_", 4) || p[5] < 30 || !checksum_ok(p, p[5]))
		return false;
	if (memcmp(p + 16, "_DMI_", 5) || !checksum_ok(p + 16, 15))
		return false;
	*ret = (struct smbios){(const uint8_t *)(uintptr_t)get_le32(p + 24), get_le16(p + 22),
		(uint16_t)(p[6] << 8 | p[7])};
	return true;
}

int plat_smbios(const uint8_t **ret_table, size_t *ret_len, uint16_t *ret_version)
{
	static const EFI_GUID guid3 = SMBIOS3_TABLE_GUID, guid2 = SMBIOS_TABLE_GUID;
	struct smbios found;

	if (!smbios3(config_table(&guid3), &found) && !smbios2(config_table(&guid2), &found))
		return fail(ERR_NOENT, "smbios: the firmware has no SMBIOS tables");
	if (!found.table || !found.len || found.len > SMBIOS_MAX)
		return fail(ERR_NOENT, "smbios: the firmware's table has %zu bytes", found.len);
	*ret_table = found.table;
	*ret_len = found.len;
	*ret_version = found.version;
	return 0;
}
