/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SMBIOS structures (DMTF DSP0134 6.1.2, 6.1.3). The table comes from firmware and is not
 * trusted: a structure that does not fit in what is left of it ends the search.
 */
#include "core/smbios.h"

#include <string.h>

#include "core/status.h"

enum {
	HEADER_LEN = 4,
	TYPE_END = 127,
};

/* Reads the structure at the start of the (len) bytes at (p); its size, or 0 if it does not fit. */
static size_t struct_read(const uint8_t *p, size_t len, struct smbios_struct *ret)
{
	size_t pos;

	if (len < HEADER_LEN || p[1] < HEADER_LEN || p[1] > len)
		return 0;
	*ret = (struct smbios_struct){.type = p[0], .data = p, .len = p[1]};
	/* The strings end with an empty one; when there are none, two NULs stand there. */
	for (pos = ret->len; len - pos >= 2; pos++) {
		if (p[pos] == 0 && p[pos + 1] == 0)
			break;
	}
	if (len - pos < 2)
		return 0;
	ret->strings = (const char *)p + ret->len;
	ret->strings_len = pos > ret->len ? pos + 1 - ret->len : 0;
	return pos + 2;
}

int smbios_find(const uint8_t *table, size_t len, uint8_t type, unsigned instance,
	struct smbios_struct *ret)
{
	struct smbios_struct s;
	size_t size;

	while ((size = struct_read(table, len, &s)) != 0) {
		if (s.type == type && instance-- == 0) {
			*ret = s;
			return 0;
		}
		if (s.type == TYPE_END)
			break;
		table += size;
		len -= size;
	}
	return -ERR_NOENT;
}

int smbios_string(const struct smbios_struct *s, uint8_t index, const char **ret, size_t *ret_len)
{
	const char *p = s->strings;
	size_t left = s->strings_len, n;

	if (index == 0)
		return -ERR_NOENT;
	for (;;) {
		const char *nul = left ? memchr(p, 0, left) : NULL;

		if (!nul)
			return -ERR_NOENT;
		n = (size_t)(nul - p);
		if (--index == 0)
			break;
		left -= n + 1;
		p += n + 1;
	}
	while (n && p[n - 1] == ' ')
		n--;
	for (; n && *p == ' '; n--)
		p++;
	if (n == 0)
		return -ERR_NOENT;
	*ret = p;
	*ret_len = n;
	return 0;
}
