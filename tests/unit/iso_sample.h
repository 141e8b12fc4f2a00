/* SPDX-License-Identifier: BSD-2-Clause */
/* The blocks of the smallest ISO 9660 image with Rock Ridge, to be damaged field by field. */
#pragma once

#include <stdint.h>
#include <string.h>

#include "core/util.h"

enum {
	ISO_SAMPLE_PRIMARY = 16,
	ISO_SAMPLE_END = 17,
	ISO_SAMPLE_ROOT = 18,
	ISO_SAMPLE_FOLDER = 19,
	ISO_SAMPLE_AREA = 20, /* continuation of the root's first record */
	ISO_SAMPLE_FILE = 21,
	ISO_SAMPLE_BLOCKS = 22,
	ISO_SAMPLE_LEN = ISO_SAMPLE_BLOCKS * 2048,
	ISO_SAMPLE_FILE_LEN = 5,
};

static inline uint8_t *iso_block(uint8_t *image, unsigned lba)
{
	return image + lba * 2048u;
}

static inline void put_both32(uint8_t *p, uint32_t v)
{
	put_le32(p, v);
	put_be32(p + 4, v);
}

/* Writes a record of name (name, len) with the system use area (su), and returns its length. */
static inline size_t iso_record_put(uint8_t *p, const char *name, size_t len, uint32_t lba,
	uint32_t size, unsigned flags, const void *su, size_t su_len)
{
	size_t used = 33 + len + !(len & 1), total = ALIGN_UP(used + su_len, 2u);

	memset(p, 0, total);
	p[0] = (uint8_t)total;
	put_both32(p + 2, lba);
	put_both32(p + 10, size);
	p[25] = (uint8_t)flags;
	p[32] = (uint8_t)len;
	memcpy(p + 33, name, len);
	if (su_len)
		memcpy(p + used, su, su_len);
	return total;
}

static inline void iso_descriptor_put(uint8_t *d, unsigned type, uint32_t n_blocks)
{
	memset(d, 0, 2048);
	d[0] = (uint8_t)type;
	memcpy(d + 1, "CD001\1", 6);
	memset(d + 40, ' ', 32);
	memcpy(d + 40, "SAMPLE", 6);
	put_both32(d + 80, n_blocks);
	put_le16(d + 128, 2048);
	put_be16(d + 130, 2048);
	memset(d + 813, '0', 34);
	memcpy(d + 813, "2026013112304500", 16);
}

/* Root: folder "sub", file "hello.txt" (plain name HELLO.TXT;1), link "link" to
 * "sub/../hello.txt". */
static inline void iso_sample(uint8_t *image)
{
	static const uint8_t su_root[] =
		"SP\7\1\xbe\xef\0"
		"CE\34\1\24\0\0\0\0\0\0\24\0\0\0\0\0\0\0\0\30\0\0\0\0\0\0\30";
	static const uint8_t su_area[] = "ER\30\1\12\4\2\0RRIP_1991Aabcdef";
	static const uint8_t su_file[] = "NM\16\1\0hello.txt"
					 "PX\14\1\xa4\x81\0\0\0\0\x81\xa4";
	static const uint8_t su_link[] = "NM\11\1\0link"
					 "PX\14\1\xff\xa1\0\0\0\0\xa1\xff"
					 "SL\27\1\0\0\3sub\4\0\0\11hello.txt";
	static const uint8_t su_sub[] = "NM\10\1\0sub"
					"PX\14\1\xed\x41\0\0\0\0\x41\xed";
	uint8_t *root = iso_block(image, ISO_SAMPLE_ROOT), *p = root;
	uint8_t *sub = iso_block(image, ISO_SAMPLE_FOLDER);

	memset(image, 0, ISO_SAMPLE_LEN);
	iso_descriptor_put(iso_block(image, ISO_SAMPLE_PRIMARY), 1, ISO_SAMPLE_BLOCKS);
	iso_descriptor_put(iso_block(image, ISO_SAMPLE_END), 255, 0);
	(void)iso_record_put(iso_block(image, ISO_SAMPLE_PRIMARY) + 156, "", 1, ISO_SAMPLE_ROOT,
		2048, 2, NULL, 0);
	p += iso_record_put(p, "", 1, ISO_SAMPLE_ROOT, 2048, 2, su_root, sizeof(su_root) - 1);
	p += iso_record_put(p, "\1", 1, ISO_SAMPLE_ROOT, 2048, 2, NULL, 0);
	p += iso_record_put(p, "HELLO.TXT;1", 11, ISO_SAMPLE_FILE, ISO_SAMPLE_FILE_LEN, 0, su_file,
		sizeof(su_file) - 1);
	p += iso_record_put(p, "LINK.;1", 7, 0, 0, 0, su_link, sizeof(su_link) - 1);
	p += iso_record_put(p, "SUB", 3, ISO_SAMPLE_FOLDER, 2048, 2, su_sub, sizeof(su_sub) - 1);
	sub += iso_record_put(sub, "", 1, ISO_SAMPLE_FOLDER, 2048, 2, NULL, 0);
	(void)iso_record_put(sub, "\1", 1, ISO_SAMPLE_ROOT, 2048, 2, NULL, 0);
	memcpy(iso_block(image, ISO_SAMPLE_AREA), su_area, sizeof(su_area) - 1);
	memcpy(iso_block(image, ISO_SAMPLE_FILE), "hello", ISO_SAMPLE_FILE_LEN);
}
