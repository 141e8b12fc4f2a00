/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's tables, protocol numbers and status codes (UEFI 2.10, appendix D). */
#include "arch/efi/system.h"

#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

struct efi_system efi;

EFI_GUID guid_device_path = EFI_DEVICE_PATH_PROTOCOL_GUID;
EFI_GUID guid_loaded_image = EFI_LOADED_IMAGE_PROTOCOL_GUID;
EFI_GUID guid_snp = EFI_SIMPLE_NETWORK_PROTOCOL_GUID;
EFI_GUID guid_pci_io = EFI_PCI_IO_PROTOCOL_GUID;
EFI_GUID guid_pxe_base_code = EFI_PXE_BASE_CODE_PROTOCOL_GUID;
EFI_GUID guid_simple_fs = EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID;
/* LoadFile2, which gnu-efi does not declare. */
EFI_GUID guid_load_file2 = {
	0x4006c0c1, 0xfcb3, 0x403e, {0x99, 0x6d, 0x4a, 0x6c, 0x87, 0x24, 0xe0, 0x6d}};
EFI_GUID guid_text_input_ex = EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL_GUID;
EFI_GUID guid_rng = EFI_RNG_PROTOCOL_GUID;
EFI_GUID guid_component_name2 = EFI_COMPONENT_NAME2_PROTOCOL_GUID;

static const struct {
	EFI_STATUS status;
	int err;
	const char *text;
} status_table[] = {
	{EFI_SUCCESS, 0, "success"},
	{EFI_LOAD_ERROR, ERR_NOEXEC, "load error"},
	{EFI_INVALID_PARAMETER, ERR_INVAL, "invalid parameter"},
	{EFI_UNSUPPORTED, ERR_NOTSUP, "unsupported"},
	{EFI_BAD_BUFFER_SIZE, ERR_INVAL, "bad buffer size"},
	{EFI_BUFFER_TOO_SMALL, ERR_TOOBIG, "buffer too small"},
	{EFI_NOT_READY, ERR_AGAIN, "not ready"},
	{EFI_DEVICE_ERROR, ERR_IO, "device error"},
	{EFI_WRITE_PROTECTED, ERR_ACCES, "write protected"},
	{EFI_OUT_OF_RESOURCES, ERR_NOMEM, "out of resources"},
	{EFI_VOLUME_CORRUPTED, ERR_IO, "volume corrupted"},
	{EFI_VOLUME_FULL, ERR_TOOBIG, "volume full"},
	{EFI_NO_MEDIA, ERR_LINK, "no media"},
	{EFI_NOT_FOUND, ERR_NOENT, "not found"},
	{EFI_ACCESS_DENIED, ERR_ACCES, "access denied"},
	{EFI_NO_RESPONSE, ERR_TIMEDOUT, "no response"},
	{EFI_TIMEOUT, ERR_TIMEDOUT, "timeout"},
	{EFI_NOT_STARTED, ERR_IO, "not started"},
	{EFI_ALREADY_STARTED, ERR_EXISTS, "already started"},
	{EFI_ABORTED, ERR_CANCELED, "aborted"},
	{EFI_PROTOCOL_ERROR, ERR_PROTO, "protocol error"},
	{EFI_INCOMPATIBLE_VERSION, ERR_NOTSUP, "incompatible version"},
	{EFI_SECURITY_VIOLATION, ERR_ACCES, "security violation"},
	{EFI_CRC_ERROR, ERR_IO, "CRC error"},
	{EFI_END_OF_FILE, ERR_IO, "end of file"},
	{EFI_COMPROMISED_DATA, ERR_VERIFY, "compromised data"},
};

const char *efi_status_text(EFI_STATUS status)
{
	static char number[40];

	for (size_t i = 0; i < ARRAY_SIZE(status_table); i++)
		if (status_table[i].status == status)
			return status_table[i].text;
	snprintf(number, sizeof(number), "EFI status 0x%llx", (unsigned long long)status);
	return number;
}

int efi_status_err(EFI_STATUS status)
{
	for (size_t i = 0; i < ARRAY_SIZE(status_table); i++)
		if (status_table[i].status == status)
			return status_table[i].err;
	return EFI_ERROR(status) ? ERR_IO : 0;
}

bool guid_equal(const EFI_GUID *a, const EFI_GUID *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

void *efi_protocol(EFI_HANDLE handle, EFI_GUID *guid)
{
	void *interface = NULL;

	if (!handle || EFI_ERROR(efi.bs->HandleProtocol(handle, guid, &interface)))
		return NULL;
	return interface;
}

EFI_HANDLE efi_parent_with(EFI_GUID *guid, EFI_DEVICE_PATH *path)
{
	EFI_HANDLE handle = NULL;

	if (!path || EFI_ERROR(efi.bs->LocateDevicePath(guid, &path, &handle)))
		return NULL;
	return handle;
}
