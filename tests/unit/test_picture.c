/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures: PNG of every type, files of tests/data/pictures (tests/fake/make-pictures), TGA and
 * LSS16; cut short everywhere, damaged everywhere, and with what only a hostile file says. Each
 * refusal is a sentence that names the remedy.
 */
#include <stdlib.h>

#include "core/status.h"
#include "core/util.h"
#include "fake/png_make.h"
#include "gfx/picture.h"
#include "unit/check.h"

#define FOLDER "tests/data/pictures/"
#define CAP    (1 << 16)

static uint8_t file[CAP], copy[CAP];

/* As on a machine with little memory. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1:max_allocation_size_mb=50";
}

static size_t load(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(file, 1, sizeof(file), f) : 0;

	if (f)
		fclose(f);
	CHECK(n > 0 && n < sizeof(file));
	return n;
}

/* Decodes a copy of its exact size, so that the sanitizer sees each byte too many. */
static int decode(const uint8_t *data, size_t len, struct picture *ret)
{
	uint8_t *exact = malloc(len ? len : 1);
	int r;

	if (len)
		memcpy(exact, data, len);
	fail_clear();
	r = picture_decode(exact, len, ret);
	free(exact);
	return r;
}

/* It fails with (code) and (text), which begins with "picture: ". */
static void refused(int line, const uint8_t *data, size_t len, int code, const char *text)
{
	struct picture p = {};
	const int r = decode(data, len, &p);
	const char *got = fail_last()->text;
	const int ok = r == -code && strncmp(got, "picture: ", 9) == 0 && strstr(got + 9, text);

	check_at(__FILE__, line, ok, text);
	if (!ok)
		printf("\tgot %d \"%s\"\n", r, got);
	if (!r)
		picture_free(&p);
}
#define REFUSED(data, len, code, text) refused(__LINE__, data, len, code, text)

/* ---- PNG ---- */

static int same_as_shape(const struct png_shape *s)
{
	const size_t n = png_make(s, file, sizeof(file));
	struct picture p;
	bool opaque = true;
	int same = n > 0;

	if (!n || decode(file, n, &p))
		return 0;
	same = p.width == s->width && p.height == s->height;
	for (unsigned y = 0; y < s->height && same; y++)
		for (unsigned x = 0; x < s->width && same; x++) {
			same = p.px[y * s->width + x] == png_pixel(s, x, y);
			opaque = opaque && png_pixel(s, x, y) >> 24 == 255;
		}
	same = same && p.opaque == opaque;
	picture_free(&p);
	return same;
}

static void png_types(void)
{
	static const struct {
		unsigned type, depths[5];
	} types[] = {
		{PNG_GREY, {1, 2, 4, 8, 16}},
		{PNG_RGB, {8, 16}},
		{PNG_PALETTE, {1, 2, 4, 8}},
		{PNG_GREY_ALPHA, {8, 16}},
		{PNG_RGB_ALPHA, {8, 16}},
	};
	static const unsigned sizes[][2] = {{1, 1}, {3, 2}, {5, 9}, {37, 21}};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		for (unsigned d = 0; d < 5 && types[i].depths[d]; d++)
			for (unsigned k = 0; k < ARRAY_SIZE(sizes) * 4; k++) {
				const struct png_shape s = {.width = sizes[k / 4][0],
					.height = sizes[k / 4][1],
					.type = types[i].type,
					.depth = types[i].depths[d],
					.interlaced = k & 1,
					.key = k & 2 && types[i].type < PNG_GREY_ALPHA,
					.piece = k & 1 ? 7 : 0};
				const int same = same_as_shape(&s);

				CHECK(same);
				if (!same)
					printf("\ttype %u, depth %u, %u x %u%s%s\n", s.type,
						s.depth, s.width, s.height,
						s.interlaced ? ", interlaced" : "",
						s.key ? ", key" : "");
			}
}

/* More chunks than the decoder's own limit. */
static void png_many_pieces(void)
{
	const struct png_shape s = {
		.width = 40, .height = 40, .type = PNG_RGB, .depth = 8, .piece = 1};

	CHECK(same_as_shape(&s));
}

