/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text in any size at any place: as wide as promised, nothing drawn outside, all glyphs within
 * what scripts/font made. */
#include <stdlib.h>
#include <string.h>

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
	const char *text;
	unsigned max, used;

	if (size < 8)
		return 0;
	for (unsigned i = 0; i < data[0] % 5; i++)
		fs = font_larger(fs);
	check_glyph(&font_small, get_le32(data));
	check_glyph(&font_large, get_le32(data + 4));
	max = get_le16(data + 4);
	text = (const char *)data + 8;
	size -= 8;
	if (canvas_init(&c, SIDE, SIDE, put, NULL) < 0)
		return 0;
	used = font_draw_text(&c, fs, (int16_t)get_le16(data + 2), (int8_t)data[6], text, size, max,
		get_le32(data));
	if (used > max || used > font_text_width(fs, text, size))
		abort();
	canvas_flush(&c);
	canvas_done(&c);
	return 0;
}
