/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages from the firmware (UEFI 2.10, 7.2), and its memory map. The firmware does not take an
 * application's pages back when it ends, so what is claimed is written down.
 */
#include "arch/efi/memory.h"

#include "arch/efi/system.h"
#include "core/pages.h"
#include "core/util.h"

#define MAPPED_ALWAYS (4ull << 30)
#define RUNS_PER_PAGE ((PAGE_SIZE - sizeof(void *)) / sizeof(struct page_run))

struct page_run {
	uint8_t *start; /* NULL: free slot */
	size_t n;
};

/* One page of bookkeeping. */
struct page_book {
	struct page_book *next;
	struct page_run run[];
};

static struct page_book *books;

static void *claim_as(EFI_MEMORY_TYPE memory, size_t n, uint64_t max_addr)
{
	EFI_PHYSICAL_ADDRESS addr = max_addr ? max_addr - 1 : 0;
	EFI_ALLOCATE_TYPE type = max_addr ? AllocateMaxAddress : AllocateAnyPages;

	if (n == 0 || n > SIZE_MAX / PAGE_SIZE)
		return NULL;
	if (EFI_ERROR(efi.bs->AllocatePages(type, memory, n, &addr)))
		return NULL;
	/* Page 0 is allowed, but looks like NULL: keep it and take another. */
	if (addr == 0)
		return claim_as(memory, n, max_addr);
	return (void *)(uintptr_t)addr;
}

static void *claim(size_t n, uint64_t max_addr)
{
	return claim_as(EfiLoaderData, n, max_addr);
}

static void release(void *p, size_t n)
{
	(void)efi.bs->FreePages((EFI_PHYSICAL_ADDRESS)(uintptr_t)p, n);
}

static struct page_run *run_find(const uint8_t *start)
{
	for (struct page_book *b = books; b; b = b->next)
		for (size_t i = 0; i < RUNS_PER_PAGE; i++)
			if (b->run[i].start == start)
				return &b->run[i];
	return NULL;
}

static struct page_run *run_new(void)
{
	struct page_run *run = run_find(NULL);
	struct page_book *b;

	if (run)
		return run;
	b = claim(1, 0);
	if (!b)
		return NULL;
	*b = (struct page_book){.next = books};
	for (size_t i = 0; i < RUNS_PER_PAGE; i++)
		b->run[i] = (struct page_run){};
	books = b;
	return &b->run[0];
}

static void *claim_noted(EFI_MEMORY_TYPE memory, size_t n, uint64_t max_addr)
{
	struct page_run *run = run_new();
	void *p = run ? claim_as(memory, n, max_addr) : NULL;

	if (!p)
		return NULL;
	*run = (struct page_run){p, n};
	return p;
}

void *plat_pages_alloc(size_t n, uint64_t max_addr)
{
	return claim_noted(EfiLoaderData, n, max_addr);
}

/* Reserved memory is what operating systems leave alone, and what EDK2's RAM disk driver
 * describes in an NFIT; Linux wants such ranges to begin and end on a page. */
void *plat_disk_pages_alloc(size_t n)
{
	return claim_noted(EfiReservedMemoryType, n, 0);
}

void plat_disk_pages_free(void *p, size_t n)
{
	plat_pages_free(p, n);
}

void plat_pages_free(void *p, size_t n)
{
	struct page_run *run = p ? run_find(p) : NULL;

	if (!run)
		return;
	*run = (struct page_run){};
	release(p, n);
}

void plat_pages_trim(void *p, size_t n, size_t keep)
{
	struct page_run *run = run_find(p);

	if (!run || keep >= n)
		return;
	run->n = keep;
	release((uint8_t *)p + keep * PAGE_SIZE, n - keep);
}

void memory_done(void)
{
	while (books) {
		struct page_book *b = books;

		for (size_t i = 0; i < RUNS_PER_PAGE; i++)
			if (b->run[i].start)
				release(b->run[i].start, b->run[i].n);
		books = b->next;
		release(b, 1);
	}
}

struct memmap {
	uint8_t *data;
	size_t size;  /* bytes of descriptors */
	size_t step;  /* from one to the next; more than the struct we know */
	size_t pages; /* claimed for (data) */
};

