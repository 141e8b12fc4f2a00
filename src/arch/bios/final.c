/* SPDX-License-Identifier: BSD-2-Clause */
/* The last jump into real-mode code; see linux.asm. */
#include "arch/bios/final.h"

#include "arch/bios/console.h"
#include "arch/bios/memory.h"
#include "arch/bios/pxe.h"
#include "arch/bios/ramdisk.h"
#include "arch/bios/thunk.h"
#include "arch/bios/undi.h"

void final_quiesce(void)
{
	undi_suspend();
	/* Before the ROM goes: it takes back its own vectors and gives back its own memory. */
	ramdisk_release();
	memory_unhide();
	pxe_unload();
	ramdisk_stay();
}

void final_enter(const struct final *to)
{
	struct final *final = low_ptr(low->final);
	uint16_t jump = final->jump;

	bios_console_release();
	*final = *to;
	final->jump = jump;
	real_call(jump);
	__builtin_unreachable();
}