static void png_damaged(void)
{
	const struct png_shape s = {
		.width = 9, .height = 7, .type = PNG_RGB, .depth = 8, .key = true};
	const size_t n = png_make(&s, file, sizeof(file));
	struct picture p;
	int r;

	for (size_t i = 0; i < n; i++) {
		memcpy(copy, file, n);
		REFUSED(copy, i, i < 8 ? (i ? ERR_NOTSUP : ERR_PROTO) : ERR_PROTO,
			i == 0          ? "empty"
				: i < 8 ? "save it as PNG or JPEG"
					: "cut short");
		copy[i] ^= 0x55;
		r = decode(copy, n, &p);
		if (r == 0)
			picture_free(&p);
		CHECK(r < 0 && strncmp(fail_last()->text, "picture: ", 9) == 0);
		png_mend(copy, n);
		if (decode(copy, n, &p) == 0)
			picture_free(&p);
		else
			CHECK(strncmp(fail_last()->text, "picture: ", 9) == 0);
	}
}

static void png_patched(size_t off, uint32_t value, int code, const char *text)
{
	const struct png_shape s = {.width = 9, .height = 7, .type = PNG_RGB, .depth = 8};
	const size_t n = png_make(&s, file, sizeof(file));

	put_be32(file + off, value);
	png_mend(file, n);
	REFUSED(file, n, code, text);
}

static void png_hostile(void)
{
	png_patched(16, 0, ERR_PROTO, "no width or no height");
	png_patched(20, 0, ERR_PROTO, "no width or no height");
	png_patched(16, 32768, ERR_TOOBIG, "32768 x 7 is too large: save it in the screen's size");
	png_patched(20, 0xffffffff, ERR_TOOBIG, "save it in the screen's size");
	png_patched(16, 32767, ERR_PROTO, "fewer pixels than it promises");
	png_patched(24, 0x07020000, ERR_PROTO, "a colour type that does not exist");
	png_patched(24, 0x08030000, ERR_PROTO, "no palette");
	png_patched(24, 0x08020100, ERR_PROTO, "save it again");
	png_patched(12, 0x43674249, ERR_PROTO, "a wrong head");
	png_patched(PNG_IHDR_END + 4, 0x49484452, ERR_PROTO, "a wrong head");
	png_patched(PNG_IHDR_END + 4, 0x41424344, ERR_NOTSUP, "an unknown part \"ABCD\"");
	png_patched(PNG_IHDR_END + 4, 0x61424344, ERR_PROTO, "no pixels");
	png_patched(PNG_IHDR_END + 4, 0x41420000, ERR_PROTO, "a part without a name");
	png_patched(PNG_IHDR_END, 0x7fffffff, ERR_PROTO, "cut short");
	png_patched(PNG_IHDR_END + 8, 0xffffffff, ERR_PROTO, "bad compressed data");
}

/* ---- the files ---- */

static void smooth(unsigned x, unsigned y, int ret[3])
{
	ret[0] = (int)(7 * x);
	ret[1] = (int)(255 - 9 * y);
	ret[2] = (int)(3 * (x + y));
}

static void is_smooth(const char *name, int tolerance)
{
	const size_t n = load(name);
	struct picture p;
	int want[3], worst = 0;

	if (decode(file, n, &p)) {
		CHECK_STR(fail_last()->text, name);
		return;
	}
	CHECK_EQ(p.width, 35);
	CHECK_EQ(p.height, 27);
	CHECK(p.opaque);
	for (unsigned i = 0; i < p.width * p.height; i++) {
		smooth(i % p.width, i / p.width, want);
		for (unsigned c = 0; c < 3; c++)
			worst = MAX(worst, abs((int)(p.px[i] >> (16 - 8 * c) & 255) - want[c]));
		worst = p.px[i] >> 24 == 255 ? worst : 256;
	}
	CHECK(worst <= tolerance);
	if (worst > tolerance)
		printf("\t%s: off by %d\n", name, worst);
	picture_free(&p);
}

