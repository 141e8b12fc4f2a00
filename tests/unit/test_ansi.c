/* SPDX-License-Identifier: BSD-2-Clause */
/* Console text taken apart, and UTF-8. */
#include "core/ansi.h"
#include "core/strbuf.h"
#include "unit/check.h"

static struct strbuf heard;

static void on_text(void *arg, const uint32_t *cp, size_t n)
{
	(void)arg;
	for (size_t i = 0; i < n; i++)
		if (cp[i] >= 0x80)
			strbuf_addf(&heard, "<%X>", cp[i]);
		else
			strbuf_addc(&heard, (char)cp[i]);
}

static void on_control(void *arg, char c)
{
	(void)arg;
	strbuf_adds(&heard, c == '\r' ? "{CR}" : c == '\n' ? "{LF}" : c == '\b' ? "{BS}" : "{TAB}");
}

static void on_attr(void *arg, const struct ansi_attr *a)
{
	(void)arg;
	strbuf_addf(&heard, "{%u/%u%s%s", a->fg, a->bg, a->bold ? "b" : "", a->reverse ? "r" : "");
	if (a->fg_rgb || a->bg_rgb)
		strbuf_addf(&heard, " %x/%x", a->fg_rgb, a->bg_rgb);
	strbuf_adds(&heard, "}");
}

static void on_set(void *arg, unsigned row, unsigned col)
{
	(void)arg;
	strbuf_addf(&heard, "{@%u,%u}", row, col);
}

static void on_move(void *arg, int rows, int cols)
{
	(void)arg;
	strbuf_addf(&heard, "{+%d,%d}", rows, cols);
}

static void on_erase(void *arg, enum ansi_erase what)
{
	static const char *const names[] = {"below", "screen", "eol", "line"};

	(void)arg;
	strbuf_addf(&heard, "{%s}", names[what]);
}

static void on_visible(void *arg, bool on)
{
	(void)arg;
	strbuf_adds(&heard, on ? "{on}" : "{off}");
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

#define X16 "xxxxxxxxxxxxxxxx"
#define X64 X16 X16 X16 X16

static const struct {
	const char *in, *want;
} table[] = {
	{"plain", "plain"},
	{"a\r\nb\bc\td", "a{CR}{LF}b{BS}c{TAB}d"},
	{"bell\a, nul-free \x01\x7f!", "bell, nul-free !"},
	{X64 X64 "y", X64 X64 "y"},
	/* attributes */
	{"\033[31mred\033[0mplain", "{1/9}red{9/9}plain"},
	{"\033[1;37;44mT\033[22mt\033[m.", "{7/4b}T{7/4}t{9/9}."},
	{"\033[7mr\033[27mn", "{9/9r}r{9/9}n"},
	{"\033[96mc\033[37mw", "{6/9b}c{7/9}w"},
	{"\033[1;96mc\033[37mw\033[22mn", "{6/9b}c{7/9b}w{7/9}n"},
	{"\033[104mb\033[39;49md", "{9/4}b{9/9}d"},
	{"\033[4mx\033[38;5;196my\033[48;2;1;31;3;31mz", "xy{1/9 0/1011f03}z"},
	{"\033[38;2;1;2;999;48;2;4;5;6mx\033[31my\033[49mz",
		"{9/9 10102ff/1040506}x{1/9 0/1040506}y{1/9}z"},
	{"\033[38;2;0;0;0mx\033[mz\033[38;2;1;2m\033[38;2mz", "{9/9 1000000/0}x{9/9}zz"},
	{"\033[0mno change", "no change"},
	{"\033[;31mx", "{1/9}x"},
	/* cursor */
	{"\033[H\033[3;7Hx\033[2f\033[;5H", "{@0,0}{@2,6}x{@1,0}{@0,4}"},
	{"\033[A\033[2B\033[0C\033[10D", "{+-1,0}{+2,0}{+0,1}{+0,-10}"},
	{"\033[99999999999;1H", "{@9998,0}"},
	{"\033[J\033[0J\033[2J\033[1J\033[K\033[2K\033[1K", "{below}{below}{screen}{eol}{line}"},
	{"\033[?25l\033[?25h\033[?7h\033[25h", "{off}{on}"},
	/* swallowed */
	{"\033[5nx\033[>0cx\033[1 qx\033[!px\033=x\033(Bx\033cx\033[=3hx", "xxxxxxxx"},
	{"\033]0;title\ax\033]2;t\033\\x\033Pq#0\033\\x\033_G\033\\x", "xxxx"},
	{"\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;31mx", "x"},
	{"\033[3\033[31mx\033[3\030x\033[3\032x", "{1/9}xxx"},
	{"\033[3\n1mx", "{LF}{1/9}x"},
	{"\033]\033[31mx", "{1/9}x"},
	/* UTF-8 */
	{"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80", "gr<FC><DF> <20AC> <1F600>"},
	{"\xff\xfe|\x80|\xc3|\xc3", "<FFFD><FFFD>|<FFFD>|<FFFD>|"},
	{"\xc0\xaf|\xe0\x80\xaf|\xed\xa0\x80|\xf4\x90\x80\x80|", "<FFFD>|<FFFD>|<FFFD>|<FFFD>|"},
	{"\xe2\x82\033[31mx", "<FFFD>{1/9}x"},
	{"\xe2\x82\nx\xc2\x9b"
	 "1m",
		"<FFFD>{LF}x1m"},
	{"\033[\xc3\xbcx", "<FC>x"},
};

static void test_table(void)
{
	struct ansi a;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *in = table[i].in;

		strbuf_reset(&heard);
		strbuf_adds(&heard, "");
		ansi_init(&a, &sink, NULL);
		ansi_feed(&a, in, strlen(in));
		CHECK_STR(heard.s, table[i].want);

		strbuf_reset(&heard);
		strbuf_adds(&heard, "");
		ansi_init(&a, &sink, NULL);
		for (size_t k = 0; k < strlen(in); k++)
			ansi_feed(&a, in + k, 1);
		CHECK_STR(heard.s, table[i].want);
	}
}

