/* SPDX-License-Identifier: BSD-2-Clause */
/* The script of the build (make EMBED=…), as it is in that file; the Makefile names the file. */
#include "embedded.h"

#include <stdint.h>

extern const char embedded_bytes[], embedded_bytes_end[];

__asm__(".section .rodata.embedded_script,\"a\",@progbits\n"
	".globl embedded_bytes\n"
	".hidden embedded_bytes\n"
	"embedded_bytes:\n"
	".incbin \"" EMBED_SCRIPT "\"\n"
	".globl embedded_bytes_end\n"
	".hidden embedded_bytes_end\n"
	"embedded_bytes_end:\n"
	".byte 0\n"
	".previous\n");

const char *embedded_script(size_t *ret_len)
{
	*ret_len = (size_t)((uintptr_t)embedded_bytes_end - (uintptr_t)embedded_bytes);
	return embedded_bytes;
}
