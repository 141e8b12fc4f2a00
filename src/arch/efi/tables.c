/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What this machine's firmware and hardware keep in tables: ACPI (UEFI 2.10, 4.6), PCI
 * configuration space, and the firmware's variables (8.2). The memory that tables lie in is
 * mapped one to one.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/efi/system.h"
#include "arch/platform.h"
#include "arch/x86/pci.h"
#include "core/acpi.h"
#include "core/status.h"
#include "core/util.h"

#define ADDRESS_END   (1ull << 46) /* no tables above: not mapped by any firmware */
#define VARIABLES_MAX 4096
#define VARIABLE_MAX  (1u << 20)
#define NAME_MAX_LEN  1024 /* characters */

/* ---- ACPI ---- */

static const uint8_t *view_physical(void *arg, uint64_t addr, size_t len)
{
	(void)arg;
	if (addr >= ADDRESS_END || len > ADDRESS_END - addr)
		return NULL;
	return (const uint8_t *)(uintptr_t)addr;
}

static uint64_t config_table(const EFI_GUID *guid)
{
	for (UINTN i = 0; i < efi.st->NumberOfTableEntries; i++)
		if (guid_equal(&efi.st->ConfigurationTable[i].VendorGuid, guid))
			return (uintptr_t)efi.st->ConfigurationTable[i].VendorTable;
	return 0;
}

int plat_acpi_table(const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len)
{
	static const EFI_GUID guid2 = ACPI_20_TABLE_GUID, guid1 = ACPI_TABLE_GUID;
	static const struct acpi_memory memory = {.view = view_physical};
	uint64_t rsdp = config_table(&guid2);
	struct acpi_table t;

	if (!rsdp)
		rsdp = config_table(&guid1);
	if (!rsdp || acpi_find(&memory, rsdp, signature, index, &t) < 0)
		return -ERR_NOENT;
	*ret = t.p;
	*ret_len = t.len;
	return 0;
}

/* ---- PCI ---- */

int plat_pci_read(uint32_t busdevfn, unsigned offset, void *out, size_t len)
{
	return x86_pci_read(busdevfn, offset, out, len);
}

/* ---- variables ---- */

static int variable_read(CHAR16 *name, EFI_GUID *vendor, uint8_t **ret, size_t *ret_len)
{
	UINTN size = 0;
	uint8_t *data;

	if (efi.rt->GetVariable(name, vendor, NULL, &size, NULL) != EFI_BUFFER_TOO_SMALL ||
		size > VARIABLE_MAX)
		return -ERR_NOENT;
	data = malloc(size);
	if (!data)
		return -ERR_NOMEM;
	if (EFI_ERROR(efi.rt->GetVariable(name, vendor, NULL, &size, data))) {
		free(data);
		return -ERR_NOENT;
	}
	*ret = data;
	*ret_len = size;
	return 0;
}

static bool name_is(const CHAR16 *name, const char *text)
{
	while (*name && *name == (uint8_t)*text) {
		name++;
		text++;
	}
	return !*name && !*text;
}

int plat_firmware_variable(const char *name, uint8_t **ret, size_t *ret_len)
{
	_cleanup_(freep) CHAR16 *at = calloc(NAME_MAX_LEN, sizeof(*at));
	EFI_GUID vendor = {0};

	if (!at)
		return -ERR_NOMEM;
	for (unsigned i = 0; i < VARIABLES_MAX; i++) {
		UINTN size = NAME_MAX_LEN * sizeof(*at);

		if (EFI_ERROR(efi.rt->GetNextVariableName(&size, at, &vendor)))
			break;
		if (name_is(at, name))
			return variable_read(at, &vendor, ret, ret_len);
	}
	return -ERR_NOENT;
}

/* ---- the screen ---- */

int plat_vram(const uint8_t **ret, size_t *ret_len)
{
	/* Pictures have no text to read. */
	(void)ret;
	(void)ret_len;
	return -ERR_NOENT;
}
