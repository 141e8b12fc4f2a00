/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that are the contents of a disk. A CD has an ISO 9660 descriptor (ECMA-119 8.1) and a boot
 * catalogue (El Torito 1.0) or nothing else to boot from; a floppy has the size of one; all
 * others are hard disks.
 */
#include "image/disk_image.h"

#include <string.h>

#include "core/util.h"
#include "image/unpack.h"

#define CD_SECTOR      2048u
#define CD_FIRST       16u /* sector of the first volume descriptor */
#define CD_DESCRIPTORS 64u /* looked at, at most */
#define CD_BOOT        0   /* types of descriptors */
#define CD_END         255
#define BOOT_FLAG      510

static const char el_torito[] = "EL TORITO SPECIFICATION";

/* ---- the kind ---- */

/* The descriptor of sector (n); NULL if there is none. */
static const uint8_t *descriptor(const uint8_t *data, uint64_t len, unsigned n)
{
	const uint64_t off = (uint64_t)n * CD_SECTOR;

	if (len < CD_SECTOR || off > len - CD_SECTOR || memcmp(data + off + 1, "CD001", 5) != 0)
		return NULL;
	return data + off;
}

static bool is_cd(const uint8_t *data, uint64_t len)
{
	const uint8_t *d;

	if (!descriptor(data, len, CD_FIRST))
		return false;
	for (unsigned n = CD_FIRST; n < CD_FIRST + CD_DESCRIPTORS; n++) {
		d = descriptor(data, len, n);
		if (!d || d[0] == CD_END)
			break;
		if (d[0] == CD_BOOT && memcmp(d + 7, el_torito, sizeof(el_torito) - 1) == 0)
			return true;
	}
	return get_le16(data + BOOT_FLAG) != 0xaa55;
}

enum disk_kind disk_image_kind(const uint8_t *data, uint64_t len)
{
	static const uint16_t floppies_kib[] = {160, 180, 320, 360, 720, 1200, 1440, 1680, 2880};

	if (is_cd(data, len))
		return DISK_CD;
	for (size_t i = 0; i < ARRAY_SIZE(floppies_kib); i++)
		if (len == (uint64_t)floppies_kib[i] << 10)
			return DISK_FLOPPY;
	return DISK_HARD;
}

/* ---- unpacking ---- */

bool disk_image_is_packed(const struct blob *data)
{
	return unpack_find(data, false) != NULL;
}

int disk_image_unpack(struct blob *data, const char *name)
{
	struct blob out = {.disk = data->disk};
	int rc = unpack_blob(unpack_find(data, false), data, name, &out);

	if (rc)
		return rc;
	blob_free(data);
	*data = out;
	return 0;
}
