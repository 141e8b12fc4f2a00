/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory by the page, as the platform provides it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE 4096u

/* Claims (n) zero-or-garbage pages, page-aligned, identity mapped, below (max_addr) if that is not
 * 0. Returns NULL if there is not that much in one piece. Stays claimed until plat_pages_free(). */
void *plat_pages_alloc(size_t n, uint64_t max_addr);
void plat_pages_free(void *p, size_t n);

/* Gives back the last of (n) pages claimed at (p), so that (keep) of them remain, at least one. */
void plat_pages_trim(void *p, size_t n, size_t keep);

/* The same for the contents of a disk in memory: the operating system that is started later
 * finds the range reserved, and begins and ends where its driver for such disks wants it (see
 * arch/). (n) may be 0: NULL. Freed by plat_disk_pages_free() with the same (n). */
void *plat_disk_pages_alloc(size_t n);
void plat_disk_pages_free(void *p, size_t n);

/* Bytes of free memory right now (all regions together). */
uint64_t plat_mem_free(void);

/* Bytes that malloc() has given out and that were not freed; 0 if the platform cannot tell. */
uint64_t plat_heap_used(void);

/* Whether the (len) bytes of memory at (start), an address as it is, can be read without harm. */
bool plat_mem_readable(uint64_t start, uint64_t len);

/* Calls (fn) for each region of usable RAM in ascending order. */
void plat_memmap(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg);
