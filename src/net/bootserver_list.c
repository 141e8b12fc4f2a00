/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the list: a type (2 bytes), the number of addresses (1), the addresses (4 each). */
#include "net/bootserver_list.h"

#include "core/util.h"

#define ENTRY_HEADER 3

unsigned bootserver_list_get(
	const uint8_t *list, size_t len, uint16_t type, uint32_t *out, unsigned max)
{
	unsigned n = 0;

	while (len >= ENTRY_HEADER) {
		uint16_t entry = get_be16(list);
		size_t count = list[2], room = (len - ENTRY_HEADER) / 4;

		list += ENTRY_HEADER;
		len -= ENTRY_HEADER;
		for (size_t i = 0; i < MIN(count, room); i++) {
			if (entry == type && n < max)
				out[n++] = get_be32(list + 4 * i);
		}
		if (count > room)
			break;
		list += 4 * count;
		len -= 4 * count;
	}
	return n;
}
