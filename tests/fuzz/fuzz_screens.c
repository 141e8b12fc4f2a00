/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A form, a menu and the editor of settings on a screen of any size, under any keys: they end when
 * ESC is pressed often enough, never write into the last column and never scroll. The first two
 * bytes are the size, and whether there is a screen of pixels as well, the others keys.
 */
#include <stdlib.h>

#include "arch/host/host.h"
#include "arch/platform.h"
#include "core/settings.h"
#include "core/util.h"
#include "fake/screen.h"
#include "gfx/display.h"
#include "gfx/mode.h"
#include "menu/config.h"
#include "menu/menu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define TICK_US  1000
#define KEYS_MAX 400
#define N_ESCS   40  /* leaves everything there is */
#define GRAPHICS 248 /* from this second byte on, and so many keys at most, for it is slow: */
#define DRAWN    16

static const struct fb_mode mode = {MODE_MIN_WIDTH, MODE_MIN_HEIGHT, 32, 0};
static uint64_t now_us;
static struct settings_block card = {.name = "card0", .ops = &settings_list_ops};
static struct settings_block answers = {.name = "dhcp", .ops = &settings_list_ops};

uint64_t plat_now_us(void)
{
	now_us += TICK_US;
	return now_us;
}

void plat_idle(uint64_t until_us)
{
	if (until_us != DEADLINE_NEVER && until_us > now_us)
		now_us = until_us;
}

int plat_wall_time(int64_t *ret_unix)
{
	*ret_unix = 0;
	return 0;
}

static int key_of(uint8_t b)
{
	static const int special[] = {KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END,
		KEY_PGUP, KEY_PGDN, KEY_INSERT, KEY_DELETE, KEY_F1, 0xe4, 0x4e2d, 0x301, 0x1f600};

	return b < 0x80 ? b : special[b % ARRAY_SIZE(special)];
}

static size_t make_steps(struct screen_step *steps, const uint8_t *data, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size && i < KEYS_MAX; i++)
		steps[n++] = (struct screen_step){.key = key_of(data[i])};
	for (unsigned i = 0; i < N_ESCS; i++) {
		steps[n++] = (struct screen_step){.pause_ms = 500};
		steps[n++] = (struct screen_step){.key = KEY_ESC};
	}
	return n;
}

static void must(bool ok)
{
	if (!ok)
		abort();
}

static struct menu *make_menu(void)
{
	struct menu *m;

	must(menu_new("\033[1mA title that is long enough to be cut on small screens", &m) == 0);
	must(menu_add_item(m, NULL, "heading", 'h', false, false) == 0);
	must(menu_add_item(m, "a", "first", 'f', false, false) == 0);
	must(menu_add_item(m, "card0/ip", "\033[31mAddress of the card", 0, false, false) == 0);
	must(menu_add_item(m, NULL, "\xe4\xb8\xad\xe6\x96\x87", 0, false, false) == 0);
	must(menu_add_item(m, "secret", "", 's', true, true) == 0);
	must(menu_add_item(m, "n:int8", "\xe4\xb8\xad\xe6\x96\x87", 's', false, false) == 0);
	return m;
}

static void fresh_settings(void)
{
	settings_remove(&card);
	(void)settings_clear("a");
	(void)settings_clear("n");
	must(settings_add(&card, NULL) == 0);
	must(settings_add(&answers, &card) == 0);
	must(settings_set("a", "some \xe4\xb8\xad\xe6\x96\x87 text") == 0);
	must(settings_set("card0/ip", "10.0.0.1") == 0);
	must(settings_set("card0.dhcp/150:hex", "01:02") == 0);
}

static void show(unsigned what)
{
	struct menu *m = make_menu();
	const char *name;

	if (what == 0)
		(void)menu_present(m);
	else if (what == 1)
		(void)menu_choose(m, &(struct menu_choice){.timeout_ms = 3000}, &name);
	else
		(void)config_show(what == 2 ? "" : "card0");
	menu_free(m);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(settings_init() == 0);
	must(settings_add(&card, NULL) == 0);
	host_set_framebuffer(&mode, 1, 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct screen_step steps[KEYS_MAX + 2 * N_ESCS];

	if (size < 2)
		return 0;
	size = data[1] < GRAPHICS ? size : MIN(size, (size_t)DRAWN + 2);
	for (unsigned what = 0; what < 4; what++) {
		fresh_settings();
		screen_init(20 + data[0] % 130, 6 + data[1] % 50);
		screen_play(steps, make_steps(steps, data + 2, size - 2));
		must(data[1] < GRAPHICS || display_open(&(struct display_options){}) == 0);
		show(what);
		display_close();
		must(!console_fullscreen() && screen_cursor_visible());
		must(!screen_touched_edge() && screen_scrolled() == 0);
	}
	return 0;
}
