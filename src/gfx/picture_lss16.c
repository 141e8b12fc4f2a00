/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LSS16, the 16-colour splash screens of SYSLINUX (ppmtolss16(1)): a palette of 6 bits a colour,
 * and rows of nybbles, the lower one of a byte first. A nybble other than the pixel before it is
 * the next pixel; the same one is followed by how often that pixel comes again: a nybble, or 0 and
 * two nybbles for 16 and more. Each row begins with a whole byte and as if colour 0 had been before
 * it.
 */
#include <string.h>

#include "core/util.h"
#include "gfx/picture_priv.h"

#define HEAD_LEN  56
#define PALETTE   8
#define N_COLOURS 16

struct nybbles {
	const uint8_t *p, *end;
	bool half; /* the lower one of (p) has been taken */
};

/* The next nybble, -1 at the end. */
static int next(struct nybbles *n)
{
	if (n->p == n->end)
		return -1;
	n->half = !n->half;
	return n->half ? *n->p & 15 : *n->p++ >> 4;
}

/* How often the pixel comes again, -1 at the end. */
static int repeats(struct nybbles *n)
{
	const int count = next(n);
	int low, high;

	if (count)
		return count;
	low = next(n);
	high = next(n);
	return low < 0 || high < 0 ? -1 : 16 + low + 16 * high;
}

/* False if the row ends too early, or goes beyond its end. */
static bool row_decode(
	struct nybbles *n, const uint32_t palette[N_COLOURS], uint32_t *px, unsigned width)
{
	int before = 0, colour, count;

	for (unsigned x = 0; x < width;) {
		colour = next(n);
		count = colour == before ? repeats(n) : 1;
		if (colour < 0 || count < 0 || (unsigned)count > width - x)
			return false;
		before = colour;
		while (count--)
			px[x++] = palette[colour];
	}
	if (n->half)
		n->p++;
	n->half = false;
	return true;
}

int lss16_decode(const uint8_t *data, size_t len, struct picture *ret)
{
	struct nybbles n = {.p = data + HEAD_LEN, .end = data + len};
	uint32_t palette[N_COLOURS];
	struct picture p;
	const uint8_t *c;
	int r;

	if (len < HEAD_LEN)
		return picture_cut_short("LSS16", len);
	for (unsigned i = 0; i < N_COLOURS; i++) {
		c = data + PALETTE + 3 * i;
		palette[i] = 0xff000000;
		for (unsigned j = 0; j < 3; j++)
			palette[i] |= ((c[j] & 63) * 255u + 31) / 63 << (16 - 8 * j);
	}
	r = picture_alloc("LSS16", get_le16(data + 4), get_le16(data + 6), &p);
	if (r)
		return r;
	for (unsigned y = 0; y < p.height; y++) {
		if (row_decode(&n, palette, p.px + (size_t)y * p.width, p.width))
			continue;
		picture_free(&p);
		return n.p == n.end ? picture_cut_short("LSS16", len)
				    : picture_damaged("LSS16", "a row of a wrong length");
	}
	*ret = p;
	return 0;
}