static void is_grey(void)
{
	const size_t n = load(FOLDER "grey.jpg");
	struct picture p;
	int c[3], want, got, worst = 0;

	CHECK_EQ(decode(file, n, &p), 0);
	for (unsigned i = 0; i < p.width * p.height; i++) {
		smooth(i % p.width, i / p.width, c);
		want = (299 * c[0] + 587 * c[1] + 114 * c[2]) / 1000;
		got = (int)(p.px[i] & 255);
		worst = MAX(worst, abs(got - want));
		worst = p.px[i] == 0xff000000 + 0x010101u * (unsigned)got ? worst : 256;
	}
	CHECK(worst <= 6);
	picture_free(&p);
}

static void files(void)
{
	is_smooth(FOLDER "deflated.png", 0);
	is_smooth(FOLDER "444.jpg", 8);
	is_smooth(FOLDER "rgb.jpg", 8);
	is_smooth(FOLDER "422.jpg", 16);
	is_smooth(FOLDER "420.jpg", 16);
	is_smooth(FOLDER "progressive.jpg", 16);
	is_smooth(FOLDER "progressive444.jpg", 8);
	is_grey();
	REFUSED(file, load(FOLDER "arithmetic.jpg"), ERR_NOTSUP,
		"arithmetically coded: save it as a baseline or progressive one");
}

/* Each byte cut off and each changed: a sentence, or a picture of the size that the head tells. */
static void file_damaged(const char *name)
{
	const size_t n = load(name);
	struct picture p;

	for (size_t i = 12; i < n; i++) {
		REFUSED(file, i, ERR_PROTO, "");
		for (unsigned bit = 0; bit < 8; bit++) {
			memcpy(copy, file, n);
			copy[i] ^= (uint8_t)(1 << bit);
			if (decode(copy, n, &p) == 0) {
				CHECK(p.px && p.width && p.height);
				picture_free(&p);
			} else {
				CHECK(strncmp(fail_last()->text, "picture: ", 9) == 0);
			}
		}
	}
}

/* ---- JPEG ---- */

static size_t find(size_t n, uint8_t marker)
{
	for (size_t i = 2; i + 1 < n; i += 2u + get_be16(file + i + 2))
		if (file[i] == 0xff && file[i + 1] == marker)
			return i;
	CHECK(!"the marker is there");
	return 0;
}

/* Puts (value) at (off) behind the frame's marker. */
static void jpeg_patched(unsigned off, uint8_t value, int code, const char *text)
{
	const size_t n = load(FOLDER "444.jpg"), frame = find(n, 0xc0);

	file[frame + off] = value;
	REFUSED(file, n, code, text);
}

static void jpeg_hostile(void)
{
	size_t n, scan, len;

	jpeg_patched(1, 0xc3, ERR_NOTSUP, "losslessly");
	jpeg_patched(1, 0xc5, ERR_NOTSUP, "hierarchically");
	jpeg_patched(1, 0xc9, ERR_NOTSUP, "arithmetically");
	jpeg_patched(1, 0xfe, ERR_PROTO, "no head");
	jpeg_patched(3, 1, ERR_PROTO, "a wrong length");
	jpeg_patched(3, 18, ERR_PROTO, "a wrong head");
	jpeg_patched(4, 12, ERR_NOTSUP, "12 bits a colour");
	jpeg_patched(6, 0, ERR_PROTO, "no width or no height");
	jpeg_patched(5, 0xff, ERR_TOOBIG, "is too large: save it");
	jpeg_patched(9, 2, ERR_PROTO, "a wrong head");
	jpeg_patched(11, 0x10, ERR_PROTO, "impossible sampling factors");
	jpeg_patched(11, 0x15, ERR_PROTO, "impossible sampling factors");
	jpeg_patched(12, 4, ERR_PROTO, "save it again");

	n = load(FOLDER "444.jpg");
	len = find(n, 0xc0);
	memmove(file + len + 22, file + len + 19, n - len - 19);
	file[len + 3] = 20;
	file[len + 9] = 4;
	REFUSED(file, n + 3, ERR_NOTSUP, "CMYK");

	n = load(FOLDER "444.jpg");
	file[find(n, 0xc0) + 11] = 0x22;
	file[find(n, 0xc0) + 14] = 0x33;
	REFUSED(file, n, ERR_NOTSUP, "save it with 4:4:4 or 4:2:0");

	/* scans that cost eight bytes each: in a large picture there may not be many */
	n = load(FOLDER "grey.jpg");
	put_be16(file + find(n, 0xc0) + 5, 8000);
	put_be16(file + find(n, 0xc0) + 7, 8000);
	scan = find(n, 0xda);
	for (len = scan; len + 10 < sizeof(file) / 2; len += 10)
		memmove(file + len + 10, file + scan, 10);
	memcpy(file + len, "\xff\xd9", 2);
	REFUSED(file, len + 2, ERR_TOOBIG, "8000 x 8000 pixels in more than 4 steps");

	REFUSED((const uint8_t *)"\xff\xd8\xff\xd9", 4, ERR_PROTO, "no pixels");
	REFUSED((const uint8_t *)"\xff\xd8\xff\xd8", 4, ERR_PROTO, "a marker in a wrong place");
	REFUSED((const uint8_t *)"\xff\xd8\xff\xd0 ", 5, ERR_PROTO, "cut short");
	REFUSED((const uint8_t *)"\xff\xd8\xff\xd0  ", 6, ERR_PROTO, "a marker is missing");
}

