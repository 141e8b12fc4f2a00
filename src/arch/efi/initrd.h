/* SPDX-License-Identifier: BSD-2-Clause */
/* The initrd as Linux' EFI stub asks for it. */
#pragma once

#include "arch/platform.h"

/* Offers the segments, one behind the other, until initrd_withdraw(); nothing is copied before a
 * kernel asks. No segments: nothing is offered. -ERR_EXISTS: another loader offers one. */
int initrd_offer(const struct boot_segment *segments, size_t n_segments);
void initrd_withdraw(void);
