/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting Linux on a BIOS machine: the plan of arch/x86/linux_plan.c carried out. Once the network
 * card is closed nothing can fail: files and heap are overwritten, only the program itself, its
 * page tables and the low part last until the jump.
 */
#include <string.h>

#include "arch/bios/final.h"
#include "arch/bios/memory.h"
#include "arch/bios/thunk.h"
#include "arch/platform.h"
#include "arch/x86/linux_plan.h"
#include "core/log.h"

#define SETUP_ENTRY 0x20 /* paragraphs: behind the boot sector */
#define MAX_MOVES   1024

/* Here, since the heap does not last. */
static struct linux_move moves[MAX_MOVES];
static uint8_t setup_area[LINUX_REAL_LEN];

static size_t collect_ram(struct mem_range ranges[E820_MAX])
{
	const struct e820_map *map = memory_firmware_map();
	size_t n = 0;

	for (uint32_t i = 0; i < map->n; i++) {
		const struct e820_entry *e = &map->e[i];

		if (e->type == E820_RAM)
			ranges[n++] = (struct mem_range){e->start, e->start + e->len};
	}
	return n;
}

static void __attribute__((noreturn)) carry_out(const struct linux_plan *plan)
{
	uint16_t seg = (uint16_t)(plan->real_addr >> 4);
	const struct final to = {
		.sp = (uint16_t)plan->heap_end,
		.ss = seg,
		.cs = (uint16_t)(seg + SETUP_ENTRY),
		.ds = seg,
	};

	for (size_t i = 0; i < plan->n_moves; i++)
		memmove((void *)(uintptr_t)moves[i].to, (const void *)(uintptr_t)moves[i].from,
			moves[i].len);
	memcpy((void *)(uintptr_t)plan->real_addr, setup_area, sizeof(setup_area));
	final_enter(&to);
}

int plat_start_linux(const struct boot_spec *spec)
{
	static struct mem_range ram[E820_MAX];
	const struct mem_range keep[] = {
		{low->body, (uint64_t)low->body + low->body_len},
		{low->tables, (uint64_t)low->tables + low->tables_len},
	};
	const struct linux_env env = {ram, collect_ram(ram), keep, 2, low->base};
	struct linux_plan plan;
	int rc = linux_plan(spec, &env, moves, MAX_MOVES, &plan);

	if (rc < 0)
		return rc;
	log_debug("linux: %s: boot protocol %u.%02u, kernel at 0x%llx, initrd at 0x%llx",
		spec->name, plan.version >> 8, plan.version & 0xff,
		(unsigned long long)plan.kernel_addr, (unsigned long long)plan.initrd_addr);
	linux_plan_setup(&plan, spec, setup_area);
	final_quiesce();
	carry_out(&plan);
}
