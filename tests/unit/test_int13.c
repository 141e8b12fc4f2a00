/* SPDX-License-Identifier: BSD-2-Clause */
/* Geometries and numbers of drives, and the mBFT. */
#include "arch/bios/int13.h"

#include <stdlib.h>

#include "arch/bios/mbft.h"
#include "check.h"
#include "core/util.h"

#define MIB (1ull << 20)
#define GIB (1ull << 30)

static void check_geometry(int line, enum resident_kind kind, const uint8_t *sector, uint64_t len,
	unsigned cylinders, unsigned heads, unsigned spt)
{
	struct resident_drive d = {.kind = (uint8_t)kind};

	int13_geometry(&d, sector, len);
	check_at(__FILE__, line, d.n_sectors == len / 512, "sectors");
	check_at(__FILE__, line, d.sector_shift == 9, "sector size");
	check_at(__FILE__, line, d.cylinders == cylinders, "cylinders");
	check_at(__FILE__, line, d.heads == heads, "heads");
	check_at(__FILE__, line, d.spt == spt, "sectors of a track");
}

#define GEOMETRY(kind, sector, len, ...) check_geometry(__LINE__, kind, sector, len, __VA_ARGS__)

static void partition(
	uint8_t *sector, unsigned i, uint8_t flag, uint8_t type, uint8_t head, uint8_t sec)
{
	uint8_t *p = sector + 0x1be + i * 16;

	put_le16(sector + 0x1fe, 0xaa55);
	p[0] = flag;
	p[4] = type;
	p[5] = head;
	p[6] = sec;
}

static void test_hard(void)
{
	uint8_t sector[512] = {0};

	GEOMETRY(RESIDENT_HARD, sector, 512, 1, 64, 32);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 64, 64, 32);
	GEOMETRY(RESIDENT_HARD, sector, GIB, 1024, 64, 32);
	GEOMETRY(RESIDENT_HARD, sector, GIB + 512, 130, 255, 63);
	GEOMETRY(RESIDENT_HARD, sector, 1ull << 50, 1024, 255, 63);
	partition(sector, 0, 0x80, 0x83, 15, 63);
	GEOMETRY(RESIDENT_HARD, sector, 63 * MIB, 128, 16, 63);
	/* The largest counts, bits 6 and 7 are the cylinder's. */
	partition(sector, 2, 0, 0x0c, 254, 0xff);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 8, 255, 63);
	partition(sector, 3, 0, 0xee, 255, 0xff);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 8, 255, 63);
}

static void test_no_table(void)
{
	uint8_t sector[512] = {0};

	/* No signature, no partitions, none that is aligned, and code where a table would be. */
	partition(sector, 0, 0x80, 0x83, 15, 63);
	put_le16(sector + 0x1fe, 0);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 64, 64, 32);
	partition(sector, 0, 0, 0, 15, 63);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 64, 64, 32);
	partition(sector, 0, 0, 0x83, 15, 3);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 64, 64, 32);
	partition(sector, 0, 0, 0x83, 0, 63);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 64, 64, 32);
	partition(sector, 0, 0, 0x83, 15, 63);
	partition(sector, 1, 0x12, 0x83, 15, 63);
	GEOMETRY(RESIDENT_HARD, sector, 64 * MIB, 64, 64, 32);
}

static void test_floppy(void)
{
	uint8_t sector[512] = {0};
	struct resident_drive d = {.kind = RESIDENT_FLOPPY};

	GEOMETRY(RESIDENT_FLOPPY, sector, 160 << 10, 40, 1, 8);
	GEOMETRY(RESIDENT_FLOPPY, sector, 360 << 10, 40, 2, 9);
	GEOMETRY(RESIDENT_FLOPPY, sector, 720 << 10, 80, 2, 9);
	GEOMETRY(RESIDENT_FLOPPY, sector, 1200 << 10, 80, 2, 15);
	GEOMETRY(RESIDENT_FLOPPY, sector, 1440 << 10, 80, 2, 18);
	GEOMETRY(RESIDENT_FLOPPY, sector, 1722 << 10, 82, 2, 21);
	GEOMETRY(RESIDENT_FLOPPY, sector, 2880 << 10, 80, 2, 36);
	/* Cut off, and larger than any: still read as what is nearest. */
	GEOMETRY(RESIDENT_FLOPPY, sector, 1000 << 10, 80, 2, 15);
	GEOMETRY(RESIDENT_FLOPPY, sector, 4 * MIB, 113, 2, 36);
	GEOMETRY(RESIDENT_FLOPPY, sector, GIB, 255, 2, 36);
	int13_geometry(&d, sector, 1440 << 10);
	CHECK_EQ(d.floppy_type, 4);
}

