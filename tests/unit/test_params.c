/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of parameters: what they take, and how they are written into requests. */
#include "unit/check.h"

#include "core/params.h"
#include "core/status.h"
#include "core/strbuf.h"

static const char *form_of(const struct params *p)
{
	static char text[400];
	struct strbuf b = {};

	CHECK_EQ(params_format_form(p, &b), 0);
	(void)snprintf(text, sizeof(text), "%s", b.s ? b.s : "");
	strbuf_free(&b);
	return text;
}

static void test_form(void)
{
	struct params *p;

	CHECK_EQ(params_create("", NULL), 0);
	CHECK_EQ(params_add("", "mac", "52:54:00:12:34:56"), 0);
	CHECK_EQ(params_add("", "a b", "c&d=e+f;%\xc3\xa4"), 0);
	CHECK_EQ(params_add("", "empty", ""), 0);
	p = params_take("");
	CHECK(p != NULL);
	CHECK(params_take("") == NULL);
	CHECK_STR(form_of(p),
		"mac=52%3A54%3A00%3A12%3A34%3A56&a%20b=c%26d%3De%2Bf%3B%25%C3%A4&empty=");
	CHECK_STR(params_method(p), "POST");
	CHECK(!params_in_query(p) && !params_is_safe(p) && params_has_form(p));
	params_free(p);
}

static void test_methods(void)
{
	static const struct {
		const char *given, *form, *bare;
	} cases[] = {
		{NULL, "POST", "GET"},
		{"get", "GET", "GET"},
		{"PUT", "PUT", "PUT"},
		{"Head", "HEAD", "HEAD"},
		{"POST", "POST", "POST"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct params *p;

		CHECK_EQ(params_create("x", cases[i].given), 0);
		p = params_take("x");
		CHECK_STR(params_method(p), cases[i].bare);
		params_free(p);
		CHECK_EQ(params_create("x", cases[i].given), 0);
		CHECK_EQ(params_add("x", "k", "v"), 0);
		p = params_take("x");
		CHECK_STR(params_method(p), cases[i].form);
		params_free(p);
	}
	CHECK_EQ(params_create("x", "DELETE"), -ERR_INVAL);
	CHECK(params_take("x") == NULL);
}

static void test_registry(void)
{
	struct params *p;

	CHECK_EQ(params_add("x", "k", "v"), -ERR_NOENT);
	CHECK_EQ(params_add_header("x", "k", "v"), -ERR_NOENT);
	CHECK_EQ(params_delete("x"), -ERR_NOENT);
	CHECK_EQ(params_create("x", NULL), 0);
	CHECK_EQ(params_create("y", NULL), 0);
	CHECK_EQ(params_add("x", "k", "1"), 0);
	CHECK_EQ(params_add("y", "k", "2"), 0);
	CHECK_EQ(params_create("x", NULL), 0); /* anew */
	CHECK_EQ(params_add("x", "k", "3"), 0);
	p = params_take("x");
	CHECK_STR(form_of(p), "k=3");
	params_free(p);
	CHECK_EQ(params_delete("y"), 0);
	CHECK(params_take("y") == NULL);
	CHECK_EQ(params_create("z", NULL), 0);
	params_clear();
	CHECK(params_take("z") == NULL);
}

static void test_headers(void)
{
	static const struct {
		const char *key, *value;
		int rc;
	} cases[] = {
		{"X-Token", "a b\t\xc3\xa4", 0},
		{"authorization", "Bearer x", 0},
		{"", "x", -ERR_INVAL},
		{"a b", "x", -ERR_INVAL},
		{"a:", "x", -ERR_INVAL},
		{"a\r\nb", "x", -ERR_INVAL},
		{"a", "x\r\ny: z", -ERR_INVAL},
		{"a", "x\nz", -ERR_INVAL},
		{"a", "\x7f", -ERR_INVAL},
		{"content-LENGTH", "3", -ERR_INVAL},
		{"Host", "h", -ERR_INVAL},
		{"Transfer-Encoding", "chunked", -ERR_INVAL},
	};
	struct strbuf b = {};
	struct params *p;

	CHECK_EQ(params_create("", NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_EQ(params_add_header("", cases[i].key, cases[i].value), cases[i].rc);
	p = params_take("");
	CHECK(!params_has_form(p));
	CHECK_STR(form_of(p), "");
	CHECK(params_has_header(p, "x-token") && params_has_header(p, "Authorization"));
	CHECK(!params_has_header(p, "Host"));
	CHECK_EQ(params_format_headers(p, &b), 0);
	CHECK_STR(b.s, "X-Token: a b\t\xc3\xa4\r\nauthorization: Bearer x\r\n");
	strbuf_free(&b);
	params_free(p);
}

static void test_limit(void)
{
	size_t len = PARAMS_MAX / 4;
	char *large = malloc(len + 1);

	if (!large)
		abort();
	memset(large, 'x', len);
	large[len] = '\0';
	CHECK_EQ(params_create("", NULL), 0);
	for (int i = 0; i < 3; i++)
		CHECK_EQ(params_add("", "k", large), 0);
	CHECK_EQ(params_add("", "k", large), -ERR_TOOBIG);
	CHECK_EQ(params_add("", "k", "still"), 0);
	params_clear();
	free(large);
}

int main(void)
{
	test_form();
	test_methods();
	test_registry();
	test_headers();
	test_limit();
	return check_done();
}
