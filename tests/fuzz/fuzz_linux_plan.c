/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starts of Linux kernels: header, command line, memory map and initrd are made of the input. What
 * is planned must keep to memory that is there and free, and overwrite nothing that is still
 * needed.
 *
 * Input: 8 words of 16 bits for the map, 8 for what is kept, 8 for the initrd (start and length in
 * MiB, pairs), a byte of command line length and the command line, then the file.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/x86/linux_place.h"
#include "core/util.h"

#define MIB       0x100000ull
#define N_RANGES  4
#define N_WORDS   (3 * N_RANGES * 2)
#define MAX_MOVES 9
#define REQUIRE(cond)                                                                              \
	do {                                                                                       \
		if (!(cond))                                                                       \
			abort();                                                                   \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_destination(const struct linux_env *env, const struct linux_move *m)
{
	REQUIRE(m->to >= MIB && m->len);
	REQUIRE(place_is_ram(env, m->to, m->len));
	REQUIRE(place_is_free(env, m->to, m->len));
}

static void check_moves(
	const struct linux_env *env, const struct linux_move *moves, const struct linux_plan *plan)
{
	for (size_t i = 0; i < plan->n_moves; i++) {
		check_destination(env, &moves[i]);
		for (size_t k = i + 1; k < plan->n_moves; k++) {
			uint64_t start = moves[i].to, end = moves[i].to + moves[i].len;
			struct mem_range to = {moves[k].to, moves[k].to + moves[k].len};
			struct mem_range from = {moves[k].from, moves[k].from + moves[k].len};

			REQUIRE(!ranges_overlap(start, end, &to));
			/* Unless it is what was put aside there. */
			REQUIRE(!ranges_overlap(start, end, &from) ||
				(moves[k].from == start && moves[k].len == moves[i].len));
		}
	}
}

static void check_plan(const struct linux_env *env, const struct linux_plan *plan)
{
	REQUIRE(plan->setup_len <= 0x8000);
	REQUIRE(plan->kernel_addr + plan->kernel_len <= 0x100000000ull);
	REQUIRE(plan->real_addr + LINUX_REAL_LEN <= env->base_end);
	if (!plan->initrd_len)
		return;
	REQUIRE(plan->initrd_addr + plan->initrd_len <= plan->initrd_limit);
	REQUIRE(plan->initrd_limit <= 0x100000000ull);
	REQUIRE(!ranges_overlap(
		plan->initrd_addr, plan->initrd_addr + plan->initrd_len, &plan->run));
}

static void plan_and_check(const struct boot_spec *spec, const struct linux_env *env)
{
	struct linux_move moves[MAX_MOVES];
	struct linux_plan plan;
	uint8_t *area;

	if (linux_plan(spec, env, moves, MAX_MOVES, &plan) < 0)
		return;
	check_plan(env, &plan);
	check_moves(env, moves, &plan);
	area = malloc(LINUX_REAL_LEN);
	if (!area)
		return;
	linux_plan_setup(&plan, spec, area);
	REQUIRE(strcmp((char *)area + plan.heap_end, spec->cmdline) == 0);
	free(area);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mem_range ranges[2 * N_RANGES];
	struct boot_segment initrd[N_RANGES];
	struct linux_env env = {ranges, N_RANGES, ranges + N_RANGES, N_RANGES, 0x90000};
	struct boot_spec spec = {.name = "fuzz", .initrd = initrd, .n_initrd = N_RANGES};
	char cmdline[256] = "";
	uint64_t last = 0;

	if (size < 2 * N_WORDS + 1)
		return 0;
	for (size_t i = 0; i < 3 * N_RANGES; i++) {
		uint64_t start = get_le16(data + 4 * i) * MIB,
			 len = get_le16(data + 4 * i + 2) * MIB;

		/* The map is ascending and disjoint by contract, the rest is not. */
		if (i < N_RANGES) {
			start += last;
			last = start + len;
		}
		if (i < 2 * N_RANGES)
			ranges[i] = (struct mem_range){start, start + len};
		else
			initrd[i - 2 * N_RANGES] =
				(struct boot_segment){(void *)(uintptr_t)start, len};
	}
	data += 2 * N_WORDS;
	size -= 2 * N_WORDS;
	spec.len = MIN((size_t)data[0], size - 1);
	memcpy(cmdline, data + 1, spec.len);
	spec.cmdline = cmdline;
	spec.data = data + 1 + spec.len;
	spec.len = size - 1 - spec.len;
	plan_and_check(&spec, &env);
	return 0;
}
