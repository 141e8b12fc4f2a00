/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory on a Linux host. */
#include <sys/mman.h>
#include <unistd.h>

#include "arch/host/host.h"

static uint64_t mem_free_override;
static uint64_t mem_total; /* 0: the machine's */
static uint64_t in_use, peak;

void host_set_mem_free(uint64_t bytes)
{
	mem_free_override = bytes;
}

void host_set_mem_total(uint64_t bytes)
{
	mem_total = bytes ? in_use + bytes : 0;
	peak = in_use;
}

uint64_t host_mem_peak(void)
{
	return peak;
}

uint64_t host_mem_used(void)
{
	return in_use;
}

/* From the kernel, for the C library cannot take back a part. What lies behind is not
 * accessible. */
void *plat_pages_alloc(size_t n, uint64_t max_addr)
{
	uint8_t *p;

	if (max_addr || n == 0 || n > SIZE_MAX / PAGE_SIZE - 1)
		return NULL;
	if (mem_total && n * PAGE_SIZE > mem_total - in_use)
		return NULL;
	p = mmap(NULL, (n + 1) * PAGE_SIZE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	mprotect(p + n * PAGE_SIZE, PAGE_SIZE, PROT_NONE);
	in_use += n * PAGE_SIZE;
	if (in_use > peak)
		peak = in_use;
	return p;
}

void plat_pages_free(void *p, size_t n)
{
	if (!p)
		return;
	munmap(p, (n + 1) * PAGE_SIZE);
	in_use -= n * PAGE_SIZE;
}

void plat_pages_trim(void *p, size_t n, size_t keep)
{
	uint8_t *end = (uint8_t *)p + keep * PAGE_SIZE;

	if (keep >= n)
		return;
	mprotect(end, PAGE_SIZE, PROT_NONE);
	munmap(end + PAGE_SIZE, (n - keep) * PAGE_SIZE);
	in_use -= (n - keep) * PAGE_SIZE;
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
	if (mem_total)
		return mem_total - in_use;
	return (uint64_t)sysconf(_SC_AVPHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t plat_heap_used(void)
{
	return 0;
}

bool plat_mem_readable(uint64_t start, uint64_t len)
{
	(void)start;
	(void)len;
	return false; /* the machine's memory is not ours */
}

void plat_memmap(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg)
{
	fn(0, (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE), arg);
}
