/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine's NFIT, changed through EFI_ACPI_TABLE_PROTOCOL (UEFI 2.10, 20.2). Linux reads the
 * first NFIT only, so there must be one: ours, or the firmware's with our ranges in it, which
 * takes EFI_ACPI_SDT_PROTOCOL (PI 1.7, volume 5, 9.1) to get at. Nothing is remembered of it
 * between two changes, since the firmware's RAM disk driver changes it as well.
 */
#include "arch/efi/nfit.h"

#include <stdlib.h>
#include <string.h>

#include "arch/efi/system.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

struct acpi_table_protocol {
	EFI_STATUS(EFIAPI *install)
	(struct acpi_table_protocol *this, const void *table, UINTN size, UINTN *ret_key);
	EFI_STATUS(EFIAPI *uninstall)(struct acpi_table_protocol *this, UINTN key);
};

struct acpi_sdt_protocol {
	UINT32 version;
	EFI_STATUS(EFIAPI *get)
	(UINTN index, uint8_t **ret_table, UINT32 *ret_version, UINTN *ret_key);
};

static EFI_GUID guid_acpi_table = {
	0xffe06bdd, 0x6107, 0x46a6, {0x7b, 0xb2, 0x5a, 0x9c, 0x7e, 0xc5, 0x27, 0x5c}};
static EFI_GUID guid_acpi_sdt = {
	0xeb97088e, 0xcfdf, 0x49c6, {0xbe, 0x4b, 0xd9, 0x06, 0xa5, 0xb2, 0x0e, 0x86}};
static EFI_GUID guid_acpi20 = ACPI_20_TABLE_GUID;

#define RSDP_XSDT  24 /* offsets, ACPI 6.5 5.2.5.3 */
#define TABLES_MAX 1024

static struct {
	UINTN table_key, ssdt_key; /* of what we have installed */
	bool has_table, has_ssdt;
} ours;

static void *protocol(EFI_GUID *guid)
{
	void *interface = NULL;

	if (EFI_ERROR(efi.bs->LocateProtocol(guid, NULL, &interface)))
		return NULL;
	return interface;
}

static const uint8_t *xsdt(void)
{
	for (UINTN i = 0; i < efi.st->NumberOfTableEntries; i++) {
		const EFI_CONFIGURATION_TABLE *t = &efi.st->ConfigurationTable[i];

		if (guid_equal(&t->VendorGuid, &guid_acpi20))
			return (const uint8_t *)(uintptr_t)get_le64(
				(const uint8_t *)t->VendorTable + RSDP_XSDT);
	}
	return NULL;
}

/* The NFIT as an operating system would find it; NULL if there is none. */
static const uint8_t *nfit_find(void)
{
	const uint8_t *root = xsdt();
	size_t len = root ? acpi_table_len(root) : 0;

	for (size_t off = ACPI_HEADER_LEN; len >= 8 && off <= len - 8; off += 8) {
		const uint8_t *table = (const uint8_t *)(uintptr_t)get_le64(root + off);

		if (table && memcmp(table, "NFIT", 4) == 0 && acpi_table_len(table))
			return table;
	}
	return NULL;
}

/* The key by which the NFIT can be taken out. */
static int nfit_key(UINTN *ret)
{
	struct acpi_sdt_protocol *sdt = protocol(&guid_acpi_sdt);
	uint8_t *table;
	UINT32 version;
	UINTN key;

	for (UINTN i = 0; sdt && i < TABLES_MAX; i++) {
		if (EFI_ERROR(sdt->get(i, &table, &version, &key)))
			break;
		if (memcmp(table, "NFIT", 4) == 0) {
			*ret = key;
			return 0;
		}
	}
	if (!ours.has_table)
		return fail(ERR_NOTSUP,
			"the firmware has an NFIT of its own and does not let it be changed");
	*ret = ours.table_key;
	return 0;
}

static int install(struct acpi_table_protocol *acpi, const uint8_t *table, UINTN *ret_key)
{
	EFI_STATUS status = acpi->install(acpi, table, acpi_table_len(table), ret_key);

	if (EFI_ERROR(status))
		return fail(efi_status_err(status), "the firmware does not take the table %.4s: %s",
			(const char *)table, efi_status_text(status));
	return 0;
}

/* Puts (table) in the place of the one that is there, if any. */
static int replace(struct acpi_table_protocol *acpi, const uint8_t *old, const uint8_t *table)
{
	UINTN key = 0;
	int rc = old ? nfit_key(&key) : 0;

	if (rc)
		return rc;
	if (old)
		(void)acpi->uninstall(acpi, key);
	ours.has_table = false;
	if (!table)
		return 0;
	rc = install(acpi, table, &ours.table_key);
	ours.has_table = rc == 0;
	return rc;
}

int nfit_publish(const struct nfit_range *r)
{
	struct acpi_table_protocol *acpi = protocol(&guid_acpi_table);
	const uint8_t *old = nfit_find();
	uint8_t *table;
	int rc;

	if (!acpi)
		return fail(ERR_NOTSUP, "the firmware lets nobody add ACPI tables");
	table = nfit_with(old, r);
	if (!table)
		return fail(ERR_NOMEM, "no memory for an ACPI table");
	rc = replace(acpi, old, table);
	free(table);
	/* Where there was an NFIT there is the device for it. */
	if (rc || old || ours.has_ssdt)
		return rc;
	rc = install(acpi, nfit_ssdt, &ours.ssdt_key);
	ours.has_ssdt = rc == 0;
	if (rc)
		nfit_withdraw(r->base);
	return rc;
}

void nfit_withdraw(uint64_t base)
{
	struct acpi_table_protocol *acpi = protocol(&guid_acpi_table);
	const uint8_t *old = nfit_find();
	bool empty = false;
	uint8_t *table;

	if (!acpi || !old)
		return;
	table = nfit_without(old, base, &empty);
	if (!table || replace(acpi, old, empty ? NULL : table))
		log_warn("ramdisk: %s, ignoring",
			table ? fail_last()->text : "no memory for an ACPI table");
	free(table);
	if (empty && ours.has_ssdt) {
		(void)acpi->uninstall(acpi, ours.ssdt_key);
		ours.has_ssdt = false;
	}
}

bool nfit_is_published(uint64_t base, uint64_t len)
{
	const uint8_t *table = nfit_find();

	return table && nfit_has(table, base, len);
}
