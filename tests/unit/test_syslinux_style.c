/* SPDX-License-Identifier: BSD-2-Clause */
/* What SYSLINUX configurations say about looks: colours in all forms, rows, texts, pictures,
 * keys, and what menus below inherit. */
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/syslinux.h"
#include "unit/check.h"

static int read_file(void *arg, const char *path, char **ret, size_t *ret_len)
{
	if (strcmp(path, "/isolinux.cfg") != 0)
		return fail(ERR_NOENT, "test: there is no %s", path);
	*ret = str_dup(arg);
	*ret_len = strlen(arg);
	return *ret ? 0 : fail(ERR_NOMEM, "test: no memory");
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	(void)path;
	return false;
}

static struct bootmenu *read(const char *config)
{
	const struct bootmenu_files files = {
		.read = read_file, .exists = exists, .arg = (void *)config};
	const struct syslinux_options o = {.variant = SYSLINUX_ISO};
	struct bootmenu *m = NULL;

	CHECK_EQ(syslinux_read(&files, "/isolinux.cfg", &o, &m), 0);
	return m;
}

static void test_colours(void)
{
	static const struct {
		const char *text;
		uint32_t fg;
	} cases[] = {
		{"#123", 0xff112233},
		{"123", 0xff112233},
		{"#8123", 0x88112233},
		{"#1a2b3c", 0xff1a2b3c},
		{"#801A2B3C", 0x801a2b3c},
		{"#1a02b03c0", 0xff1a2b3c},
		{"#1a002b003c00", 0xff1a2b3c},
		{"#80001a002b003c00", 0x801a2b3c},
		{"#12345", 0xffff0000},
		{"red", 0xffff0000},
		{"*", 0x90ffffff},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(freep) char *config =
			str_format("MENU COLOR unsel 1;31;42 %s\nLABEL a\n", cases[i].text);
		struct bootmenu *m = read(config);
		const struct bootmenu_colour *c = &m->style->colours[BOOTMENU_UNSEL];

		CHECK_EQ(c->fg, cases[i].fg);
		CHECK_EQ(c->bg, 0);
		CHECK_EQ(c->shadow, SHADOW_STD);
		CHECK(c->ansi.bold && !c->ansi.reverse && c->ansi.fg == 1 && c->ansi.bg == 2);
		bootmenu_free(m);
	}
}

static void test_rest(void)
{
	struct bootmenu *m = read("MENU COLOR SEL * #ff00ff00 #80000000 rev\n"
				  "MENU COLOUR nonsense 0 #fff\n"
				  "MENU COLOR title\n"
				  "MENU MSGCOLOR #fff * none\n"
				  "MENU BACKGROUND pics/back.png\n"
				  "MENU RESOLUTION 1024 768\n"
				  "MENU RESOLUTION 0 0\n"
				  "MENU ROWS 5\nMENU HELPMSGROW -4\nMENU VSHIFT 99999\n"
				  "MENU TABMSG Press it\nMENU AUTOBOOT In # s\n"
				  "F2 help.txt back.png\nF0 ten.txt\nF13 none.txt\n"
				  "MENU HIDDENKEY Enter,^B,PgUp,nokey go now\n"
				  "LABEL a\n"
				  "MENU BEGIN sub\nMENU BACKGROUND #80102030\nMENU ROWS 7\n"
				  "LABEL b\nMENU END\n");
	const struct bootmenu_style *s = m->style;
	const struct bootmenu_entry *e = container_of(m->entries.prev, struct bootmenu_entry, node);
	const struct bootmenu_hidden_key *k = s->hidden_keys;

	CHECK_EQ(s->colours[BOOTMENU_SEL].fg, 0xff00ff00);
	CHECK_EQ(s->colours[BOOTMENU_SEL].bg, 0x80000000);
	CHECK_EQ(s->colours[BOOTMENU_SEL].shadow, SHADOW_REVERSE);
	CHECK(s->colours[BOOTMENU_SEL].ansi.reverse);
	CHECK_EQ(s->colours[BOOTMENU_TITLE].fg, 0xc00090f0);
	CHECK_EQ(s->colours[BOOTMENU_MSG].fg, 0xffffffff);
	CHECK_EQ(s->colours[BOOTMENU_MSG].shadow, SHADOW_NONE);
	CHECK_STR(s->background, "/pics/back.png");
	CHECK_EQ(s->width, 1024);
	CHECK_EQ(s->height, 768);
	CHECK_EQ(s->places[BOOTMENU_ROWS], 5);
	CHECK_EQ(s->places[BOOTMENU_HELPMSGROW], -4);
	CHECK_EQ(s->places[BOOTMENU_VSHIFT], 0);
	CHECK_EQ(s->places[BOOTMENU_TIMEOUTROW], 20);
	CHECK_STR(s->texts[BOOTMENU_TEXT_TAB], "Press it");
	CHECK_STR(s->texts[BOOTMENU_TEXT_AUTOBOOT], "In # s");
	CHECK_STR(s->help[1].file, "/help.txt");
	CHECK_STR(s->help[1].background, "/back.png");
	CHECK_STR(s->help[9].file, "/ten.txt");
	CHECK(k && k->key == KEY_PGUP && k->next && k->next->key == 2 && k->next->next &&
		k->next->next->key == KEY_ENTER && !k->next->next->next);
	CHECK_STR(k->line, "go now");
	CHECK(e->submenu && !e->submenu->style->background);
	CHECK_EQ(e->submenu->style->background_colour, 0x80102030);
	CHECK_EQ(e->submenu->style->places[BOOTMENU_ROWS], 7);
	CHECK_STR(e->submenu->style->help[1].file, "/help.txt");
	CHECK(e->submenu->style->hidden_keys != NULL);
	bootmenu_free(m);
}

int main(void)
{
	test_colours();
	test_rest();
	return check_done();
}
