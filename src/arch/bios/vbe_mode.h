/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a VBE graphics mode is like, and how its pixels are written (VESA BIOS Extension core
 * functions 2.0 and 3.0). Pure; nothing that the graphics card's BIOS says is believed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/bios/e820.h"

#define VBE_MODE_INFO_LEN 256

struct vbe_mode {
	uint16_t number;
	uint16_t width, height;
	uint8_t depth;    /* bits that a pixel takes: 32, 24, 16 (also for 15) */
	uint8_t shift[3]; /* where red, green and blue go */
	uint8_t bits[3];  /* and how many of their bits, at most 8 */
	uint32_t base;    /* physical address of the first pixel */
	uint32_t stride;  /* bytes from one row to the next */
};

/* Takes the ModeInfoBlock of mode (number) apart. (version): of VBE, 0x300 is 3.0. False: not
 * a mode with a linear framebuffer of true colours between 1 MiB and 4 GiB, where (memory),
 * which is clean, has no RAM. */
bool vbe_mode_parse(const uint8_t info[VBE_MODE_INFO_LEN], uint16_t number, uint16_t version,
	const struct e820_map *memory, struct vbe_mode *ret);

/* Makes (n) pixels XRGB8888 into the mode's own at (to). */
void vbe_pixels(const struct vbe_mode *mode, volatile void *to, const uint32_t *px, size_t n);