static int memmap_get(struct memmap *m)
{
	UINTN size = 0, key, step = 0;
	UINT32 version;
	EFI_STATUS status;

	*m = (struct memmap){};
	status = efi.bs->GetMemoryMap(&size, NULL, &key, &step, &version);
	for (int tries = 0; status == EFI_BUFFER_TOO_SMALL && tries < 8; tries++) {
		/* Claiming the buffer may itself add entries to the map. */
		size_t pages = (size + 8 * step) / PAGE_SIZE + 1;

		if (m->data)
			release(m->data, m->pages);
		m->data = claim(pages, 0);
		if (!m->data)
			return -1;
		m->pages = pages;
		size = pages * PAGE_SIZE;
		status = efi.bs->GetMemoryMap(
			&size, (EFI_MEMORY_DESCRIPTOR *)m->data, &key, &step, &version);
	}
	if (!EFI_ERROR(status) && m->data && step >= sizeof(EFI_MEMORY_DESCRIPTOR)) {
		m->size = size;
		m->step = step;
		return 0;
	}
	if (m->data)
		release(m->data, m->pages);
	return -1;
}

static const EFI_MEMORY_DESCRIPTOR *memmap_at(const struct memmap *m, size_t i)
{
	if (i >= m->size / m->step)
		return NULL;
	return (const EFI_MEMORY_DESCRIPTOR *)(m->data + i * m->step);
}

uint64_t plat_mem_free(void)
{
	const EFI_MEMORY_DESCRIPTOR *d;
	uint64_t pages = 0;
	struct memmap m;

	if (memmap_get(&m) < 0)
		return 0;
	for (size_t i = 0; (d = memmap_at(&m, i)); i++)
		if (d->Type == EfiConventionalMemory)
			pages += d->NumberOfPages;
	release(m.data, m.pages);
	return pages * PAGE_SIZE;
}

/* RAM that belongs to nobody, to us, or to the firmware until an operating system starts. */
static bool is_usable(const EFI_MEMORY_DESCRIPTOR *d)
{
	return d->Type == EfiConventionalMemory || d->Type == EfiLoaderCode ||
		d->Type == EfiLoaderData || d->Type == EfiBootServicesCode ||
		d->Type == EfiBootServicesData;
}

/* The usable region with the lowest start that is at least (from). The map need not be sorted. */
static const EFI_MEMORY_DESCRIPTOR *lowest_from(const struct memmap *m, uint64_t from)
{
	const EFI_MEMORY_DESCRIPTOR *best = NULL, *d;

	for (size_t i = 0; (d = memmap_at(m, i)); i++)
		if (is_usable(d) && d->PhysicalStart >= from && d->NumberOfPages &&
			(!best || d->PhysicalStart < best->PhysicalStart))
			best = d;
	return best;
}

/* Where there is memory the firmware has mapped it as it is (UEFI 2.10, 2.3.4); and so has all
 * of it below 4 GiB, for the devices there. */
bool plat_mem_readable(uint64_t start, uint64_t len)
{
	const EFI_MEMORY_DESCRIPTOR *d;
	uint64_t end = 0;
	struct memmap m;

	if (start < MAPPED_ALWAYS && len <= MAPPED_ALWAYS - start)
		return true;
	if (memmap_get(&m) < 0)
		return false;
	for (size_t i = 0; (d = memmap_at(&m, i)) && !end; i++)
		if (start >= d->PhysicalStart &&
			start - d->PhysicalStart < d->NumberOfPages * PAGE_SIZE)
			end = d->PhysicalStart + d->NumberOfPages * PAGE_SIZE;
	release(m.data, m.pages);
	return end && len <= end - start;
}

void plat_memmap(void (*fn)(uint64_t start, uint64_t len, void *arg), void *arg)
{
	const EFI_MEMORY_DESCRIPTOR *d;
	uint64_t start = 0, end = 0;
	struct memmap m;

	if (memmap_get(&m) < 0)
		return;
	while ((d = lowest_from(&m, end))) {
		if (d->PhysicalStart != end) {
			if (end > start)
				fn(start, end - start, arg);
			start = d->PhysicalStart;
		}
		end = d->PhysicalStart + d->NumberOfPages * PAGE_SIZE;
	}
	if (end > start)
		fn(start, end - start, arg);
	release(m.data, m.pages);
}
