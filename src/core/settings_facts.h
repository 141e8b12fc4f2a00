/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Read-only blocks over facts of the machine: "cpuid", "pci", "usb", "acpi", "efi", "memmap". Their
 * numbers say where a fact is; see docs/script.md, "Settings".
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define USB_DESCRIPTOR_LEN 18 /* of a device: USB 2.0, 9.6.1 */

/* Where the facts come from; the functions are those of arch/platform.h, or stand in for them. */
struct fact_sources {
	void (*cpuid)(uint32_t leaf, uint32_t subleaf, uint32_t regs[4]);
	int (*pci_read)(uint32_t busdevfn, unsigned offset, void *out, size_t len);
	int (*usb_device)(uint32_t busdev, uint8_t *out); /* USB_DESCRIPTOR_LEN bytes */
	int (*usb_string)(uint32_t busdev, uint8_t index, char **ret);
	int (*acpi_table)(
		const char signature[4], unsigned index, const uint8_t **ret, size_t *ret_len);
	int (*firmware_variable)(const char *name, uint8_t **ret, size_t *ret_len);
	void (*memmap)(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg);
};

/* Registers the blocks over (sources), of which all are there; borrowed for good. */
int facts_settings_init(const struct fact_sources *sources);

struct settings_block;
struct setting_key;
struct setting_type;
struct setting_value;

/* Number (tag) of block "cpuid", for settings_facts.c. -ERR_NOENT. */
int fact_cpuid(const struct fact_sources *sources, uint64_t tag, struct setting_value *ret);
