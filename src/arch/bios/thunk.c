/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of real-mode code; the switch itself is thunk in low.asm. */
#include "arch/bios/thunk.h"

#include <assert.h>

#include "core/util.h"

struct low *low;

void thunk_init(struct low *head)
{
	low = head;
}

void real_call(uint16_t off)
{
	void (*thunk)(uint16_t routine) = (void (*)(uint16_t))low_ptr(low->thunk);

	thunk(off);
	/* What real-mode code wrote, anywhere, is not known to the compiler. */
	__asm__ volatile("" ::: "memory");
}

void bios_int(uint8_t vector, struct real_regs *regs)
{
	low->regs = *regs;
	low->int_n = vector;
	real_call(low->rm_int);
	*regs = low->regs;
}

void real_far_call(uint16_t seg, uint16_t off, struct real_regs *regs, const uint16_t *words,
		   unsigned n)
{
	assert(n <= ARRAY_SIZE(low->words));
	low->regs = *regs;
	low->far_seg = seg;
	low->far_off = off;
	low->n_words = (uint8_t)n;
	for (unsigned i = 0; i < n; i++)
		low->words[i] = words[i];
	real_call(low->rm_far);
	*regs = low->regs;
}
