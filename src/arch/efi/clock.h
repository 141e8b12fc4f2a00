/* SPDX-License-Identifier: BSD-2-Clause */
/* Time and sleeping, beyond core/clock.h. */
#pragma once

#include "arch/efi/system.h"

#define CLOCK_MAX_WAKERS 8

/* Finds out how fast the time stamp counter runs; up to 20 ms where the CPU does not tell. */
void clock_init(void);
void clock_done(void);

/* (event) ends a sleep of plat_idle() from now on. NULL and more than CLOCK_MAX_WAKERS: ignored;
 * then a sleep just lasts longer. */
void clock_add_waker(EFI_EVENT event);
void clock_remove_waker(EFI_EVENT event);
