/* SPDX-License-Identifier: BSD-2-Clause */
/* The menu: model, keys, and what is on the screen. */
#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"
#include "core/util.h"
#include "fake/screen.h"
#include "fake/virtual_time.h"
#include "menu/bootmenu_style.h"
#include "menu/menu.h"
#include "menu/menu_places.h"
#include "unit/check.h"

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
#define PLAY(...)                                                                                  \
	screen_play((const struct screen_step[]){__VA_ARGS__},                                     \
		sizeof((const struct screen_step[]){__VA_ARGS__}) / sizeof(struct screen_step))

static struct menu *fresh(const char *title)
{
	struct menu *m;

	CHECK_EQ(menu_create(NULL, title, &m), 0);
	return m;
}

static struct menu *five(void)
{
	struct menu *m = fresh("Five things");

	menu_add_item(m, NULL, "Systems", 's', false, false);
	menu_add_item(m, "debian", "Debian", 'd', false, false);
	menu_add_item(m, "fedora", "Fedora", 'f', false, false);
	menu_add_item(m, NULL, "Tools", 't', false, false);
	menu_add_item(m, "memtest", "Memory test", 'x', false, false);
	menu_add_item(m, "shell", "Shell", 'x', false, false);
	return m;
}

static const char *choose_how(struct menu *m, struct menu_choice how)
{
	const char *name = "untouched";
	int rc = menu_choose(m, &how, &name);

	return rc ? err_name(rc) : name;
}

static const char *choose(struct menu *m)
{
	return choose_how(m, (struct menu_choice){});
}

static void test_model(void)
{
	struct menu *a, *b, *c;

	CHECK(!menu_find(NULL));
	CHECK_EQ(menu_create(NULL, "one", &a), 0);
	CHECK_EQ(menu_create("named", "two", &b), 0);
	CHECK(menu_find(NULL) == a);
	CHECK(menu_find("named") == b);
	CHECK(!menu_find("other"));
	CHECK_EQ(menu_create("named", NULL, &c), 0);
	CHECK(menu_find("named") == c);
	CHECK_STR(c->title, "");
	menu_free(c);
	CHECK(!menu_find("named"));
	menu_free(a);
	CHECK(!menu_find(NULL));
	menu_free(NULL);
}

static void look_first(void)
{
	struct ansi_attr a = screen_attr(1, 36);

	CHECK_STR(screen_row(0), "");
	CHECK_STR(screen_row(1), "                                  Five things");
	CHECK_EQ(a.fg, 7);
	CHECK_EQ(a.bg, 4);
	CHECK(a.bold);
	CHECK_STR(screen_row(2), "");
	CHECK_STR(screen_row(3), " Systems");
	CHECK_EQ(screen_attr(3, 1).fg, 6);
	CHECK_EQ(screen_attr(3, 1).bg, 4);
	CHECK_STR(screen_row(4), " Debian");
	CHECK_EQ(screen_attr(4, 1).fg, 7);
	CHECK_EQ(screen_attr(4, 1).bg, 1);
	CHECK_EQ(screen_attr(4, 70).bg, 1);
	CHECK_STR(screen_row(5), " Fedora");
	CHECK_EQ(screen_attr(5, 1).bg, 4);
	CHECK(!screen_attr(5, 1).bold);
	CHECK_STR(screen_row(9), "");
	CHECK_EQ(screen_attr(24, 79).bg, 4);
	CHECK(screen_find("Enter: choose") == 23);
	CHECK(!screen_cursor_visible());
	CHECK(console_fullscreen());
	(void)screen_bytes();
}

static void look_moved(void)
{
	CHECK_EQ(screen_attr(4, 1).bg, 4);
	CHECK_EQ(screen_attr(5, 1).bg, 1);
	CHECK(screen_bytes() < 250);
}

static void look_clean(void)
{
	for (unsigned r = 0; r < 25; r++)
		CHECK_STR(screen_row(r), "");
	CHECK_EQ(screen_attr(3, 3).bg, ANSI_DEFAULT);
	CHECK_EQ(screen_cursor_row(), 0);
	CHECK_EQ(screen_cursor_col(), 0);
	CHECK_EQ(console_column(), 0);
	CHECK(screen_cursor_visible());
	CHECK(!console_fullscreen());
	CHECK(!screen_touched_edge());
	CHECK_EQ(screen_scrolled(), 0);
	CHECK_EQ(screen_steps_left(), 0);
}

