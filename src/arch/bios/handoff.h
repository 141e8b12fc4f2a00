/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the BIOS image tell one another: the head of the low part, the one real-mode
 * segment that stays in base memory (low.asm lays it out, in the same order), filled by the prefix
 * and the unpacker, read by the 64-bit program. Also included by the 32-bit unpacker: only types of
 * fixed width, no pointers. "Linear" addresses are physical ones; all RAM is identity-mapped.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/bios/e820.h"

#define LOW_MAGIC	0x314c5748u		/* "HWL1" */
#define BODY_LINK	0xffffffff80000000ull	/* the address the program is linked at */
#define LOW_SCRATCH_LEN	16384u
#define LOW_STACK_LEN	6144u

/* Registers around a call of real-mode code. */
struct real_regs {
	uint32_t eax, ebx, ecx, edx, esi, edi, ebp;
	uint16_t ds, es;
	uint32_t eflags;	/* only out; see REAL_CF and REAL_ZF */
};

struct low {
	uint32_t magic;
	uint32_t base;		/* linear address of this struct */
	uint16_t seg;		/* the same as a segment: (base) == (seg) << 4 */
	/* Offsets inside the segment: */
	uint16_t thunk;		/* 64-bit code: void thunk(uint16_t routine) */
	uint16_t rm_int;	/* real-mode routine: INT n with (regs) */
	uint16_t rm_far;	/* real-mode routine: far call with (regs) and words on the stack */
	uint16_t rm_exit;	/* real-mode routine: back to the ROM; never returns */
	uint16_t undi;		/* the struct shared with undi.asm, which begins with its offsets */
	uint16_t final;		/* the struct shared with linux.asm, likewise */
	uint16_t scratch;	/* LOW_SCRATCH_LEN bytes for passing data */
	uint32_t size;		/* bytes of the segment in memory, stack and scratch included */
	/* Base memory for received frames, outside the segment; 16-byte aligned, at most 64 KiB,
	 * less when the ROM leaves little, never less than 8 KiB. */
	uint32_t ring;
	uint32_t ring_len;
	/* How the ROM called us. */
	uint16_t rom_es, rom_bx, rom_ss, rom_sp;	/* SP as at entry: [SS:SP] is the way back */
	uint16_t rom_basemem;	/* KiB of base memory as the ROM left it (40:13) */
	uint16_t basemem;	/* and as we set it */
	uint32_t rom_int15;	/* the vector before ours: segment << 16 | offset */
	/* Where the program and its page tables are. */
	uint32_t body, body_len;
	uint32_t tables, tables_len;
	uint32_t cr3;
	uint32_t n_raw, n_map;	/* entries of raw[] and map[] */
	uint64_t mapped_end;	/* identity-mapped up to here */
	/* The call in progress. */
	struct real_regs regs;
	uint8_t int_n;
	uint8_t n_words;	/* words pushed before the far call, the first one pushed first */
	uint16_t words[7];
	uint16_t far_off, far_seg;
	/* What INT 15h 88h and E801h answer while we are resident. */
	uint16_t e801_below16;	/* KiB from 1 to 16 MiB */
	uint16_t e801_above16;	/* 64 KiB units from 16 MiB */
	uint16_t ext_88;	/* KiB above 1 MiB, at most 65535 */
	uint16_t int15;		/* our INT 15h handler */
	uint16_t exit_ax;	/* for rm_exit: the PXENV_STATUS returned to the ROM */
	uint16_t exit_int18;	/* for rm_exit: do not return, INT 18h */
	uint16_t init, enter;	/* for the prefix: see low.asm */
	uint16_t idt_limit;	/* of the 64-bit program, as LIDT takes it; below 4 GiB, since
				 * real-mode code loads it */
	uint8_t idt_base[8];
	uint16_t rm_idle;	/* real-mode routine: sleeps until the next interrupt */
	_Alignas(8) struct e820_entry raw[E820_MAX];	/* as the firmware gave it */
	struct e820_entry map[E820_MAX];	/* as INT 15h tells it while we are resident */
};

_Static_assert(sizeof(struct real_regs) == 36, "low.asm knows it");
_Static_assert(offsetof(struct low, size) == 24, "low.asm knows it");
_Static_assert(offsetof(struct low, rom_es) == 36, "low.asm knows it");
_Static_assert(offsetof(struct low, body) == 52, "low.asm knows it");
_Static_assert(offsetof(struct low, mapped_end) == 80, "low.asm knows it");
_Static_assert(offsetof(struct low, regs) == 88, "low.asm knows it");
_Static_assert(offsetof(struct low, int_n) == 124, "low.asm knows it");
_Static_assert(offsetof(struct low, far_off) == 140, "low.asm knows it");
_Static_assert(offsetof(struct low, int15) == 150, "low.asm knows it");
_Static_assert(offsetof(struct low, idt_limit) == 160, "low.asm knows it");
_Static_assert(offsetof(struct low, rm_idle) == 170, "low.asm knows it");
_Static_assert(offsetof(struct low, raw) == 176, "low.asm knows it");
