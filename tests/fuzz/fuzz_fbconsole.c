/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text on a graphical console. The first bytes are the size of its area and what is behind
 * it; a zero byte draws what there is by then. However it was drawn, bit by bit or at once, the
 * screen looks the same at the end.
 */
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "gfx/fbconsole.h"

#define W 344u
#define H 180u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t device[W * H];

static void put(void *arg, unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px,
	size_t stride)
{
	(void)arg;
	if (x > W || w > W - x || y > H || h > H - y)
		abort();
	for (unsigned i = 0; i < h; i++)
		memcpy(device + (y + i) * W + x, px + i * stride, w * sizeof(*px));
}

static void write_parts(struct fbconsole *f, const char *text, size_t len)
{
	while (len) {
		size_t n = strnlen(text, len);

		fbconsole_write(f, text, n);
		if (f->row >= f->rows || f->col > f->cols)
			abort();
		if (n < len) {
			fbconsole_draw(f);
			n++;
		}
		text += n;
		len -= n;
	}
}

static void check_drawn_anew(struct fbconsole *f, struct canvas *c)
{
	static uint32_t before[W * H];

	fbconsole_draw(f);
	canvas_flush(c);
	memcpy(before, device, sizeof(before));
	fbconsole_hide(f, true);
	fbconsole_hide(f, false);
	canvas_fill(c, (struct rect){0, 0, W, H}, 0xffffff);
	fbconsole_draw(f);
	canvas_flush(c);
	if (memcmp(before, device, sizeof(before)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint32_t picture[W * H];
	struct fbconsole_config config = {.size = {&font_small, 1}};
	struct canvas c;
	struct fbconsole f;

	if (size < 3)
		return 0;
	config.area = (struct rect){data[0] % 30, data[1] % 30, W - data[1] % 40, H - data[0] % 40};
	if (data[2] & 1)
		config.backdrop = picture;
	for (unsigned i = 0; i < W * H; i++)
		picture[i] = i * 17 & 0xffffff;
	if (canvas_init(&c, W, H, put, NULL) < 0)
		return 0;
	if (fbconsole_init(&f, &c, &config) == 0) {
		write_parts(&f, (const char *)data + 3, size - 3);
		check_drawn_anew(&f, &c);
		fbconsole_done(&f);
	}
	canvas_done(&c);
	return 0;
}
