/* SPDX-License-Identifier: BSD-2-Clause */
/* The trust anchors of the build (make TRUST=…), DER behind DER; the Makefile names the file. */
#include <stdint.h>

extern const uint8_t trust_builtin[], trust_builtin_end[];

__asm__(".section .rodata.trust_builtin,\"a\",@progbits\n"
	".globl trust_builtin\n"
	".hidden trust_builtin\n"
	"trust_builtin:\n"
	".incbin \"" TRUST_DER "\"\n"
	".globl trust_builtin_end\n"
	".hidden trust_builtin_end\n"
	"trust_builtin_end:\n"
	".byte 0\n"
	".previous\n");
