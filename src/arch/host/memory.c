/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory on a Linux host: the C library's. */
#include <stdlib.h>
#include <unistd.h>

#include "arch/host/host.h"

static uint64_t mem_free_override;

void host_set_mem_free(uint64_t bytes)
{
	mem_free_override = bytes;
}

void *plat_pages_alloc(size_t n, uint64_t max_addr)
{
	if (max_addr || n == 0 || n > SIZE_MAX / PAGE_SIZE)
		return NULL;
	return aligned_alloc(PAGE_SIZE, n * PAGE_SIZE);
}

void plat_pages_free(void *p, size_t n)
{
	(void)n;
	free(p);
}

void *plat_disk_pages_alloc(size_t n)
{
	return plat_pages_alloc(n, 0);
}

void plat_disk_pages_free(void *p, size_t n)
{
	plat_pages_free(p, n);
}

uint64_t plat_mem_free(void)
{
	if (mem_free_override)
		return mem_free_override;
	return (uint64_t)sysconf(_SC_AVPHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t plat_heap_used(void)
{
	return 0;
}

void plat_memmap(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg)
{
	fn(0, (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE), arg);
}
