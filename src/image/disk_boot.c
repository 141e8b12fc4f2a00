/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a BIOS boots from a CD image: the default entry of its El Torito boot catalogue (version 1.0,
 * 2.0 and 2.1), or the first one of a section for the same platform. Pure; nothing in the image is
 * believed.
 */
#include "image/disk_boot.h"

#include <string.h>

#include "core/util.h"

#define CD_SECTOR    2048u
#define BOOT_RECORD  17u /* its sector is fixed */
#define ENTRY        32u
#define PLATFORM_X86 0
#define BOOTABLE     0x88
#define SECTION      0x90 /* header of a section; of the last one 0x91 */
#define SECTION_LAST 0x91
#define EXTENSION    0x44
#define MEDIA_MASK   0x0f

static const char el_torito[] = "EL TORITO SPECIFICATION";

/* The boot catalogue's sector; NULL. */
static const uint8_t *catalogue(const uint8_t *data, uint64_t len)
{
	const uint8_t *d = data + BOOT_RECORD * CD_SECTOR;
	uint64_t off;

	if (len < (BOOT_RECORD + 1) * CD_SECTOR || d[0] != 0 || memcmp(d + 1, "CD001", 5) != 0 ||
		memcmp(d + 7, el_torito, sizeof(el_torito) - 1) != 0)
		return NULL;
	off = (uint64_t)get_le32(d + 0x47) * CD_SECTOR;
	return off > len - CD_SECTOR ? NULL : data + off;
}

static bool is_valid(const uint8_t *validation)
{
	uint16_t sum = 0;

	for (unsigned i = 0; i < ENTRY; i += 2)
		sum = (uint16_t)(sum + get_le16(validation + i));
	return validation[0] == 1 && get_le16(validation + 30) == 0xaa55 && sum == 0;
}

static bool take(const uint8_t *e, struct disk_boot_image *ret)
{
	if (e[0] != BOOTABLE)
		return false;
	*ret = (struct disk_boot_image){
		.present = true,
		.media = e[1] & MEDIA_MASK,
		.segment = get_le16(e + 2),
		.n_sectors = get_le16(e + 6),
		.lba = get_le32(e + 8),
	};
	return true;
}

void disk_boot_find(const uint8_t *data, uint64_t len, struct disk_boot_image *ret)
{
	const uint8_t *c = catalogue(data, len);
	bool in_x86 = false;

	*ret = (struct disk_boot_image){};
	if (!c || !is_valid(c))
		return;
	if (c[1] == PLATFORM_X86 && take(c + ENTRY, ret))
		return;
	for (unsigned off = 2 * ENTRY; off < CD_SECTOR; off += ENTRY) {
		const uint8_t *e = c + off;

		if (e[0] == SECTION || e[0] == SECTION_LAST)
			in_x86 = e[1] == PLATFORM_X86;
		else if (e[0] != EXTENSION && in_x86 && take(e, ret))
			return;
	}
}