static void test_draw(void)
{
	screen_init(80, 25);
	PLAY(LOOK(look_first), K(KEY_DOWN), LOOK(look_moved), K(KEY_ENTER));
	CHECK_STR(choose(five()), "fedora");
	look_clean();
}

static void test_keys(void)
{
	static const struct {
		int keys[6];
		const char *want;
	} table[] = {
		{{KEY_ENTER}, "debian"},
		{{KEY_UP, KEY_ENTER}, "debian"},
		{{KEY_DOWN, KEY_DOWN, KEY_ENTER}, "memtest"},
		{{KEY_DOWN, KEY_DOWN, KEY_UP, KEY_ENTER}, "fedora"},
		{{KEY_DOWN, KEY_DOWN, KEY_DOWN, KEY_DOWN, KEY_DOWN, KEY_ENTER}, "shell"},
		{{KEY_END, KEY_ENTER}, "shell"},
		{{KEY_END, KEY_DOWN, KEY_ENTER}, "shell"},
		{{KEY_END, KEY_TAB, KEY_ENTER}, "debian"},
		{{KEY_END, KEY_HOME, KEY_ENTER}, "debian"},
		{{KEY_PGDN, KEY_ENTER}, "shell"},
		{{KEY_PGDN, KEY_PGUP, KEY_ENTER}, "debian"},
		{{KEY_TAB, KEY_TAB, KEY_TAB, KEY_TAB, KEY_TAB, KEY_ENTER}, "fedora"},
		{{'f'}, "fedora"},
		{{'d'}, "debian"},
		{{'t', KEY_ENTER}, "memtest"},
		{{KEY_END, 's', KEY_ENTER}, "debian"},
		{{'x', KEY_ENTER}, "memtest"},
		{{'x', 'x', KEY_ENTER}, "shell"},
		{{'x', 'x', 'x', KEY_ENTER}, "memtest"},
		{{'q', '0', KEY_F5, KEY_LEFT, KEY_ENTER}, "debian"},
		{{KEY_ESC}, "cancelled"},
		{{KEY_CTRL_C}, "cancelled"},
		/* as a terminal sends them */
		{{KEY_ESC, '[', 'B', KEY_ENTER}, "fedora"},
		{{KEY_ESC, '[', '4', '~', KEY_ENTER}, "shell"},
		{{KEY_ESC, 'O', 'B', KEY_ENTER}, "fedora"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct screen_step steps[6];
		size_t n = 0;

		while (n < 6 && table[i].keys[n]) {
			steps[n] = (struct screen_step)K(table[i].keys[n]);
			n++;
		}
		screen_init(80, 25);
		screen_play(steps, n);
		if (strcmp(table[i].want, "cancelled") == 0)
			CHECK_STR(choose(five()), err_name(ERR_CANCELED));
		else
			CHECK_STR(choose(five()), table[i].want);
		look_clean();
	}
}

static void test_initial(void)
{
	struct menu *m;

	screen_init(80, 25);
	PLAY(K(KEY_ENTER));
	CHECK_STR(choose_how(five(), (struct menu_choice){.initial = "memtest"}), "memtest");
	PLAY(K(KEY_ENTER));
	CHECK_STR(choose_how(five(), (struct menu_choice){.initial = "nothing"}), "debian");

	m = five();
	menu_add_item(m, "a", "A", 0, true, false);
	menu_add_item(m, "b", "B", 0, true, false);
	menu_add_item(m, "c", "C", 0, false, false);
	PLAY(K(KEY_ENTER));
	CHECK_STR(choose(m), "b");
	PLAY(K(KEY_ENTER));
	CHECK_STR(choose_how(m, (struct menu_choice){.initial = "nothing"}), "debian");

	m = fresh("empty");
	CHECK_STR(choose(m), err_name(ERR_NOENT));
	menu_add_item(m, NULL, "only a gap", 'g', false, false);
	CHECK_STR(choose(m), err_name(ERR_NOENT));
	CHECK(!console_fullscreen());
}

static void look_count2(void)
{
	CHECK_STR(screen_row(4) + 71, "    (2)");
	CHECK_EQ(screen_attr(4, 76).bg, 1);
	CHECK(screen_find("stop the clock") >= 0);
}

static void look_count1(void)
{
	CHECK_STR(screen_row(4) + 71, "    (1)");
	CHECK(screen_bytes() < 2500);
}

static void look_no_count(void)
{
	CHECK_STR(screen_row(5), " Fedora");
	CHECK_EQ(screen_find("(2)"), -1);
	CHECK_EQ(screen_find("stop the clock"), -1);
}

static void test_countdown(void)
{
	const struct menu_choice two = {.timeout_ms = 1300};
	const struct menu_choice again = {.timeout_ms = 5000, .retimeout_ms = 200};
	uint64_t start = plat_now_us();

	screen_init(80, 25);
	PLAY(PAUSE(50), LOOK(look_count2), PAUSE(500), LOOK(look_count1));
	CHECK_STR(choose_how(five(), two), "debian");
	CHECK(plat_now_us() - start >= 1300 * US_PER_MS);
	CHECK(plat_now_us() - start < 2000 * US_PER_MS);
	look_clean();

	PLAY(PAUSE(50), K(KEY_DOWN), PAUSE(1500), LOOK(look_no_count), K(KEY_ENTER));
	CHECK_STR(choose_how(five(), two), "fedora");

	start = plat_now_us();
	PLAY(PAUSE(50), K(KEY_DOWN));
	CHECK_STR(choose_how(five(), again), "fedora");
	CHECK(plat_now_us() - start < 1000 * US_PER_MS);
}

static struct menu *many(unsigned n)
{
	struct menu *m = fresh("Many");
	char name[16];

	for (unsigned i = 0; i < n; i++) {
		if (i % 10 == 0)
			menu_add_item(m, NULL, "heading", 0, false, false);
		snprintf(name, sizeof(name), "item%u", i);
		menu_add_item(m, name, name, 0, false, false);
	}
	return m;
}

/* 16 rows of items in 22 */
static void look_top(void)
{
	CHECK_STR(screen_row(2), "");
	CHECK_STR(screen_row(3), " heading");
	CHECK_STR(screen_row(4), " item0");
	CHECK_STR(screen_row(18), " item13");
	CHECK_STR(screen_row(19), " ...");
}

static void look_middle(void)
{
	CHECK_STR(screen_row(2), " ...");
	CHECK_STR(screen_row(18), " item15");
	CHECK_EQ(screen_attr(18, 1).bg, 1);
	CHECK_STR(screen_row(19), " ...");
}

static void look_end(void)
{
	CHECK_STR(screen_row(2), " ...");
	CHECK_STR(screen_row(18), " item39");
	CHECK_EQ(screen_attr(18, 1).bg, 1);
	CHECK_STR(screen_row(19), "");
}

/* A small terminal and a menu of many screens. */
static void look_far(void)
{
	CHECK_EQ(screen_find(" item499"), 7);
	CHECK_EQ(screen_attr(7, 1).bg, 1);
}

static void look_page_up(void)
{
	CHECK(screen_find(" item494") >= 0);
}

static void test_far(void)
{
	screen_init(40, 10);
	PLAY(PAUSE(50), K(KEY_END), PAUSE(50), LOOK(look_far), K(KEY_PGUP), PAUSE(50),
		LOOK(look_page_up), K(KEY_ENTER));
	CHECK_STR(choose(many(500)), "item494");
	CHECK(!screen_touched_edge());
	CHECK_EQ(screen_scrolled(), 0);
	screen_init(80, 25);
}

static void look_heading(void)
{
	CHECK_STR(screen_row(2), " ...");
	CHECK_STR(screen_row(3), " heading");
	CHECK_STR(screen_row(4), " item20");
	CHECK_EQ(screen_attr(4, 1).bg, 1);
}

static void test_scroll(void)
{
	struct screen_step steps[24];
	size_t n = 0;

	screen_init(80, 22);
	PLAY(LOOK(look_top), K(KEY_PGDN), LOOK(look_middle), K(KEY_END), LOOK(look_end),
		K(KEY_HOME), LOOK(look_top), K(KEY_ENTER));
	CHECK_STR(choose(many(40)), "item0");
	look_clean();

	steps[n++] = (struct screen_step)K(KEY_END);
	for (unsigned i = 0; i < 19; i++)
		steps[n++] = (struct screen_step)K(KEY_UP);
	steps[n++] = (struct screen_step)LOOK(look_heading);
	steps[n++] = (struct screen_step)K(KEY_ENTER);
	screen_play(steps, n);
	CHECK_STR(choose(many(40)), "item20");
	look_clean();
}

static void shrink(void)
{
	screen_resize(40, 10);
}

static void look_small(void)
{
	CHECK_STR(screen_row(1), "                 Many");
	CHECK_STR(screen_row(6), " item15");
	CHECK_STR(screen_row(7), " item16");
	CHECK_STR(screen_row(8), " ...");
	CHECK_EQ(screen_find("Enter"), -1);
	CHECK_EQ(screen_attr(6, 38).bg, 1);
	screen_resize(80, 22);
}

static void test_resize(void)
{
	screen_init(80, 22);
	PLAY(K(KEY_PGDN), LOOK(shrink), K(KEY_DOWN), K(KEY_UP), LOOK(look_small), K(KEY_UP),
		K(KEY_ENTER));
	CHECK_STR(choose(many(40)), "item14");
	CHECK(!screen_touched_edge());
	CHECK_EQ(screen_scrolled(), 0);
	screen_init(40, 10);
	PLAY(K(KEY_END), K(KEY_ENTER));
	CHECK_STR(choose(many(40)), "item39");
	CHECK_EQ(screen_scrolled(), 0);
	CHECK(!screen_touched_edge());
}

static void look_escapes(void)
{
	CHECK_STR(screen_row(4), " bold plain green");
	CHECK(screen_attr(4, 1).bold);
	CHECK(!screen_attr(4, 6).bold);
	CHECK_EQ(screen_attr(4, 12).fg, 2);
	CHECK_EQ(screen_attr(4, 12).bg, 4);
	CHECK_EQ(screen_attr(4, 30).fg, 7);
	CHECK_STR(screen_row(5), " stays here");
	CHECK_STR(screen_row(6), " gr\xc3\xbc\xc3\x9f \xe4\xb8\xad\xe6\x96\x87|");
	CHECK_EQ(strlen(screen_row(7)), 79);
	CHECK_EQ(screen_attr(8, 1).fg, 7);
	CHECK_STR(screen_row(8), " blue on blue");
	CHECK_EQ(screen_attr(3, 4).bg, 1);
}

/* Places on a screen of text: our own, those of a configuration, and those that do not fit. */
static void test_places(void)
{
	static const struct {
		unsigned cols, rows, n_help;
		int width, margin, n, vshift, hshift, helprow;
		bool given;
		struct menu_places want;
	} cases[] = {
		{80, 25, 0, 0, 10, 12, 0, 0, 22, false, {0, 79, 1, 3, 19, 23, 0, 23, 24, false}},
		{80, 25, 4, 0, 10, 12, 0, 0, 22, false, {0, 79, 1, 3, 14, 18, 4, 23, 24, false}},
		{40, 10, 0, 0, 10, 12, 0, 0, 22, false,
			{0, 39, 1, 3, 5, 9, 0, MENU_NOWHERE, MENU_NOWHERE, false}},
		{80, 25, 2, 0, 10, 12, 0, 0, 22, true, {10, 60, 1, 3, 12, 21, 2, 17, 19, true}},
		{80, 25, 6, 0, 10, 12, 0, 0, -2, true, {10, 60, 1, 3, 12, 23, 2, 17, 19, true}},
		{80, 25, 2, 60, 5, 5, 2, 9, 15, true, {14, 50, 3, 5, 5, 16, 2, 19, 21, true}},
		{80, 25, 0, 80, 0, 5, 0, 0, 22, true, {0, 79, 1, 3, 5, 21, 0, 17, 19, true}},
		{80, 25, 6, 0, 10, 11, 0, 0, 16, true, {10, 60, 1, 3, 11, 15, 2, 17, 19, true}},
		/* rows among the items are nowhere */
		{80, 25, 2, 0, 10, 15, 4, 0, 12, true,
			{10, 60, 5, 7, 15, MENU_NOWHERE, 0, MENU_NOWHERE, 23, true}},
		/* these are for larger screens, or for none */
		{80, 25, 2, 61, 6, 10, 8, 7, 14, true, {0, 79, 1, 3, 16, 20, 2, 23, 24, false}},
		{80, 25, 2, 0, 10, 5, 4, 0, 22, true, {0, 79, 1, 3, 16, 20, 2, 23, 24, false}},
		{80, 25, 0, 0, 10, 5, 4, 0, 22, true,
			{10, 60, 5, 7, 5, MENU_NOWHERE, 0, 21, 23, true}},
		{80, 25, 0, 0, 10, 12, 12, 0, 22, true, {0, 79, 1, 3, 19, 23, 0, 23, 24, false}},
		{80, 25, 0, 90, 5, 12, 0, 0, 22, true, {0, 79, 1, 3, 19, 23, 0, 23, 24, false}},
		{80, 25, 0, 49, 20, 12, 0, 0, 22, true, {0, 79, 1, 3, 19, 23, 0, 23, 24, false}},
		{80, 25, 0, 0, 10, 0, 0, 0, 22, true, {0, 79, 1, 3, 19, 23, 0, 23, 24, false}},
		{80, 25, 0, 0, -9999, 12, -9999, -9999, 22, true,
			{0, 79, 1, 3, 19, 23, 0, 23, 24, false}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bootmenu_style *s = bootmenu_style_new(NULL);
		struct menu_places p = {};

		s->places[BOOTMENU_WIDTH] = cases[i].width;
		s->places[BOOTMENU_MARGIN] = cases[i].margin;
		s->places[BOOTMENU_ROWS] = cases[i].n;
		s->places[BOOTMENU_VSHIFT] = cases[i].vshift;
		s->places[BOOTMENU_HSHIFT] = cases[i].hshift;
		s->places[BOOTMENU_HELPMSGROW] = cases[i].helprow;
		s->places_given = cases[i].given;
		menu_places_make(&p, cases[i].cols, cases[i].rows, cases[i].n_help, s);
		CHECK_EQ(p.left, cases[i].want.left);
		CHECK_EQ(p.cols, cases[i].want.cols);
		CHECK_EQ(p.title, cases[i].want.title);
		CHECK_EQ(p.items, cases[i].want.items);
		CHECK_EQ(p.n_items, cases[i].want.n_items);
		CHECK_EQ(p.help, cases[i].want.help);
		CHECK_EQ(p.n_help, cases[i].want.n_help);
		CHECK_EQ(p.footer, cases[i].want.footer);
		CHECK_EQ(p.count, cases[i].want.count);
		CHECK_EQ(p.is_boxed, cases[i].want.is_boxed);
		bootmenu_style_free(s);
	}
}

static void test_text(void)
{
	struct menu *m =
		fresh("\033[31mA title\033[2J that is too long for one row, "
		      "since it goes on and on and on and on and on and on and on and on and on");
	char wide[301];

	memset(wide, 'w', 300);
	wide[300] = '\0';
	menu_add_item(m, "0", "x\033[44mon blue", 0, false, false);
	menu_add_item(m, "1", "\033[1mbold\033[22m plain \033[32mgreen", 0, false, false);
	menu_add_item(m, "2", "stays\033[10;10H\033[A\r\n\bhere", 0, false, false);
	menu_add_item(m, "3", "gr\xc3\xbc\xc3\x9f \xe4\xb8\xad\xe6\x96\x87|", 0, false, false);
	menu_add_item(m, "4", wide, 0, false, false);
	menu_add_item(m, "5", "\033[34mblue on blue", 0, false, false);
	screen_init(80, 25);
	PLAY(LOOK(look_escapes), K(KEY_DOWN), K(KEY_ENTER));
	CHECK_STR(choose(m), "1");
	look_clean();
}

int main(void)
{
	test_model();
	test_draw();
	test_keys();
	test_initial();
	test_countdown();
	test_scroll();
	test_resize();
	test_places();
	test_text();
	test_far();
	menu_free(menu_find(NULL));
	return check_done();
}
