/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's text console. */
#pragma once

/* Registers the console with core/console.h. */
void efi_console_init(void);

/* Plain attributes and a visible cursor, for whoever writes next. */
void efi_console_release(void);
/* After somebody else wrote: our mode and attributes again. */
void efi_console_resume(void);

/* Release, and close what was opened. */
void efi_console_done(void);
