/* SPDX-License-Identifier: BSD-2-Clause */
/* Wiping secrets, for mbedTLS: a memset() that the compiler may not leave out. */
#include <string.h>

#include <mbedtls/platform_util.h>

void mbedtls_platform_zeroize(void *buf, size_t len)
{
	if (len == 0)
		return;
	memset(buf, 0, len);
	__asm__ volatile("" : : "r"(buf) : "memory");
}
