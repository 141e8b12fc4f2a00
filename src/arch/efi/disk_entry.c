/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's boot entries (UEFI 2.10, 3.1.3 and 3.3): the variables Boot0000 to BootFFFF in the
 * order of BootOrder. Systems are installed as entries that name a partition by its signature and a
 * file on it, and often not as \EFI\BOOT\BOOTX64.EFI.
 */
#include "arch/efi/disk_entry.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arch/efi/devpath.h"
#include "arch/efi/loaded.h"
#include "arch/efi/utf16.h"
#include "core/util.h"

#define ENTRY_MAX        4096 /* bytes */
#define ORDER_MAX        256  /* entries */
#define ENTRY_ACTIVE     1u
#define ENTRY_HEAD       6 /* attributes, length of the paths */
#define HD_NUMBER        4 /* offsets in a hard drive node with its header, UEFI 2.10, 10.3.5.1 */
#define HD_SIGNATURE     24
#define HD_LEN           42
#define HD_SIG_AND_TYPES (HD_LEN - HD_SIGNATURE)

static EFI_GUID guid_global = EFI_GLOBAL_VARIABLE;

struct entry {
	_Alignas(8) uint8_t data[ENTRY_MAX];
	size_t len;
};

static bool variable_read(CHAR16 *name, void *out, size_t cap, size_t *ret_len)
{
	UINTN size = cap;

	if (EFI_ERROR(efi.rt->GetVariable(name, &guid_global, NULL, &size, out)))
		return false;
	*ret_len = size;
	return true;
}

static bool entry_read(uint16_t number, struct entry *ret)
{
	static const char digits[] = "0123456789ABCDEF";
	CHAR16 name[] = {'B', 'o', 'o', 't', 0, 0, 0, 0, 0};

	for (unsigned i = 0; i < 4; i++)
		name[4 + i] = (CHAR16)digits[number >> (12 - 4 * i) & 15];
	return variable_read(name, ret->data, sizeof(ret->data), &ret->len);
}

/* True if (node), which may be the whole of a short path, names the partition of (volume). */
static bool same_partition(const EFI_DEVICE_PATH *node, const EFI_DEVICE_PATH *volume)
{
	const uint8_t *a = (const uint8_t *)node;
	const uint8_t *b =
		(const uint8_t *)devpath_find(volume, MEDIA_DEVICE_PATH, MEDIA_HARDDRIVE_DP);

	return a && b && get_le16(a + 2) == HD_LEN && get_le16(b + 2) == HD_LEN &&
		memcmp(a + HD_NUMBER, b + HD_NUMBER, 4) == 0 &&
		memcmp(a + HD_SIGNATURE, b + HD_SIGNATURE, HD_SIG_AND_TYPES) == 0;
}

/* The volume of (v) that (path) leads to; NULL. */
static EFI_HANDLE find_volume(const struct volumes *v, const EFI_DEVICE_PATH *path)
{
	const EFI_DEVICE_PATH *hd = devpath_find(path, MEDIA_DEVICE_PATH, MEDIA_HARDDRIVE_DP);

	for (size_t i = 0; i < v->n; i++) {
		const EFI_DEVICE_PATH *volume = efi_protocol(v->handles[i], &guid_device_path);
		size_t len = devpath_len(volume);

		if (hd ? same_partition(hd, volume)
		       : len <= devpath_len(path) && memcmp(path, volume, len) == 0)
			return v->handles[i];
	}
	return NULL;
}

/* An entry for ourselves would only lead here again. */
static bool is_ourselves(EFI_HANDLE volume, const char *file)
{
	EFI_LOADED_IMAGE *image = efi_protocol(efi.image, &guid_loaded_image);
	struct boot_args args;

	loaded_boot_args(&args);
	return image && image->DeviceHandle == volume && args.loader_path &&
		strcasecmp(args.loader_path, file) == 0;
}

/* The paths of (e), which end within it, and what stands before and behind them. */
static bool entry_split(const struct entry *e, const uint16_t **ret_name, size_t *ret_n_name,
	const EFI_DEVICE_PATH **ret_path, const uint8_t **ret_options)
{
	const uint8_t *end = e->data + e->len, *path;
	size_t n, paths;

	if (e->len < ENTRY_HEAD || !(get_le32(e->data) & ENTRY_ACTIVE))
		return false;
	paths = get_le16(e->data + 4);
	*ret_name = (const uint16_t *)(e->data + ENTRY_HEAD);
	n = utf16_len(*ret_name, (e->len - ENTRY_HEAD) / 2);
	path = e->data + ENTRY_HEAD + 2 * (n + 1);
	if (path > end || paths > (size_t)(end - path) || paths < 4)
		return false;
	/* Nodes that reach beyond the end are no path. */
	for (size_t off = 0, len; (path[off] & 0x7f) != END_DEVICE_PATH_TYPE; off += len) {
		len = get_le16(path + off + 2);
		if (len < 4 || len > paths - off || paths - off - len < 4)
			return false;
	}
	*ret_n_name = n;
	*ret_path = (const EFI_DEVICE_PATH *)path;
	*ret_options = path + paths;
	return true;
}

static bool entry_use(const struct entry *e, const struct volumes *v, struct disk_entry *ret)
{
	struct disk_entry found = {};
	const uint8_t *options;
	const EFI_DEVICE_PATH *path;
	const uint16_t *name;
	size_t n_name;

	if (!entry_split(e, &name, &n_name, &path, &options))
		return false;
	found.volume = find_volume(v, path);
	found.file = found.volume ? devpath_file(path) : NULL;
	if (!found.file || is_ourselves(found.volume, found.file) ||
		!volume_has_file(found.volume, found.file)) {
		disk_entry_free(&found);
		return false;
	}
	found.name = utf16_to_utf8(name, n_name);
	found.n_options = (size_t)(e->data + e->len - options);
	found.options = malloc(MAX(found.n_options, (size_t)1));
	if (!found.name || !found.options) {
		disk_entry_free(&found);
		return false;
	}
	memcpy(found.options, options, found.n_options);
	*ret = found;
	return true;
}

bool disk_entry_find(const struct volumes *v, struct disk_entry *ret)
{
	static struct entry e;
	uint16_t order[ORDER_MAX];
	size_t len = 0;

	if (!variable_read((CHAR16[]){L"BootOrder"}, order, sizeof(order), &len))
		return false;
	for (size_t i = 0; i < len / 2; i++)
		if (entry_read(order[i], &e) && entry_use(&e, v, ret))
			return true;
	return false;
}

void disk_entry_free(struct disk_entry *e)
{
	free(e->file);
	free(e->name);
	free(e->options);
	*e = (struct disk_entry){};
}
