/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI configuration space through the two ports that every PC has (PCI 3.0, 3.2.2.3.2,
 * configuration mechanism 1): segment 0, the first 256 bytes of each function. Interrupts are off
 * in between, since the firmware's handlers use the same ports.
 */
#include "arch/x86/pci.h"

#include "arch/x86/port.h"
#include "core/status.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define CONFIG_ENABLE  0x80000000u
#define CONFIG_LEN     256u
#define SEGMENT_0_END  0x10000u
#define VENDOR_NONE    0xffffu

static uint32_t read_dword(uint32_t busdevfn, unsigned offset)
{
	uint32_t value;
	uint64_t flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	x86_outl(CONFIG_ADDRESS, CONFIG_ENABLE | busdevfn << 8 | (offset & ~3u));
	value = x86_inl(CONFIG_DATA);
	__asm__ volatile("pushq %0; popfq" : : "r"(flags) : "memory", "cc");
	return value;
}

int x86_pci_read(uint32_t busdevfn, unsigned offset, void *out, size_t len)
{
	uint8_t *p = out;

	if (busdevfn >= SEGMENT_0_END || offset > CONFIG_LEN || len > CONFIG_LEN - offset)
		return -ERR_NOENT;
	if ((read_dword(busdevfn, 0) & 0xffff) == VENDOR_NONE)
		return -ERR_NOENT;
	for (size_t i = 0; i < len; i++, offset++)
		p[i] = (uint8_t)(read_dword(busdevfn, offset) >> 8 * (offset & 3));
	return 0;
}
