/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks of the data in .xz files (format 1.2.0, 2.1.1.2 and 6): none, CRC-32, CRC-64 of
 * ECMA-182, SHA-256. The other numbers are not given to anything.
 */
#include "fs/xz_check.h"

#include <string.h>
#include <zlib.h>

#include "core/sha256.h"
#include "core/status.h"
#include "core/util.h"

enum check_kind {
	CHECK_NONE = 0,
	CHECK_CRC32 = 1,
	CHECK_CRC64 = 4,
	CHECK_SHA256 = 10,
};

#define CRC64_POLY 0xc96c5795d7870f42 /* reflected */

static uint64_t crc64_table[256];

static void crc64_make_table(void)
{
	if (crc64_table[1])
		return;
	for (unsigned i = 0; i < ARRAY_SIZE(crc64_table); i++) {
		uint64_t v = i;

		for (unsigned bit = 0; bit < 8; bit++)
			v = v >> 1 ^ (v & 1 ? CRC64_POLY : 0);
		crc64_table[i] = v;
	}
}

static uint64_t crc64(uint64_t crc, const uint8_t *p, size_t len)
{
	crc = ~crc;
	for (size_t i = 0; i < len; i++)
		crc = crc64_table[(crc ^ p[i]) & 0xff] ^ crc >> 8;
	return ~crc;
}

size_t xz_check_size(uint8_t kind)
{
	return kind == 0 ? 0 : (size_t)4 << (kind - 1) / 3;
}

int xz_check_begin(struct xz_check *c, uint8_t kind)
{
	c->kind = kind;
	c->crc = 0;
	switch (kind) {
	case CHECK_NONE:
	case CHECK_CRC32:
		return 0;
	case CHECK_CRC64:
		crc64_make_table();
		return 0;
	case CHECK_SHA256:
		sha256_free(c->sha);
		c->sha = sha256_new();
		return c->sha ? 0 : fail(ERR_NOMEM, "xz: out of memory");
	default:
		return fail(ERR_NOTSUP, "xz: checked in an unknown way, number %u", kind);
	}
}

void xz_check_feed(struct xz_check *c, const void *data, size_t len)
{
	if (c->kind == CHECK_CRC32)
		c->crc = crc32_z(c->crc, data, len);
	else if (c->kind == CHECK_CRC64)
		c->crc = crc64(c->crc, data, len);
	else if (c->kind == CHECK_SHA256)
		sha256_feed(c->sha, data, len);
}

bool xz_check_end(struct xz_check *c, const uint8_t *want)
{
	uint8_t digest[SHA256_LEN];

	switch (c->kind) {
	case CHECK_CRC32:
		return get_le32(want) == c->crc;
	case CHECK_CRC64:
		return get_le64(want) == c->crc;
	case CHECK_SHA256:
		sha256_finish(c->sha, digest);
		return memcmp(digest, want, sizeof(digest)) == 0;
	default:
		return true;
	}
}

void xz_check_free(struct xz_check *c)
{
	sha256_free(c->sha);
	c->sha = NULL;
}
