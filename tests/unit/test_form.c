/* SPDX-License-Identifier: BSD-2-Clause */
/* Forms, the editor of settings, and the colours of both: what is on the screen. */
#include "core/clock.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "fake/screen.h"
#include "fake/virtual_time.h"
#include "menu/colours.h"
#include "menu/config.h"
#include "menu/form.h"
#include "menu/menu.h"
#include "unit/check.h"

#define CTRL(c) ((c)&0x1f)
#define K(k)                                                                                       \
	{                                                                                          \
		.key = (k)                                                                         \
	}
#define LOOK(fn)                                                                                   \
	{                                                                                          \
		.look = (fn)                                                                       \
	}
#define PAUSE(ms)                                                                                  \
	{                                                                                          \
		.pause_ms = (ms)                                                                   \
	}
/* When the keys before have been dealt with, however they came. */
#define SEE(fn) PAUSE(20), LOOK(fn)
#define PLAY(...)                                                                                  \
	screen_play((const struct screen_step[]){__VA_ARGS__},                                     \
		sizeof((const struct screen_step[]){__VA_ARGS__}) / sizeof(struct screen_step))

static const char *setting(const char *name)
{
	static char text[256];
	char *value = settings_get_text(name);

	snprintf(text, sizeof(text), "%s", value ? value : "");
	free(value);
	return text;
}

static void look_clean(void)
{
	for (unsigned r = 0; r < 25; r++)
		CHECK_STR(screen_row(r), "");
	CHECK_EQ(screen_attr(3, 3).bg, ANSI_DEFAULT);
	CHECK(screen_cursor_visible());
	CHECK(!console_fullscreen());
	CHECK(!screen_touched_edge());
	CHECK_EQ(screen_scrolled(), 0);
	CHECK_EQ(screen_steps_left(), 0);
}

/* Presents (m) and frees it. */
static int present(struct menu *m)
{
	int rc = menu_present(m);

	menu_free(m);
	return rc;
}

static struct menu *machine(void)
{
	struct menu *m;

	CHECK_EQ(menu_new("This machine", &m), 0);
	menu_add_item(m, NULL, "Who and where", 0, false, false);
	menu_add_item(m, "f-name", "Name", 0, false, false);
	menu_add_item(m, "f-ip:ipv4", "\033[1mAddress\033[5;5H", 0, false, false);
	menu_add_item(m, "f-pin", "", 0, false, true);
	return m;
}

static void look_form(void)
{
	CHECK_STR(screen_row(0), "");
	CHECK_STR(screen_row(1), "                                 This machine");
	CHECK(screen_attr(1, 34).bold);
	CHECK_STR(screen_row(3), " Who and where");
	CHECK_EQ(screen_attr(3, 1).fg, 6);
	CHECK_STR(screen_row(4), " Name     web1");
	CHECK_STR(screen_row(5), " Address");
	CHECK_STR(screen_row(6), " f-pin    ****");
	/* black on cyan where something can be typed, up to the last column but one */
	CHECK_EQ(screen_attr(4, 9).bg, 4);
	CHECK_EQ(screen_attr(4, 10).bg, 6);
	CHECK_EQ(screen_attr(4, 10).fg, 0);
	CHECK_EQ(screen_attr(4, 77).bg, 6);
	CHECK_EQ(screen_attr(4, 78).bg, 4);
	CHECK_EQ(screen_attr(7, 10).bg, 4);
	CHECK(screen_find("Ctrl-X") == 23);
	CHECK(screen_cursor_visible());
	CHECK_EQ(screen_cursor_row(), 4);
	CHECK_EQ(screen_cursor_col(), 14);
	CHECK(screen_attr(4, 1).bold);
	CHECK(!screen_attr(6, 1).bold);
	CHECK(console_fullscreen());
	(void)screen_bytes();
}

static void look_second(void)
{
	CHECK_EQ(screen_cursor_row(), 5);
	CHECK_EQ(screen_cursor_col(), 10);
	CHECK(screen_attr(5, 1).bold);
	CHECK(screen_bytes() < 900);
}

static void look_alert(void)
{
	CHECK(strstr(screen_row(21), "f-ip:ipv4") != NULL);
	CHECK(strstr(screen_row(21), "\"10x\"") != NULL);
	CHECK_EQ(screen_attr(21, 1).bg, 1);
	CHECK_EQ(screen_cursor_row(), 5);
	CHECK_EQ(screen_cursor_col(), 13);
}

static void look_no_alert(void)
{
	CHECK_STR(screen_row(21), "");
	CHECK_EQ(screen_attr(21, 1).bg, 4);
	CHECK_STR(screen_row(5), " Address  10");
}

