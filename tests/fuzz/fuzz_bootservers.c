/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of PXE boot servers. */
#include <stdlib.h>

#include "net/bootserver_list.h"

enum { MAX_SERVERS = 5 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t out[MAX_SERVERS];

	if (bootserver_list_get(data, size, 1, out, MAX_SERVERS) > MAX_SERVERS)
		abort();
	return 0;
}
