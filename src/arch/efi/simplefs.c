/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A flat read-only file system of the fetched images (EFI_SIMPLE_FILE_SYSTEM_PROTOCOL and
 * EFI_FILE_PROTOCOL, UEFI 2.10, 13.4 and 13.5). Kernels before 5.8 read initrd= from it, other
 * loaders their configuration. Names are compared without case, and a path that has directories
 * falls back to its last part, since everything fetched has a plain name.
 *
 * A file that a program leaves open when it ends is empty from then on: a driver that stays may
 * still hold it, so its memory is freed only when it is closed.
 */
#include "arch/efi/simplefs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arch/efi/utf16.h"
#include "core/list.h"
#include "core/util.h"

#define PATH_UNITS_MAX 1024
#define LABEL          "Hawser"

struct open_file {
	EFI_FILE_PROTOCOL file; /* first: what programs hold */
	struct list node;
	const struct boot_file *of; /* NULL: the root directory; or &gone */
	uint64_t pos;               /* in bytes; in a directory, entries read */
};

static EFI_GUID guid_file_info = EFI_FILE_INFO_ID;
static EFI_GUID guid_fs_info = EFI_FILE_SYSTEM_INFO_ID;
static EFI_GUID guid_fs_label = EFI_FILE_SYSTEM_VOLUME_LABEL_ID;

static struct {
	const struct boot_file *files;
	size_t n;
	struct list open;
} fs = {.open = LIST_INIT(fs.open)};

static const struct boot_file gone = {.name = ""};
static const EFI_FILE_PROTOCOL file_ops;

static struct open_file *file_of(EFI_FILE_PROTOCOL *file)
{
	return (struct open_file *)file;
}

static EFI_STATUS open_new(const struct boot_file *of, EFI_FILE_PROTOCOL **ret)
{
	struct open_file *f = malloc(sizeof(*f));

	if (!f)
		return EFI_OUT_OF_RESOURCES;
	*f = (struct open_file){.file = file_ops, .of = of};
	list_add_tail(&f->node, &fs.open);
	*ret = &f->file;
	return EFI_SUCCESS;
}

/* ---- finding ---- */

static const struct boot_file *find(const char *name)
{
	for (size_t i = 0; i < fs.n; i++)
		if (!strcasecmp(fs.files[i].name, name))
			return &fs.files[i];
	return NULL;
}

/* The root is "", "\", "." and whatever goes up from there. */
static bool is_root(const char *path)
{
	return path[strspn(path, "\\/.")] == '\0';
}

static const struct boot_file *find_path(const char *path)
{
	const struct boot_file *f;
	const char *base;

	path += strspn(path, "\\/");
	f = find(path);
	if (f)
		return f;
	base = path + strlen(path);
	while (base > path && base[-1] != '\\' && base[-1] != '/')
		base--;
	return base > path && *base ? find(base) : NULL;
}

static EFI_STATUS EFIAPI file_open(EFI_FILE_PROTOCOL *self, EFI_FILE_PROTOCOL **ret, CHAR16 *name,
	UINT64 mode, UINT64 attributes)
{
	_cleanup_(freep) char *path = NULL;
	const struct boot_file *f;

	(void)attributes;
	if (!self || !ret || !name)
		return EFI_INVALID_PARAMETER;
	if (mode != EFI_FILE_MODE_READ)
		return EFI_WRITE_PROTECTED;
	if (file_of(self)->of && *name)
		return EFI_NOT_FOUND;
	path = utf16_to_utf8(name, PATH_UNITS_MAX);
	if (!path)
		return EFI_OUT_OF_RESOURCES;
	if (is_root(path))
		return open_new(NULL, ret);
	f = find_path(path);
	return f ? open_new(f, ret) : EFI_NOT_FOUND;
}

