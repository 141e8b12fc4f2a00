/* SPDX-License-Identifier: BSD-2-Clause */
/* SNTP answers. */
#include <stdlib.h>

#include "net/ntp_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t now = -1;

	if (ntp_parse(data, size, 0x0123456789abcdefull, &now) == 0 && now < 0)
		abort();
	return 0;
}
