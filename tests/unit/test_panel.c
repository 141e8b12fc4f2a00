/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Graphical menus: what they look like, compared with the pictures of tests/data/screenshots, and
 * what it costs to change them. With SCREENSHOTS=FOLDER in the environment the pictures are
 * written there instead, for scripts/screenshots to store.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/util.h"
#include "gfx/picture.h"
#include "menu/bootmenu_style.h"
#include "menu/colours.h"
#include "menu/panel_priv.h"
#include "menu/progress_card.h"
#include "unit/check.h"

#define FLAT       0xff203040u
#define TOLERANCE  12   /* of a channel */
#define DIFFERENT  2000 /* one pixel in so many may differ */
#define COST_PARTS 20   /* a moved highlight costs less than one part in so many of the screen */
#define SCROLLED   40   /* parts of a hundred that a list which scrolls may cost */
#define PUTS_MAX   64
#define FILE_MAX   (1u << 20)

struct shown {
	struct menu *menu;
	struct menu_view view;
	struct canvas canvas;
	struct panel *panel;
	struct bootmenu_style *style;
};

/* What the platform was asked to copy to the screen, which it does as it is: each pixel once. */
static struct {
	struct rect r[PUTS_MAX];
	unsigned n;
	uint64_t pixels;
} puts_seen;

static void put(void *arg, unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px,
	size_t stride)
{
	(void)arg;
	(void)px;
	CHECK(stride >= w);
	CHECK(puts_seen.n < PUTS_MAX);
	if (puts_seen.n < PUTS_MAX)
		puts_seen.r[puts_seen.n++] = (struct rect){(int)x, (int)y, (int)w, (int)h};
	puts_seen.pixels += (uint64_t)w * h;
}

/* ---- menus ---- */

static struct menu_item *add(struct menu *m, const char *name, const char *text, int key)
{
	CHECK_EQ(menu_add_item(m, name, text, key, false, false), 0);
	return container_of(m->items.prev, struct menu_item, node);
}

static struct menu *script_menu(void)
{
	struct menu *m;

	CHECK_EQ(menu_new("Acme Datacenter \xe2\x80\x94 Network boot", &m), 0);
	add(m, "local", "Boot from the local disk", 'l');
	add(m, NULL, "------ Installers ------", 0);
	add(m, "debian", "Debian 12 (bookworm) installer", 'd');
	add(m, "ubuntu", "Ubuntu 24.04 LTS, unattended", 'u');
	add(m, "windows", "Windows 11 PE \033[33m(beta)\033[0m", 0);
	add(m, NULL, "", 0);
	add(m, "greek",
		"\xce\x95\xce\xbb\xce\xbb\xce\xac\xce\xb4\xce\xb1, "
		"\xd0\x9a\xd0\xb8\xd1\x97\xd0\xb2, \xe4\xb8\xad\xe6\x96\x87, Gr\xc3\xbc\xc3\x9f"
		"e",
		0);
	add(m, "long",
		"An entry with a title so long that no screen has room for all of it, however small "
		"the letters are that it is written in, and which is cut where the row ends",
		'z');
	add(m, "shell", "Shell", 's');
	return m;
}

static struct menu *help_menu(void)
{
	struct menu *m;

	CHECK_EQ(menu_new("PXE Boot Menu", &m), 0);
	add(m, "ubuntu", "Ubuntu Server (autoinstall)", 'u')->help =
		"Installs Ubuntu Server without asking anything.\n"
		"All data on the first disk is lost! The machine restarts when that is done, and "
		"tells the asset server about itself.";
	add(m, "debian", "Debian", 'd')->opens = true;
	add(m, "memory", "Memory test", 't')->key_at = 7;
	add(m, NULL, "", 0);
	add(m, "local", "Boot from local disk", 0)->help = "Starts what is installed.";
	return m;
}

static struct menu *many(void)
{
	struct menu *m;
	char name[24];

	CHECK_EQ(menu_new("All images", &m), 0);
	for (unsigned i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "image %u", i);
		add(m, name, name, 0);
	}
	return m;
}

static struct bootmenu_style *style(void)
{
	struct bootmenu_style *s = bootmenu_style_new(NULL);

	if (!s)
		abort();
	s->background_colour = FLAT;
	return s;
}

/* ---- showing them ---- */

