/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Run without a terminal, in a test or a pipe, the input comes to its end; a shell or a menu
 * without a timeout would then wait for ever. The linker puts this in front of console_waitkey();
 * what has a timeout waits for it as on a machine.
 */
#include "host/nobody.h"

#include "core/clock.h"
#include "host/terminal.h"

int __real_console_waitkey(uint64_t deadline_us, int *ret_key);

static void (*tell)(void);

void nobody_tell(void (*fn)(void))
{
	tell = fn;
}

int __wrap_console_waitkey(uint64_t deadline_us, int *ret_key)
{
	if (deadline_us == DEADLINE_NEVER && tell && terminal_is_over()) {
		/* What was typed ahead comes first, also an ESC that might begin something. */
		if (__real_console_waitkey(plat_now_us() + US_PER_S, ret_key) == 0)
			return 0;
		tell();
	}
	return __real_console_waitkey(deadline_us, ret_key);
}
