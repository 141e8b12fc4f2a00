/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes where when a Linux kernel is started through its 16-bit entry. Pure: nothing is moved
 * here, addresses of what is to be moved are numbers. Kernel, initrd and command line come from
 * outside, the memory map from firmware: nothing in them is believed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/platform.h"

#define LINUX_REAL_LEN 0x10000u /* setup code, heap, stack, command line */

struct mem_range {
	uint64_t start, end;
};

/* The machine the kernel is started on. */
struct linux_env {
	const struct mem_range *ram; /* that the kernel will see, at or above 1 MiB counts */
	size_t n_ram;
	const struct mem_range *keep; /* needed until the jump: nothing is moved there */
	size_t n_keep;
	uint64_t base_end; /* base memory from 64 KiB up to here can be written */
};

struct linux_move {
	uint64_t from, to, len;
};

struct linux_plan {
	uint16_t version;                 /* of the boot protocol */
	uint32_t setup_len;               /* the 16-bit part, in the file and in memory */
	uint32_t real_addr;               /* where it goes, LINUX_REAL_LEN bytes are used */
	uint32_t heap_end;                /* offset there, of the stack's top as well */
	uint64_t kernel_addr, kernel_len; /* the rest of the file */
	struct mem_range run;             /* what the kernel writes to before it knows its memory */
	uint64_t initrd_addr, initrd_len; /* both 0 if there is none */
	uint64_t initrd_limit;            /* it ends here or below */
	bool has_vid_mode;
	uint16_t vid_mode; /* vga= */
	size_t n_moves;
};

/* Plans the start of (spec) on (env): (*ret), and the moves of kernel and initrd in an order
 * in which none overwrites what a later one needs; a move may overlap itself, as memmove()
 * does it. Room for (max_moves): one more than the initrd has segments, and some to put pieces
 * aside when memory is nearly full. -ERR_NOEXEC for a malformed kernel, -ERR_NOTSUP for one
 * that this entry cannot start, -ERR_RANGE for a command line that is too long, -ERR_NOMEM or
 * -ERR_TOOBIG with the size needed and the size there is. */
int linux_plan(const struct boot_spec *spec, const struct linux_env *env, struct linux_move *moves,
	size_t max_moves, struct linux_plan *ret);

/* Writes what belongs at plan->real_addr: LINUX_REAL_LEN bytes at (area), for a (plan) of
 * (spec). */
void linux_plan_setup(const struct linux_plan *plan, const struct boot_spec *spec, uint8_t *area);
