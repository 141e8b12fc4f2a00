/* SPDX-License-Identifier: BSD-2-Clause */
/* The first serial line: a terminal of its own, 115200 baud, 8 data bits, no parity. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Looks for the line and sets it up; again after somebody else used it. The setting "serial-line"
 * may change the speed later, or switch it off. */
void serial_init(void);
bool serial_present(void);

/* UTF-8 with ANSI sequences as they are, LF as CR LF. Blocks until the last bytes are in the line's
 * buffer, 87 us for each that does not fit; a line that does not take them loses them. */
void serial_write(const char *text, size_t len);

/* Something came in and was not read yet. */
bool serial_has_data(void);

/* The next character, not decoded further than UTF-8; KEY_NONE if there is none. */
int serial_getkey(void);

void serial_size(unsigned *ret_cols, unsigned *ret_rows);
