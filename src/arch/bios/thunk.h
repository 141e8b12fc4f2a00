/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of real-mode code from the 64-bit program: BIOS interrupts, PXE entry points, and our own
 * routines in the low part. Real-mode code runs on the low part's stack with interrupts enabled; in
 * the 64-bit program they are always disabled. One call costs two mode switches: do much in one.
 * Not reentrant. XMM registers and the x87 state are free for the callee.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch/bios/handoff.h"

#define REAL_CF 0x0001u
#define REAL_ZF 0x0040u

/* The low part; set before anything else runs. */
extern struct low *low;
void thunk_init(struct low *head);

/* INT (vector) with (regs), which are updated. Start from `struct real_regs r = {.eax = …};`. */
void bios_int(uint8_t vector, struct real_regs *regs);

/* Far call of (seg):(off) with (n) <= 7 words pushed first to last; they are dropped afterwards,
 * whether the callee did so or not. (regs) are updated. */
void real_far_call(uint16_t seg, uint16_t off, struct real_regs *regs, const uint16_t *words,
		   unsigned n);

/* Runs our own routine at offset (off) of the low part: DS = ES = SS = its segment, direction flag
 * clear, interrupts enabled; it ends with a near RET and may change every register but SS:SP. */
void real_call(uint16_t off);

/* LOW_SCRATCH_LEN bytes of base memory for passing data: contents are the caller's until its next
 * call of anything that may use it as well (every BIOS service of ours does). low->seg:low->scratch
 * in real mode. */
static inline void *low_scratch(void)
{
	return (uint8_t *)low + low->scratch;
}

/* What offset (off) of the low part is as a pointer. */
static inline void *low_ptr(uint16_t off)
{
	return (uint8_t *)low + off;
}

/* Real-mode addresses of linear addresses below 1 MiB, and back. */
static inline uint16_t real_seg(const void *p)
{
	return (uint16_t)((uintptr_t)p >> 4);
}
static inline uint16_t real_off(const void *p)
{
	return (uint16_t)((uintptr_t)p & 15u);
}
static inline void *real_ptr(uint16_t seg, uint16_t off)
{
	return (void *)(((uintptr_t)seg << 4) + off);
}
