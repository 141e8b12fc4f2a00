/* SPDX-License-Identifier: BSD-2-Clause */
/* Keyboard layouts, and what a BIOS' scan codes become with them. */
#include "arch/bios/scancode.h"
#include "core/console.h"
#include "core/keymap.h"
#include "core/settings.h"
#include "core/utf8.h"
#include "unit/check.h"

/* What somebody sees who types as on an American keyboard. */
static const char *typed(const char *layout, const char *us)
{
	const struct keymap *map = keymap_find(layout);
	static char out[256];
	size_t n = 0;

	for (; *us; us++)
		n += utf8_encode(keymap_char(map, (uint8_t)*us), out + n);
	out[n] = '\0';
	return out;
}

static const char *typed_altgr(const char *layout, const char *us)
{
	const struct keymap *map = keymap_find(layout);
	static char out[256];
	size_t n = 0;

	for (; *us; us++)
		n += utf8_encode(keymap_altgr(map, (uint8_t)*us), out + n);
	out[n] = '\0';
	return out;
}

static void test_layouts(void)
{
	static const struct {
		const char *name, *us, *here;
	} table[] = {
		{"de", "zy-[;'\"{:^&*()_\\|/?<>@#`~+=]", "yzßüöäÄÜÖ&/()=?#'-_;:\"§^°`´+"},
		{"fr", "qwazm,./;1234567890-=!@#$", "azqw,;:!m&é\"'(-è_çà)=1234"},
		{"uk", "@\"#~\\|", "\"@£¬#~"},
		{"gb", "@", "\""},
		{"es", ";:'/?-", "ñÑ´-_'"},
		{"it", "[{;'", "èéòà"},
		{"se", "[;'{:\"", "åöäÅÖÄ"},
		{"fi", "[;'$", "åöä¤"},
		{"no", "[;'=", "åøæ\\"},
		{"dk", "[;'=", "åæø´"},
		{"ch", "zy[{+", "yzüè`"},
	};
	static const struct {
		const char *name, *us, *here;
	} altgr[] = {
		{"de", "qe7890-]", "@€{[]}\\~"},
		{"fr", "234567890-=e", "~#{[|`\\^@]}€"},
		{"es", "2[]", "@[]"},
		{"it", ";'", "@#"},
		{"se", "27890-]", "@{[]}\\~"},
		{"dk", "2=", "@|"},
		{"no", "2]", "@~"},
		{"sg", "27\\", "@|}"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		CHECK_STR(typed(table[i].name, table[i].us), table[i].here);
	for (size_t i = 0; i < ARRAY_SIZE(altgr); i++)
		CHECK_STR(typed_altgr(altgr[i].name, altgr[i].us), altgr[i].here);
	CHECK_STR(typed("de", "abc XYZ 0123\r\b\t\x1b\x03"), "abc XZY 0123\r\b\t\x1b\x03");
	CHECK_STR(typed("de", "\x1a\x19\x17"), "\x19\x1a\x17");
	CHECK_STR(typed("fr", "\x11\x0d"), "\x01\x0d");
	CHECK(!keymap_find("us"));
	CHECK(!keymap_find(""));
	CHECK_STR(typed("us", "zy@[]\x1a"), "zy@[]\x1a");
	CHECK_EQ(keymap_altgr(NULL, 'q'), 0);
	CHECK_EQ(keymap_altgr(keymap_find("de"), 'a'), 0);
	CHECK_EQ(keymap_102nd(keymap_find("de"), false), '<');
	CHECK_EQ(keymap_102nd(keymap_find("de"), true), '>');
	CHECK_EQ(keymap_102nd(NULL, true), '|');
}

static void test_scancodes(void)
{
	static const struct {
		uint16_t ax;
		int us, de;
	} table[] = {
		{0x2c7a, 'z', 'y'},
		{0x1559, 'Y', 'Z'},
		{0x0c2d, '-', 0xdf},
		{0x4a2d, '-', '-'}, /* of the number pad */
		{0x352f, '/', '-'},
		{0xe02f, '/', '/'}, /* of the number pad */
		{0x4737, '7', '7'},
		{0x565c, '\\', '<'},
		{0x567c, '|', '>'},
		{0x2b5c, '\\', '#'},
		{0x1000, KEY_NONE, '@'}, /* Alt and a letter */
		{0x1200, KEY_NONE, 0x20ac},
		{0x8100, KEY_NONE, '}'},
		{0x7e00, KEY_NONE, '{'},
		{0x1e00, KEY_NONE, KEY_NONE},
		{0x1c0d, KEY_ENTER, KEY_ENTER},
		{0x0f09, KEY_TAB, KEY_TAB},
		{0x011b, KEY_ESC, KEY_ESC},
		{0x48e0, KEY_UP, KEY_UP},
		{0x3b00, KEY_F1, KEY_F1},
		{0x2e03, KEY_CTRL_C, KEY_CTRL_C},
		{0x2c1a, 0x1a, 0x19},
		{0x0000, KEY_CTRL_C, KEY_CTRL_C},
		{0x0081, 0xfc, 0xfc},
	};
	const struct keymap *de = keymap_find("de");

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		CHECK_EQ(scancode_key_mapped(table[i].ax, NULL), table[i].us);
		CHECK_EQ(scancode_key_mapped(table[i].ax, de), table[i].de);
	}
}

static void test_setting(void)
{
	CHECK_EQ(settings_init(), 0);
	keymap_watch();
	keymap_watch();
	CHECK(!keymap_current());
	CHECK_EQ(settings_set("keymap", "de"), 0);
	CHECK(keymap_current() == keymap_find("de"));
	CHECK_EQ(settings_set("other", "fr"), 0);
	CHECK(keymap_current() == keymap_find("de"));
	CHECK_EQ(settings_set("keymap", "klingon-with-a-long-name"), 0);
	CHECK(!keymap_current());
	CHECK_EQ(settings_set("keymap", "fi"), 0);
	CHECK(keymap_current() == keymap_find("se"));
	CHECK_EQ(settings_set("keymap", "us"), 0);
	CHECK(!keymap_current());
	CHECK_EQ(settings_set("keymap", "fr"), 0);
	CHECK_EQ(settings_clear("keymap"), 0);
	CHECK(!keymap_current());
}

/* A table takes effect as long as the setting says nothing. */
static void test_table(void)
{
	uint8_t table[KEYMAP_TABLE];

	for (unsigned i = 0; i < KEYMAP_TABLE; i++)
		table[i] = (uint8_t)i;
	table['y'] = 'z';
	table['z'] = 'y';
	table[';'] = 0x94;
	table['~'] = 0xf8;
	table['!'] = 0;
	keymap_use_table(table);
	CHECK_EQ(keymap_char(keymap_current(), 'y'), 'z');
	CHECK_EQ(keymap_char(keymap_current(), 'y' & 0x1f), 'z' & 0x1f);
	CHECK_EQ(keymap_char(keymap_current(), ';'), 0xf6);
	CHECK_EQ(keymap_char(keymap_current(), '~'), 0xb0);
	CHECK_EQ(keymap_char(keymap_current(), '!'), '!');
	CHECK_EQ(keymap_char(keymap_current(), 'a'), 'a');
	CHECK_EQ(keymap_altgr(keymap_current(), 'q'), 0);
	CHECK_EQ(keymap_102nd(keymap_current(), true), '|');
	CHECK_EQ(settings_set("keymap", "de"), 0);
	CHECK(keymap_current() == keymap_find("de"));
	CHECK_EQ(settings_set("keymap", "us"), 0);
	CHECK(!keymap_current());
	CHECK_EQ(settings_clear("keymap"), 0);
	CHECK_EQ(keymap_char(keymap_current(), 'z'), 'y');
	for (unsigned i = 0; i < KEYMAP_TABLE; i++)
		table[i] = 0x80;
	keymap_use_table(table);
	CHECK_EQ(keymap_char(keymap_current(), '~'), 0xc7);
}

int main(void)
{
	test_layouts();
	test_scancodes();
	test_setting();
	test_table();
	return check_done();
}
