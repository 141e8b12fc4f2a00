/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPI tables and SMBIOS entry points out of a hostile ROM: the input is all the memory there is,
 * from the ROM's start on. Each view is its own copy, so that one byte too far is seen.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/bios/acpi.h"
#include "core/smbios_entry.h"
#include "core/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROM       0xe0000u
#define VIEWS_MAX 4096

struct machine {
	const uint8_t *data;
	size_t size;
	uint8_t *views[VIEWS_MAX];
	unsigned n;
};

static const uint8_t *view(void *arg, uint64_t addr, size_t len)
{
	struct machine *m = arg;
	uint8_t *copy;

	if (addr < ROM || addr - ROM > m->size || len > m->size - (addr - ROM))
		return NULL;
	if (m->n == VIEWS_MAX)
		return NULL;
	copy = malloc(len);
	if (!copy)
		return NULL;
	memcpy(copy, m->data + (addr - ROM), len);
	m->views[m->n++] = copy;
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct machine m = {.data = data, .size = size};
	const struct acpi_memory memory = {.view = view, .arg = &m};
	struct smbios_entry entry;
	struct acpi_facts facts;
	struct acpi_table table;

	if (acpi_read(&memory, &facts) == 0 && (facts.slp_typ_a > 7 || facts.slp_typ_b > 7))
		abort();
	if (acpi_find(&memory, acpi_locate_rsdp(&memory), "SSDT", size % 3, &table) == 0 &&
		(table.len < ACPI_TABLE_HEADER_LEN || memcmp(table.p, "SSDT", 4) != 0))
		abort();
	if (acpi_find(&memory, ROM, "DSDT", 0, &table) == 0 && table.len > size)
		abort();
	for (unsigned i = 0; i < m.n; i++)
		free(m.views[i]);
	if (smbios_entry_scan(data, size, &entry) == 0 &&
		(!entry.len || entry.len > SMBIOS_TABLE_MAX))
		abort();
	return 0;
}
