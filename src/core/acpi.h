/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPI tables (ACPI 6.5, 5.2.5 to 5.2.8): finding one by its signature, from the root pointer on.
 * Pure: memory is what the caller's view shows, and no address is believed without it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACPI_TABLE_HEADER_LEN 36

struct acpi_memory {
	/* The (len) bytes at physical address (addr), or NULL if they cannot be looked at. */
	const uint8_t *(*view)(void *arg, uint64_t addr, size_t len);
	void *arg;
};

struct acpi_table {
	const uint8_t *p; /* with its header */
	size_t len;
};

/* The RSDT or XSDT: a list of addresses. */
struct acpi_root {
	struct acpi_table table;
	unsigned entry_len; /* 4 or 8 */
};

/* The (len) bytes at (addr), NULL for address 0. */
const uint8_t *acpi_view(const struct acpi_memory *m, uint64_t addr, size_t len);

/* Looks for the root pointer on each 16-byte boundary of the (len) bytes at (start); its address, 0
 * if it is not there. */
uint64_t acpi_find_rsdp(const struct acpi_memory *m, uint64_t start, size_t len);

/* Reads the root table that the root pointer at (rsdp) names; false if it is broken. */
bool acpi_root_at(const struct acpi_memory *m, uint64_t rsdp, struct acpi_root *ret);
/* Entry (i) of the root table as an address, 0 behind the last. */
uint64_t acpi_root_entry(const struct acpi_root *r, unsigned i);

/* A whole table at (addr). Definition blocks should not be summed (sum false): they are long, and
 * their checksum is wrong on machines where nobody else looks at it either. */
bool acpi_table_at(
	const struct acpi_memory *m, uint64_t addr, bool sum, struct acpi_table *ret);
bool acpi_is_table(const struct acpi_table *t, const char signature[4]);

/* The address of the DSDT as the fixed table (FADT, at least 116 bytes) says it, or 0. */
uint64_t acpi_dsdt_address(const struct acpi_table *fadt);

/* The table of (signature) number (index), from 0: the DSDT, the root table itself, or one that the
 * root table lists. -ERR_NOENT; nothing is recorded. */
int acpi_find(const struct acpi_memory *m, uint64_t rsdp, const char signature[4], unsigned index,
	struct acpi_table *ret);

/* The MAC address that the machine's maker gives to whatever card is plugged in (docks): the text
 * "_AUXMAC_#xxxxxxxxxxxx#" or "_RTXMAC_#…#" in a definition block. False if (t) has none. */
bool acpi_system_mac(const struct acpi_table *t, uint8_t ret[6]);