static void no_memory(void)
{
	const struct png_shape s = {.width = 9, .height = 7, .type = PNG_RGB, .depth = 8};
	size_t n = png_make(&s, file, sizeof(file)), frame;

	put_be32(file + 16, 8000);
	put_be32(file + 20, 8000);
	png_mend(file, n);
	REFUSED(file, n, ERR_NOMEM,
		"no memory for 8000 x 8000: save it in the screen's size");
	n = load(FOLDER "progressive.jpg");
	frame = find(n, 0xc2);
	put_be16(file + frame + 5, 3300);
	put_be16(file + frame + 7, 8000);
	REFUSED(file, n, ERR_NOMEM, "no memory for 8000 x 3300 pixels");
}

/* ---- LSS16 and TGA ---- */

static void splash(void)
{
	const size_t n = load(FOLDER "splash.lss");
	struct picture p;
	unsigned good = 0;

	CHECK_EQ(decode(file, n, &p), 0);
	CHECK_EQ(p.width, 35);
	CHECK_EQ(p.height, 27);
	CHECK(p.opaque);
	for (unsigned y = 0; y < p.height; y++)
		for (unsigned x = 0; x < p.width; x++) {
			const uint32_t i = (x * x / 90 + y / 3) % 16, px = p.px[y * p.width + x];
			const int off = abs((int)(px >> 16 & 255) - (int)(i * 17)) +
				abs((int)(px >> 8 & 255) - (int)(255 - i * 17)) +
				abs((int)(px & 255) - (int)(i % 4 * 85));

			good += px >> 24 == 255 && off <= 9; /* of 6 bits each */
		}
	CHECK_EQ(good, p.width * p.height);
	picture_free(&p);
	for (size_t i = 4; i < n; i++)
		REFUSED(file, i, ERR_PROTO, "cut short");
	file[6] = 0;
	REFUSED(file, n, ERR_PROTO, "no width or no height");
	file[6] = 27;
	file[4] = 3;
	REFUSED(file, n, ERR_PROTO, "a row of a wrong length");
	file[5] = 0xff;
	REFUSED(file, n, ERR_TOOBIG, "is too large: save it");
}

/* A run of more than 15: 16 + 5 + 16 * 2 pixels of the colour before, and half a byte. */
static void splash_runs(void)
{
	uint8_t lss[56 + 4] = {0x3d, 0xf3, 0x13, 0x14, 55, 0, 1, 0};
	struct picture p;

	for (unsigned i = 0; i < 48; i++)
		lss[8 + i] = (uint8_t)(i | 0xc0); /* bits that do not count */
	memcpy(lss + 56, "\x33\x50\xf2", 3);      /* 3; 3 again, 0, 5, 2; 15 */
	CHECK_EQ(decode(lss, 59, &p), 0);
	CHECK_EQ(p.px[0], 0xff24282d);
	CHECK_EQ(p.px[53], 0xff24282d);
	CHECK_EQ(p.px[54], 0xffb6babe);
	picture_free(&p);
	REFUSED(lss, 58, ERR_PROTO, "cut short");
	lss[57] = 0x70;
	REFUSED(lss, 60, ERR_PROTO, "a row of a wrong length");
}

