/* SPDX-License-Identifier: BSD-2-Clause */
/* Time on a BIOS machine, beyond core/clock.h. */
#pragma once

/* Finds out how fast the time stamp counter runs; some 50 ms where the CPU does not tell. Needs
 * nothing. */
void clock_init(void);
