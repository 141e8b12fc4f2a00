/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of the program when going on would make it worse. */
#pragma once

#include "core/util.h"

/* Shows the sentence, leaves it on the screen for a while and gives the machine back to the
 * firmware. Allocates nothing. */
_Noreturn void panic(const char *fmt, ...) _printf_(1, 2);
