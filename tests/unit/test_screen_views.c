/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Menus, dialogs and progress on a screen of pixels and a serial line at the same time: both show
 * them, and the text console gets the screen back. Pictures as in test_panel.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/console.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/screen.h"
#include "fake/virtual_time.h"
#include "gfx/display.h"
#include "menu/bootmenu_screen.h"
#include "menu/bootmenu_style.h"
#include "menu/form.h"
#include "menu/lineedit.h"
#include "menu/menu.h"
#include "unit/check.h"

#define PLAY(...)                                                                                  \
	screen_play((const struct screen_step[]){__VA_ARGS__},                                     \
		sizeof((const struct screen_step[]){__VA_ARGS__}) / sizeof(struct screen_step))

static const struct fb_mode modes[] = {{800, 600, 32, 1}};
static uint32_t *before; /* the device's pixels */

static size_t n_changed(void)
{
	struct fb_mode mode;
	const uint32_t *px = host_framebuffer(&mode);
	size_t n = 0, all = (size_t)modes[0].width * modes[0].height;

	CHECK(px != NULL);
	for (size_t i = 0; px && i < all; i++)
		n += px[i] != before[i];
	if (px)
		memcpy(before, px, all * sizeof(*px));
	return n;
}

static void look_menu(void)
{
	CHECK(screen_find("Two things") == 1);
	CHECK_EQ(screen_attr(3, 1).bg, 1);
	CHECK(display_console()->hidden);
	/* the panel and the background that the menu brings along */
	CHECK(n_changed() > 100000);
}

static void look_moved(void)
{
	size_t n = n_changed();

	CHECK_EQ(screen_attr(4, 1).bg, 1);
	CHECK(n > 1000);
	CHECK(n < 800 * 600 / 20);
}

static void test_menu(void)
{
	struct menu *m;
	const char *name = "";

	CHECK_EQ(menu_new("Two things", &m), 0);
	CHECK_EQ(menu_add_item(m, "one", "The first", 0, false, false), 0);
	CHECK_EQ(menu_add_item(m, "two", "The second", 0, false, false), 0);
	(void)n_changed();
	PLAY({.look = look_menu}, {.key = KEY_DOWN}, {.look = look_moved}, {.key = KEY_ENTER});
	CHECK_EQ(menu_choose(m, &(struct menu_choice){}, &name), 0);
	CHECK_STR(name, "two");
	CHECK(!display_console()->hidden);
	/* Not before somebody waits or writes: another menu might follow. */
	CHECK_EQ(n_changed(), 0);
	console_sync();
	CHECK(n_changed() > 100000);
	menu_free(m);
}

static void look_noted(void)
{
	CHECK(screen_find("picture: no such thing") >= 0);
	(void)n_changed();
}

static void look_unnoted(void)
{
	CHECK_EQ(screen_find("picture: no such thing"), -1);
	CHECK(screen_find("Enter: choose") >= 0);
}

static void look_redrawn(void)
{
	look_unnoted();
	CHECK(n_changed() > 1000);
}

/* A message that would be covered stands in the menu's last row until a key is pressed. */
static void test_note(void)
{
	struct menu *m;
	const char *name = "";

	CHECK_EQ(menu_new("Two things", &m), 0);
	CHECK_EQ(menu_add_item(m, "one", "The first", 0, false, false), 0);
	menu_note("picture: no such thing");
	PLAY({.look = look_noted}, {.key = KEY_DOWN}, {.look = look_redrawn}, {.key = KEY_ENTER});
	CHECK_EQ(menu_choose(m, &(struct menu_choice){}, &name), 0);
	PLAY({.look = look_unnoted}, {.key = KEY_ENTER});
	CHECK_EQ(menu_choose(m, &(struct menu_choice){}, &name), 0);
	menu_free(m);
}

static int read_gif(const struct bootmenu *m, const char *path, char **ret, size_t *ret_len)
{
	(void)m;
	(void)path;
	*ret = str_dup("GIF89a, no more");
	*ret_len = *ret ? strlen(*ret) : 0;
	return *ret ? 0 : fail(ERR_NOMEM, "test: no memory");
}

static void look_bad_picture(void)
{
	CHECK(screen_find("ground.gif: GIF is not read: save it as PNG or JPEG") >= 0);
}

/* A picture that is none: the row says which and what to do, though its URL is long. */
static void test_bad_picture(void)
{
	struct bootmenu_style style = {.is_graphic = true,
		.background = "http://boot.example.com/pxe/pictures/ground.gif"};
	const struct bootmenu_ops ops = {.read_file = read_gif};
	const struct bootmenu b = {.style = &style, .ops = &ops};
	const char *name = "";
	struct menu *m;

	bootmenu_screen_open(&b);
	CHECK_EQ(menu_new("Two things", &m), 0);
	CHECK_EQ(menu_add_item(m, "one", "The first", 0, false, false), 0);
	PLAY({.look = look_bad_picture}, {.key = KEY_ENTER});
	CHECK_EQ(menu_choose(m, &(struct menu_choice){}, &name), 0);
	menu_free(m);
	bootmenu_screen_close();
}