static size_t tga_make(uint8_t *out, unsigned type, unsigned bits, unsigned how)
{
	const unsigned w = 5, h = 3;
	size_t n = 18 + 4;

	memset(out, 0, n);
	out[0] = 4;
	out[2] = (uint8_t)type;
	out[12] = w;
	out[14] = h;
	out[16] = (uint8_t)bits;
	out[17] = (uint8_t)how;
	for (unsigned i = 0; i < w * h; i++) {
		if (type & 8 && i % w == 0)
			out[n++] = 2;
		if (type & 8 && i % w == 3)
			out[n++] = 0x81;
		if (type & 8 && i % w == 4)
			continue;
		for (unsigned c = 0; c < bits / 8; c++)
			out[n++] = (uint8_t)(i * 10 + c);
	}
	return n;
}

static void tga(void)
{
	struct picture p;
	size_t n = tga_make(file, 2, 24, 0);

	CHECK_EQ(decode(file, n, &p), 0);
	CHECK(p.opaque && p.width == 5 && p.height == 3);
	CHECK_EQ(p.px[10], 0xff020100); /* the lowest row comes first */
	CHECK_EQ(p.px[4], 0xff8e8d8c);
	picture_free(&p);
	n = tga_make(file, 10, 32, 0x28 | 0x10);
	CHECK_EQ(decode(file, n, &p), 0);
	CHECK(!p.opaque);
	CHECK_EQ(p.px[4], 0x03020100);
	CHECK_EQ(p.px[1], 0x21201f1e);
	CHECK_EQ(p.px[0], 0x21201f1e);
	CHECK_EQ(p.px[10], 0x85848382);
	picture_free(&p);
	for (size_t i = 18; i < n; i++)
		REFUSED(file, i, ERR_PROTO, "cut short");
	n = tga_make(file, 2, 32, 0x20);
	CHECK_EQ(decode(file, n, &p), 0);
	CHECK(p.opaque && p.px[0] == 0xff020100);
	picture_free(&p);
	n = tga_make(file, 11, 8, 0x20);
	CHECK_EQ(decode(file, n, &p), 0);
	CHECK(p.opaque && p.px[6] == 0xff3c3c3c);
	picture_free(&p);
	REFUSED(file, tga_make(file, 2, 16, 0), ERR_NOTSUP,
		"a TGA file of 16 bits a pixel: save it");
	REFUSED(file, tga_make(file, 9, 8, 0), ERR_NOTSUP,
		"8 bits a pixel, with a palette: save it");
	n = tga_make(file, 2, 24, 0);
	memset(file + 12, 0xff, 4);
	REFUSED(file, n, ERR_TOOBIG, "is too large: save it");
}

/* ---- what it is not ---- */

static void other_kinds(void)
{
	static const struct {
		const char *data, *name;
	} kinds[] = {
		{"GIF89a..", "GIF"},
		{"BM......", "BMP"},
		{"RIFF....WEBPVP8 ", "WebP"},
		{"....ftypavif", "AVIF or HEIC"},
		{"<svg xmlns=", "SVG"},
		{"<?xml version=", "XML"},
		{"<!DOCTYPE html>", "HTML"},
		{"/* XPM */", "XPM"},
	};
	char text[80];

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		snprintf(text, sizeof(text), "%s is not read: save it as PNG or JPEG",
			kinds[i].name);
		REFUSED((const uint8_t *)kinds[i].data, strlen(kinds[i].data), ERR_NOTSUP, text);
	}
	REFUSED((const uint8_t *)"MM\0*", 4, ERR_NOTSUP, "TIFF is not read");
	REFUSED((const uint8_t *)"MZ", 2, ERR_NOTSUP, "begins with the bytes 4d 5a 00 00");
	REFUSED(NULL, 0, ERR_PROTO, "the file is empty");
}

int main(void)
{
	png_types();
	png_many_pieces();
	png_damaged();
	png_hostile();
	files();
	file_damaged(FOLDER "420.jpg");
	file_damaged(FOLDER "progressive444.jpg");
	file_damaged(FOLDER "422.jpg");
	jpeg_hostile();
	no_memory();
	splash();
	splash_runs();
	tga();
	other_kinds();
	return check_done();
}
