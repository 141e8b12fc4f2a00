/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens when the CPU finds a fault in the program itself. */
#pragma once

/* From here on a CPU exception ends in one line of text instead of a reset. Needs the thunk. */
void trap_init(void);
