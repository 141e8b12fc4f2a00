/* SPDX-License-Identifier: BSD-2-Clause */
/* Any characters in any size at any place: nothing is drawn outside, all glyphs are within what
 * scripts/font made. */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "core/util.h"
#include "gfx/font.h"

#define SIDE 96u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(void *arg, unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px,
	size_t stride)
{
	(void)arg;
	(void)px;
	(void)stride;
	if (x > SIDE || w > SIDE - x || y > SIDE || h > SIDE - y)
		abort();
}

static void check_glyph(const struct font *font, uint32_t cp)
{
	uint8_t *bits = malloc(FONT_GLYPH_MAX);

	if (bits)
		font_glyph(font, cp, bits);
	free(bits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct font_size fs = {&font_small, 1};
	struct canvas c;

	if (size < 8)
		return 0;
	for (unsigned i = 0; i < data[0] % 5; i++)
		fs = font_larger(fs);
	check_glyph(&font_small, get_le32(data));
	check_glyph(&font_large, get_le32(data + 4));
	if (canvas_init(&c, SIDE, SIDE, put, NULL) < 0)
		return 0;
	for (size_t i = 8, n; i < size; i += n)
		font_draw(&c, fs, (int16_t)get_le16(data + 2) + (int)i, (int8_t)data[6],
			utf8_decode((const char *)data + i, size - i, &n), get_le32(data));
	canvas_flush(&c);
	canvas_done(&c);
	return 0;
}
