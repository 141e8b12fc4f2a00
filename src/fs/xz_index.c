/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The index at the end of a stream of an .xz file (format 1.2.0, 4). It has the sizes of all
 * blocks, as many as somebody likes: a digest of them is compared instead of a list.
 */
#include "fs/xz_index.h"

#include <string.h>
#include <zlib.h>

#include "core/status.h"
#include "core/util.h"

void xz_blocks_add(struct xz_blocks *b, uint64_t packed, uint64_t unpacked)
{
	const uint64_t pair[] = {packed, unpacked};

	b->n++;
	b->digest = (uint32_t)crc32_z(b->digest, (const uint8_t *)pair, sizeof(pair));
}

/* One more byte of a number, (n) came before. 1: it is complete, -ERR_PROTO: it is none. */
static int vli_byte(uint64_t *v, unsigned n, uint8_t byte)
{
	*v |= (uint64_t)(byte & 0x7f) << 7 * n;
	if (byte & 0x80)
		return n + 1 < XZ_VLI_MAX ? 0 : -ERR_PROTO;
	return byte == 0 && n > 0 ? -ERR_PROTO : 1;
}

size_t xz_vli(const uint8_t *p, size_t len, uint64_t *ret)
{
	int r = 0;
	unsigned n = 0;

	*ret = 0;
	while (r == 0 && n < len) {
		r = vli_byte(ret, n, p[n]);
		n++;
	}
	return r == 1 ? n : 0;
}

void xz_index_begin(struct xz_index *x)
{
	const uint8_t indicator = 0;

	*x = (struct xz_index){.size = 1};
	x->crc = (uint32_t)crc32_z(0, &indicator, 1);
}

int xz_index_feed(struct xz_index *x, uint8_t byte)
{
	uint64_t v;
	int r = vli_byte(&x->vli, x->n_vli, byte);

	x->crc = (uint32_t)crc32_z(x->crc, &byte, 1);
	x->size++;
	x->n_vli++;
	if (r != 1)
		return r;
	v = x->vli;
	x->vli = 0;
	x->n_vli = 0;
	if (!x->counted) {
		x->counted = true;
		x->left = v;
	} else if (!x->second) {
		x->second = true;
		x->packed = v;
	} else {
		x->second = false;
		x->left--;
		xz_blocks_add(&x->seen, x->packed, v);
	}
	return x->left == 0;
}

size_t xz_index_padding(const struct xz_index *x)
{
	return -x->size & 3;
}

bool xz_index_end(const struct xz_index *x, const uint8_t *tail)
{
	static const uint8_t zeros[3];
	const size_t n = xz_index_padding(x);

	return memcmp(tail, zeros, n) == 0 && get_le32(tail + n) == crc32_z(x->crc, tail, n);
}