/* Menus lie on whole cells, as those of the console do. */
static struct rect cells_of(const struct canvas *c)
{
	struct font_size size = font_for_screen(c->width, c->height);
	int w = (int)(c->width / font_cell_width(size) * font_cell_width(size));
	int h = (int)(c->height / font_cell_height(size) * font_cell_height(size));

	return (struct rect){((int)c->width - w) / 2, ((int)c->height - h) / 2, w, h};
}

static uint32_t *flat(unsigned width, unsigned height)
{
	uint32_t *px = malloc((size_t)width * height * sizeof(*px));

	if (!px)
		abort();
	for (size_t i = 0; i < (size_t)width * height; i++)
		px[i] = FLAT & 0xffffff;
	return px;
}

/* On a flat background, which compresses well. */
static uint32_t *ground;

static void show(struct shown *s, struct menu *m, struct bootmenu_style *look, unsigned width,
	unsigned height, unsigned seconds)
{
	*s = (struct shown){.menu = m, .style = look};
	CHECK_EQ(canvas_init(&s->canvas, width, height, put, NULL), 0);
	CHECK_EQ(menu_view_init(&s->view, m, NULL), 0);
	s->view.style = look;
	s->view.seconds = seconds;
	ground = flat(width, height);
	s->panel = panel_new(&s->canvas, ground, cells_of(&s->canvas), &s->view);
	if (!s->panel)
		abort();
	s->view.panel = s->panel;
	panel_draw(s->panel);
	canvas_flush(&s->canvas);
}

static void unshow(struct shown *s)
{
	panel_free(TAKE(s->view.panel));
	menu_view_done(&s->view);
	menu_free(s->menu);
	bootmenu_style_free(s->style);
	canvas_done(&s->canvas);
	free(ground);
}

static void press(struct shown *s, int key)
{
	memset(&puts_seen, 0, sizeof(puts_seen));
	(void)menu_view_key(&s->view, key);
	panel_draw(s->panel);
	canvas_flush(&s->canvas);
}

/* What was changed bit by bit looks as if it had been drawn at once. */
static void check_same_anew(struct shown *s)
{
	struct canvas c;
	struct panel *p;

	CHECK_EQ(canvas_init(&c, s->canvas.width, s->canvas.height, put, NULL), 0);
	p = panel_new(&c, ground, cells_of(&c), &s->view);
	if (!p)
		abort();
	panel_draw(p);
	CHECK(!memcmp(c.px, s->canvas.px, (size_t)c.width * c.height * sizeof(*c.px)));
	panel_free(p);
	canvas_done(&c);
}

/* ---- pictures ---- */

static void write_picture(const struct canvas *c, const char *folder, const char *name)
{
	char path[300];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s.ppm", folder, name);
	f = fopen(path, "wb");
	CHECK(f != NULL);
	if (!f)
		return;
	(void)fprintf(f, "P6\n%u %u\n255\n", c->width, c->height);
	for (size_t i = 0; i < (size_t)c->width * c->height; i++) {
		(void)fputc((int)(c->px[i] >> 16 & 0xff), f);
		(void)fputc((int)(c->px[i] >> 8 & 0xff), f);
		(void)fputc((int)(c->px[i] & 0xff), f);
	}
	CHECK_EQ(fclose(f), 0);
}

static bool differs(uint32_t a, uint32_t b)
{
	for (unsigned shift = 0; shift < 24; shift += 8)
		if (abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff)) > TOLERANCE)
			return true;
	return false;
}

static void compare(const struct canvas *c, const char *name)
{
	static uint8_t data[FILE_MAX];
	struct picture want = {};
	size_t len = 0, n = 0;
	char path[300];
	FILE *f;

	(void)snprintf(path, sizeof(path), "tests/data/screenshots/%s.png", name);
	f = fopen(path, "rb");
	if (f) {
		len = fread(data, 1, sizeof(data), f);
		(void)fclose(f);
	}
	if (picture_decode(data, len, &want) < 0) {
		printf("%s: %s\n", path, fail_last()->text);
		CHECK(false);
		return;
	}
	CHECK_EQ(want.width, c->width);
	CHECK_EQ(want.height, c->height);
	if (want.width == c->width && want.height == c->height)
		for (size_t i = 0; i < (size_t)c->width * c->height; i++)
			n += differs(c->px[i], want.px[i]);
	if (n)
		printf("%s: %zu pixels differ\n", name, n);
	CHECK(n <= (size_t)c->width * c->height / DIFFERENT);
	picture_free(&want);
}

