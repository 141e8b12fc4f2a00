/* SPDX-License-Identifier: BSD-2-Clause */
/* The mBFT, which tells Linux of a disk in memory. Pure. */
#include "arch/bios/mbft.h"

#include <string.h>

#include "core/util.h"

#define SECTOR    512u
#define INFO_LEN  30u
#define MAJOR     3u /* of the MEMDISK whose layout this is */
#define LOADER_ID 0xffu

enum mbft_off {
	MBFT_LENGTH = 4,
	MBFT_REVISION = 8,
	MBFT_CHECKSUM = 9,
	MBFT_OEM = 10,
	MBFT_OEM_TABLE = 16,
	MBFT_OEM_REVISION = 24,
	MBFT_CREATOR = 28,
	MBFT_HANDLER = 36,
	MBFT_INFO = 40, /* word: its length */
	MBFT_MAJOR = 43,
	MBFT_DISK = 44,
	MBFT_SECTORS = 48,
	MBFT_CMDLINE = 52, /* segment:offset, there is none */
	MBFT_OLD13 = 56,
	MBFT_OLD15 = 60,
	MBFT_BASEMEM = 64,
	MBFT_LOADER = 66,
	MBFT_SHIFT = 67, /* of the sector size from 512, 0 is 512 */
	MBFT_DPT = 68,
};

bool mbft_can(const struct mbft_disk *d)
{
	return d->start < UINT32_MAX && d->len <= UINT32_MAX - d->start && d->len >= SECTOR;
}

void mbft_fill(uint8_t *to, const struct mbft_disk *d, const struct mbft_where *at)
{
	uint8_t sum = 0;

	memset(to, 0, MBFT_LEN);
	memcpy(to, "mBFT", 4);
	put_le32(to + MBFT_LENGTH, MBFT_LEN);
	to[MBFT_REVISION] = 1;
	memcpy(to + MBFT_OEM, "MEMDSK", 6);
	memcpy(to + MBFT_OEM_TABLE, "Syslinux", 8);
	put_le32(to + MBFT_HANDLER, at->handler);
	put_le16(to + MBFT_INFO, INFO_LEN);
	to[MBFT_MAJOR] = MAJOR;
	put_le32(to + MBFT_DISK, (uint32_t)d->start);
	put_le32(to + MBFT_SECTORS, (uint32_t)(d->len / SECTOR));
	put_le32(to + MBFT_OLD13, at->old13);
	put_le32(to + MBFT_OLD15, at->old15);
	put_le16(to + MBFT_BASEMEM, at->old_basemem);
	to[MBFT_LOADER] = LOADER_ID;
	for (unsigned i = 0; i < MBFT_LEN; i++)
		sum += to[i];
	to[MBFT_CHECKSUM] = (uint8_t)-sum;
}