static void test_numbers(void)
{
	struct resident_drive d[20] = {
		{.number = 0x80}, {.number = 0x82}, {.number = 0xe0}, {.number = 0}};

	CHECK_EQ(int13_number(d, 0, RESIDENT_HARD, 0x80), 0x80);
	CHECK_EQ(int13_number(d, 4, RESIDENT_HARD, 0x80), -1);
	CHECK_EQ(int13_number(d, 4, RESIDENT_HARD, 0x81), 0x81);
	CHECK_EQ(int13_number(d, 4, RESIDENT_HARD, 0x8f), 0x8f);
	/* Not of the class: the first free one. */
	CHECK_EQ(int13_number(d, 4, RESIDENT_HARD, 0x90), 0x81);
	CHECK_EQ(int13_number(d, 4, RESIDENT_HARD, 0), 0x81);
	CHECK_EQ(int13_number(d, 4, RESIDENT_CD, 0x80), 0xe1);
	CHECK_EQ(int13_number(d, 2, RESIDENT_CD, 0x80), 0xe0);
	CHECK_EQ(int13_number(d, 4, RESIDENT_FLOPPY, 0x80), 1);
	CHECK_EQ(int13_number(d, 3, RESIDENT_FLOPPY, 0), 0);
	for (unsigned i = 0; i < 16; i++)
		d[i].number = (uint8_t)(0xe0 + i);
	CHECK_EQ(int13_number(d, 16, RESIDENT_CD, 0x80), -1);
}

static void test_mbft(void)
{
	static const struct mbft_disk disk = {0x1f000000, 8 * MIB + 100, 0x80};
	static const struct mbft_where where = {0x98800, 0xf000e3fe, 0xf000f859, 610};
	uint8_t t[MBFT_LEN + 1];
	uint8_t sum = 0;

	memset(t, 0x5a, sizeof(t));
	mbft_fill(t, &disk, &where);
	for (unsigned i = 0; i < MBFT_LEN; i++)
		sum += t[i];
	CHECK_EQ(sum, 0);
	CHECK_EQ(t[MBFT_LEN], 0x5a);
	CHECK(memcmp(t, "mBFT", 4) == 0);
	CHECK_EQ(get_le32(t + 4), MBFT_LEN);
	CHECK_EQ(get_le32(t + 36), where.handler);
	CHECK_EQ(get_le16(t + 40), 30);
	CHECK_EQ(get_le32(t + 44), disk.start);
	CHECK_EQ(get_le32(t + 48), 16384);
	CHECK_EQ(get_le32(t + 56), where.old13);
	CHECK_EQ(get_le16(t + 64), 610);
	CHECK_EQ(t[67], 0);
}

static void test_mbft_can(void)
{
	CHECK(mbft_can(&(struct mbft_disk){MIB, 512, 0x80}));
	CHECK(mbft_can(&(struct mbft_disk){MIB, UINT32_MAX - MIB, 0x80}));
	CHECK(!mbft_can(&(struct mbft_disk){MIB, 4 * GIB - MIB, 0x80}));
	CHECK(!mbft_can(&(struct mbft_disk){4 * GIB, MIB, 0x80}));
	CHECK(!mbft_can(&(struct mbft_disk){MIB, UINT64_MAX, 0x80}));
	CHECK(!mbft_can(&(struct mbft_disk){MIB, 511, 0x80}));
}

int main(void)
{
	test_hard();
	test_no_table();
	test_floppy();
	test_numbers();
	test_mbft();
	test_mbft_can();
	return check_done();
}
