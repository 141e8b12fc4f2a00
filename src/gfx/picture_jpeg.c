/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JPEG (ITU-T T.81) over stb_image: baseline, extended and progressive, 8 bits, grey, YCbCr and
 * RGB. All markers are looked at before the decoder gets the file, which therefore sees only files
 * that are complete, of a size that is allowed, and of so many scans that they end soon: each scan
 * may write all pixels anew and take but a dozen bytes of the file. Not read, but named: four
 * colours (print), arithmetic coding, lossless and hierarchical files, 12 bits.
 */
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/picture_priv.h"

#define SOF0  0xc0
#define SOF2  0xc2
#define SOF15 0xcf
#define DHT   0xc4 /* among the SOF */
#define JPG   0xc8
#define DAC   0xcc
#define RST0  0xd0
#define RST7  0xd7
#define SOI   0xd8
#define EOI   0xd9
#define SOS   0xda
#define TEM   0x01

#define FRAME_MIN 8          /* of a frame header: up to the number of components */
#define WORK_MAX  (1u << 28) /* pixels times scans: 129 scans in 1920x1080 */

struct frame {
	unsigned width, height; /* 0: not seen yet */
	unsigned n_scans;
};

static int check_factors(const uint8_t *components, unsigned n)
{
	unsigned h, v, h_max = 1, v_max = 1;

	for (unsigned i = 0; i < n; i++) {
		h_max = MAX(h_max, components[3 * i + 1] >> 4);
		v_max = MAX(v_max, components[3 * i + 1] & 15);
	}
	for (unsigned i = 0; i < n; i++) {
		h = components[3 * i + 1] >> 4;
		v = components[3 * i + 1] & 15;
		if (h == 0 || h > 4 || v == 0 || v > 4)
			return picture_damaged("JPEG", "impossible sampling factors");
		if (h_max % h || v_max % v)
			return fail(ERR_NOTSUP,
				"picture: a JPEG file whose colours are sampled in an unusual way: "
				"save it with 4:4:4 or 4:2:0");
	}
	return 0;
}

/* A frame header of the kind (marker); (p) is behind its length. */
static int check_frame(struct frame *f, unsigned marker, const uint8_t *p, size_t len)
{
	int r;

	if (marker > SOF2)
		return fail(ERR_NOTSUP,
			"picture: a JPEG file that is %s coded: save it as a baseline or "
			"progressive one",
			marker > JPG ? "arithmetically" : "losslessly or hierarchically");
	if (f->width)
		return picture_damaged("JPEG", "two pictures");
	if (len < FRAME_MIN - 2 || len != FRAME_MIN - 2 + 3u * p[5])
		return picture_damaged("JPEG", "a wrong head");
	if (p[0] != 8)
		return fail(ERR_NOTSUP,
			"picture: a JPEG file of %u bits a colour: save it with 8 bits, or as PNG",
			p[0]);
	if (p[5] == 4)
		return fail(ERR_NOTSUP,
			"picture: a JPEG file with the four colours of print (CMYK): save it "
			"as RGB");
	if (p[5] != 1 && p[5] != 3)
		return picture_damaged("JPEG", "neither one colour nor three");
	r = check_factors(p + 6, p[5]);
	if (!r)
		r = picture_check_size("JPEG", get_be16(p + 3), get_be16(p + 1));
	if (r)
		return r;
	f->height = get_be16(p + 1);
	f->width = get_be16(p + 3);
	return 0;
}

static int check_segment(struct frame *f, unsigned marker, const uint8_t *p, size_t len)
{
	if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC)
		return check_frame(f, marker, p, len);
	if (marker != SOS)
		return 0;
	if (!f->width)
		return picture_damaged("JPEG", "no head");
	f->n_scans++;
	if ((uint64_t)f->width * f->height * f->n_scans > WORK_MAX)
		return fail(ERR_TOOBIG,
			"picture: a progressive JPEG file of %u x %u pixels in more than %u "
			"steps: save it smaller or as a baseline one",
			f->width, f->height, f->n_scans - 1);
	return 0;
}

/* Behind the compressed data at (off): at the marker that ends it, or at the end of the file. */
static size_t skip_scan(const uint8_t *data, size_t len, size_t off)
{
	const uint8_t *p;

	while (off < len) {
		p = memchr(data + off, 0xff, len - off);
		if (!p || p + 1 == data + len)
			return len;
		off = (size_t)(p - data);
		if (p[1] == 0 || (p[1] >= RST0 && p[1] <= RST7))
			off += 2;
		else if (p[1] == 0xff)
			off++;
		else
			break;
	}
	return off;
}

/* Goes from marker to marker up to the last one. */
static int check_markers(const uint8_t *data, size_t len, struct frame *f)
{
	size_t off = 2, n;
	unsigned marker;
	int r;

	for (;;) {
		if (len - off < 2)
			return picture_cut_short("JPEG", len);
		if (data[off] != 0xff)
			return picture_damaged("JPEG", "a marker is missing");
		marker = data[off + 1];
		off += marker == 0xff ? 1 : 2;
		if (marker == EOI)
			return f->n_scans ? 0 : picture_damaged("JPEG", "no pixels");
		if (marker == SOI || marker == 0)
			return picture_damaged("JPEG", "a marker in a wrong place");
		if (marker == 0xff || marker == TEM || (marker >= RST0 && marker <= RST7))
			continue;
		if (len - off < 2)
			return picture_cut_short("JPEG", len);
		n = get_be16(data + off);
		if (n < 2)
			return picture_damaged("JPEG", "a wrong length");
		if (n > len - off)
			return picture_cut_short("JPEG", len);
		r = check_segment(f, marker, data + off + 2, n - 2);
		if (r)
			return r;
		off += n;
		if (marker == SOS)
			off = skip_scan(data, len, off);
	}
}

int jpeg_decode(const uint8_t *data, size_t len, struct picture *ret)
{
	struct frame f = {};
	struct picture p = {};
	const char *why;
	const int r = check_markers(data, len, &f);

	if (r)
		return r;
	p.px = (uint32_t *)(void *)jpeg_rgba(data, len, &p.width, &p.height, &why);
	if (!p.px && strcmp(why, "outofmem") == 0)
		return fail(ERR_NOMEM,
			"picture: no memory for %u x %u pixels: save it in the screen's size",
			f.width, f.height);
	if (!p.px)
		return picture_damaged("JPEG", why);
	picture_from_rgba(&p);
	*ret = p;
	return 0;
}
