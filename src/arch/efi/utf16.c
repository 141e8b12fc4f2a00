/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-16 (RFC 2781) as UEFI text uses it. Nothing outside arch/efi sees it. */
#include "arch/efi/utf16.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

static uint32_t utf16_next(const uint16_t *s, size_t n, size_t *pos)
{
	uint16_t unit = s[(*pos)++];

	if (unit < 0xd800 || unit > 0xdfff)
		return unit;
	if (unit > 0xdbff || *pos >= n || s[*pos] < 0xdc00 || s[*pos] > 0xdfff)
		return UTF8_BAD;
	return 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (s[(*pos)++] - 0xdc00u);
}

size_t utf16_len(const uint16_t *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

char *utf16_to_utf8(const uint16_t *s, size_t n_units)
{
	size_t n = utf16_len(s, n_units), len = 0, pos = 0;
	char *out;

	if (n > (SIZE_MAX - 1) / 3)
		return NULL;
	/* A unit becomes at most three bytes; a pair of them four. */
	out = malloc(n * 3 + 1);
	if (!out)
		return NULL;
	while (pos < n) {
		char bytes[UTF8_MAX];
		size_t k = utf8_encode(utf16_next(s, n, &pos), bytes);

		memcpy(out + len, bytes, k);
		len += k;
	}
	out[len] = '\0';
	return out;
}

size_t utf16_encode(uint32_t cp, uint16_t out[2])
{
	if (cp < 0x10000) {
		out[0] = (uint16_t)cp;
		return 1;
	}
	out[0] = (uint16_t)(0xd800 + ((cp - 0x10000) >> 10));
	out[1] = (uint16_t)(0xdc00 + ((cp - 0x10000) & 0x3ff));
	return 2;
}

uint16_t *utf16_from_utf8(const char *s, size_t *ret_size)
{
	size_t len = strlen(s), pos = 0, n = 0;
	uint16_t *out;

	if (len >= SIZE_MAX / 2)
		return NULL;
	/* A byte becomes at most one unit. */
	out = malloc((len + 1) * sizeof(*out));
	if (!out)
		return NULL;
	while (pos < len) {
		size_t k = 1;
		uint32_t cp = utf8_decode(s + pos, len - pos, &k);

		n += utf16_encode(cp, out + n);
		pos += k;
	}
	out[n++] = 0;
	if (ret_size)
		*ret_size = n * sizeof(*out);
	return out;
}
