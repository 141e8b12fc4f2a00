/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of commands: getopt by the language's own rules, numbers, keys. */
#include <limits.h>

#include "core/console.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "image/image.h"
#include "script/options.h"
#include "script/script.h"
#include "unit/check.h"

/* The tables of a program without commands. */
const struct scheme *const schemes[] = {NULL};
const struct image_type *const image_types[] = {NULL};
const struct command *const command_tables[] = {NULL};
const char *const commands_unsupported[] = {NULL};

struct opts {
	bool flag, other;
	const char *text;
	uint64_t ms, number;
	int key;
};
static const struct option_desc desc[] = {
	{"flag", 'f', OPTION_FLAG, offsetof(struct opts, flag)},
	{"other", 'o', OPTION_FLAG, offsetof(struct opts, other)},
	{"text", 's', OPTION_STRING, offsetof(struct opts, text)},
	{"timeout", 't', OPTION_MS, offsetof(struct opts, ms)},
	{"number", 'n', OPTION_NUMBER, offsetof(struct opts, number)},
	{"key", 'k', OPTION_KEY, offsetof(struct opts, key)},
	{"", 'q', OPTION_FLAG, offsetof(struct opts, other)},
	OPTIONS_END,
};

/* Splits (line) at blanks ("~" is an empty word) and parses it. */
static int parse(const char *line, struct opts *o, int min, int max)
{
	static char words[256];
	char *argv[32];
	int argc = 0;

	snprintf(words, sizeof(words), "%s", line);
	for (char *w = strtok(words, " "); w; w = strtok(NULL, " "))
		argv[argc++] = strcmp(w, "~") == 0 ? w + 1 : w;
	argv[argc] = NULL;
	*o = (struct opts){};
	return options_parse(argc, argv, desc, o, min, max);
}

static void test_index(void)
{
	static const struct {
		const char *line;
		int want;
	} cases[] = {
		{"cmd", 1},
		{"cmd a b", 1},
		{"cmd -f a -o", 2},
		{"cmd --flag a", 2},
		{"cmd -- -f", 2},
		{"cmd -f -- --", 3},
		{"cmd -fo a", 2},
		{"cmd -fs x a", 3},
		{"cmd -fsx a", 2},
		{"cmd -t5000 a", 2},
		{"cmd -t 5000 a", 3},
		{"cmd --timeout=5000 a", 2},
		{"cmd --timeout 5000 a", 3},
		{"cmd --text=-x a", 2},
		{"cmd --text= a", 2},
		{"cmd --text ~ a", 3},
		{"cmd ~ -f", 1},
		{"cmd - a", 1},
		{"cmd -q", 2},
		{"cmd --key=0x141", 2},
		{"cmd --flagg", -ERR_INVAL},
		{"cmd --fla", -ERR_INVAL},
		{"cmd --flag=1", -ERR_INVAL},
		{"cmd -x", -ERR_INVAL},
		{"cmd -fx", -ERR_INVAL},
		{"cmd --text", -ERR_INVAL},
		{"cmd -s", -ERR_INVAL},
		{"cmd --text -x", -ERR_INVAL},
		{"cmd --timeout -5 x", -ERR_INVAL},
		{"cmd --timeout=-5 x", -ERR_INVAL},
		{"cmd --timeout 5s x", -ERR_INVAL},
		{"cmd --timeout= x", -ERR_INVAL},
		{"cmd --=x", -ERR_INVAL},
		{"cmd --key ab", -ERR_INVAL},
		{"cmd --key ~", -ERR_INVAL},
		{"cmd --help", -ERR_CANCELED},
		{"cmd -h a b c d e f", -ERR_CANCELED},
		{"cmd 1 2 3 4", -ERR_RANGE},
	};
	struct opts o;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int got = parse(cases[i].line, &o, 0, 3);

		if (got != cases[i].want)
			printf("%s:\n", cases[i].line);
		CHECK_EQ(got, cases[i].want);
	}
	CHECK_EQ(parse("cmd a", &o, 2, 2), -ERR_RANGE);
	CHECK_EQ(parse("cmd", &o, 1, 2), -ERR_RANGE);
	CHECK_EQ(parse("cmd a b", &o, 2, 2), 1);
	CHECK_EQ(parse("cmd a b c d e f", &o, 0, INT_MAX), 1);
}

static void test_values(void)
{
	struct opts o;

	CHECK_EQ(parse("cmd -fs a=b --timeout 0x10 -n010 --key x", &o, 0, 0), 8);
	CHECK(o.flag && !o.other);
	CHECK_STR(o.text, "a=b");
	CHECK_EQ(o.ms, 16);
	CHECK_EQ(o.number, 8);
	CHECK_EQ(o.key, 'x');
	CHECK_EQ(parse("cmd --text=a=b -q", &o, 0, 0), 3);
	CHECK_STR(o.text, "a=b");
	CHECK(o.other);
	CHECK_EQ(parse("cmd --help", &o, 0, 0), -ERR_CANCELED);
	CHECK_STR(fail_last()->text, "");
}

static void test_numbers(void)
{
	static const struct {
		const char *text;
		uint64_t max;
		long long want;
	} cases[] = {
		{"0", 9, 0},
		{"9", 9, 9},
		{"10", 9, -1},
		{"010", 9, 8},
		{"08", 99, -1},
		{"0x1F", 99, 31},
		{"0X1f", 99, 31},
		{"0x", 99, -1},
		{"", 99, -1},
		{" 1", 99, -1},
		{"1 ", 99, -1},
		{"-1", 99, -1},
		{"+1", 99, -1},
		{"1k", 99, -1},
		{"255", 255, 255},
		{"256", 255, -1},
		{"18446744073709551616", UINT64_MAX, -1},
		{"0x10000000000000000", UINT64_MAX, -1},
		{"9223372036854775807", INT64_MAX, INT64_MAX},
		{"9223372036854775808", INT64_MAX, -1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t v = 77;
		int rc = number_parse(cases[i].text, cases[i].max, &v);

		CHECK_EQ(rc ? -1 : (long long)v, cases[i].want);
		CHECK(rc == 0 || v == 77);
	}
}

static void test_keys(void)
{
	static const struct {
		const char *text;
		int want;
	} cases[] = {
		{"a", 'a'},
		{"1", '1'},
		{" ", ' '},
		{"0x02", 2},
		{"27", 27},
		{"0x7f", 127},
		{"\xc3\xa4", 0xe4},
		{"\xe2\x82\xac", 0x20ac},
		{"0x141", KEY_UP},
		{"0x142", KEY_DOWN},
		{"0x146", KEY_END},
		{"0x47e", KEY_DELETE},
		{"0x107e", KEY_F5},
		{"0x197e", KEY_F12},
		{"0x110000", KEY_NONE},
		{"", KEY_NONE},
		{"ab", KEY_NONE},
		{"\xc3", KEY_NONE},
		{"\xc3\xa4x", KEY_NONE},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int key = KEY_NONE;
		int rc = key_parse(cases[i].text, &key);

		CHECK_EQ(key, cases[i].want);
		CHECK_EQ(rc, cases[i].want == KEY_NONE ? -ERR_INVAL : 0);
	}
}

int main(void)
{
	test_index();
	test_values();
	test_numbers();
	test_keys();
	return check_done();
}
