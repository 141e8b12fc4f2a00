/* SPDX-License-Identifier: BSD-2-Clause */
/* The BIOS console's pure parts: the text screen, code page 437, INT 16h keys. */
#include <string.h>

#include "core/cp437.h"
#include "arch/bios/scancode.h"
#include "arch/bios/textscreen.h"
#include "core/console.h"
#include "core/util.h"
#include "unit/check.h"

static struct textscreen t;

static void start(unsigned cols, unsigned rows)
{
	textscreen_init(&t, cols, rows);
}

static void put(const char *text)
{
	textscreen_write(&t, text, strlen(text));
}

/* A row as text, '.' for blanks. */
static const char *row(unsigned r)
{
	static char text[4][TEXTSCREEN_COLS_MAX + 1];
	static unsigned n;
	char *s = text[n++ % ARRAY_SIZE(text)];

	for (unsigned c = 0; c < t.cols; c++) {
		uint8_t ch = (uint8_t)t.cells[r * t.cols + c];

		s[c] = ch == ' ' ? '.' : (char)ch;
	}
	s[t.cols] = '\0';
	return s;
}

static uint8_t attr_at(unsigned r, unsigned c)
{
	return (uint8_t)(t.cells[r * t.cols + c] >> 8);
}

static void test_text(void)
{
	start(8, 3);
	put("ab\ncd\rX");
	CHECK_STR(row(0), "ab......");
	CHECK_STR(row(1), "Xd......");
	CHECK_EQ(t.row, 1);
	CHECK_EQ(t.col, 1);
	put("\tT\b\bY");
	CHECK_STR(row(1), "Xd....YT");
	put("\033[2;8HZ\b\b!");
	CHECK_STR(row(1), "Xd....!Z");
}

static void test_wrap_and_scroll(void)
{
	start(4, 3);
	put("abcd");
	CHECK_EQ(t.row, 0);
	CHECK_EQ(t.col, 4);
	CHECK_EQ(textscreen_cursor_col(&t), 3);
	put("\n");
	CHECK_EQ(t.row, 1);
	put("efghi");
	CHECK_STR(row(1), "efgh");
	CHECK_STR(row(2), "i...");
	put("\n\033[44mj");
	CHECK_STR(row(0), "efgh");
	CHECK_STR(row(1), "i...");
	CHECK_STR(row(2), "j...");
	CHECK_EQ(attr_at(2, 0), 0x17);
	CHECK_EQ(attr_at(2, 1), 0x07);
	put("\n");
	CHECK_EQ(attr_at(2, 3), 0x17);
}

static void test_attributes(void)
{
	static const struct {
		const char *sgr;
		uint8_t attr;
	} cases[] = {
		{"", 0x07},
		{"31", 0x04},
		{"34", 0x01},
		{"33", 0x06},
		{"36;41", 0x43},
		{"1", 0x0f},
		{"1;32", 0x0a},
		{"7", 0x70},
		{"7;1", 0x78},
		{"37;44;7", 0x71},
		{"92", 0x0a},
		{"30;47", 0x70},
		{"101", 0x47},
		{"39;49", 0x07},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[40];

		start(4, 2);
		snprintf(text, sizeof(text), "\033[%smx", cases[i].sgr);
		put(text);
		CHECK_EQ(attr_at(0, 0), cases[i].attr);
	}
}

static void test_cursor(void)
{
	start(10, 5);
	put("\033[3;4Hx\033[A\033[Cy\033[99B\033[99D!\033[99;99Hz");
	CHECK_STR(row(2), "...x......");
	CHECK_STR(row(1), ".....y....");
	CHECK_STR(row(4), "!........z");
	CHECK(t.cursor);
	put("\033[?25l");
	CHECK(!t.cursor);
	put("\033[?25h");
	CHECK(t.cursor);
}

static void test_erase(void)
{
	start(4, 3);
	put("abcdefghijkl\033[2;3H\033[K");
	CHECK_STR(row(1), "ef..");
	CHECK_EQ(t.row, 1);
	CHECK_EQ(t.col, 2);
	put("\033[2K");
	CHECK_STR(row(1), "....");
	put("\033[1;2H\033[J");
	CHECK_STR(row(0), "a...");
	CHECK_STR(row(2), "....");
	put("\033[45mxyz\033[2J");
	CHECK_STR(row(0), "....");
	CHECK_EQ(attr_at(2, 3), 0x57);
	/* behind the last column there is nothing to erase, and nothing beyond it either */
	start(2, 2);
	put("abcd\033[1;2Hb\033[K");
	CHECK_STR(row(0), "ab");
	CHECK_STR(row(1), "cd");
}

