/* SPDX-License-Identifier: BSD-2-Clause */
/* Screen and serial line of a BIOS machine. */
#pragma once

/* Finds both and registers them with core/console.h. The screen goes on below what the firmware
 * wrote. Needs the clock and the thunk. */
void bios_console_init(void);

/* Plain attributes and a visible cursor at the start of a line, for whoever writes next through the
 * firmware. */
void bios_console_release(void);
/* After somebody else wrote: the screen as it is now. */
void bios_console_resume(void);

/* While the screen shows pixels no text goes to it; keys and the serial line stay. Then the
 * text screen as the firmware has it now. */
void bios_console_hide_screen(void);
void bios_console_show_screen(void);
