/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every file of this room needs: the firmware's tables, the protocol numbers, and its status
 * codes in our words. Firmware is called directly; the calling convention is in gnu-efi's headers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <efi.h>

/* The one instance; filled by efi_main() and constant from then on. */
struct efi_system {
	EFI_HANDLE image;
	EFI_SYSTEM_TABLE *st;
	EFI_BOOT_SERVICES *bs;
	EFI_RUNTIME_SERVICES *rt;
};
extern struct efi_system efi;

/* Not const: the firmware's prototypes take EFI_GUID *. Nobody writes them. */
extern EFI_GUID guid_device_path;
extern EFI_GUID guid_loaded_image;
extern EFI_GUID guid_snp;
extern EFI_GUID guid_pci_io;
extern EFI_GUID guid_pxe_base_code;
extern EFI_GUID guid_simple_fs;
extern EFI_GUID guid_load_file2;
extern EFI_GUID guid_text_input_ex;
extern EFI_GUID guid_rng;
extern EFI_GUID guid_component_name2;

/* The protocol (guid) of (handle), or NULL. Not opened in any way that must be closed. */
void *efi_protocol(EFI_HANDLE handle, EFI_GUID *guid);

/* The handle that carries (guid) and whose device path is the longest beginning of (path); NULL. */
EFI_HANDLE efi_parent_with(EFI_GUID *guid, EFI_DEVICE_PATH *path);

bool guid_equal(const EFI_GUID *a, const EFI_GUID *b);

/* "device error" for a firmware status, in a static buffer if it has no name. Never NULL. */
const char *efi_status_text(EFI_STATUS status);

/* The ERR_* (positive) that a firmware status means; 0 for success. */
int efi_status_err(EFI_STATUS status);
