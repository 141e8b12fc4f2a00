/* SPDX-License-Identifier: BSD-2-Clause */
/* Our own certificate and key from the build (make CERT=… KEY=…), each as in its file, or empty;
 * the Makefile names the files. */
#include <stdint.h>

extern const uint8_t identity_cert[], identity_cert_end[], identity_key[], identity_key_end[];

#define BUILTIN(name, file)                                                                        \
	".globl " name "\n"                                                                        \
	".hidden " name "\n" name ":\n"                                                            \
	".incbin \"" file "\"\n"                                                                   \
	".globl " name "_end\n"                                                                    \
	".hidden " name "_end\n" name "_end:\n"                                                    \
	".byte 0\n"

__asm__(".section .rodata.identity_builtin,\"a\",@progbits\n" BUILTIN("identity_cert", CLIENT_CERT)
		BUILTIN("identity_key", CLIENT_KEY) ".previous\n");
