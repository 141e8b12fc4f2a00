/* SPDX-License-Identifier: BSD-2-Clause */
/* Unified kernel images by the headers, made of any sections. */
#pragma once

#include <stdint.h>
#include <string.h>

#include "core/util.h"

#define UKI_SAMPLE_MAX (64 << 10)
#define UKI_HEADER     (0x40 + 24 + 240) /* where the sections' headers begin */

struct uki_section {
	const char *name;
	const void *data;
	uint32_t len;
};

/* Writes one of (n) sections, aligned to 512 as in real ones, into a static buffer; its length
 * is in (ret_len). */
static inline uint8_t *sample_uki(const struct uki_section *s, unsigned n, size_t *ret_len)
{
	static uint8_t p[UKI_SAMPLE_MAX];
	size_t at = ALIGN_UP(UKI_HEADER + 40 * n, 512);

	memset(p, 0, sizeof(p));
	memcpy(p, "MZ", 2);
	p[0x3c] = 0x40;
	memcpy(p + 0x40, "PE\0\0\x64\x86", 6);
	p[0x46] = (uint8_t)n;
	p[0x54] = 240; /* optional header */
	put_le16(p + 0x58, 0x20b);
	put_le32(p + 0x58 + 16, 0x1000); /* entry */
	put_le32(p + 0x58 + 56, 1 << 20);
	put_le32(p + 0x58 + 60, 512);
	put_le16(p + 0x58 + 68, 10); /* EFI application */
	for (unsigned i = 0; i < n; i++) {
		uint8_t *h = p + UKI_HEADER + 40 * i;
		uint32_t room = ALIGN_UP(s[i].len, 512);

		memcpy(h, s[i].name, MIN(strlen(s[i].name), (size_t)8));
		put_le32(h + 8, s[i].len);
		put_le32(h + 16, room);
		put_le32(h + 20, (uint32_t)at);
		memcpy(p + at, s[i].data, s[i].len);
		at += room;
	}
	*ret_len = at;
	return p;
}
