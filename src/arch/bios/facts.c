/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the machine is: names of this platform, CPUID, the SMBIOS table, whose entry point lies on a
 * 16-byte boundary of F0000h-FFFFFh (DMTF DSP0134 5.2), the ACPI tables, PCI and the screen's
 * memory. Nothing outside of what is mapped is ever looked at, whatever a table says.
 */
#include "arch/bios/facts.h"

#include "arch/bios/thunk.h"
#include "arch/platform.h"
#include "arch/x86/cpuid.h"
#include "arch/x86/pci.h"
#include "core/log.h"
#include "core/smbios_entry.h"
#include "core/status.h"
#include "core/util.h"

#define ROM_START 0xf0000u
#define ROM_LEN   0x10000u

const char plat_name[] = "pcbios";
const char plat_buildarch[] = "x86_64";

#define VRAM_START 0xb8000u
#define VRAM_LEN   (80 * 25 * 2) /* text mode: characters and their colours */

static struct {
	bool looked, has_acpi;
	struct acpi_facts acpi;
	uint64_t rsdp; /* 0: none */
} facts;

void plat_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	x86_cpuid(leaf, subleaf, regs);
}

static const uint8_t *view_physical(void *arg, uint64_t addr, size_t len)
{
	(void)arg;
	if (addr >= low->mapped_end || len > low->mapped_end - addr)
		return NULL;
	return (const uint8_t *)(uintptr_t)addr;
}

int plat_smbios(const uint8_t **ret_table, size_t *ret_len, uint16_t *ret_version)
{
	struct smbios_entry entry;
	const uint8_t *table;

	if (smbios_entry_scan(real_ptr(ROM_START >> 4, 0), ROM_LEN, &entry) < 0)
		return fail(ERR_NOENT, "smbios: the firmware has no SMBIOS tables");
	table = view_physical(NULL, entry.address, entry.len);
	if (!table)
		return fail(ERR_NOENT, "smbios: the table is said to be at 0x%llx",
			(unsigned long long)entry.address);
	*ret_table = table;
	*ret_len = entry.len;
	*ret_version = entry.version;
	return 0;
}

static const struct acpi_memory memory = {.view = view_physical};

static void look_at_acpi(void)
{
	if (facts.looked)
		return;
	facts.looked = true;
	facts.rsdp = acpi_locate_rsdp(&memory);
	facts.has_acpi = acpi_read(&memory, &facts.acpi) == 0;
	if (!facts.has_acpi)
		log_info("acpi: the firmware has no tables, or broken ones");
}

const struct acpi_facts *bios_acpi(void)
{
	look_at_acpi();
	return facts.has_acpi ? &facts.acpi : NULL;
}

int plat_acpi_table(const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len)
{
	struct acpi_table t;

	look_at_acpi();
	if (!facts.rsdp || acpi_find(&memory, facts.rsdp, signature, index, &t) < 0)
		return -ERR_NOENT;
	*ret = t.p;
	*ret_len = t.len;
	return 0;
}

int plat_pci_read(uint32_t busdevfn, unsigned offset, void *out, size_t len)
{
	return x86_pci_read(busdevfn, offset, out, len);
}

int plat_usb_next(uint32_t from, uint32_t *ret)
{
	(void)from;
	(void)ret;
	return fail(ERR_NOTSUP, "usb: a BIOS does not tell what USB devices there are");
}

int plat_usb_device(uint32_t busdev, uint8_t out[USB_DEVICE_LEN])
{
	(void)busdev;
	(void)out;
	return -ERR_NOENT;
}

int plat_usb_string(uint32_t busdev, uint8_t index, char **ret)
{
	(void)busdev;
	(void)index;
	(void)ret;
	return -ERR_NOENT;
}

int plat_firmware_variable(const char *name, uint8_t **ret, size_t *ret_len)
{
	/* A BIOS has none. */
	(void)name;
	(void)ret;
	(void)ret_len;
	return -ERR_NOENT;
}

int plat_vram(const uint8_t **ret, size_t *ret_len)
{
	*ret = real_ptr(VRAM_START >> 4, 0);
	*ret_len = VRAM_LEN;
	return 0;
}

int plat_firmware_anchors(void (*add)(const uint8_t *der, size_t len, void *arg), void *arg)
{
	/* A BIOS keeps none. */
	(void)add;
	(void)arg;
	return 0;
}

int plat_file_beside(const char *name, struct blob *ret)
{
	/* Our image comes from the network, always. */
	(void)name;
	(void)ret;
	return -ERR_NOENT;
}
