/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The volumes of a disk (EFI_SIMPLE_FILE_SYSTEM_PROTOCOL, UEFI 2.10, 13.4), recognised by their
 * device paths, which begin with the disk's. Volumes have a label, and a UUID if they are
 * partitions of a GPT.
 */
#include "arch/efi/disk_volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arch/efi/blockio.h"
#include "arch/efi/devpath.h"
#include "arch/efi/ramdisk.h"
#include "arch/efi/utf16.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"

#define LABEL_MAX      256 /* bytes of what the firmware tells about a volume */
#define FS_INFO_LEN    offsetof(EFI_FILE_SYSTEM_INFO, VolumeLabel)
#define HD_SIGNATURE   20 /* offsets in a hard drive node, UEFI 2.10, 10.3.5.1 */
#define HD_SIG_TYPE    37
#define HD_LEN         42
#define SIGNATURE_GUID 2

static EFI_GUID guid_fs_info = EFI_FILE_SYSTEM_INFO_ID;

/* ---- listing ---- */

static bool is_below(EFI_HANDLE handle, const EFI_DEVICE_PATH *disk)
{
	const EFI_DEVICE_PATH *path = efi_protocol(handle, &guid_device_path);
	size_t len;

	if (!path)
		return false;
	if (!disk) /* any that is on a device, and that not in memory */
		return efi_protocol(handle, &guid_block_io) &&
			!devpath_find(path, MEDIA_DEVICE_PATH, MEDIA_RAM_DISK_DP);
	len = devpath_len(disk);
	return devpath_len(path) >= len && memcmp(path, disk, len) == 0;
}

void volumes_list(const EFI_DEVICE_PATH *path, struct volumes *ret)
{
	struct volumes v = {};
	UINTN n = 0;

	if (EFI_ERROR(
		    efi.bs->LocateHandleBuffer(ByProtocol, &guid_simple_fs, NULL, &n, &v.handles)))
		n = 0;
	for (UINTN i = 0; i < n; i++)
		if (is_below(v.handles[i], path))
			v.handles[v.n++] = v.handles[i];
	*ret = v;
}

void volumes_free(struct volumes *v)
{
	if (v->handles)
		(void)efi.bs->FreePool(v->handles);
	*v = (struct volumes){};
}

/* ---- one volume ---- */

static EFI_FILE_HANDLE volume_open(EFI_HANDLE volume)
{
	EFI_FILE_IO_INTERFACE *fs = efi_protocol(volume, &guid_simple_fs);
	EFI_FILE_HANDLE root = NULL;

	if (!fs || EFI_ERROR(fs->OpenVolume(fs, &root)))
		return NULL;
	return root;
}

/* A new string, "" if it has none; NULL on no memory. */
static char *volume_label(EFI_HANDLE volume)
{
	_Alignas(8) uint8_t info[FS_INFO_LEN + LABEL_MAX];
	EFI_FILE_HANDLE root = volume_open(volume);
	UINTN size = sizeof(info);
	EFI_STATUS status;

	if (!root)
		return str_dup("");
	status = root->GetInfo(root, &guid_fs_info, &size, info);
	(void)root->Close(root);
	if (EFI_ERROR(status) || size < FS_INFO_LEN)
		return str_dup("");
	return utf16_to_utf8((const uint16_t *)(info + FS_INFO_LEN),
		MIN(size - FS_INFO_LEN, (UINTN)LABEL_MAX) / 2);
}

/* The UUID of its partition as text of 36 characters; false if it has none. */
static bool volume_uuid(EFI_HANDLE volume, char out[40])
{
	const uint8_t *hd = (const uint8_t *)devpath_find(
		efi_protocol(volume, &guid_device_path), MEDIA_DEVICE_PATH, MEDIA_HARDDRIVE_DP);
	const uint8_t *g;

	if (!hd || get_le16(hd + 2) < HD_LEN || hd[4 + HD_SIG_TYPE] != SIGNATURE_GUID)
		return false;
	g = hd + 4 + HD_SIGNATURE;
	(void)snprintf(out, 40, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", get_le32(g),
		get_le16(g + 4), get_le16(g + 6), g[8], g[9], g[10], g[11], g[12], g[13], g[14],
		g[15]);
	return true;
}

