/* SPDX-License-Identifier: BSD-2-Clause */
/* The lexer: logical lines, labels, tokens. */
#include "core/status.h"
#include "core/strbuf.h"
#include "script/lexer.h"
#include "unit/check.h"

/* The logical lines of (text) as "N:line|N:line|", and "!" with the code if the text is bad. */
static const char *lines_of(const char *text, size_t len)
{
	static char out[512];
	_cleanup_(strbuf_free) struct strbuf line = {};
	struct lex_cursor c = lex_start(text, len);
	size_t n = 0;

	out[0] = '\0';
	for (;;) {
		unsigned at = c.line;
		int rc = lex_line(text, len, &c, &line);

		if (rc == -ERR_NOENT)
			return out;
		if (rc) {
			snprintf(out + n, sizeof(out) - n, "!%d", -rc);
			return out;
		}
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%u:%s|", at, line.s ? line.s : "");
	}
}

static void test_lines(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"a", "1:a|"},
		{"a\n", "1:a|"},
		{"a\r\nb\r\n", "1:a|2:b|"},
		{"a\r\r\n", "1:a\r|"},
		{"\n\n", "1:|2:|"},
		{"a\\\nb\nc", "1:ab|3:c|"},
		{"a \\\r\n  b\r\nc", "1:a   b|3:c|"},
		{"a\\\n\\\nb\nc", "1:ab|4:c|"},
		{"a\\ \nb", "1:a\\ |2:b|"},
		{"\xef\xbb\xbf#!ipxe\nb", "1:#!ipxe|2:b|"},
		{"a\nb\\", "1:a|!25"},
		{"a\nb\\\n", "1:a|!25"},
		{"a\nb\\\r\n", "1:a|!25"},
		{"\\", "!25"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(lines_of(cases[i].text, strlen(cases[i].text)), cases[i].want);
	CHECK_STR(lines_of("a\nb\\", 4), "1:a|!25");
	CHECK(strstr(fail_last()->text, "line 2") != NULL);
	CHECK_STR(lines_of("a\\\nb\\\n\\", 7), "!25");
	CHECK(strstr(fail_last()->text, "line 3") != NULL);
}

static void test_long_line(void)
{
	static char text[LEX_LINE_MAX + 2];
	_cleanup_(strbuf_free) struct strbuf line = {};
	struct lex_cursor c;

	memset(text, 'x', sizeof(text));
	text[LEX_LINE_MAX] = '\n';
	c = lex_start(text, sizeof(text));
	CHECK_EQ(lex_line(text, sizeof(text), &c, &line), 0);
	CHECK_EQ(line.len, LEX_LINE_MAX);
	text[LEX_LINE_MAX] = 'x';
	c = lex_start(text, sizeof(text));
	CHECK_EQ(lex_line(text, sizeof(text), &c, &line), -ERR_TOOBIG);
}

static void test_labels(void)
{
	static const struct {
		const char *line, *label, *rest;
	} cases[] = {
		{"echo a", NULL, "echo a"},
		{"  echo a", NULL, "echo a"},
		{":l", "l", ""},
		{"  :l echo hi", "l", " echo hi"},
		{":l\techo hi", "l", "\techo hi"},
		{":a.b/c-1+2 # x", "a.b/c-1+2", " # x"},
		{": echo", "", " echo"},
		{"::l", ":l", ""},
		{"", NULL, ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(freep) char *label = NULL;
		const char *found;
		size_t n;

		CHECK_STR(lex_label(cases[i].line, &found, &n), cases[i].rest);
		CHECK_EQ(found != NULL, cases[i].label != NULL);
		if (!found)
			continue;
		label = str_ndup(found, n);
		CHECK_STR(label, cases[i].label);
	}
}

static void test_find_label(void)
{
	static const char text[] = "#!ipxe\n"
				   "echo \\\n"
				   ":no\n"
				   "  :yes echo\n"
				   ":yes\n"
				   ":bad \\";
	struct lex_cursor c;

	CHECK_EQ(lex_find_label(text, sizeof(text) - 1, "yes", &c), 0);
	CHECK_EQ(c.line, 4);
	CHECK_EQ(lex_find_label(text, sizeof(text) - 1, "no", &c), -ERR_NOENT);
	CHECK_EQ(lex_find_label(text, sizeof(text) - 1, "ye", &c), -ERR_NOENT);
	CHECK_EQ(lex_find_label(text, sizeof(text) - 1, "", &c), -ERR_NOENT);
	CHECK_EQ(c.line, 4);
}

/* The tokens of (line) as "word,word&word|;", ends with "." */
static const char *tokens_of(const char *line)
{
	static const char names[] = {
		[LEX_END] = '.', [LEX_AND] = '&', [LEX_OR] = '|', [LEX_THEN] = ';'};
	static char out[256];
	size_t n = 0;

	for (;;) {
		const char *word;
		size_t len;
		enum lex_token t = lex_next(&line, &word, &len);

		if (t == LEX_WORD) {
			n += (size_t)snprintf(out + n, sizeof(out) - n, "%.*s,", (int)len, word);
			continue;
		}
		out[n++] = names[t];
		out[n] = '\0';
		if (t == LEX_END)
			return out;
	}
}

static void test_tokens(void)
{
	static const struct {
		const char *line, *want;
	} cases[] = {
		{"", "."},
		{" \t ", "."},
		{"echo  a\tb ", "echo,a,b,."},
		{"a && b || c ; d", "a,&b,|c,;d,."},
		{"a&&b||c;d", "a&&b||c;d,."},
		{"a ||", "a,|."},
		{"a ||| b", "a,|||,b,."},
		{"echo a#b # c", "echo,a#b,."},
		{"# c", "."},
		{"a #", "a,."},
		{"a || # c", "a,|."},
		{"echo \"x y\" 'z'", "echo,\"x,y\",'z',."},
		{"${a b}", "${a,b},."},
		{"&& || ;", "&|;."},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(tokens_of(cases[i].line), cases[i].want);
}

int main(void)
{
	test_lines();
	test_long_line();
	test_labels();
	test_find_label();
	test_tokens();
	return check_done();
}
