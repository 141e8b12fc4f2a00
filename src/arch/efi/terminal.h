/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a serial terminal is part of the firmware's console, and which. */
#pragma once

#include <stdbool.h>

#include "arch/efi/system.h"

struct terminal {
	bool is_serial;  /* a terminal of unknown size sees what we write */
	bool is_pc_ansi; /* it gets code page 437 for what is not ASCII */
};

/* From the firmware's own configuration; all false if that is not to be had. */
void terminal_find(struct terminal *ret);

/* Of the devices behind the firmware's console the serial terminal alone, and the one that
 * draws text on the screen; NULL if there is none. */
SIMPLE_TEXT_OUTPUT_INTERFACE *terminal_output(void);
SIMPLE_TEXT_OUTPUT_INTERFACE *terminal_screen(void);
