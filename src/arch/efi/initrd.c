/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux' EFI stub (5.8 and later) loads its initrd from whoever installs EFI_LOAD_FILE2_PROTOCOL
 * under a vendor device path (Linux Documentation/arch/x86/boot.rst, efi-stub). There can be one
 * only. Read straight out of the images: the kernel's copy is the only one made.
 */
#include "arch/efi/initrd.h"

#include <string.h>

#include "arch/efi/devpath.h"
#include "arch/efi/system.h"
#include "core/log.h"
#include "core/status.h"

struct initrd_path {
	VENDOR_DEVICE_PATH vendor;
	EFI_DEVICE_PATH end;
} __attribute__((packed));

/* LINUX_EFI_INITRD_MEDIA_GUID (include/linux/efi.h) */
static struct initrd_path initrd_path = {
	.vendor = {{MEDIA_DEVICE_PATH, MEDIA_VENDOR_DP, {sizeof(VENDOR_DEVICE_PATH), 0}},
		{0x5568e427, 0x68fc, 0x4f3d, {0xac, 0x74, 0xca, 0x55, 0x52, 0x31, 0xcc, 0x68}}},
	.end = {END_DEVICE_PATH_TYPE, END_ENTIRE_DEVICE_PATH_SUBTYPE, {4, 0}},
};

static struct {
	const struct boot_segment *segments;
	size_t n;
	size_t len;
	EFI_HANDLE handle;
} offer;

static EFI_STATUS EFIAPI load_file(EFI_LOAD_FILE_PROTOCOL *self, EFI_DEVICE_PATH *path,
	BOOLEAN boot_policy, UINTN *size, VOID *buffer)
{
	uint8_t *p = buffer;

	if (!self || !path || !size)
		return EFI_INVALID_PARAMETER;
	if (boot_policy)
		return EFI_UNSUPPORTED;
	if (!buffer || *size < offer.len) {
		*size = offer.len;
		return EFI_BUFFER_TOO_SMALL;
	}
	for (size_t i = 0; i < offer.n; i++) {
		if (offer.segments[i].len)
			memcpy(p, offer.segments[i].data, offer.segments[i].len);
		p += offer.segments[i].len;
	}
	*size = offer.len;
	return EFI_SUCCESS;
}

static EFI_LOAD_FILE_PROTOCOL load_file2 = {.LoadFile = load_file};

static bool somebody_offers(void)
{
	EFI_DEVICE_PATH *rest = &initrd_path.vendor.Header;
	EFI_HANDLE handle;

	return !EFI_ERROR(efi.bs->LocateDevicePath(&guid_load_file2, &rest, &handle)) &&
		(rest->Type & 0x7f) == END_DEVICE_PATH_TYPE;
}

int initrd_offer(const struct boot_segment *segments, size_t n_segments)
{
	EFI_STATUS status;
	size_t len = 0;

	for (size_t i = 0; i < n_segments; i++) {
		if (segments[i].len > SIZE_MAX - len)
			return fail(ERR_TOOBIG, "initrd: larger than any memory");
		len += segments[i].len;
	}
	if (!len) {
		if (somebody_offers())
			log_warn("initrd: the loader before us left its own initrd behind, "
				 "which a kernel will take");
		return 0;
	}
	if (somebody_offers())
		return fail(ERR_EXISTS,
			"initrd: the loader before us left its own initrd behind; "
			"start Hawser without one");
	offer.segments = segments;
	offer.n = n_segments;
	offer.len = len;
	offer.handle = NULL;
	status = efi.bs->InstallMultipleProtocolInterfaces(&offer.handle, &guid_device_path,
		&initrd_path, &guid_load_file2, &load_file2, NULL);
	if (EFI_ERROR(status)) {
		offer.handle = NULL;
		return fail(efi_status_err(status), "initrd: the firmware does not take it: %s",
			efi_status_text(status));
	}
	return 0;
}

void initrd_withdraw(void)
{
	EFI_STATUS status;

	if (!offer.handle)
		return;
	status = efi.bs->UninstallMultipleProtocolInterfaces(
		offer.handle, &guid_device_path, &initrd_path, &guid_load_file2, &load_file2, NULL);
	if (EFI_ERROR(status))
		log_warn("initrd: cannot be withdrawn: %s, ignoring", efi_status_text(status));
	offer.handle = NULL;
	offer.len = 0;
	offer.n = 0;
}