static void check_picture(const struct canvas *c, const char *name)
{
	const char *folder = getenv("SCREENSHOTS");

	if (folder)
		write_picture(c, folder, name);
	else
		compare(c, name);
}

/* ---- tests ---- */

static void test_sizes(void)
{
	static const struct {
		unsigned width, height;
	} sizes[] = {{640, 480}, {800, 600}, {1024, 768}, {1920, 1080}, {3840, 2160}};
	struct shown s;
	char name[40];

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		show(&s, script_menu(), NULL, sizes[i].width, sizes[i].height, 10);
		s.view.seconds = 0; /* a key stops the clock */
		press(&s, KEY_DOWN);
		(void)snprintf(name, sizeof(name), "script-%ux%u", sizes[i].width, sizes[i].height);
		check_picture(&s.canvas, name);
		unshow(&s);
	}
}

static void test_countdown(void)
{
	struct shown s;

	show(&s, script_menu(), NULL, 1024, 768, 10);
	s.view.seconds = 7;
	press(&s, KEY_NONE);
	check_picture(&s.canvas, "countdown");
	unshow(&s);
}

/* Where there is no room for all that is said about the clock, it is one sentence, not cut. */
static void test_short_countdown(void)
{
	struct rect r;
	struct shown s;
	struct menu *m;

	CHECK_EQ(menu_new("Short", &m), 0);
	add(m, "one", "One", 0);
	show(&s, m, NULL, 640, 480, 10);
	r = s.panel->l.count;
	CHECK(r.w > 30 * 8 && r.w < 55 * 8);
	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x + 30 * 8; x < r.x + r.w; x++)
			CHECK(!differs(s.canvas.px[y * 640 + x], s.canvas.px[r.y * 640 + r.x]));
	unshow(&s);
}

static void test_help(void)
{
	struct shown s;

	show(&s, help_menu(), style(), 1024, 768, 0);
	check_picture(&s.canvas, "help");
	press(&s, KEY_DOWN);
	check_same_anew(&s);
	press(&s, KEY_END);
	check_same_anew(&s);
	unshow(&s);
}

/* Debian's installer has its title, colours and places like this. */
static void test_places(void)
{
	struct bootmenu_style *look = style();
	struct shown s;

	look->colours[BOOTMENU_TITLE].fg = 0xffffffff;
	look->colours[BOOTMENU_BORDER].fg = 0;
	look->colours[BOOTMENU_SEL].fg = 0xffffffff;
	look->colours[BOOTMENU_SEL].bg = 0x76a1d0ff;
	look->colours[BOOTMENU_HELP].fg = 0xffdddd00;
	look->colours_given = 1u << BOOTMENU_TITLE | 1u << BOOTMENU_BORDER | 1u << BOOTMENU_SEL |
		1u << BOOTMENU_HELP;
	look->places[BOOTMENU_VSHIFT] = 8;
	look->places[BOOTMENU_HSHIFT] = 13;
	look->places[BOOTMENU_WIDTH] = 49;
	look->places[BOOTMENU_MARGIN] = 2;
	look->places[BOOTMENU_HELPMSGROW] = 14;
	look->places[BOOTMENU_TIMEOUTROW] = 16;
	look->places[BOOTMENU_TABMSGROW] = 18;
	look->places_given = 1;
	show(&s, help_menu(), look, 640, 480, 30);
	check_picture(&s.canvas, "places");
	press(&s, KEY_DOWN);
	check_same_anew(&s);
	unshow(&s);
}

static void give(struct bootmenu_style *look, enum bootmenu_element e, uint32_t fg, uint32_t bg)
{
	look->colours[e].fg = fg;
	look->colours[e].bg = bg;
	look->colours_given |= 1u << e;
}