static void test_form(void)
{
	CHECK_EQ(settings_set("f-name", "web1"), 0);
	CHECK_EQ(settings_set("f-pin", "1234"), 0);
	screen_init(80, 25);
	PLAY(LOOK(look_form), K('0'), K(KEY_ENTER), K('1'), K(KEY_BACKSPACE), LOOK(look_second),
		K('1'), K('0'), K('x'), K(KEY_DOWN), K('5'), K(KEY_ENTER), LOOK(look_alert),
		K(KEY_BACKSPACE), LOOK(look_no_alert), K('.'), K('2'), K('.'), K('3'), K('.'),
		K('4'), K(CTRL('X')));
	CHECK_EQ(present(machine()), 0);
	look_clean();
	CHECK_STR(setting("f-name"), "web10");
	CHECK_STR(setting("f-ip:ipv4"), "10.2.3.4");
	CHECK_STR(setting("f-pin"), "12345");

	PLAY(K('x'), K(KEY_ESC));
	CHECK_EQ(present(machine()), -ERR_CANCELED);
	look_clean();
	CHECK_STR(setting("f-name"), "web10");
}

static void look_many_end(void)
{
	CHECK_STR(screen_row(2), " ...");
	CHECK_STR(screen_row(3), " Field 28  v28");
	CHECK_STR(screen_row(4), " Field 29  v29");
	CHECK_STR(screen_row(5), "");
	CHECK_EQ(screen_cursor_row(), 4);
}

static void look_many_begin(void)
{
	CHECK_STR(screen_row(2), "");
	CHECK_STR(screen_row(3), " heading");
	CHECK_STR(screen_row(4), " Field 0   v0");
	CHECK_STR(screen_row(5), " ...");
	CHECK_EQ(screen_cursor_row(), 4);
}

/* More fields than a small screen has rows; the heading comes along. */
static void test_many(void)
{
	struct screen_step steps[64];
	char name[16], text[16];
	unsigned n = 0;
	struct menu *m;

	CHECK_EQ(menu_new("Many", &m), 0);
	menu_add_item(m, NULL, "heading", 0, false, false);
	for (unsigned i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "many%u", i);
		snprintf(text, sizeof(text), "v%u", i);
		CHECK_EQ(settings_set(name, text), 0);
		snprintf(text, sizeof(text), "Field %u", i);
		menu_add_item(m, name, text, 0, false, false);
	}
	screen_init(40, 10);
	for (unsigned i = 0; i < 29; i++)
		steps[n++] = (struct screen_step)K(KEY_DOWN);
	steps[n++] = (struct screen_step)LOOK(look_many_end);
	steps[n++] = (struct screen_step)K(KEY_TAB);
	steps[n++] = (struct screen_step)LOOK(look_many_begin);
	steps[n++] = (struct screen_step)K(KEY_UP);
	steps[n++] = (struct screen_step)K(KEY_ESC);
	screen_play(steps, n);
	CHECK_EQ(present(m), -ERR_CANCELED);
	CHECK(!screen_touched_edge());
	CHECK_EQ(screen_scrolled(), 0);
}

static void look_long_end(void)
{
	CHECK_EQ(screen_cursor_row(), 3);
	CHECK(screen_cursor_col() >= 20 && screen_cursor_col() <= 37);
	CHECK(strchr(screen_row(3), 'z') != NULL);
	CHECK(strncmp(screen_row(3), " A label that is ve", 19) == 0);
	CHECK_EQ(screen_attr(3, 39).bg, 4);
}

static void look_long_home(void)
{
	CHECK_EQ(screen_cursor_col(), 20);
	CHECK_EQ(screen_row(3)[20], 'a');
}

/* A text longer than its field, and a label longer than half of the row. */
static void test_long(void)
{
	char value[200];
	struct menu *m;

	memset(value, 'a', 198);
	value[198] = 'z';
	value[199] = '\0';
	CHECK_EQ(settings_set("long", value), 0);
	CHECK_EQ(menu_new("Long", &m), 0);
	menu_add_item(m, "long", "A label that is very long indeed", 0, false, false);
	screen_init(40, 10);
	PLAY(LOOK(look_long_end), K(KEY_HOME), LOOK(look_long_home), K('b'), K(KEY_ENTER));
	CHECK_EQ(present(m), 0);
	CHECK_EQ(setting("long")[0], 'b');
	CHECK(!screen_touched_edge());
}

static void test_empty(void)
{
	struct menu *m;

	CHECK_EQ(menu_new("Nothing", &m), 0);
	CHECK_EQ(present(m), -ERR_NOENT);
	CHECK_EQ(menu_new("Text", &m), 0);
	menu_add_item(m, NULL, "only", 0, false, false);
	CHECK_EQ(present(m), -ERR_NOENT);
}

