/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CPU exceptions in the 64-bit program (Intel SDM volume 3, 6.14). Interrupts are off there, so
 * every one but the NMI is a fault of ours: it is shown, and the machine goes back to the firmware.
 * An NMI that finds the program running is nothing it could act on.
 */
#include "arch/bios/trap.h"

#include <stdint.h>

#include "arch/bios/handoff.h"
#include "arch/bios/memory.h"
#include "arch/bios/thunk.h"
#include "core/util.h"
#include "libc/panic.h"

#define N_VECTORS 32
#define VECTOR_NMI 2
#define CODE64 8	    /* selectors, added to low->seg: low.inc */
#define DATA16 16
#define INTERRUPT_GATE 0x8e /* present, DPL 0 */

struct trap_frame {
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss;
};

struct gate {
	uint16_t offset_0, selector;
	uint8_t ist, type;
	uint16_t offset_16;
	uint32_t offset_32, unused;
};
_Static_assert(sizeof(struct gate) == 16, "as the CPU reads it");

extern const uint64_t trap_entries[N_VECTORS]; /* vectors.asm */
void trap_handle(struct trap_frame *f);

static struct gate idt[N_VECTORS];

static const char *const names[N_VECTORS] = {
	[0] = "division error",
	[1] = "debug",
	[3] = "breakpoint",
	[6] = "invalid instruction",
	[7] = "no FPU",
	[8] = "double fault",
	[12] = "stack fault",
	[13] = "general protection",
	[14] = "page fault",
	[16] = "x87 error",
	[17] = "alignment",
	[18] = "machine check",
	[19] = "SSE error",
};

void trap_handle(struct trap_frame *f)
{
	const char *name = f->vector < N_VECTORS ? names[f->vector] : NULL;
	uint64_t cr2;

	if (f->vector == VECTOR_NMI) {
		/* SS holds a real-mode segment, which IRET could not load: see low.asm. */
		f->ss = low->seg + DATA16;
		return;
	}
	__asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
	panic("CPU exception %llu (%s), error %llx, at RIP %llx, RSP %llx, CR2 %llx",
		(unsigned long long)f->vector, name ? name : "unexpected",
		(unsigned long long)f->error, (unsigned long long)f->rip,
		(unsigned long long)f->rsp, (unsigned long long)cr2);
}

void trap_init(void)
{
	uint64_t table = phys_of(idt);

	for (unsigned i = 0; i < N_VECTORS; i++)
		idt[i] = (struct gate){
			.offset_0 = (uint16_t)trap_entries[i],
			.selector = (uint16_t)(low->seg + CODE64),
			.type = INTERRUPT_GATE,
			.offset_16 = (uint16_t)(trap_entries[i] >> 16),
			.offset_32 = (uint32_t)(trap_entries[i] >> 32),
		};
	low->idt_limit = sizeof(idt) - 1;
	__builtin_memcpy(low->idt_base, &table, sizeof(table));
	__asm__ volatile("lidt %0" : : "m"(low->idt_limit), "m"(low->idt_base));
}
