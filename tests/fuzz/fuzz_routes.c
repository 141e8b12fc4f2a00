/* SPDX-License-Identifier: BSD-2-Clause */
/* Classless static routes out of a hostile DHCP answer; the first four bytes are looked for. */
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "net/routes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct route *found;
	struct routes r;
	uint32_t dest;

	if (size < 4)
		return 0;
	dest = get_be32(data);
	if (routes_parse(data + 4, size - 4, &r) < 0)
		return 0;
	if (r.n > ROUTES_MAX)
		abort();
	found = routes_find(&r, dest);
	for (unsigned i = 0; i < r.n; i++) {
		if (r.list[i].dest & ~r.list[i].mask)
			abort();
		if ((dest & r.list[i].mask) == r.list[i].dest &&
			(!found || found->mask < r.list[i].mask))
			abort();
	}
	return 0;
}