/* ---- colours ---- */

static void look_colours(void)
{
	CHECK_EQ(screen_attr(1, 38).bg, 2);
	CHECK_EQ(screen_attr(3, 1).bg, 2);
	CHECK_EQ(screen_attr(3, 1).fg, ANSI_DEFAULT);
	CHECK_EQ(screen_attr(3, 8).bg, 3);
	CHECK_EQ(screen_attr(3, 8).fg, 7);
	CHECK_EQ(screen_attr(24, 5).bg, 2);
}

static void test_colours(void)
{
	static const struct {
		uint32_t rgb;
		unsigned basic;
	} near[] = {
		{0x000000, 0},
		{0x101010, 0},
		{0xff0000, 1},
		{0x800000, 1},
		{0x00ff00, 2},
		{0xffff00, 3},
		{0x808000, 3},
		{0x0000ff, 4},
		{0x00567a, 6},
		{0x000080, 4},
		{0xff00ff, 5},
		{0x00ffff, 6},
		{0xffffff, 7},
		{0x808080, 7},
		{0xff2010, 1},
		{0x123456, 6},
	};
	struct ansi_attr edit = colour_attr(PAIR_EDIT);
	struct menu *m;

	for (size_t i = 0; i < ARRAY_SIZE(near); i++)
		CHECK_EQ(colour_nearest(near[i].rgb), near[i].basic);
	CHECK_EQ(edit.fg, 0);
	CHECK_EQ(edit.bg, 6);
	CHECK_EQ(colour_attr(PAIR_DEFAULT).fg, ANSI_DEFAULT);
	CHECK_EQ(colour_define(8, 1, 0), -ERR_INVAL);
	CHECK_EQ(colour_define(1, 8, 0), -ERR_INVAL);
	CHECK_EQ(colour_define(1, 10, 0), -ERR_INVAL);
	CHECK_EQ(colour_pair_define(8, 1, 1), -ERR_INVAL);
	CHECK_EQ(colour_pair_define(1, 8, 1), -ERR_INVAL);
	CHECK_EQ(colour_pair_define(1, 1, 1ull << 32), -ERR_INVAL);

	/* text in the console's own colour on what is called blue; fields white on yellow */
	CHECK_EQ(colour_pair_define(PAIR_NORMAL, COLOUR_DEFAULT, 4), 0);
	CHECK_EQ(colour_define(4, 2, 0), 0);
	CHECK_EQ(colour_pair_define(PAIR_EDIT, 7, 3), 0);
	CHECK_EQ(menu_new("Green", &m), 0);
	menu_add_item(m, "green", "Name", 0, false, false);
	screen_init(80, 25);
	PLAY(LOOK(look_colours), K(KEY_ESC));
	CHECK_EQ(present(m), -ERR_CANCELED);
	look_clean();
	CHECK_EQ(colour_define(4, 4, 0), 0);
	CHECK_EQ(colour_pair_define(PAIR_NORMAL, 7, 4), 0);
	CHECK_EQ(colour_pair_define(PAIR_EDIT, 0, 6), 0);
}

/* ---- the editor of settings ---- */

static int answers_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	static const uint8_t ip[] = {10, 0, 0, 1}, odd[] = {1, 2, 0xff};

	(void)b;
	if (key->tag != 6 && key->tag != 150 && key->tag != 151)
		return -ERR_NOENT;
	*ret = (struct setting_value){.len = key->tag == 151 ? 3 : 4};
	ret->data = malloc(4);
	if (ret->data)
		memcpy(ret->data,
			key->tag == 6             ? ip
				: key->tag == 151 ? odd
						  : (const void *)"text",
			ret->len);
	return ret->data ? 0 : -ERR_NOMEM;
}

static int answers_store(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	(void)b, (void)key, (void)type, (void)data, (void)len;
	return -ERR_NOTSUP;
}

static const struct settings_ops answers_ops = {.fetch = answers_fetch, .store = answers_store};
static struct settings_block card = {.name = "card0", .ops = &settings_list_ops};
static struct settings_block answers = {.name = "dhcp", .ops = &answers_ops};

static void look_card(void)
{
	CHECK_STR(screen_row(1), "                               Settings of card0");
	CHECK_STR(screen_row(3), " ..");
	CHECK_STR(screen_row(4), " dhcp/");
	CHECK_STR(screen_row(5), " ip                 10.0.0.9");
	CHECK_STR(screen_row(6), " colour             bl?ue");
	CHECK_STR(screen_row(7), "");
	CHECK_STR(screen_row(8), " New setting");
	CHECK(screen_find("Ctrl-D: delete") == 23);
	CHECK_EQ(screen_attr(3, 1).bg, 1);
}