/* Fedora's installers have pale letters on their picture, and no bar: that is what is shown. */
static void test_no_bar(void)
{
	struct bootmenu_style *look = style();
	struct shown s;

	give(look, BOOTMENU_BORDER, 0, 0);
	give(look, BOOTMENU_SEL, 0xffffffff, 0);
	give(look, BOOTMENU_UNSEL, 0x84b8ffff, 0);
	give(look, BOOTMENU_HOTSEL, 0x00b8ffff, 0);
	show(&s, help_menu(), look, 640, 480, 0);
	CHECK_EQ(s.panel->theme.bar, 0);
	CHECK_EQ(s.panel->theme.text, 0xb8b8ffff);
	CHECK_EQ(s.panel->theme.bar_mark, 0x00b8ffff);
	press(&s, KEY_DOWN);
	check_same_anew(&s);
	unshow(&s);
	look = style();
	give(look, BOOTMENU_SEL, 0xffffffff, 0); /* nothing else would tell which it is */
	give(look, BOOTMENU_UNSEL, 0xffffffff, 0xa0102030);
	give(look, BOOTMENU_TITLE, 0xffffffff, 0xa0102030);
	show(&s, help_menu(), look, 640, 480, 0);
	CHECK(s.panel->theme.bar >> 24);
	CHECK_EQ(s.panel->theme.title_bar, 0);
	unshow(&s);
}

/* Dark letters are for a light picture: none of what is on it is light, what was said stays. */
static void test_light(void)
{
	struct bootmenu_style *look = style();
	struct shown s;

	give(look, BOOTMENU_UNSEL, 0xc0000090, 0);
	give(look, BOOTMENU_TITLE, 0xff800000, 0);
	give(look, BOOTMENU_HELP, 0xffffff80, 0);
	show(&s, help_menu(), look, 640, 480, 0);
	CHECK_EQ(s.panel->theme.text, 0xc0000090);
	CHECK_EQ(s.panel->theme.title, 0xff800000);
	CHECK_EQ(s.panel->theme.help, 0xc0000090);
	CHECK_EQ(s.panel->theme.hint, 0xff000090);
	CHECK(s.panel->theme.heading != s.panel->theme.text);
	CHECK(!(s.panel->theme.mark & 0xc00000));
	unshow(&s);
}

/* Rows right below one another: the keys' frame is higher than one. */
static void test_near_rows(void)
{
	struct bootmenu_style *look = style();
	const struct panel_layout *l;
	struct shown s;

	look->places[BOOTMENU_TABMSGROW] = 18;
	look->places[BOOTMENU_TIMEOUTROW] = 19;
	look->places[BOOTMENU_HELPMSGROW] = 22;
	look->places_given = 1;
	show(&s, help_menu(), look, 640, 480, 30);
	l = &s.panel->l;
	CHECK_EQ(l->count.y, 8 + 18 * 16);
	CHECK_EQ(l->hints.y + l->hints.h, l->count.y);
	CHECK(l->help_pad > 0 && l->help.y == 8 + 21 * 16 - l->help_pad);
	press(&s, KEY_DOWN);
	check_same_anew(&s);
	unshow(&s);
}

static void test_many(void)
{
	struct shown s;

	show(&s, many(), NULL, 1024, 768, 0);
	CHECK(panel_rows(s.panel) > 20);
	press(&s, KEY_PGDN);
	CHECK_EQ(s.view.sel, panel_rows(s.panel));
	for (unsigned i = 0; i < 40; i++)
		press(&s, KEY_DOWN);
	check_picture(&s.canvas, "many");
	press(&s, KEY_END);
	check_same_anew(&s);
	unshow(&s);
}

static void test_alert(void)
{
	struct shown s;

	show(&s, script_menu(), NULL, 800, 600, 0);
	s.view.alert = "Error 0x12: this is what went wrong";
	press(&s, KEY_DOWN);
	check_picture(&s.canvas, "alert");
	check_same_anew(&s);
	s.view.alert = NULL;
	press(&s, KEY_DOWN);
	check_same_anew(&s);
	unshow(&s);
}

/* What was copied to the screen, and that it lies in (r). */
static uint64_t copied_in(const struct rect *r)
{
	for (unsigned i = 0; i < puts_seen.n; i++) {
		struct rect all = rect_join(r, &puts_seen.r[i]);

		CHECK(all.w == r->w && all.h == r->h);
	}
	return puts_seen.pixels;
}

