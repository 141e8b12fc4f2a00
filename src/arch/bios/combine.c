/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Write combining by the page attribute table (Intel SDM volume 3, 12.12). Of its eight entries the
 * sixth is used, which is what its lower half says after a reset: who runs after us and knows
 * nothing of the table does not use the upper half.
 */
#include "arch/bios/combine.h"

#include <stdbool.h>

#include "arch/bios/thunk.h"
#include "arch/x86/cpuid.h"

#define MSR_PAT       0x277
#define CPUID_PAT     (1u << 16)
#define ENTRY_SHIFT   (5 * 8)
#define TYPE_COMBINE  1ull
#define PAGE_ENTRY_5  ((1ull << 12) | (1ull << 3)) /* of a 2 MiB page: PAT and PWT */
#define PAGE_LARGE    0x80u
#define PAGE_PRESENT  1u
#define TABLE_ADDRESS 0xffffffffff000ull
#define TABLE_MASK    511u
#define SHIFT_2M      21
#define SHIFT_1G      30
#define MAPPED_END    (1ull << 32)

static bool has_pat(void)
{
	uint32_t regs[4];

	x86_cpuid(1, 0, regs);
	return regs[3] & CPUID_PAT;
}

static uint64_t *table_at(uint64_t entry)
{
	return (uint64_t *)(uintptr_t)(entry & TABLE_ADDRESS);
}

/* Below 4 GiB there are only pages of 2 MiB: see unpack/tables.c. */
static void mark_page(uint64_t addr)
{
	uint64_t *top = table_at(low->cr3), *gib = table_at(top[0]);
	uint64_t *directory = table_at(gib[addr >> SHIFT_1G]);
	uint64_t *page = &directory[addr >> SHIFT_2M & TABLE_MASK];

	if ((*page & (PAGE_LARGE | PAGE_PRESENT)) == (PAGE_LARGE | PAGE_PRESENT))
		*page |= PAGE_ENTRY_5;
}

static void set_type(void)
{
	uint32_t lo, hi;
	uint64_t pat, cr3 = low->cr3;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(MSR_PAT));
	pat = (uint64_t)hi << 32 | lo;
	pat = (pat & ~(0xffull << ENTRY_SHIFT)) | TYPE_COMBINE << ENTRY_SHIFT;
	__asm__ volatile("wbinvd\n\twrmsr\n\tmov %3, %%cr3"
			 :
			 : "a"((uint32_t)pat), "d"((uint32_t)(pat >> 32)), "c"(MSR_PAT), "r"(cr3)
			 : "memory");
}

void combine_writes(uint64_t start, uint64_t len)
{
	const uint64_t page = 1ull << SHIFT_2M;
	uint64_t end = start + len;

	if (!has_pat() || end > MAPPED_END || end < start)
		return;
	start = (start + page - 1) & ~(page - 1);
	for (; start < end && page <= end - start; start += page)
		mark_page(start);
	set_type();
}
