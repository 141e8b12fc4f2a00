/* SPDX-License-Identifier: BSD-2-Clause */
/* Randomness on a Linux host; by itself, so that a program can put its own in place of it. */
#include <sys/random.h>

#include "arch/platform.h"
#include "core/status.h"

int plat_entropy(void *out, size_t len)
{
	uint8_t *p = out;

	while (len) {
		ssize_t n = getrandom(p, len, 0);

		if (n <= 0)
			return fail(ERR_NOENTROPY, "entropy: the system gave none");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}
