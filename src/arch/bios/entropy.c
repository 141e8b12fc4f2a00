/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random bytes of the CPU: its generator, and timing jitter where it has none or a stuck one. A
 * BIOS has nothing to add. Users of these bytes condition them further.
 */
#include "arch/platform.h"
#include "arch/x86/rdrand.h"
#include "core/status.h"

int plat_entropy(void *out, size_t len)
{
	struct failure before = *fail_last();
	int rc = x86_rdrand(out, len);

	if (rc < 0)
		rc = x86_jitter(out, len);
	/* A generator that is missing is no failure when the other way worked. */
	if (rc == 0)
		(void)fail_again(&before);
	return rc;
}