/* "\EFI\X" from what the user writes; NULL on no memory. */
static char *file_name(const char *file)
{
	char *name = str_format("%s%s", *file == '/' || *file == '\\' ? "" : "\\", file);

	for (char *p = name; p && *p; p++)
		if (*p == '/')
			*p = '\\';
	return name;
}

static bool has_file(EFI_FILE_HANDLE root, const char *file)
{
	_cleanup_(freep) char *name = file_name(file);
	_cleanup_(freep) uint16_t *name16 = name ? utf16_from_utf8(name, NULL) : NULL;
	EFI_FILE_HANDLE f = NULL;

	if (!name16 || EFI_ERROR(root->Open(root, &f, (CHAR16 *)name16, EFI_FILE_MODE_READ, 0)))
		return false;
	(void)f->Close(f);
	return true;
}

EFI_DEVICE_PATH *volume_file_path(EFI_HANDLE volume, const char *file)
{
	_cleanup_(freep) char *name = file_name(file);
	_cleanup_(freep) uint16_t *name16 = NULL;
	struct devpath_node node = {MEDIA_DEVICE_PATH, MEDIA_FILEPATH_DP, NULL, 0};

	if (!name)
		return NULL;
	name16 = utf16_from_utf8(name, &node.len);
	if (!name16)
		return NULL;
	node.data = name16;
	return devpath_build(efi_protocol(volume, &guid_device_path), &node, 1);
}

/* ---- choosing ---- */

static bool is_named(EFI_HANDLE volume, const struct plat_disk_boot_args *args)
{
	_cleanup_(freep) char *label = args->label ? volume_label(volume) : NULL;
	char uuid[40];

	if (args->label && (!label || strcasecmp(label, args->label) != 0))
		return false;
	return !args->uuid || (volume_uuid(volume, uuid) && strcasecmp(uuid, args->uuid) == 0);
}

static bool has_files(EFI_HANDLE volume, const char *file, const char *extra)
{
	EFI_FILE_HANDLE root = volume_open(volume);
	bool found = root && has_file(root, file) && (!extra || has_file(root, extra));

	if (root)
		(void)root->Close(root);
	return found;
}

bool volume_has_file(EFI_HANDLE volume, const char *file)
{
	return has_files(volume, file, NULL);
}

/* "EFI-BOOT (uuid …), one without a label" */
static void name_volumes(const struct volumes *v, struct strbuf *out)
{
	for (size_t i = 0; i < v->n; i++) {
		_cleanup_(freep) char *label = volume_label(v->handles[i]);
		char uuid[40];

		if (i)
			(void)strbuf_adds(out, ", ");
		(void)strbuf_adds(out, label && *label ? label : "one without a label");
		if (volume_uuid(v->handles[i], uuid))
			(void)strbuf_addf(out, " (%s)", uuid);
	}
}

static int nothing_found(const struct volumes *v, const char *name, const char *file,
	const struct plat_disk_boot_args *args, size_t n_named)
{
	_cleanup_(strbuf_free) struct strbuf there = {};

	name_volumes(v, &there);
	if (n_named == 0)
		return fail(ERR_NOENT, "%s: no volume with the %s \"%s\", there %s: %s", name,
			args->label ? "label" : "uuid", args->label ? args->label : args->uuid,
			v->n == 1 ? "is" : "are", there.s ? there.s : "");
	return fail(ERR_NOENT, "%s: no volume has %s%s%s, there %s: %s", name, file,
		args->extra ? " and " : "", args->extra ? args->extra : "",
		v->n == 1 ? "is" : "are", there.s ? there.s : "");
}

int volume_choose(const struct volumes *v, const char *name, const char *file,
	const struct plat_disk_boot_args *args, EFI_HANDLE *ret)
{
	size_t n_named = 0;

	if (v->n == 0)
		return fail(ERR_NOEXEC,
			"%s: the firmware finds no file system there, neither FAT on a partition nor "
			"an El Torito image for UEFI",
			name);
	for (size_t i = 0; i < v->n; i++) {
		if (!is_named(v->handles[i], args))
			continue;
		n_named++;
		if (!has_files(v->handles[i], file, args->extra))
			continue;
		*ret = v->handles[i];
		return 0;
	}
	return nothing_found(v, name, file, args, n_named);
}
