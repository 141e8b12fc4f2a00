/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Geometries and numbers of the drives that the resident part serves. Of what lies on the disks
 * nothing is believed: a geometry that cannot be becomes a usual one.
 */
#include "arch/bios/int13.h"

#include <stdbool.h>

#include "core/util.h"

#define SECTOR        512u
#define SIGNATURE     0x1fe /* of a master boot record */
#define PARTITIONS    0x1be
#define N_PARTITIONS  4u
#define CYLINDERS_MAX 1024u
#define N_PER_CLASS   16u
#define SMALL_DISK    (1ull << 30) /* up to here 64 heads of 32 sectors reach all of it */

/* AH=08h, BL: 2.88 MB is 6. */
static const struct floppy {
	uint16_t n_sectors, cylinders;
	uint8_t heads, spt, type;
} floppies[] = {
	{320, 40, 1, 8, 1},
	{360, 40, 1, 9, 1},
	{640, 40, 2, 8, 1},
	{720, 40, 2, 9, 1},
	{1440, 80, 2, 9, 3},
	{2400, 80, 2, 15, 2},
	{2880, 80, 2, 18, 4},
	{3360, 80, 2, 21, 4},
	{3444, 82, 2, 21, 4},
	{5760, 80, 2, 36, 6},
};

static void floppy_geometry(struct resident_drive *d)
{
	size_t i = 0;

	/* The smallest format that holds it. */
	while (i + 1 < ARRAY_SIZE(floppies) && floppies[i].n_sectors < d->n_sectors)
		i++;
	d->spt = floppies[i].spt;
	d->heads = floppies[i].heads;
	d->cylinders = (uint16_t)MAX((uint64_t)floppies[i].cylinders,
		MIN(d->n_sectors / (floppies[i].spt * floppies[i].heads), 255ull));
	d->floppy_type = floppies[i].type;
}

/* What the end of a partition says: the last head and sector of a cylinder, if it was aligned. */
static void table_geometry(const uint8_t *sector, uint16_t *ret_heads, uint16_t *ret_spt)
{
	uint16_t heads = 0, spt = 0;

	if (get_le16(sector + SIGNATURE) != 0xaa55)
		return;
	for (unsigned i = 0; i < N_PARTITIONS; i++) {
		const uint8_t *p = sector + PARTITIONS + i * 16;

		if (p[0] & 0x7f)
			return; /* no partition table, the boot sector of a file system */
		if (!p[4])
			continue;
		heads = MAX(heads, (uint16_t)(p[5] + 1));
		spt = MAX(spt, (uint16_t)(p[6] & 0x3f));
	}
	/* Fewer than this no tool has used; more are a partition that just ends anywhere. */
	if (spt < 17 || heads < 2)
		return;
	*ret_heads = MIN(heads, (uint16_t)255); /* DOS cannot have 256 */
	*ret_spt = spt;
}

void int13_geometry(struct resident_drive *d, const uint8_t *data, uint64_t len)
{
	bool small = len <= SMALL_DISK;

	d->sector_shift = 9;
	d->n_sectors = len / SECTOR;
	if (d->kind == RESIDENT_FLOPPY) {
		floppy_geometry(d);
		return;
	}
	d->heads = small ? 64 : 255;
	d->spt = small ? 32 : 63;
	if (len >= SECTOR)
		table_geometry(data, &d->heads, &d->spt);
	d->cylinders = (uint16_t)MAX(
		MIN(d->n_sectors / ((uint32_t)d->heads * d->spt), (uint64_t)CYLINDERS_MAX), 1ull);
}

int int13_number(
	const struct resident_drive *drives, size_t n, enum resident_kind kind, uint8_t wanted)
{
	static const uint8_t first[] = {
		[RESIDENT_HARD] = INT13_FIRST_HARD,
		[RESIDENT_FLOPPY] = 0,
		[RESIDENT_CD] = INT13_FIRST_CD,
	};
	uint32_t taken = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned slot = drives[i].number - first[kind];

		if (drives[i].number >= first[kind] && slot < N_PER_CLASS)
			taken |= 1u << slot;
	}
	if (wanted >= first[kind] && wanted - first[kind] < (int)N_PER_CLASS)
		return taken & 1u << (wanted - first[kind]) ? -1 : wanted;
	for (unsigned i = 0; i < N_PER_CLASS; i++)
		if (!(taken & 1u << i))
			return (int)(first[kind] + i);
	return -1;
}