static void test_sizes(void)
{
	start(0, 0);
	put("a\nb");
	CHECK_EQ(t.cols, 1);
	CHECK_EQ(t.rows, 1);
	CHECK_STR(row(0), "b");
	start(1000, 1000);
	CHECK_EQ(t.cols, TEXTSCREEN_COLS_MAX);
	CHECK_EQ(t.rows, TEXTSCREEN_ROWS_MAX);
	put("\033[9999;9999Hx");
	CHECK_EQ((uint8_t)t.cells[TEXTSCREEN_CELLS_MAX - 1], 'x');
}

static void test_characters(void)
{
	static const struct {
		uint32_t cp;
		uint8_t glyph;
	} cases[] = {
		{'A', 'A'},
		{'~', '~'},
		{0xe4, 0x84},
		{0xdf, 0xe1},
		{0x2500, 0xc4},
		{0x2501, 0xc4},
		{0x2550, 0xcd},
		{0x256d, 0xda},
		{0x2588, 0xdb},
		{0x2591, 0xb0},
		{0x25ba, 0x10},
		{0x2190, 0x1b},
		{0x2026, '.'},
		{0x2014, '-'},
		{0x2019, '\''},
		{0xa0, 0xff},
		{0x4e00, '?'},
		{0xfffd, '?'},
		{0, '?'},
		{0x1f600, '?'},
		{0x20ac, '?'},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_EQ(cp437_from_unicode(cases[i].cp), cases[i].glyph);
	for (unsigned c = 0x80; c < 0x100; c++)
		CHECK_EQ(cp437_from_unicode(cp437_to_unicode((uint8_t)c)), c);
	for (unsigned c = 0; c < 0x80; c++)
		CHECK_EQ(cp437_to_unicode((uint8_t)c), c);
	start(6, 1);
	put("\xc3\xa4\xe4\xb8\x80x");
	CHECK_EQ((uint8_t)t.cells[0], 0x84);
	CHECK_EQ((uint8_t)t.cells[1], '?');
	CHECK_EQ((uint8_t)t.cells[2], ' ');
	CHECK_EQ((uint8_t)t.cells[3], 'x');
}

static void test_keys(void)
{
	static const struct {
		uint16_t ax;
		int key;
	} cases[] = {
		{0x1e61, 'a'},
		{0x1c0d, KEY_ENTER},
		{0xe00d, KEY_ENTER},
		{0x011b, KEY_ESC},
		{0x0e08, KEY_BACKSPACE},
		{0x0f09, KEY_TAB},
		{0x0f00, KEY_TAB},
		{0x2e03, KEY_CTRL_C},
		{0x0000, KEY_CTRL_C},
		{0x1e01, 1},
		{0x48e0, KEY_UP},
		{0x4800, KEY_UP},
		{0x50e0, KEY_DOWN},
		{0x4be0, KEY_LEFT},
		{0x4de0, KEY_RIGHT},
		{0x47e0, KEY_HOME},
		{0x4fe0, KEY_END},
		{0x49e0, KEY_PGUP},
		{0x51e0, KEY_PGDN},
		{0x52e0, KEY_INSERT},
		{0x53e0, KEY_DELETE},
		{0x73e0, KEY_LEFT},
		{0x3b00, KEY_F1},
		{0x4400, KEY_F10},
		{0x8500, KEY_F11},
		{0x8600, KEY_F12},
		{0x5400, KEY_F1},
		{0x6d00, KEY_F6},
		{0x8c00, KEY_F12},
		{0xe02f, '/'},
		{0x0084, 0xe4},
		{0x00e0, 0x3b1},
		{0x1e00, KEY_NONE},
		{0xff00, KEY_NONE},
		{0x0c00, KEY_NONE},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_EQ(scancode_key(cases[i].ax), cases[i].key);
}

int main(void)
{
	test_text();
	test_wrap_and_scroll();
	test_attributes();
	test_cursor();
	test_erase();
	test_sizes();
	test_characters();
	test_keys();
	return check_done();
}
