/* SPDX-License-Identifier: BSD-2-Clause */
/* EFI signature lists: what is handed out lies within the data. */
#include <stdlib.h>

#include "core/siglist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct range {
	const uint8_t *from, *to;
};

static void check(const uint8_t *der, size_t len, void *arg)
{
	const struct range *r = arg;

	if (der < r->from || der > r->to || len > (size_t)(r->to - der))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct range r = {data, data + size};

	(void)siglist_each(data, size, check, &r);
	return 0;
}
