/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory of a BIOS machine, beyond core/pages.h: places that must be just there, and what the
 * firmware says about memory while we are resident and after. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/bios/e820.h"

void memory_init(void);

/* Claims exactly [start, start + len) (whole pages are taken) if all of it is free RAM. Base memory
 * below our low part, except the first 4 KiB, counts as free RAM here, and only here. */
bool memory_claim(uint64_t start, uint64_t len);

/* The physical address of (p), which may point into the program itself. */
uint64_t phys_of(const void *p);

/* The map as the firmware itself tells it, cleaned: what the operating system will see. */
const struct e820_map *memory_firmware_map(void);

/* From here on INT 15h and 40:13 tell what they told before us: the last step before an operating
 * system or the ROM takes over. memory_hide() undoes it. */
void memory_unhide(void);
void memory_hide(void);

/* While a program that may return to us runs: INT 15h tells it only of what is free now, as far as
 * lend.h says, and the list of that is kept where it does not reach. memory_take_back() makes
 * everything as it was. -ERR_NOMEM (recorded) when memory lies in too many pieces for that. */
int memory_lend(void);
void memory_take_back(void);

/* From here on the operating system finds [start, start + len), RAM until now, as memory of
 * (type) of E820h. -ERR_NOMEM (recorded). memory_unreserve() takes the one that begins at
 * (start) back. */
int memory_reserve(uint64_t start, uint64_t len, uint32_t type);
void memory_unreserve(uint64_t start);

/* Makes what we have of base memory larger by (len) bytes at its lower end: their linear address, a
 * multiple of 1 KiB. 0: there is no room. Once, until memory_base_give(). */
uint32_t memory_base_take(size_t len);
void memory_base_give(void);

/* (len) bytes at most LOW_SCRATCH_LEN - 1024 at the top of base memory for good: after the ROM has
 * gone, and while the scratch area is not used any more. Fills in (ret) with the map that the
 * operating system is to see, and lowers 40:13. Returns the linear address, a multiple of 1
 * KiB, or 0. */
uint32_t memory_keep_base(size_t len, struct e820_map *ret);
