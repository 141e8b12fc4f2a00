/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TGA (Truevision TGA 2.0) for the background_image of GRUB's configurations: true colour of 24 and
 * 32 bits, and grey of 8, as they are or run-length coded. No palettes, no 16 bits.
 */
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/picture_priv.h"

#define HEAD_LEN   18
#define TYPE_RLE   8 /* bit of the type */
#define TYPE_RGB   2
#define TYPE_GREY  3
#define FROM_RIGHT 0x10 /* of the descriptor */
#define FROM_TOP   0x20
#define UNKNOWN    0xc0
#define ALPHA_BITS 0x0f
#define RUN        0x80 /* of a packet */

struct pixels {
	const uint8_t *p, *end;
	unsigned bytes; /* of a pixel */
	bool packets, alpha;
	unsigned n_same, n_raw; /* pixels left of the packet */
	uint32_t same;
};

bool tga_probe(const uint8_t *data, size_t len)
{
	return len >= HEAD_LEN && data[1] <= 1 && (data[2] & ~TYPE_RLE) >= 1 &&
		(data[2] & ~TYPE_RLE) <= 3 &&
		(data[16] == 8 || data[16] == 15 || data[16] == 16 || data[16] == 24 ||
			data[16] == 32) &&
		!(data[17] & UNKNOWN) && get_le16(data + 12) && get_le16(data + 14);
}

static bool read_pixel(struct pixels *s, uint32_t *ret)
{
	const uint8_t *p = s->p;

	if ((size_t)(s->end - p) < s->bytes)
		return false;
	s->p += s->bytes;
	if (s->bytes == 1)
		*ret = 0xff000000 | p[0] * 0x010101u;
	else
		*ret = (s->alpha ? (uint32_t)p[3] << 24 : 0xff000000) | (uint32_t)p[2] << 16 |
			(uint32_t)p[1] << 8 | p[0];
	return true;
}

static bool next_pixel(struct pixels *s, uint32_t *ret)
{
	uint8_t packet;

	if (s->packets && !s->n_same && !s->n_raw) {
		if (s->p == s->end)
			return false;
		packet = *s->p++;
		if (packet & RUN) {
			s->n_same = (packet & ~RUN) + 1u;
			if (!read_pixel(s, &s->same))
				return false;
		} else {
			s->n_raw = packet + 1u;
		}
	}
	if (s->n_same) {
		s->n_same--;
		*ret = s->same;
		return true;
	}
	s->n_raw -= s->packets;
	return read_pixel(s, ret);
}

int tga_decode(const uint8_t *data, size_t len, struct picture *ret)
{
	const unsigned type = data[2] & ~TYPE_RLE, n_bits = data[16], how = data[17];
	const size_t skip = HEAD_LEN + data[0] +
		(data[1] ? (size_t)get_le16(data + 5) * ((data[7] + 7u) / 8) : 0);
	struct pixels s = {.bytes = n_bits / 8, .packets = data[2] & TYPE_RLE};
	struct picture p;
	uint32_t px;
	int r;

	if (type == TYPE_GREY ? n_bits != 8 : type != TYPE_RGB || (n_bits != 24 && n_bits != 32))
		return fail(ERR_NOTSUP,
			"picture: a TGA file of %u bits a pixel%s: save it as PNG or JPEG", n_bits,
			type == TYPE_GREY          ? ", grey"
				: type == TYPE_RGB ? ""
						   : ", with a palette");
	if (skip > len)
		return picture_cut_short("TGA", len);
	s.p = data + skip;
	s.end = data + len;
	s.alpha = n_bits == 32 && (how & ALPHA_BITS);
	r = picture_alloc("TGA", get_le16(data + 12), get_le16(data + 14), &p);
	if (r)
		return r;
	for (unsigned y = 0; y < p.height; y++) {
		uint32_t *row = p.px + (size_t)(how & FROM_TOP ? y : p.height - 1 - y) * p.width;

		for (unsigned x = 0; x < p.width; x++) {
			if (!next_pixel(&s, &px)) {
				picture_free(&p);
				return picture_cut_short("TGA", len);
			}
			row[how & FROM_RIGHT ? p.width - 1 - x : x] = px;
			p.opaque &= px >> 24 == 0xff;
		}
	}
	*ret = p;
	return 0;
}
