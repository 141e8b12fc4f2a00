/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The resident part (resident.asm): disks in memory for whatever runs in real mode, and the
 * memory map with them in it. It can be put anywhere in base memory, and taken away again.
 * resident_fill() is pure, the other two change interrupt vectors and the BIOS data area.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/bios/e820.h"
#include "arch/bios/mbft.h"

#define RESIDENT_DRIVES_MAX 8u
#define RESIDENT_SPEC_LEN   19u

enum resident_kind { RESIDENT_HARD, RESIDENT_FLOPPY, RESIDENT_CD };

/* As resident.inc has it. */
struct resident_drive {
	uint8_t number;
	uint8_t kind;         /* enum resident_kind */
	uint8_t sector_shift; /* 9 or 11 */
	uint8_t floppy_type;  /* BL of AH=08h */
	uint8_t emulates;     /* AH=4Bh tells (spec) */
	uint8_t status;       /* of the last call */
	uint8_t unused[2];
	uint64_t first; /* linear address of sector 0 */
	uint64_t n_sectors;
	uint16_t spt, heads, cylinders;
	uint16_t unused2;
	uint8_t spec[24]; /* El Torito, "specification packet": RESIDENT_SPEC_LEN bytes */
};
_Static_assert(sizeof(struct resident_drive) == 56, "resident.inc knows it");
_Static_assert(offsetof(struct resident_drive, first) == 8, "resident.inc knows it");
_Static_assert(offsetof(struct resident_drive, spt) == 24, "resident.inc knows it");
_Static_assert(offsetof(struct resident_drive, spec) == 32, "resident.inc knows it");

/* The beginning of the image, as resident.asm has it. */
struct resident_head {
	uint8_t hook[19];
	uint32_t old13, flags, mbft_addr;
	uint8_t unused;
	uint32_t old15, base, tables;
	/* Offsets inside the segment: */
	uint16_t int15, drives, mbft, end;
	uint16_t add_base[4]; /* of dwords that get the linear address added; 0: none */
	uint16_t put_segment; /* of a word */
	uint16_t n_drives, n_map;
	uint16_t below16, above16, ext_88;
	uint8_t unused2[8];
} __attribute__((packed));
_Static_assert(sizeof(struct resident_head) == 80, "resident.asm knows it");
_Static_assert(offsetof(struct resident_head, old15) == 32, "resident.asm knows it");
_Static_assert(offsetof(struct resident_head, n_drives) == 62, "resident.asm knows it");

/* What it is to serve. */
struct resident_what {
	const struct resident_drive *drives;
	size_t n_drives;              /* at most RESIDENT_DRIVES_MAX */
	const struct mbft_disk *mbft; /* the disk to tell of by an mBFT, or NULL */
	const struct e820_map *map;   /* to be told by INT 15h, or NULL: that is left alone */
	uint32_t tables;              /* page tables, identity over all disks, and below 4 GiB */
};

/* Bytes of base memory for an image that tells a map of (n_map) entries. */
size_t resident_len(size_t n_map);

/* Makes the image (what) in the resident_len() bytes at (to), to run at linear address (base), a
 * multiple of 16. The vectors are those that the machine has before. */
void resident_fill(uint8_t *to, uint32_t base, const struct resident_what *what, uint32_t old13,
	uint32_t old15, uint16_t old_basemem);

/* Puts it to linear address (base), where resident_len() bytes are free, and makes it serve. */
void resident_install(uint32_t base, const struct resident_what *what);

/* Makes everything as it was before resident_install(); nothing if there is none. */
void resident_remove(void);
