/* SPDX-License-Identifier: BSD-2-Clause */
/* Reboot and power off (UEFI 2.10, 8.5.1), and the way into the setup screen (8.5.4). */
#include "arch/efi/entry.h"
#include "arch/efi/system.h"
#include "arch/platform.h"
#include "core/status.h"

#define OS_INDICATIONS_BOOT_TO_FW_UI 1ull

static EFI_GUID guid_global = EFI_GLOBAL_VARIABLE;
static CHAR16 var_supported[] = L"OsIndicationsSupported";
static CHAR16 var_indications[] = L"OsIndications";

/* A missing variable reads as 0. */
static uint64_t variable_u64(CHAR16 *name)
{
	UINT64 value = 0;
	UINTN size = sizeof(value);

	if (EFI_ERROR(efi.rt->GetVariable(name, &guid_global, NULL, &size, &value)) ||
		size != sizeof(value))
		return 0;
	return value;
}

static int ask_for_setup(void)
{
	UINT64 value = variable_u64(var_indications) | OS_INDICATIONS_BOOT_TO_FW_UI;
	EFI_STATUS status;

	if (!(variable_u64(var_supported) & OS_INDICATIONS_BOOT_TO_FW_UI))
		return fail(ERR_NOTSUP, "reboot: this firmware cannot be sent to its setup screen");
	status = efi.rt->SetVariable(var_indications, &guid_global,
		EFI_VARIABLE_NON_VOLATILE | EFI_VARIABLE_BOOTSERVICE_ACCESS |
			EFI_VARIABLE_RUNTIME_ACCESS,
		sizeof(value), &value);
	if (EFI_ERROR(status))
		return fail(ERR_IO, "reboot: the firmware does not take OsIndications: %s",
			efi_status_text(status));
	return 0;
}

static int reset(EFI_RESET_TYPE type, const char *what)
{
	entry_stop_devices();
	efi.rt->ResetSystem(type, EFI_SUCCESS, 0, NULL);
	entry_resume_devices();
	return fail(ERR_IO, "%s: the firmware refused", what);
}

int plat_reboot(const struct plat_reboot_args *args)
{
	if (args->setup) {
		int rc = ask_for_setup();

		if (rc < 0)
			return rc;
	}
	return reset(args->warm ? EfiResetWarm : EfiResetCold, "reboot");
}

int plat_poweroff(void)
{
	return reset(EfiResetShutdown, "poweroff");
}
