/* SPDX-License-Identifier: BSD-2-Clause */
/* What the firmware's tables say, read once. */
#pragma once

#include "arch/bios/acpi.h"

/* NULL if the machine has no ACPI tables that can be read. */
const struct acpi_facts *bios_acpi(void);
