/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The BIOS data area at 0040:0000 (IBM PC AT Technical Reference, "BIOS Data Area"), where the
 * firmware keeps what our console and keyboard would otherwise have to ask through a mode switch.
 */
#pragma once

#include <stdint.h>

#define BDA_BASE 0x400u

enum bda {
	BDA_COM1 = 0x00,       /* word: port of the first serial line, 0 if none */
	BDA_EBDA = 0x0e,       /* word: segment of the extended area */
	BDA_EQUIPMENT = 0x10,  /* word */
	BDA_BASEMEM = 0x13,    /* word: KiB of base memory */
	BDA_KEY_HEAD = 0x1a,   /* word: where the next key is taken from */
	BDA_KEY_TAIL = 0x1c,   /* word: where the next key is put */
	BDA_VIDEO_MODE = 0x49, /* byte */
	BDA_COLS = 0x4a,       /* word */
	BDA_PAGE_START = 0x4e, /* word: offset of the shown page in video memory */
	BDA_CURSOR = 0x50,     /* a word for each page: row << 8 | column */
	BDA_CURSOR_SHAPE = 0x60,
	BDA_PAGE = 0x62,       /* byte: number of the shown page */
	BDA_CRTC = 0x63,       /* word: port of the CRT controller */
	BDA_RESET_FLAG = 0x72, /* word */
	BDA_HARD_DISKS = 0x75, /* byte: how many there are */
	BDA_LAST_ROW = 0x84,   /* byte: rows - 1; EGA and later */
};

/* The byte at physical address (addr). The compiler takes constant addresses this low for null
 * pointers gone astray, so it must not see them. */
static inline volatile uint8_t *phys_at(uintptr_t addr)
{
	__asm__("" : "+r"(addr));
	return (volatile uint8_t *)addr;
}

static inline uint8_t bda_get8(unsigned off)
{
	return *phys_at(BDA_BASE + off);
}

static inline uint16_t bda_get16(unsigned off)
{
	return *(volatile uint16_t *)phys_at(BDA_BASE + off);
}

static inline void bda_put16(unsigned off, uint16_t v)
{
	*(volatile uint16_t *)phys_at(BDA_BASE + off) = v;
}
