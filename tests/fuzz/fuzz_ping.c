/* SPDX-License-Identifier: BSD-2-Clause */
/* ICMP packets that may answer an echo request. */
#include <stdlib.h>

#include "core/status.h"
#include "net/ping_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ping_answer a = {.status = 1};
	int rc = ping_parse(data, size, 0x4841, &a);

	if (rc != 0 && rc != -ERR_AGAIN)
		abort();
	if (rc == 0 && a.status != 0 && a.status != -ERR_UNREACH && a.status != -ERR_TIMEDOUT)
		abort();
	if (rc && a.status != 1)
		abort();
	return 0;
}
