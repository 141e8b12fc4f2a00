/* SPDX-License-Identifier: BSD-2-Clause */
/* Expansion of ${…}: nesting, rescanning, unknown names, limits. */
#include "core/status.h"
#include "core/util.h"
#include "script/expand.h"
#include "unit/check.h"

static const struct {
	const char *name, *value;
} settings[] = {
	{"x", "1"},
	{"two words", "2"},
	{"empty", ""},
	{"a1", "nested"},
	{"indirect", "${x}"},
	{"open", "${"},
	{"hash", "#"},
	{"brace", "{"},
	{"self", "${self}"},
	{"grow", "${grow}${grow}"},
	{"ping", "${pong}"},
	{"pong", "a${ping}"},
	{"net0/ip:hexhyp", "0a-00"},
};

static int lookup(const char *name, struct strbuf *out, void *arg)
{
	CHECK(arg == &settings);
	if (strcmp(name, "nul") == 0)
		return strbuf_add(out, "ab\0cd", 5);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		if (strcmp(settings[i].name, name) == 0)
			return strbuf_adds(out, settings[i].value);
	}
	/* What a failed lookup leaves behind must not be used. */
	(void)strbuf_adds(out, "rubbish");
	return -ERR_NOENT;
}

static int try(const char *text, struct strbuf *out)
{
	strbuf_reset(out);
	return expand(text, strlen(text), lookup, (void *)&settings, out);
}

static void test_values(struct strbuf *out)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"plain", "plain"},
		{"${x}", "1"},
		{"a${x}b${x}c", "a1b1c"},
		{"${two words}", "2"},
		{"${nosuch}x", "x"},
		{"${nosuch/foo}x", "x"},
		{"${}", ""},
		{"[${empty}]", "[]"},
		{"${a${x}}", "nested"},
		{"${indirect}", "1"},
		{"${a${indirect}}", "nested"},
		{"${x", "${x"},
		{"x}", "x}"},
		{"}${x}", "}1"},
		{"$x $ {x}", "$x $ {x}"},
		{"${x}}", "1}"},
		{"${y${x}", "${y1"},
		{"${open}x}", "1"},
		{"${hash}a", "#a"},
		{"[${nul}]", "[ab]"},
		{"${net0/ip:hexhyp}", "0a-00"},
		{"$${x}", "$1"},
		{"a$${brace}x}", "a1"},
		{"$$${brace}x}${x}", "$11"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_EQ(try(cases[i].text, out), 0);
		CHECK_STR(out->s ? out->s : "", cases[i].want);
	}
}

static void test_limits(struct strbuf *out)
{
	static char text[6 * EXPAND_ROUNDS + 8];

	CHECK_EQ(try("${self}", out), -ERR_LOOP);
	CHECK(strstr(fail_last()->text, "never ends") != NULL);
	CHECK_EQ(try("${ping}", out), -ERR_LOOP);
	CHECK(try("${grow}", out) < 0);

	for (unsigned i = 0; i < EXPAND_ROUNDS; i++)
		memcpy(text + 4 * i, "${x}", 5);
	CHECK_EQ(try(text, out), 0);
	CHECK_EQ(out->len, EXPAND_ROUNDS);
	memcpy(text + 4 * EXPAND_ROUNDS, "${x}", 5);
	CHECK_EQ(try(text, out), -ERR_LOOP);
}

int main(void)
{
	_cleanup_(strbuf_free) struct strbuf out = {};

	test_values(&out);
	test_limits(&out);
	return check_done();
}
