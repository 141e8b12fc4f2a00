/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUID (Intel SDM volume 2A, CPUID) and what it tells about the time stamp counter. */
#include "arch/x86/cpuid.h"

#include <string.h>

#define LEAF_TSC               0x15u /* EAX denominator, EBX numerator, ECX crystal in Hz */
#define LEAF_HYPERVISOR        0x40000000u
#define LEAF_HYPERVISOR_TSC    0x40000010u /* EAX: kHz; VMware's invention, KVM and Xen follow */
#define LEAF_EXTENDED          0x80000000u
#define FEATURE_ECX_HYPERVISOR (1u << 31)

static void cpuid_raw(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]), "=d"(regs[3])
			 : "a"(leaf), "c"(subleaf));
}

static uint32_t hypervisor_max(void)
{
	uint32_t regs[4];

	cpuid_raw(1, 0, regs);
	if (!(regs[CPUID_ECX] & FEATURE_ECX_HYPERVISOR))
		return 0;
	cpuid_raw(LEAF_HYPERVISOR, 0, regs);
	return regs[CPUID_EAX];
}

static uint32_t leaf_max(uint32_t leaf)
{
	uint32_t regs[4];

	if (leaf >= LEAF_HYPERVISOR && leaf < LEAF_EXTENDED)
		return hypervisor_max();
	cpuid_raw(leaf & LEAF_EXTENDED, 0, regs);
	return regs[CPUID_EAX];
}

void x86_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	if (leaf > leaf_max(leaf))
		memset(regs, 0, 4 * sizeof(*regs));
	else
		cpuid_raw(leaf, subleaf, regs);
}

uint64_t x86_tsc_hz(void)
{
	uint32_t regs[4];

	x86_cpuid(LEAF_TSC, 0, regs);
	if (regs[CPUID_EAX] && regs[CPUID_EBX] && regs[CPUID_ECX])
		return (uint64_t)regs[CPUID_ECX] * regs[CPUID_EBX] / regs[CPUID_EAX];
	x86_cpuid(LEAF_HYPERVISOR_TSC, 0, regs);
	return (uint64_t)regs[CPUID_EAX] * 1000;
}
