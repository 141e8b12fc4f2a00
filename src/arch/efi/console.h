/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's text console. */
#pragma once

#include <stdbool.h>

/* Registers the console with core/console.h. */
void efi_console_init(void);

/* Plain attributes and a visible cursor, for whoever writes next. With (to_firmware) that
 * may be a program of the firmware's, which finds text on the screen; an operating system
 * gets it as it is. */
void efi_console_release(bool to_firmware);
/* After somebody else wrote: our mode and attributes again. */
void efi_console_resume(void);

/* Release, and close what was opened. */
void efi_console_done(void);

/* While the screen shows pixels text goes to a serial terminal alone, if there is one. Then to the
 * firmware's console again, which begins with an empty screen. */
void efi_console_hide_screen(void);
void efi_console_show_screen(void);