static void look_answers(void)
{
	CHECK_STR(screen_row(1), "                            Settings of card0.dhcp");
	CHECK_STR(screen_row(4), " dns                10.0.0.1");
	CHECK_STR(screen_row(5), " 150                text");
	CHECK_STR(screen_row(6), " 151                01:02:ff");
}

static void look_edit(void)
{
	CHECK_STR(screen_row(1), "                                card0.dhcp/dns");
	CHECK_STR(screen_row(4), " Value  10.0.0.1");
	CHECK_STR(screen_row(5), " Type   ipv4");
	CHECK_EQ(screen_cursor_row(), 4);
}

static void look_read_only(void)
{
	CHECK(strstr(screen_row(21), "read-only") != NULL);
	CHECK_STR(screen_row(4), " Value  10.0.0.12");
}

static void look_not_deleted(void)
{
	CHECK(strstr(screen_row(23), "read-only") != NULL);
	CHECK_EQ(screen_attr(23, 40).bg, 1);
	CHECK_EQ(screen_attr(4, 1).bg, 1);
}

static void look_told(void)
{
	CHECK(strstr(screen_row(23), "Ctrl-D: delete") != NULL);
	CHECK_EQ(screen_attr(23, 40).bg, 4);
}

static void look_up(void)
{
	CHECK_STR(screen_row(1), "                               Settings of card0");
	CHECK_EQ(screen_attr(4, 1).bg, 1);
}

static void look_new(void)
{
	CHECK(strstr(screen_row(1), "card0/New setting") != NULL);
	CHECK_STR(screen_row(3), " Name");
	CHECK_STR(screen_row(4), " Value");
	CHECK_STR(screen_row(5), " Type");
}

static void look_bad_type(void)
{
	CHECK(strstr(screen_row(21), "no such type") != NULL);
	CHECK_EQ(screen_cursor_row(), 5);
}

static void look_bad_name(void)
{
	CHECK_EQ(screen_attr(21, 1).bg, 1);
	CHECK_EQ(screen_cursor_row(), 3);
}

static void look_added(void)
{
	CHECK_STR(screen_row(7), " n                  0x5");
	CHECK_EQ(screen_attr(7, 1).bg, 1);
}

static void test_config(void)
{
	CHECK_EQ(settings_add(&card, NULL), 0);
	CHECK_EQ(settings_add(&answers, &card), 0);
	CHECK_EQ(settings_set("card0/ip", "10.0.0.9"), 0);
	CHECK_EQ(settings_set("card0/colour", "bl\033ue"), 0);
	screen_init(80, 25);
	PLAY(SEE(look_card), K(KEY_DOWN), K(KEY_ENTER), SEE(look_answers), K(KEY_DOWN),
		K(KEY_ENTER), SEE(look_edit), K('2'), K(CTRL('X')), SEE(look_read_only), K(KEY_ESC),
		PAUSE(100), K(CTRL('D')), SEE(look_not_deleted), K(KEY_UP), SEE(look_told),
		K(KEY_ENTER), SEE(look_up), K(CTRL('N')), SEE(look_new), K(CTRL('X')),
		SEE(look_bad_name), K('n'), K(KEY_DOWN), K('5'), K(KEY_DOWN), K('x'), K(KEY_ENTER),
		SEE(look_bad_type), K(CTRL('U')), K('u'), K('i'), K('n'), K('t'), K('8'),
		K(KEY_ENTER), SEE(look_added), K(KEY_UP), K(KEY_DELETE), PAUSE(20), K(KEY_CTRL_C));
	CHECK_EQ(config_show("card0"), 0);
	look_clean();
	CHECK_STR(setting("card0/n"), "0x5");
	CHECK_STR(setting("card0/colour"), "");
	CHECK_STR(setting("card0/ip"), "10.0.0.9");
	CHECK_EQ(config_show("card1"), -ERR_NOENT);
}

/* A block that goes away while it is shown ends the editor with a reason. */
static void remove_card(void)
{
	settings_remove(&card);
}

static void test_config_gone(void)
{
	screen_init(80, 25);
	PLAY(SEE(remove_card), K(CTRL('N')), K('a'), K(KEY_ESC));
	CHECK_EQ(config_show("card0.dhcp"), -ERR_NOENT);
	look_clean();
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_form();
	test_many();
	test_long();
	test_empty();
	test_colours();
	test_config();
	test_config_gone();
	return check_done();
}
