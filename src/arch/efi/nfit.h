/* SPDX-License-Identifier: BSD-2-Clause */
/* Ranges of memory that operating systems find as persistent memory, in the firmware's ACPI
 * tables. */
#pragma once

#include "arch/efi/nfit_table.h"

/* Adds (r) to the machine's NFIT, which is made if there is none. -ERR_* (recorded, without
 * subject) if the firmware does not take it. */
int nfit_publish(const struct nfit_range *r);
/* Takes the range that begins at (base) out again. */
void nfit_withdraw(uint64_t base);
/* True if the machine's NFIT has the range, whoever put it there. */
bool nfit_is_published(uint64_t base, uint64_t len);
