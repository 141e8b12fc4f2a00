/* SPDX-License-Identifier: BSD-2-Clause */
/* VBE modes: what is taken of what a graphics card's BIOS tells, and how pixels are written. */
#include <string.h>

#include "arch/bios/vbe_mode.h"
#include "core/util.h"
#include "unit/check.h"

/* RAM up to 3 GiB, what the card has at 4052 MiB, and RAM from 4 GiB on. */
static const struct e820_map memory = {
	.n = 4,
	.e =
		{
			{0, 0xa0000, E820_RAM, 1},
			{0x100000, 0xbff00000, E820_RAM, 1},
			{0xfd800000, 0x1000000, E820_RESERVED, 1},
			{1ull << 32, 1ull << 30, E820_RAM, 1},
		},
};

static uint8_t info[VBE_MODE_INFO_LEN];

/* 1024 x 768 with 32 bits, as cards of our day have it. */
static void reset(void)
{
	static const uint8_t masks[] = {8, 16, 8, 8, 8, 0, 8, 24};

	memset(info, 0, sizeof(info));
	put_le16(info, 0x9b);
	put_le16(info + 16, 4096);
	put_le16(info + 18, 1024);
	put_le16(info + 20, 768);
	info[24] = 1;
	info[25] = 32;
	info[27] = 6;
	memcpy(info + 31, masks, sizeof(masks));
	put_le32(info + 40, 0xfd000000);
}

static bool parse(struct vbe_mode *ret)
{
	return vbe_mode_parse(info, 0x118, 0x200, &memory, ret);
}

static void test_mode(void)
{
	struct vbe_mode m = {};

	reset();
	CHECK(parse(&m));
	CHECK_EQ(m.number, 0x118);
	CHECK_EQ(m.width, 1024);
	CHECK_EQ(m.height, 768);
	CHECK_EQ(m.depth, 32);
	CHECK_EQ(m.stride, 4096);
	CHECK_EQ(m.base, 0xfd000000);
	CHECK_EQ(m.shift[0], 16);
	/* VBE 3.0 tells the linear mode's own. */
	put_le16(info + 50, 8192);
	memcpy(info + 54, "\x08\x00\x08\x08\x08\x10", 6);
	CHECK(parse(&m));
	CHECK_EQ(m.stride, 4096);
	CHECK(vbe_mode_parse(info, 0x118, 0x300, &memory, &m));
	CHECK_EQ(m.stride, 8192);
	CHECK_EQ(m.shift[0], 0);
	CHECK_EQ(m.shift[2], 16);
}

static void refuse(unsigned off, unsigned value, unsigned bytes)
{
	struct vbe_mode m = {.number = 7};

	reset();
	for (unsigned i = 0; i < bytes; i++)
		info[off + i] = (uint8_t)(value >> 8 * i);
	CHECK(!parse(&m));
	CHECK_EQ(m.number, 7);
}

static void test_refused(void)
{
	refuse(0, 0x1b, 2);  /* no linear framebuffer */
	refuse(0, 0x9a, 2);  /* not supported */
	refuse(0, 0x8b, 2);  /* text */
	refuse(16, 4095, 2); /* rows that overlap */
	refuse(16, 0, 2);
	refuse(18, 0, 2);
	refuse(20, 0, 2);
	refuse(18, 65535, 2);
	refuse(24, 4, 1); /* planes */
	refuse(25, 8, 1); /* palette */
	refuse(27, 3, 1);
	refuse(40, 0, 4);          /* nowhere */
	refuse(40, 0xfff00000, 4); /* it would end above 4 GiB, where RAM is */
	refuse(40, 0xa0000, 4);    /* not a linear one */
	refuse(40, 0x100000, 4);   /* RAM */
	refuse(40, 0xbffff000, 4); /* its first page is RAM */
}

static void test_place(void)
{
	struct vbe_mode m = {};

	reset();
	put_le32(info + 40, 0xc0000000);
	CHECK(parse(&m)); /* just behind the RAM */
	put_le32(info + 40, 0xffd00000);
	CHECK(parse(&m)); /* ends at 4 GiB */
	put_le32(info + 40, 0xfd700000);
	CHECK(parse(&m)); /* reserved memory is where cards have theirs */
	/* Numbers whose bits would say something when they are set. */
	CHECK(!vbe_mode_parse(info, 0x918, 0x200, &memory, &m));
	CHECK(!vbe_mode_parse(info, 0x4118, 0x200, &memory, &m));
	CHECK(!vbe_mode_parse(info, 0x8118, 0x200, &memory, &m));
}

static void test_pixels(void)
{
	static const uint32_t px[2] = {0x00ff8040, 0x00102030};
	struct vbe_mode m;
	uint32_t longs[2];
	uint16_t words[2];
	uint8_t bytes[6];

	reset();
	CHECK(parse(&m));
	vbe_pixels(&m, longs, px, 2);
	CHECK_EQ(longs[0], 0xff8040);
	CHECK_EQ(longs[1], 0x102030);
	info[25] = 24;
	CHECK(parse(&m));
	vbe_pixels(&m, bytes, px, 2);
	CHECK(!memcmp(bytes, "\x40\x80\xff\x30\x20\x10", 6));
	/* A card that does not tell its masks has the usual ones. */
	info[25] = 16;
	memset(info + 31, 0, 8);
	CHECK(parse(&m));
	vbe_pixels(&m, words, px, 2);
	CHECK_EQ(words[0], 0xfc08);
	CHECK_EQ(words[1], 0x1106);
	info[25] = 15;
	CHECK(parse(&m));
	CHECK_EQ(m.depth, 16);
	vbe_pixels(&m, words, px, 1);
	CHECK_EQ(words[0], 0x7e08);
	/* Ten bits of each. */
	reset();
	memcpy(info + 31, "\x0a\x14\x0a\x0a\x0a\x00", 6);
	CHECK(parse(&m));
	vbe_pixels(&m, longs, px, 1);
	CHECK_EQ(longs[0], 0xffu << 22 | 0x80u << 12 | 0x40u << 2);
}

int main(void)
{
	test_mode();
	test_refused();
	test_place();
	test_pixels();
	return check_done();
}
