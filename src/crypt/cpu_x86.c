/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks CPUID. SSE state is in use everywhere (EFI demands it, the BIOS program switches it on). */
#include <cpuid.h>

#include "crypt/cpu.h"

bool crypt_has_aes(void)
{
	const unsigned need = bit_AES | bit_PCLMUL | bit_SSSE3;
	unsigned a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && (c & need) == need;
}
