/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the ACPI tables say about switching the machine off and on: the fixed description table and
 * the package \_S5. No AML is executed. Pure: memory is what the caller's view shows.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/acpi.h"

struct acpi_facts {
	uint16_t pm1a_cnt, pm1b_cnt; /* ports; 0: none */
	uint16_t smi_cmd;            /* port that takes (acpi_enable); 0: ACPI is always on */
	uint8_t acpi_enable;
	bool has_s5;
	uint8_t slp_typ_a, slp_typ_b; /* of S5; 0 to 7 */
	uint16_t reset_port;          /* takes (reset_value); 0: none, or not a port */
	uint8_t reset_value;
	uint8_t century; /* index of the clock's register, 0 if it has none */
};

/* Finds the tables (ACPI 6.5, 5.2.5.1: EBDA, then E0000h-FFFFFh) and reads them. -ERR_NOENT if
 * there are none or they are broken; nothing is recorded. */
int acpi_read(const struct acpi_memory *m, struct acpi_facts *ret);

/* The address of the root pointer, looked for as acpi_read() does; 0 if there is none. */
uint64_t acpi_locate_rsdp(const struct acpi_memory *m);
