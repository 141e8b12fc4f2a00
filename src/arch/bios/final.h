/* SPDX-License-Identifier: BSD-2-Clause */
/* The last jump into real-mode code that owns the machine from there on. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* In the low part at low->final; linux.asm lays it out, in the same order. */
struct final {
	uint16_t jump; /* the routine */
	uint16_t sp, ss;
	uint16_t ip, cs;
	uint16_t ds;    /* also ES, FS and GS */
	uint16_t flags; /* FINAL_IF or 0 */
	uint16_t unused;
	uint32_t edx;
};

_Static_assert(sizeof(struct final) == 20, "linux.asm knows it");
_Static_assert(offsetof(struct final, edx) == 16, "linux.asm knows it");

#define FINAL_IF 0x0200u /* interrupts on */

/* Closes the network card and lets go of the ROM: from here on there is no way back, and nothing in
 * memory is written to by anybody else. */
void final_quiesce(void);

/* Enters real-mode code as (to) says (its .jump does not count), memory as it was before us:
 * INT 15h and 40:13 restored. After final_quiesce(). Never returns. */
void final_enter(const struct final *to) __attribute__((noreturn));