static EFI_STATUS EFIAPI file_close(EFI_FILE_PROTOCOL *self)
{
	list_remove(&file_of(self)->node);
	free(self);
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI file_delete(EFI_FILE_PROTOCOL *self)
{
	(void)file_close(self);
	return EFI_WARN_DELETE_FAILURE;
}

/* ---- describing ---- */

/* (of) NULL: the root. */
static EFI_STATUS put_file_info(const struct boot_file *of, UINTN *size, void *buffer)
{
	size_t name_size = 0, need;
	_cleanup_(freep) uint16_t *name = utf16_from_utf8(of ? of->name : "", &name_size);
	EFI_FILE_INFO info = {};

	if (!name)
		return EFI_OUT_OF_RESOURCES;
	need = SIZE_OF_EFI_FILE_INFO + name_size;
	if (*size < need || !buffer) {
		*size = need;
		return EFI_BUFFER_TOO_SMALL;
	}
	info.Size = need;
	info.FileSize = info.PhysicalSize = of ? of->len : 0;
	info.Attribute = EFI_FILE_READ_ONLY | (of ? 0 : EFI_FILE_DIRECTORY);
	memcpy(buffer, &info, SIZE_OF_EFI_FILE_INFO);
	memcpy((uint8_t *)buffer + SIZE_OF_EFI_FILE_INFO, name, name_size);
	*size = need;
	return EFI_SUCCESS;
}

static EFI_STATUS put_fs_info(UINTN *size, void *buffer)
{
	static const CHAR16 label[] = L"" LABEL;
	size_t need = SIZE_OF_EFI_FILE_SYSTEM_INFO + sizeof(label);
	EFI_FILE_SYSTEM_INFO info = {.Size = need, .ReadOnly = TRUE, .BlockSize = 512};

	if (*size < need || !buffer) {
		*size = need;
		return EFI_BUFFER_TOO_SMALL;
	}
	for (size_t i = 0; i < fs.n; i++)
		info.VolumeSize += fs.files[i].len;
	memcpy(buffer, &info, SIZE_OF_EFI_FILE_SYSTEM_INFO);
	memcpy((uint8_t *)buffer + SIZE_OF_EFI_FILE_SYSTEM_INFO, label, sizeof(label));
	*size = need;
	return EFI_SUCCESS;
}

static EFI_STATUS put_label(UINTN *size, void *buffer)
{
	static const CHAR16 label[] = L"" LABEL;

	if (*size < sizeof(label) || !buffer) {
		*size = sizeof(label);
		return EFI_BUFFER_TOO_SMALL;
	}
	memcpy(buffer, label, sizeof(label));
	*size = sizeof(label);
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI file_get_info(
	EFI_FILE_PROTOCOL *self, EFI_GUID *type, UINTN *size, VOID *buffer)
{
	if (!self || !type || !size)
		return EFI_INVALID_PARAMETER;
	if (guid_equal(type, &guid_file_info))
		return put_file_info(file_of(self)->of, size, buffer);
	if (guid_equal(type, &guid_fs_info))
		return put_fs_info(size, buffer);
	if (guid_equal(type, &guid_fs_label))
		return put_label(size, buffer);
	return EFI_UNSUPPORTED;
}

static EFI_STATUS EFIAPI file_set_info(
	EFI_FILE_PROTOCOL *self, EFI_GUID *type, UINTN size, VOID *buffer)
{
	(void)self, (void)type, (void)size, (void)buffer;
	return EFI_WRITE_PROTECTED;
}

/* ---- reading ---- */

static EFI_STATUS read_directory(struct open_file *f, UINTN *size, void *buffer)
{
	EFI_STATUS status;

	if (f->pos >= fs.n) {
		*size = 0;
		return EFI_SUCCESS;
	}
	status = put_file_info(&fs.files[f->pos], size, buffer);
	if (!EFI_ERROR(status))
		f->pos++;
	return status;
}

static EFI_STATUS EFIAPI file_read(EFI_FILE_PROTOCOL *self, UINTN *size, VOID *buffer)
{
	struct open_file *f = file_of(self);
	size_t n;

	if (!self || !size || (*size && !buffer))
		return EFI_INVALID_PARAMETER;
	if (!f->of)
		return read_directory(f, size, buffer);
	if (f->pos > f->of->len)
		return EFI_DEVICE_ERROR;
	n = MIN((size_t)*size, f->of->len - f->pos);
	if (n)
		memcpy(buffer, (const uint8_t *)f->of->data + f->pos, n);
	f->pos += n;
	*size = n;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI file_write(EFI_FILE_PROTOCOL *self, UINTN *size, VOID *buffer)
{
	(void)self, (void)size, (void)buffer;
	return EFI_WRITE_PROTECTED;
}

static EFI_STATUS EFIAPI file_get_position(EFI_FILE_PROTOCOL *self, UINT64 *ret)
{
	if (!self || !ret)
		return EFI_INVALID_PARAMETER;
	if (!file_of(self)->of)
		return EFI_UNSUPPORTED;
	*ret = file_of(self)->pos;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI file_set_position(EFI_FILE_PROTOCOL *self, UINT64 pos)
{
	struct open_file *f = file_of(self);

	if (!self)
		return EFI_INVALID_PARAMETER;
	if (!f->of && pos)
		return EFI_UNSUPPORTED;
	f->pos = f->of && pos == UINT64_MAX ? f->of->len : pos;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI file_flush(EFI_FILE_PROTOCOL *self)
{
	(void)self;
	return EFI_SUCCESS;
}

static const EFI_FILE_PROTOCOL file_ops = {
	.Revision = EFI_FILE_PROTOCOL_REVISION,
	.Open = file_open,
	.Close = file_close,
	.Delete = file_delete,
	.Read = file_read,
	.Write = file_write,
	.GetPosition = file_get_position,
	.SetPosition = file_set_position,
	.GetInfo = file_get_info,
	.SetInfo = file_set_info,
	.Flush = file_flush,
};

static EFI_STATUS EFIAPI open_volume(EFI_FILE_IO_INTERFACE *self, EFI_FILE_PROTOCOL **ret)
{
	if (!self || !ret)
		return EFI_INVALID_PARAMETER;
	return open_new(NULL, ret);
}

static EFI_FILE_IO_INTERFACE simple_fs = {
	.Revision = EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_REVISION,
	.OpenVolume = open_volume,
};

EFI_FILE_IO_INTERFACE *simplefs_init(const struct boot_file *files, size_t n_files)
{
	fs.files = files;
	fs.n = n_files;
	return &simple_fs;
}

void simplefs_done(void)
{
	struct open_file *f;

	list_for_each(f, &fs.open, node) {
		f->of = &gone;
		f->pos = 0;
	}
	fs.files = NULL;
	fs.n = 0;
}
