/* SPDX-License-Identifier: BSD-2-Clause */
/* What is left to do when the program itself is wrong: failed assertions, abort(), a broken
 * heap. */
#include "libc/panic.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "arch/platform.h"
#include "core/console.h"
#include "core/status.h"

#define PANIC_SHOW_US (15 * US_PER_S)

static bool in_panic;

_Noreturn void panic(const char *fmt, ...)
{
	char text[256];
	va_list ap;
	uint64_t end;

	if (!in_panic) {
		in_panic = true;
		va_start(ap, fmt);
		(void)vsnprintf(text, sizeof(text), fmt, ap);
		va_end(ap);
		console_set_before_write(NULL);
		console_puts("\033[0m\n*** Hawser has to stop: ");
		console_puts(text);
		console_puts("\n*** This is a fault of Hawser; please report this line.\n");
		end = plat_now_us() + PANIC_SHOW_US;
		while (plat_now_us() < end)
			plat_idle(end);
	}
	for (;;)
		plat_exit(-ERR_IO);
}

void __assert_fail(const char *what, const char *file, unsigned line, const char *function)
{
	panic("%s:%u: %s: \"%s\" does not hold", file, line, function, what);
}

void abort(void)
{
	panic("abort() was called");
}