/* A moved highlight is two rows, drawn and copied, and a second of the countdown less. */
static void test_cost_of_keys(unsigned width, unsigned height)
{
	const uint64_t most = (uint64_t)width * height / COST_PARTS;
	struct rect from, to, rows;
	uint64_t drawn, flushed;
	struct shown s;

	show(&s, script_menu(), NULL, width, height, 10);
	for (unsigned i = 0; i < 4; i++) {
		drawn = s.canvas.n_drawn;
		flushed = s.canvas.n_flushed;
		from = panel_bar_rect(s.panel, s.view.sel);
		press(&s, KEY_DOWN);
		to = panel_bar_rect(s.panel, s.view.sel);
		rows = rect_join(&from, &to);
		CHECK(s.canvas.n_drawn - drawn < most);
		CHECK(copied_in(&rows) > 0);
		CHECK(puts_seen.pixels <= 2 * (uint64_t)to.w * (uint64_t)(to.h + s.panel->l.line));
		CHECK_EQ(s.canvas.n_flushed - flushed, puts_seen.pixels);
	}
	check_same_anew(&s);
	drawn = s.canvas.n_drawn;
	s.view.seconds--;
	press(&s, KEY_NONE);
	CHECK(s.canvas.n_drawn - drawn < most);
	CHECK(puts_seen.pixels > 0 && puts_seen.pixels < most);
	press(&s, KEY_NONE);
	CHECK_EQ(puts_seen.n, 0);
	unshow(&s);
}

/* A list that scrolls, by a row or by a page. */
static void test_cost_of_scrolling(unsigned width, unsigned height)
{
	static const int keys[] = {KEY_END, KEY_HOME, KEY_PGDN, KEY_DOWN, KEY_DOWN};
	const uint64_t most = (uint64_t)width * height * SCROLLED / 100;
	struct shown s;

	show(&s, many(), NULL, width, height, 0);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		uint64_t drawn = s.canvas.n_drawn;

		press(&s, keys[i]);
		CHECK(s.canvas.n_drawn - drawn < most);
		CHECK(puts_seen.pixels > 0 && puts_seen.pixels < most);
	}
	check_same_anew(&s);
	unshow(&s);
}

/* Places that no screen has, and sizes that no menu has room in. */
static void test_hostile(void)
{
	static const int values[] = {-9999, -1, 0, 1, 18, 40, 79, 9999};
	struct shown s;

	for (unsigned place = 0; place < BOOTMENU_PLACES; place++) {
		for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
			struct bootmenu_style *look = style();

			look->places[place] = values[i];
			look->places_given = 1u << place;
			show(&s, help_menu(), look, 640, 480, 5);
			CHECK(panel_rows(s.panel) >= 1);
			s.view.alert = "What went wrong";
			press(&s, KEY_NONE);
			check_same_anew(&s);
			s.view.alert = NULL;
			press(&s, KEY_DOWN);
			check_same_anew(&s);
			unshow(&s);
		}
	}
	for (unsigned side = 1; side < 200; side += 22) {
		show(&s, help_menu(), style(), side, side, 5);
		press(&s, KEY_END);
		unshow(&s);
	}
}

static void test_colours(void)
{
	struct shown s;

	CHECK_EQ(colour_define(4, 4, ANSI_RGB | 0x00567a), 0);
	CHECK_EQ(colour_pair_define(PAIR_SELECT, 0, 7), 0);
	show(&s, script_menu(), NULL, 800, 600, 0);
	check_picture(&s.canvas, "colours");
	unshow(&s);
}

static void test_card(void)
{
	struct progress p = {.n_files = 1,
		.name = "http://server/images/initrd.img",
		.bytes = 12 << 20,
		.total = 40 << 20,
		.rate = 11 << 20};
	struct progress_card k = {{0, 0, 800, 600}, {&font_small, 1}, NULL};
	struct canvas c;

	CHECK_EQ(canvas_init(&c, 800, 600, put, NULL), 0);
	progress_card_draw(&k, &c, &p);
	check_picture(&c, "progress");
	p.total_unknown = true;
	progress_card_draw(&k, &c, &p);
	k.area = (struct rect){0, 0, 100, 100};
	c.n_drawn = 0;
	progress_card_draw(&k, &c, &p);
	CHECK_EQ(c.n_drawn, 0);
	canvas_done(&c);
}

int main(void)
{
	test_sizes();
	test_countdown();
	test_short_countdown();
	test_help();
	test_places();
	test_no_bar();
	test_light();
	test_near_rows();
	test_many();
	test_alert();
	test_cost_of_keys(1920, 1080);
	test_cost_of_keys(3840, 2160);
	test_cost_of_scrolling(1920, 1080);
	test_cost_of_scrolling(3840, 2160);
	test_hostile();
	test_card();
	test_colours(); /* last: they stay */
	return check_done();
}
