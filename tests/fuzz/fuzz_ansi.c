/* SPDX-License-Identifier: BSD-2-Clause */
/* Console text from anywhere: no promise of core/ansi.h is broken, however the text is split. */
#include <stdlib.h>

#include "core/ansi.h"
#include "core/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void hash_add(uint64_t *h, uint64_t v)
{
	*h = (*h ^ v) * 0x100000001b3u;
}

static void must(int cond)
{
	if (!cond)
		abort();
}

static void on_text(void *arg, const uint32_t *cp, size_t n)
{
	must(n >= 1 && n <= ANSI_MAX_RUN);
	for (size_t i = 0; i < n; i++) {
		must(cp[i] >= 0x20 && cp[i] <= 0x10ffff && (cp[i] < 0x7f || cp[i] >= 0xa0));
		must(cp[i] < 0xd800 || cp[i] > 0xdfff);
		hash_add(arg, cp[i]);
	}
}

static void on_control(void *arg, char c)
{
	must(c == '\r' || c == '\n' || c == '\b' || c == '\t');
	hash_add(arg, (uint64_t)c);
}

static void on_attr(void *arg, const struct ansi_attr *a)
{
	must((a->fg <= 7 || a->fg == ANSI_DEFAULT) && (a->bg <= 7 || a->bg == ANSI_DEFAULT));
	must(!a->fg_rgb || a->fg_rgb >> 24 == 1);
	must(!a->bg_rgb || a->bg_rgb >> 24 == 1);
	hash_add(arg, a->fg_rgb ^ (uint64_t)a->bg_rgb << 32);
	hash_add(arg, 1000u + a->fg + 16u * a->bg + 256u * a->bold + 512u * a->reverse);
}

static void on_set(void *arg, unsigned row, unsigned col)
{
	must(row < ANSI_MAX_VALUE && col < ANSI_MAX_VALUE);
	hash_add(arg, row * 10000u + col);
}

static void on_move(void *arg, int rows, int cols)
{
	must(rows >= -ANSI_MAX_VALUE && rows <= ANSI_MAX_VALUE && (!rows || !cols));
	must(cols >= -ANSI_MAX_VALUE && cols <= ANSI_MAX_VALUE);
	hash_add(arg, (uint64_t)(rows * 20000 + cols));
}

static void on_erase(void *arg, enum ansi_erase what)
{
	must(what <= ANSI_ERASE_LINE);
	hash_add(arg, 3000u + what);
}

static void on_visible(void *arg, bool on)
{
	hash_add(arg, 4000u + on);
}

static const struct ansi_sink sink = {
	.text = on_text,
	.control = on_control,
	.attr = on_attr,
	.cursor_set = on_set,
	.cursor_move = on_move,
	.erase = on_erase,
	.cursor_visible = on_visible,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint64_t whole = 0, split = 0;
	struct ansi a;
	size_t step = len ? data[0] % 7 + 1 : 1;

	ansi_init(&a, &sink, &whole);
	ansi_feed(&a, (const char *)data, len);
	ansi_init(&a, &sink, &split);
	for (size_t i = 0; i < len; i += step)
		ansi_feed(&a, (const char *)data + i, MIN(step, len - i));
	must(whole == split);
	return 0;
}