static void test_long_string(void)
{
	char osc[2 * ANSI_MAX_STRING];
	struct ansi a;

	memset(osc, 'x', sizeof(osc));
	strbuf_reset(&heard);
	ansi_init(&a, &sink, NULL);
	ansi_feed(&a, "\033]", 2);
	ansi_feed(&a, osc, sizeof(osc));
	CHECK_EQ(heard.len, sizeof(osc) - ANSI_MAX_STRING - 1);
}

static void test_utf8(void)
{
	char out[UTF8_MAX];
	size_t n;

	for (uint32_t cp = 1; cp <= 0x10ffff; cp += cp < 0x3000 ? 1 : 97) {
		size_t len = utf8_encode(cp, out);
		uint32_t want = cp >= 0xd800 && cp < 0xe000 ? UTF8_BAD : cp;

		if (utf8_decode(out, len, &n) != want || n != len || utf8_prev(out, len) != 0)
			CHECK_EQ(cp, -1);
	}
	CHECK_EQ(utf8_encode(0x110000, out), 3);
	CHECK_EQ(utf8_decode("\xe2\x82", 2, &n), UTF8_BAD);
	CHECK_EQ(n, 2);
	CHECK_EQ(utf8_decode("\xe2"
			     "ab",
			 3, &n),
		UTF8_BAD);
	CHECK_EQ(n, 1);
	CHECK_EQ(utf8_decode("\x80\x80", 2, &n), UTF8_BAD);
	CHECK_EQ(n, 1);
	CHECK_EQ(utf8_bom("\xef\xbb\xbf"
			  "a",
			 4),
		3);
	CHECK_EQ(utf8_bom("\xef\xbb\xbf", 2), 0);
	CHECK_EQ(utf8_prev("a\xc3\xbc", 3), 1);
	CHECK_EQ(utf8_prev("a\x80\x80", 3), 2);
	CHECK_EQ(utf8_prev("a", 0), 0);
	CHECK_EQ(utf8_width('a'), 1);
	CHECK_EQ(utf8_width(0x301), 0);
	CHECK_EQ(utf8_width(0x4e2d), 2);
	CHECK_EQ(utf8_width(0x1f600), 2);
	CHECK_EQ(utf8_width(0x2500), 1);
}

int main(void)
{
	test_table();
	test_long_string();
	test_utf8();
	strbuf_free(&heard);
	return check_done();
}
