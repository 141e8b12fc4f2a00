/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PNG (ISO/IEC 15948, third edition) over libspng: all colour types and depths, interlaced or not.
 * 16 bits a sample become 8. Of an animation the first picture is taken.
 *
 * The decoder gets to see only the chunks that make the picture: what others hold (profiles, texts,
 * EXIF, of which libspng 0.7.3 reads an empty one wrongly) does not matter here and cannot do harm.
 */
#include <spng.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/picture_priv.h"

#define HEAD_LEN   8
#define CHUNK_OVER 12 /* length, name and CRC of a chunk */
#define IHDR_LEN   13

#define NAME(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))
#define IHDR             NAME('I', 'H', 'D', 'R')
#define PLTE             NAME('P', 'L', 'T', 'E')
#define TRNS             NAME('t', 'R', 'N', 'S')
#define IDAT             NAME('I', 'D', 'A', 'T')
#define IEND             NAME('I', 'E', 'N', 'D')
#define ANCILLARY        NAME(0x20, 0, 0, 0) /* in a chunk's name: may be left out */

/* What is left of a file that check_chunks() has found sound. */
struct feed {
	const uint8_t *p, *end;
	size_t n; /* bytes at (p) that are for the decoder */
};

static bool is_wanted(uint32_t name)
{
	return name == IHDR || name == PLTE || name == TRNS || name == IDAT || name == IEND;
}

static bool is_name(const uint8_t name[4])
{
	for (unsigned i = 0; i < 4; i++)
		if ((name[i] | 0x20) < 'a' || (name[i] | 0x20) > 'z')
			return false;
	return true;
}

/* Goes from chunk to chunk up to the last one, whose end is (ret_end). */
static int check_chunks(const uint8_t *data, size_t len, size_t *ret_end)
{
	size_t off = HEAD_LEN, n;
	bool pixels = false;
	uint32_t name = 0;

	while (name != IEND) {
		if (len - off < CHUNK_OVER)
			return picture_cut_short("PNG", len);
		n = get_be32(data + off);
		name = get_be32(data + off + 4);
		if ((off == HEAD_LEN) != (name == IHDR) || (name == IHDR && n != IHDR_LEN))
			return picture_damaged("PNG", "a wrong head");
		if (n > len - off - CHUNK_OVER)
			return picture_cut_short("PNG", len);
		if (!is_name(data + off + 4))
			return picture_damaged("PNG", "a part without a name");
		if (!is_wanted(name) && !(name & ANCILLARY))
			return fail(ERR_NOTSUP,
				"picture: a PNG file with an unknown part \"%.4s\": save it as an "
				"ordinary one",
				(const char *)data + off + 4);
		pixels |= name == IDAT;
		off += CHUNK_OVER + n;
	}
	*ret_end = off;
	return pixels ? 0 : picture_damaged("PNG", "no pixels");
}

/* For the decoder: the next (len) bytes of the chunks that it shall see. */
static int feed_read(spng_ctx *ctx, void *arg, void *dst, size_t len)
{
	struct feed *f = arg;
	uint8_t *out = dst;
	size_t n;

	(void)ctx;
	while (len > 0) {
		if (f->p == f->end)
			return SPNG_IO_EOF;
		if (f->n == 0) {
			n = CHUNK_OVER + get_be32(f->p);
			if (is_wanted(get_be32(f->p + 4)))
				f->n = n;
			else
				f->p += n;
			continue;
		}
		n = MIN(len, f->n);
		memcpy(out, f->p, n);
		out += n;
		len -= n;
		f->p += n;
		f->n -= n;
	}
	return 0;
}

static int decode_error(int code)
{
	switch (code) {
	case SPNG_EMEM:
		return fail(ERR_NOMEM, "picture: no memory to decode a PNG file");
	case SPNG_ECHUNK_CRC:
		return picture_damaged("PNG", "a checksum does not match");
	case SPNG_EIDAT_TOO_SHORT:
	case SPNG_IO_EOF:
		return picture_damaged("PNG", "fewer pixels than it promises");
	case SPNG_EIDAT_STREAM:
	case SPNG_EZLIB:
	case SPNG_EFILTER:
		return picture_damaged("PNG", "bad compressed data");
	case SPNG_EBIT_DEPTH:
	case SPNG_ECOLOR_TYPE:
		return picture_damaged("PNG", "a colour type that does not exist");
	case SPNG_ENOPLTE:
	case SPNG_EPLTE_IDX:
		return picture_damaged("PNG", "no palette");
	default:
		return fail(ERR_PROTO,
			"picture: a damaged PNG file (libspng's error %d): save it again as PNG "
			"or JPEG",
			code);
	}
}

static int decode(spng_ctx *ctx, struct feed *feed, struct picture *p)
{
	const size_t size = (size_t)p->width * p->height * sizeof(*p->px);
	int r = spng_set_png_stream(ctx, feed_read, feed);

	if (!r)
		r = spng_set_crc_action(ctx, SPNG_CRC_ERROR, SPNG_CRC_ERROR);
	if (!r)
		r = spng_decode_image(ctx, p->px, size, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS);
	if (!r)
		r = spng_decode_chunks(ctx); /* the checksums of what is left */
	return r ? decode_error(r) : 0;
}

int png_decode(const uint8_t *data, size_t len, struct picture *ret)
{
	struct feed feed = {.p = data, .n = HEAD_LEN};
	struct picture p;
	size_t end = 0;
	spng_ctx *ctx;
	int r = check_chunks(data, len, &end);

	if (!r)
		r = picture_alloc(
			"PNG", get_be32(data + HEAD_LEN + 8), get_be32(data + HEAD_LEN + 12), &p);
	if (r)
		return r;
	feed.end = data + end;
	ctx = spng_ctx_new(0);
	r = ctx ? decode(ctx, &feed, &p) : decode_error(SPNG_EMEM);
	if (ctx)
		spng_ctx_free(ctx);
	if (r) {
		picture_free(&p);
		return r;
	}
	picture_from_rgba(&p);
	*ret = p;
	return 0;
}
