/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files beside the one we were loaded from, where that lies on a volume of the firmware's
 * (EFI_SIMPLE_FILE_SYSTEM_PROTOCOL and EFI_FILE_PROTOCOL, UEFI 2.10, 13.4 and 13.5).
 */
#include <string.h>

#include "arch/efi/loaded.h"
#include "arch/efi/utf16.h"
#include "arch/platform.h"
#include "core/blob.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"

#define FILE_MAX (4u << 20) /* scripts and certificates; larger ones are a mistake */

static EFI_FILE_HANDLE open_volume(void)
{
	EFI_LOADED_IMAGE *image = efi_protocol(efi.image, &guid_loaded_image);
	EFI_FILE_IO_INTERFACE *fs;
	EFI_FILE_HANDLE root = NULL;

	if (!image || !image->DeviceHandle || loaded_from_network())
		return NULL;
	fs = efi_protocol(image->DeviceHandle, &guid_simple_fs);
	if (!fs || EFI_ERROR(fs->OpenVolume(fs, &root)))
		return NULL;
	return root;
}

/* The file (name) in the folder of (loader), a path with backslashes; NULL if there is none. */
static EFI_FILE_HANDLE open_beside(EFI_FILE_HANDLE root, const char *loader, const char *name)
{
	const char *end = strrchr(loader, '\\');
	_cleanup_(freep) char *path =
		str_format("%.*s\\%s", end ? (int)(end - loader) : 0, loader, name);
	_cleanup_(freep) uint16_t *path16 = path ? utf16_from_utf8(path, NULL) : NULL;
	EFI_FILE_HANDLE file = NULL;

	if (!path16 || EFI_ERROR(root->Open(root, &file, (CHAR16 *)path16, EFI_FILE_MODE_READ, 0)))
		return NULL;
	return file;
}

static int read_all(EFI_FILE_HANDLE file, const char *name, struct blob *ret)
{
	for (;;) {
		uint8_t bytes[4096];
		UINTN n = sizeof(bytes);
		EFI_STATUS status = file->Read(file, &n, bytes);
		int rc;

		if (EFI_ERROR(status))
			return fail(efi_status_err(status), "%s: cannot be read: %s", name,
				efi_status_text(status));
		if (!n)
			return blob_seal(ret);
		if (n > FILE_MAX - ret->len)
			return fail(ERR_TOOBIG, "%s: is larger than %u bytes", name, FILE_MAX);
		rc = blob_append(ret, bytes, n);
		if (rc)
			return rc;
	}
}

int plat_file_beside(const char *name, struct blob *ret)
{
	_cleanup_(blob_free) struct blob data = {};
	EFI_FILE_HANDLE root = open_volume(), file;
	struct boot_args args;
	int rc = -ERR_NOENT;

	if (!root)
		return -ERR_NOENT;
	loaded_boot_args(&args);
	file = open_beside(root, args.loader_path ? args.loader_path : "", name);
	if (!file)
		file = open_beside(root, "", name);
	if (file) {
		rc = read_all(file, name, &data);
		(void)file->Close(file);
	}
	(void)root->Close(root);
	if (rc)
		return rc;
	*ret = data;
	data = (struct blob){};
	return 0;
}
