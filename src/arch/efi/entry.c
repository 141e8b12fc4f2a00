/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning and the end of the program. Called by gnu-efi's crt0 after relocation. We never
 * return success to the firmware: many take that as "the user wants the setup screen", while after
 * an error they go on with the next boot entry, which is what leaving a boot loader means.
 */
#include "arch/efi/entry.h"

#include "arch/efi/clock.h"
#include "arch/efi/console.h"
#include "arch/efi/loaded.h"
#include "arch/efi/memory.h"
#include "arch/efi/ramdisk.h"
#include "arch/efi/snp.h"
#include "arch/efi/system.h"
#include "arch/platform.h"

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *st);

void entry_stop_devices(void)
{
	nics_pause(false);
}

void entry_resume_devices(void)
{
	nics_resume();
}

void plat_exit(int status)
{
	ramdisk_done();
	nics_done();
	efi_console_done();
	clock_done();
	memory_done();
	/* Not a return: crt0 does not preserve the registers that firmware expects back. */
	(void)efi.bs->Exit(efi.image, status == 0 ? EFI_ABORTED : EFI_LOAD_ERROR, 0, NULL);
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *st)
{
	struct boot_args args;

	efi = (struct efi_system){image, st, st->BootServices, st->RuntimeServices};
	/* The firmware would reset the machine five minutes after it started us. */
	(void)efi.bs->SetWatchdogTimer(0, 0, 0, NULL);
	clock_init();
	efi_console_init();
	loaded_init();
	loaded_boot_args(&args);
	plat_exit(hawser_main(&args));
	return EFI_ABORTED;
}
