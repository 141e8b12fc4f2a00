/* SPDX-License-Identifier: BSD-2-Clause */
/* The smallest files that are a bzImage and an EFI program by their headers. */
#pragma once

#include <stdint.h>
#include <string.h>

#define SAMPLE_BZIMAGE_LEN (4 * 512 + 1600) /* 3 sectors of setup code, 100 paragraphs */
#define SAMPLE_EFI_LEN     1024
#define PE_AT(offset)      (0x40 + (offset))

/* A fresh copy each time, in one static buffer. */
static inline uint8_t *sample_bzimage(void)
{
	static uint8_t p[SAMPLE_BZIMAGE_LEN];

	memset(p, 0, sizeof(p));
	p[0x1f1] = 3;   /* setup_sects */
	p[0x1f4] = 100; /* syssize */
	p[0x1fe] = 0x55;
	p[0x1ff] = 0xaa;
	p[0x200] = 0xeb;
	p[0x201] = 0x66;
	memcpy(p + 0x202, "HdrS\x0f\x02", 6); /* protocol 2.15 */
	p[0x211] = 1;                         /* loaded high */
	return p;
}

/* PE32+, x86-64, one section of 512 bytes at 512. */
static inline uint8_t *sample_efi(void)
{
	static uint8_t p[SAMPLE_EFI_LEN];

	memset(p, 0, sizeof(p));
	memcpy(p, "MZ", 2);
	p[0x3c] = 0x40;
	memcpy(p + PE_AT(0), "PE\0\0\x64\x86\1\0", 8);
	p[PE_AT(20)] = 240; /* optional header */
	p[PE_AT(24)] = 0x0b;
	p[PE_AT(25)] = 0x02;
	p[PE_AT(24 + 17)] = 0x10; /* entry 0x1000 */
	p[PE_AT(24 + 57)] = 0x20; /* image size 0x2000 */
	p[PE_AT(24 + 61)] = 2;    /* size of headers 512 */
	p[PE_AT(24 + 68)] = 10;   /* EFI application */
	p[PE_AT(264 + 17)] = 2;   /* raw size 512 */
	p[PE_AT(264 + 21)] = 2;   /* at 512 */
	return p;
}
