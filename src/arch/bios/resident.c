/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the resident part into base memory, and takes it away. */
#include "arch/bios/resident.h"

#include <string.h>

#include "arch/bios/bda.h"
#include "core/util.h"

#define IVT_INT13 (0x13u * 4)
#define IVT_INT15 (0x15u * 4)
/* Of the equipment word: whether there are floppy drives, and how many more than one. */
#define EQUIPMENT_FLOPPY       0x01u
#define EQUIPMENT_FLOPPY_COUNT 0xc0u
#define EQUIPMENT_FLOPPY_SHIFT 6

extern const uint8_t resident_image[], resident_image_end[];

static struct {
	struct resident_head *head; /* NULL: it is not there */
	uint8_t hard_disks;         /* of the BIOS data area, as they were */
	uint16_t equipment;
	bool has_map;
} resident;

static volatile uint32_t *vector(unsigned at)
{
	return (volatile uint32_t *)phys_at(at);
}

size_t resident_len(size_t n_map)
{
	return (size_t)(resident_image_end - resident_image) + n_map * sizeof(struct e820_entry);
}

static void add32(uint8_t *at, uint32_t v)
{
	put_le32(at, get_le32(at) + v);
}

static void fill_map(uint8_t *to, struct resident_head *h, const struct e820_map *map)
{
	struct e820_old old = e820_old_calls(map);

	memcpy(to + h->end, map->e, map->n * sizeof(map->e[0]));
	h->n_map = (uint16_t)map->n;
	h->below16 = old.below16;
	h->above16 = old.above16;
	h->ext_88 = old.ext_88;
}

void resident_fill(uint8_t *to, uint32_t base, const struct resident_what *what, uint32_t old13,
	uint32_t old15, uint16_t old_basemem)
{
	struct resident_head *h = (struct resident_head *)to;
	const struct mbft_where where = {base, old13, old15, old_basemem};

	memcpy(to, resident_image, (size_t)(resident_image_end - resident_image));
	h->old13 = old13;
	h->old15 = old15;
	h->base = base;
	h->tables = what->tables;
	for (size_t i = 0; i < ARRAY_SIZE(h->add_base) && h->add_base[i]; i++)
		add32(to + h->add_base[i], base);
	put_le16(to + h->put_segment, (uint16_t)(base >> 4));
	h->n_drives = (uint16_t)what->n_drives;
	memcpy(to + h->drives, what->drives, what->n_drives * sizeof(what->drives[0]));
	if (what->map)
		fill_map(to, h, what->map);
	if (what->mbft) {
		h->mbft_addr = base + h->mbft;
		mbft_fill(to + h->mbft, what->mbft, &where);
	}
}

/* Tells in the BIOS data area of (n) more floppy drives. */
static void count_floppies(unsigned n)
{
	unsigned word = resident.equipment, have = 0;

	if (!n)
		return;
	if (word & EQUIPMENT_FLOPPY)
		have = 1 + ((word & EQUIPMENT_FLOPPY_COUNT) >> EQUIPMENT_FLOPPY_SHIFT);
	have = MIN(have + n, 4u);
	word &= ~EQUIPMENT_FLOPPY_COUNT;
	word |= EQUIPMENT_FLOPPY | (have - 1) << EQUIPMENT_FLOPPY_SHIFT;
	bda_put16(BDA_EQUIPMENT, (uint16_t)word);
}

static void count_drives(const struct resident_what *what)
{
	unsigned n_floppies = 0, n_hard = 0;

	for (size_t i = 0; i < what->n_drives; i++) {
		n_floppies += what->drives[i].kind == RESIDENT_FLOPPY;
		n_hard += what->drives[i].kind == RESIDENT_HARD;
	}
	resident.hard_disks = bda_get8(BDA_HARD_DISKS);
	resident.equipment = bda_get16(BDA_EQUIPMENT);
	*phys_at(BDA_BASE + BDA_HARD_DISKS) = (uint8_t)MIN(resident.hard_disks + n_hard, 255u);
	count_floppies(n_floppies);
}

void resident_install(uint32_t base, const struct resident_what *what)
{
	uint32_t at = (base >> 4) << 16;

	resident_remove();
	resident_fill((uint8_t *)phys_at(base), base, what, *vector(IVT_INT13), *vector(IVT_INT15),
		bda_get16(BDA_BASEMEM));
	resident.head = (struct resident_head *)phys_at(base);
	resident.has_map = what->map;
	count_drives(what);
	*vector(IVT_INT13) = at;
	if (resident.has_map)
		*vector(IVT_INT15) = at | resident.head->int15;
}

void resident_remove(void)
{
	const struct resident_head *h = resident.head;

	if (!h)
		return;
	*vector(IVT_INT13) = h->old13;
	if (resident.has_map)
		*vector(IVT_INT15) = h->old15;
	*phys_at(BDA_BASE + BDA_HARD_DISKS) = resident.hard_disks;
	bda_put16(BDA_EQUIPMENT, resident.equipment);
	/* Whoever looks through memory must not find the one that does not count any more. */
	memset((uint8_t *)resident.head + h->mbft, 0, MBFT_LEN);
	resident.head = NULL;
}
