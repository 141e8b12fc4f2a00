/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Graphical menus of any text, size, place and colour, under any keys: they end, stay on the
 * canvas, and what was changed bit by bit is what would have been drawn at once. Bytes: width,
 * height, what there is, places and colours, then items of text between zeros, the last one of
 * keys.
 */
#include <stdlib.h>
#include <string.h>

#include "core/console.h"
#include "core/util.h"
#include "menu/bootmenu_style.h"
#include "menu/panel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD      (3 + BOOTMENU_PLACES + 4)
#define ITEMS_MAX 40
#define KEYS_MAX  12
/* Watched by the fuzzer, each pixel of what is between two colours takes as long as a hundred
 * others. */
#define SHADED_MAX 2048

enum { STYLED = 1, COUNTED = 2, PICTURE = 4, HELPED = 8, MARGINS = 16, ALERTED = 32 };

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void put(void *arg, unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px,
	size_t stride)
{
	const struct canvas *c = arg;

	must(px && stride == c->width);
	must(x <= c->width && w <= c->width - x && y <= c->height && h <= c->height - y);
}

static struct bootmenu_style *make_style(const uint8_t *data)
{
	static const int steps[] = {1, 1, 1, -1, 40, -9999, 9999, 3};
	struct bootmenu_style *s = bootmenu_style_new(NULL);

	must(s != NULL);
	for (unsigned i = 0; i < BOOTMENU_PLACES; i++)
		s->places[i] = (data[i] >> 3) * steps[data[i] & 7];
	data += BOOTMENU_PLACES;
	s->places_given = data[0] & 1;
	s->has_tab_text = data[0] & 2;
	s->can_edit = data[0] & 4;
	s->width = data[0] & 8 ? data[1] * 9u : 640;
	s->height = data[0] & 8 ? data[2] * 5u : 480;
	s->colours_given = data[1] * 0x10101u;
	for (unsigned i = 0; i < BOOTMENU_ELEMENTS; i++)
		s->colours[i].fg = s->colours[i].bg = data[2 + i % 2] * 0x02f10357u * i;
	return s;
}

/* The items up to the last zero; what is behind it in (ret_keys). */
static struct menu *make_menu(
	const uint8_t *data, size_t size, unsigned what, const uint8_t **ret_keys, size_t *ret_n)
{
	struct menu *m;
	const uint8_t *end;

	must(menu_new("The \033[1mtitle\033[0m of a menu, \xe4\xb8\xad\xe6\x96\x87", &m) == 0);
	for (unsigned i = 0; i < ITEMS_MAX && (end = memchr(data, 0, size)); i++) {
		size_t n = (size_t)(end - data);
		struct menu_item *item;

		must(menu_add_item(m, n % 5 ? "name" : NULL, (const char *)data, n ? data[0] : 0,
			     n % 7 == 0, false) == 0);
		item = container_of(m->items.prev, struct menu_item, node);
		item->opens = n % 3 == 0;
		item->key_at = n ? data[n - 1] : 0;
		item->help = what & HELPED && n % 2 ? item->text : NULL;
		data = end + 1;
		size -= n + 1;
	}
	*ret_keys = data;
	*ret_n = MIN(size, (size_t)KEYS_MAX);
	return m;
}

static int key_of(uint8_t b)
{
	static const int keys[] = {
		KEY_UP, KEY_DOWN, KEY_PGUP, KEY_PGDN, KEY_HOME, KEY_END, KEY_TAB, KEY_NONE};

	return b < 0x80 ? b : keys[b % ARRAY_SIZE(keys)];
}

/* From the beginning with the first item on the screen at the same place; only then it can be. */
static void check_anew(const struct canvas *c, const uint32_t *backdrop, struct rect area,
	const struct menu_view *v, unsigned seconds)
{
	struct menu_view first = *v, then = *v;
	struct canvas other;
	struct panel *p;

	must(canvas_init(&other, c->width, c->height, put, &other) == 0);
	first.seconds = seconds;
	p = panel_new(&other, backdrop, area, &first);
	must(p != NULL);
	if (panel_rows(p) >= v->n) {
		panel_draw(p);
		first = then;
		panel_draw(p);
		must(!memcmp(other.px, c->px, (size_t)c->width * c->height * sizeof(*c->px)));
	}
	panel_free(p);
	canvas_done(&other);
}

static void play(struct menu_view *v, const uint8_t *head, const uint8_t *keys, size_t n)
{
	unsigned width = 1 + head[0] * 2u, height = 1 + head[1] * 5u / 8, what = head[2];
	struct rect area = {0, 0, (int)width, (int)height};
	uint32_t *backdrop = NULL;
	struct canvas c;

	must(canvas_init(&c, width, height, put, &c) == 0);
	if (what & PICTURE || width * height > SHADED_MAX)
		must((backdrop = calloc((size_t)width * height, sizeof(*backdrop))) != NULL);
	if (what & MARGINS)
		area = (struct rect){head[3], head[4], (int)width - head[5], (int)height};
	v->seconds = what & COUNTED ? 3 : 0;
	v->alert = what & ALERTED ? "This is an alert, and a long one at that" : NULL;
	v->panel = panel_new(&c, backdrop, area, v);
	must(v->panel != NULL && panel_rows(v->panel) >= 1);
	panel_draw(v->panel);
	canvas_flush(&c);
	for (size_t i = 0; i < n; i++) {
		(void)menu_view_key(v, key_of(keys[i]));
		v->seconds -= v->seconds && i % 3 == 0;
		panel_draw(v->panel);
		canvas_flush(&c);
	}
	check_anew(&c, backdrop, area, v, what & COUNTED ? 3 : 0);
	panel_free(TAKE(v->panel));
	canvas_done(&c);
	free(backdrop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bootmenu_style *style;
	struct menu_view v;
	const uint8_t *keys;
	struct menu *m;
	size_t n;

	if (size < HEAD)
		return 0;
	style = make_style(data + 3);
	m = make_menu(data + HEAD, size - HEAD, data[2], &keys, &n);
	if (menu_view_init(&v, m, NULL) == 0) {
		v.style = data[2] & STYLED ? style : NULL;
		play(&v, data, keys, n);
		menu_view_done(&v);
	}
	menu_free(m);
	bootmenu_style_free(style);
	return 0;
}
