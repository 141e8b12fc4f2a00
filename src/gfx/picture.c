/* SPDX-License-Identifier: BSD-2-Clause */
/* Which kind of picture a file is, and what the decoders share. See picture.h. */
#include "gfx/picture.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "gfx/picture_priv.h"

#define MAGIC_MAX 12

/* How a kind of file begins; without (decode) it is known only to be refused by name. */
struct kind {
	const char *name;
	uint8_t off, len;
	char magic[MAGIC_MAX];
	int (*decode)(const uint8_t *data, size_t len, struct picture *ret);
};

static const struct kind kinds[] = {
	{"PNG", 0, 8, "\x89PNG\r\n\x1a\n", png_decode},
	{"JPEG", 0, 3, "\xff\xd8\xff", jpeg_decode},
	{"LSS16", 0, 4, "\x3d\xf3\x13\x14", lss16_decode},
	{"GIF", 0, 4, "GIF8", NULL},
	{"BMP", 0, 2, "BM", NULL},
	{"WebP", 8, 4, "WEBP", NULL},
	{"TIFF", 0, 4, "II*\0", NULL},
	{"TIFF", 0, 4, "MM\0*", NULL},
	{"JPEG 2000", 0, 6, "\0\0\0\x0cjP", NULL},
	{"JPEG XL", 0, 7, "\0\0\0\x0cJXL", NULL},
	{"JPEG XL", 0, 2, "\xff\x0a", NULL},
	{"AVIF or HEIC", 4, 4, "ftyp", NULL},
	{"XPM", 0, 9, "/* XPM */", NULL},
	{"SVG", 0, 4, "<svg", NULL},
	{"XML", 0, 5, "<?xml", NULL},
	{"HTML", 0, 5, "<html", NULL},
	{"HTML", 0, 5, "<!DOC", NULL},
	{"HTML", 0, 5, "<!doc", NULL},
};

int picture_decode(const uint8_t *data, size_t len, struct picture *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const struct kind *k = &kinds[i];

		if (len < k->off || len - k->off < k->len ||
			memcmp(data + k->off, k->magic, k->len))
			continue;
		if (k->decode)
			return k->decode(data, len, ret);
		return fail(ERR_NOTSUP, "picture: %s is not read: save it as PNG or JPEG", k->name);
	}
	if (tga_probe(data, len))
		return tga_decode(data, len, ret);
	if (len == 0)
		return fail(ERR_PROTO, "picture: the file is empty: copy it to the server again");
	return fail(ERR_NOTSUP,
		"picture: a file that begins with the bytes %02x %02x %02x %02x is not known: "
		"save it as PNG or JPEG",
		data[0], len > 1 ? data[1] : 0, len > 2 ? data[2] : 0, len > 3 ? data[3] : 0);
}

void picture_free(struct picture *p)
{
	free(p->px);
	*p = (struct picture){};
}

int picture_check_size(const char *kind, uint32_t width, uint32_t height)
{
	if (width == 0 || height == 0)
		return picture_damaged(kind, "no width or no height");
	if (width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX ||
		(uint64_t)width * height > PICTURE_PIXELS_MAX)
		return fail(ERR_TOOBIG,
			"picture: %u x %u is too large: save it in the screen's size", width,
			height);
	return 0;
}

int picture_alloc(const char *kind, uint32_t width, uint32_t height, struct picture *ret)
{
	const int r = picture_check_size(kind, width, height);
	uint32_t *px;

	if (r)
		return r;
	px = calloc((size_t)width * height, sizeof(*px));
	if (!px)
		return fail(ERR_NOMEM,
			"picture: no memory for %u x %u: save it in the screen's size", width,
			height);
	*ret = (struct picture){.px = px, .width = width, .height = height, .opaque = true};
	return 0;
}

void picture_from_rgba(struct picture *p)
{
	const size_t n = (size_t)p->width * p->height;
	uint32_t v, all = ~0u;

	for (size_t i = 0; i < n; i++) {
		v = get_le32(&p->px[i]);
		all &= v;
		p->px[i] = (v & 0xff00ff00) | (v >> 16 & 0xff) | (v & 0xff) << 16;
	}
	p->opaque = all >> 24 == 0xff;
}

int picture_cut_short(const char *kind, size_t len)
{
	return fail(ERR_PROTO,
		"picture: a %s file cut short after %zu bytes: copy it to the server again", kind,
		len);
}

int picture_damaged(const char *kind, const char *why)
{
	return fail(ERR_PROTO, "picture: a damaged %s file (%s): save it again as PNG or JPEG",
		kind, why);
}
