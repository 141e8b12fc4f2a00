/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of an NVDIMM Firmware Interface Table (ACPI 6.5, 5.2.25) and of the SSDT that goes
 * with it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACPI_HEADER_LEN 36
#define NFIT_HEADER_LEN 40

struct nfit_range {
	uint64_t base, len;
	uint8_t type[16]; /* GUID of what lies there */
};

/* Bytes of the ACPI table (table) as its header tells them; 0 if that cannot be. */
size_t acpi_table_len(const uint8_t *table);

/* A new table: (old) (NULL: none), and the range behind it. NULL on no memory. */
uint8_t *nfit_with(const uint8_t *old, const struct nfit_range *r);
/* A new table: (old) without the ranges that begin at (base); (ret_empty): it describes
 * nothing. NULL on no memory. */
uint8_t *nfit_without(const uint8_t *old, uint64_t base, bool *ret_empty);
/* True if (table) has a range (len) bytes from (base). */
bool nfit_has(const uint8_t *table, uint64_t base, uint64_t len);

/* An SSDT with the device ACPI0012, without which Linux does not look at an NFIT. */
extern const uint8_t nfit_ssdt[];
