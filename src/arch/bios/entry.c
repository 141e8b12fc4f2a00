/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning and the end of the 64-bit program. enter32 in low.asm calls bios_main() on our
 * stack; the end is rm_exit there, on the ROM's.
 */
#include "arch/bios/entry.h"

#include "arch/bios/clock.h"
#include "arch/bios/console.h"
#include "arch/bios/memory.h"
#include "arch/bios/pxe.h"
#include "arch/bios/ramdisk.h"
#include "arch/bios/thunk.h"
#include "arch/bios/trap.h"
#include "arch/bios/undi.h"
#include "arch/platform.h"
#include "core/status.h"

#define STACK_LEN (256 * 1024)
#define PXENV_EXIT_SUCCESS 0
#define PXENV_EXIT_FAILURE 1

void bios_main(struct low *head);

static uint8_t stack[STACK_LEN] __attribute__((aligned(16)));

/* The first bytes of the program: enter32 knows the order. */
__attribute__((section(".head"), used)) static const struct {
	void (*entry)(struct low *head);
	uint8_t *stack_top;
} head = {bios_main, stack + STACK_LEN};

void entry_stop_devices(void)
{
	undi_suspend();
}

void entry_resume_devices(void)
{
	undi_resume();
}

void plat_exit(int status)
{
	pxe_give_back();
	bios_console_release();
	ramdisk_release();
	memory_unhide();
	low->exit_ax = status == 0 ? PXENV_EXIT_SUCCESS : PXENV_EXIT_FAILURE;
	real_call(low->rm_exit);
}

void bios_main(struct low *head_of_low)
{
	struct boot_args args = {0};

	thunk_init(head_of_low);
	trap_init();
	memory_init();
	clock_init();
	bios_console_init();
	if (pxe_init() < 0) {
		console_printf("\nHawser: %s\n", fail_last()->text);
		plat_exit(-ERR_NODEV);
	}
	plat_exit(hawser_main(&args));
}
