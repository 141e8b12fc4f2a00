/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUID and the time stamp counter. */
#pragma once

#include <stdint.h>

enum { CPUID_EAX, CPUID_EBX, CPUID_ECX, CPUID_EDX };

/* All zero for a leaf the CPU does not have. */
void x86_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4]);

/* Counts per second as the CPU itself tells it (leaf 0x15, or a hypervisor's leaf 0x40000010);
 * 0 if it does not. */
uint64_t x86_tsc_hz(void);

static inline uint64_t x86_tsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}

static inline void x86_pause(void)
{
	__asm__ volatile("pause" ::: "memory");
}
