/* SPDX-License-Identifier: BSD-2-Clause */
/* What the machine tells of itself, as settings. */
#pragma once

/* Initialises the settings, and registers all that is known before the network: block
 * "builtin" with the platform's facts, "smbios", "cpuid", "pci", "usb", "acpi", "efi",
 * "memmap". */
int facts_setup(void);
