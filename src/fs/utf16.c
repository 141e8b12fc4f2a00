/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-16 (RFC 2781) without byte order mark: its holder says which end comes first. */
#include "fs/utf16.h"

#include <string.h>

#include "core/utf8.h"
#include "core/util.h"

static uint32_t unit(const uint8_t *p, size_t i, bool big_endian)
{
	return big_endian ? get_be16(p + 2 * i) : get_le16(p + 2 * i);
}

size_t utf16_decode(const uint8_t *p, size_t n, bool big_endian, char *out, size_t cap)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		char bytes[UTF8_MAX];
		uint32_t cp = unit(p, i, big_endian), low;
		size_t n_bytes;

		if (cp == 0)
			break;
		low = i + 1 < n ? unit(p, i + 1, big_endian) : 0;
		if (cp >= 0xd800 && cp < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
			i++;
		}
		n_bytes = utf8_encode(cp, bytes);
		if (n_bytes >= cap - len)
			break;
		memcpy(out + len, bytes, n_bytes);
		len += n_bytes;
	}
	out[len] = '\0';
	return len;
}