static void lose(void)
{
	CHECK(display_console()->hidden);
	host_break_framebuffer();
}

static void look_text_menu(void)
{
	CHECK(display_console() == NULL);
	CHECK(screen_find("Two things") == 1);
	CHECK(screen_find("The first") >= 0);
}

/* Graphics that do not come back while a menu is shown: all of it is drawn as text. */
static void test_lost(void)
{
	struct menu *m;
	const char *name = "";

	CHECK_EQ(menu_new("Two things", &m), 0);
	CHECK_EQ(menu_add_item(m, "one", "The first", 0, false, false), 0);
	PLAY({.look = lose}, {.key = KEY_DOWN}, {.look = look_text_menu}, {.key = KEY_ENTER});
	CHECK_EQ(menu_choose(m, &(struct menu_choice){}, &name), 0);
	menu_free(m);
}

static void look_dialog(void)
{
	CHECK(display_console()->hidden);
	CHECK(n_changed() > 10000);
	CHECK(screen_find("> quiet") >= 0);
}

static void look_typed(void)
{
	size_t n = n_changed();

	CHECK(n > 10);
	CHECK(n < 5000);
	CHECK(screen_find("> quietx") >= 0);
}

static void test_dialog(void)
{
	const struct lineedit how = {.prompt = "> ",
		.initial = "quiet",
		.title = "Ubuntu Server",
		.keys = "Enter: boot    Esc: back"};
	char *line = NULL;

	PLAY({.look = look_dialog}, {.key = 'x'}, {.look = look_typed}, {.key = KEY_ENTER});
	CHECK_EQ(lineedit_read(&how, &line), 0);
	CHECK_STR(line, "quietx");
	CHECK(!display_console()->hidden);
	free(line);
}

static void look_form(void)
{
	CHECK(display_console()->hidden);
	CHECK(screen_find("Who are you") >= 0);
	CHECK(screen_find("Colour") >= 0);
	CHECK(n_changed() > 50000);
}

static void look_filled(void)
{
	size_t n = n_changed();

	CHECK(screen_find("green") >= 0);
	CHECK(n > 50);
	CHECK(n < 10000);
}

static void look_refused(void)
{
	CHECK(display_console()->hidden);
	CHECK(screen_find("form: no such colour") >= 0);
	CHECK(n_changed() > 2000);
}

static void look_last(void)
{
	CHECK(screen_find("Row 39") >= 0);
	CHECK(n_changed() > 2000);
}

static int save_green(struct form *f, unsigned *ret_bad)
{
	*ret_bad = 1;
	return strcmp(form_text(f, 1), "greenx") == 0 ? 0 : fail(ERR_INVAL, "form: no such colour");
}

/* A card: it shows what is typed, why it cannot be saved, and rows further down. */
static void test_form(void)
{
	struct form f;
	char labels[40][16];

	CHECK_EQ(form_init(&f, "Who are you", 40), 0);
	f.row[0].label = "Some words first";
	CHECK_EQ(form_field(&f, 1, "colour", "Colour", "gree", false), 0);
	for (unsigned i = 2; i < 40; i++) {
		(void)snprintf(labels[i], sizeof(labels[i]), "Row %u", i);
		CHECK_EQ(form_field(&f, i, labels[i], labels[i], "", i == 3), 0);
	}
	f.save = save_green;
	f.sel = 1;
	PLAY({.look = look_form}, {.key = 'n'}, {.look = look_filled}, {.key = 'X' & 31},
		{.look = look_refused}, {.key = 'x'}, {.key = KEY_UP}, {.key = 'X' & 31});
	CHECK_EQ(form_show(&f), 0);
	CHECK(!display_console()->hidden);
	f.sel = 39;
	PLAY({.look = look_last}, {.key = KEY_ESC});
	CHECK_EQ(form_show(&f), -ERR_CANCELED);
	CHECK(!display_console()->hidden);
	form_free(&f);
}

static void look_text(void)
{
	CHECK(!display_console()->hidden);
	CHECK(screen_find("> plain") >= 0);
}

/* Without a title it is the console's. */
static void test_prompt(void)
{
	const struct lineedit how = {.prompt = "> ", .initial = "plain"};
	char *line = NULL;

	PLAY({.look = look_text}, {.key = KEY_ENTER});
	CHECK_EQ(lineedit_read(&how, &line), 0);
	free(line);
}

int main(void)
{
	before = calloc((size_t)modes[0].width * modes[0].height, sizeof(*before));
	if (!before)
		abort();
	screen_init(80, 25);
	host_set_framebuffer(modes, ARRAY_SIZE(modes), 0);
	CHECK_EQ(display_open(&(struct display_options){}), 0);
	test_menu();
	test_dialog();
	test_form();
	test_prompt();
	test_note();
	test_bad_picture();
	test_lost();
	free(before);
	return check_done();
}
