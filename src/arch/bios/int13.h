/* SPDX-License-Identifier: BSD-2-Clause */
/* What disks look like to INT 13h: geometries and numbers. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/bios/resident.h"

#define INT13_FIRST_HARD 0x80u
#define INT13_FIRST_CD   0xe0u

/* Fills in the number of sectors of 512 bytes and the geometry of (d), a hard disk or floppy of the
 * (len) bytes at (data). A hard disk's is the one its partition table was made with, so far as that
 * can be seen. */
void int13_geometry(struct resident_drive *d, const uint8_t *data, uint64_t len);

/* The number for a new drive of (kind) beside the (n) there are: (wanted) if it is one of its
 * class, else the first of the class that is free. -1: taken, or none is free. */
int int13_number(
	const struct resident_drive *drives, size_t n, enum resident_kind kind, uint8_t wanted);
