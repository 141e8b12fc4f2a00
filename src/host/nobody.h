/* SPDX-License-Identifier: BSD-2-Clause */
/* A script that waits for a key when nobody is there to press one. */
#pragma once

#include <stdint.h>

/* In front of console_waitkey(): ends the run when what is waited for can never come. */
int __wrap_console_waitkey(uint64_t deadline_us, int *ret_key);
/* Calls (fn) then, which does not come back. */
void nobody_tell(void (*fn)(void));
