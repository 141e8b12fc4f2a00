/* SPDX-License-Identifier: BSD-2-Clause */
/* Initramfs files of anybody: read in bounds, and the same is seen however many parts they
 * come in. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "image/initramfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A few bytes unpack to very many; what has taken long enough is let go. */
static int tick(void *arg)
{
	return ++*(unsigned *)arg > 200 ? -ERR_CANCELED : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct initramfs_part twice[2] = {{data, size}, {data, size}};
	struct initramfs_facts one, two;
	unsigned ticks = 0;
	int status = initramfs_scan(twice, 1, "sbin/livenetroot", tick, &ticks, &one);

	if (status == -ERR_CANCELED)
		return 0;
	ticks = 0;
	if (status != 0)
		abort();
	if (initramfs_scan(twice, 2, "sbin/livenetroot", tick, &ticks, &two) != 0)
		return 0;
	if (one.known != two.known || one.has_needed != two.has_needed ||
		one.has_nd_pmem != two.has_nd_pmem || one.has_loop != two.has_loop)
		abort();
	if (one.known && one.packed)
		abort();
	return 0;
}
