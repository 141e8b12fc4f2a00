/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names in DNS wire form (RFC 1035 4.1.4), one after the other, as DHCP option 119 carries them
 * (RFC 3397). A pointer must lead backwards, so that following it comes to an end.
 */
#include "net/dnssl.h"

#include <stdint.h>
#include <string.h>

#define POINTER 0xc0

/* Appends one label at (pos) to (out); false if it does not fit. */
static bool label_add(const uint8_t *label, size_t n, char *out, size_t cap, size_t *len)
{
	size_t dot = *len > 0;

	if (n + dot >= cap - *len)
		return false;
	if (dot)
		out[*len] = '.';
	memcpy(out + *len + dot, label, n);
	*len += n + dot;
	out[*len] = '\0';
	return memchr(label, '\0', n) == NULL;
}

/* Reads the name at (pos). *(ret_end): behind it in the list. */
static bool name_read(
	const uint8_t *p, size_t len, size_t pos, char *out, size_t cap, size_t *ret_end)
{
	size_t used = 0, limit = pos, end = 0;

	out[0] = '\0';
	while (pos < len) {
		uint8_t n = p[pos++];

		if (n == 0) {
			*ret_end = end ? end : pos;
			return true;
		}
		if ((n & POINTER) == POINTER) {
			size_t target;

			if (pos == len)
				return false;
			target = (size_t)(n & ~POINTER) << 8 | p[pos++];
			end = end ? end : pos;
			if (target >= limit)
				return false;
			pos = limit = target;
			continue;
		}
		if (n & POINTER || n > len - pos || !label_add(p + pos, n, out, cap, &used))
			return false;
		pos += n;
	}
	return false;
}

bool dnssl_get(const void *data, size_t len, unsigned n, char *out, size_t cap)
{
	size_t pos = 0;

	if (cap == 0)
		return false;
	while (pos < len) {
		if (!name_read(data, len, pos, out, cap, &pos))
			return false;
		if (n-- == 0)
			return out[0] != '\0';
	}
	return false;
}
