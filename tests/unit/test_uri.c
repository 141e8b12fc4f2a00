/* SPDX-License-Identifier: BSD-2-Clause */
/* URIs: the parts, the examples of RFC 3986 5.4, what scripts contain, and what is refused. */
#include "check.h"

#include "core/status.h"
#include "core/uri.h"

static const char *or_none(const char *s)
{
	return s ? s : "(none)";
}

/* All parts in one line: scheme|user|password|host|port|path|query|fragment|params or opaque. */
static const char *parts(const char *text)
{
	static char line[1024];
	struct uri *u = NULL;

	if (uri_parse(text, &u))
		return fail_last()->text;
	if (u->opaque)
		(void)snprintf(line, sizeof(line), "%s opaque %s", u->scheme, u->opaque);
	else
		(void)snprintf(line, sizeof(line), "%s|%s|%s|%s|%u|%s|%s|%s|%s", or_none(u->scheme),
			or_none(u->user), or_none(u->password), or_none(u->host), u->port,
			or_none(u->path), or_none(u->query), or_none(u->fragment),
			or_none(u->params));
	uri_free(u);
	return line;
}

static void test_parse(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"http://h/p", "http|(none)|(none)|h|0|/p|(none)|(none)|(none)"},
		{"HTTP://u:p@h:8080/a/b?q=1&r#f", "http|u|p|h|8080|/a/b|q=1&r|f|(none)"},
		{"http://h", "http|(none)|(none)|h|0||(none)|(none)|(none)"},
		{"http://h:/", "http|(none)|(none)|h|0|/|(none)|(none)|(none)"},
		{"http://h?q", "http|(none)|(none)|h|0||q|(none)|(none)"},
		{"http://u:p@h:1?a@b:c/d", "http|u|p|h|1||a@b:c/d|(none)|(none)"},
		{"tftp://srv//path", "tftp|(none)|(none)|srv|0|//path|(none)|(none)|(none)"},
		{"http://[2001:db8::1]:80/x",
			"http|(none)|(none)|2001:db8::1|80|/x|(none)|(none)|(none)"},
		{"http://[fe80::1%25net0]/",
			"http|(none)|(none)|fe80::1%net0|0|/|(none)|(none)|(none)"},
		{"http://us%3Aer:p%40%2F@h/", "http|us:er|p@/|h|0|/|(none)|(none)|(none)"},
		{"http://a@b@h/", "http|a@b|(none)|h|0|/|(none)|(none)|(none)"},
		{"http://u:@h/", "http|u||h|0|/|(none)|(none)|(none)"},
		{"http://h/a b\\c", "http|(none)|(none)|h|0|/a%20b%5Cc|(none)|(none)|(none)"},
		{"http://h/100%/%zz%4",
			"http|(none)|(none)|h|0|/100%25/%25zz%254|(none)|(none)|(none)"},
		{"http://h/\xc3\xa4\r\n",
			"http|(none)|(none)|h|0|/%C3%A4%0D%0A|(none)|(none)|(none)"},
		{"http://h/b.php##params", "http|(none)|(none)|h|0|/b.php|(none)|(none)|"},
		{"http://h/b?x##params=p1", "http|(none)|(none)|h|0|/b|x|(none)|p1"},
		{"http://h/b##paramsx", "http|(none)|(none)|h|0|/b|(none)|%23paramsx|(none)"},
		{"path/to", "(none)|(none)|(none)|(none)|0|path/to|(none)|(none)|(none)"},
		{"01-52-54-00", "(none)|(none)|(none)|(none)|0|01-52-54-00|(none)|(none)|(none)"},
		{"01:52:54", "(none)|(none)|(none)|(none)|0|01:52:54|(none)|(none)|(none)"},
		{"//h/x", "(none)|(none)|(none)|h|0|/x|(none)|(none)|(none)"},
		{"", "(none)|(none)|(none)|(none)|0||(none)|(none)|(none)"},
		{"file:///x", "file|(none)|(none)||0|/x|(none)|(none)|(none)"},
		{"foo:/x", "foo|(none)|(none)|(none)|0|/x|(none)|(none)|(none)"},
		{"iscsi:10.0.0.1::::iqn.x:y", "iscsi opaque 10.0.0.1::::iqn.x:y"},
		{"aoe:e0.1", "aoe opaque e0.1"},
		{"my_own-scheme+x.1:/y",
			"my_own-scheme+x.1|(none)|(none)|(none)|0|/y|(none)|(none)|(none)"},
		{"http://h:0/", "uri: port 0 is not between 1 and 65535 in \"http://h:0/\""},
		{"http://h:65536/",
			"uri: port 65536 is not between 1 and 65535 in \"http://h:65536/\""},
		{"http://h:8o/", "uri: port \"8o\" is not a number in \"http://h:8o/\""},
		{"http://[::1/",
			"uri: \"[\" without \"]\" around an IPv6 address in \"http://[::1/\""},
		{"http://[::1]x/", "uri: \"x\" after an IPv6 address in \"http://[::1]x/\""},
		{"http://a b/", "uri: \"a b\" cannot be a host name in \"http://a b/\""},
		{"http://a%00b/", "uri: a NUL (%00) in the host name in \"http://a%00b/\""},
		{"http://a%0d%0ab/", "uri: \"a??b\" cannot be a host name in \"http://a%0d%0ab/\""},
		{"http://user:secret@h:x/@", "uri: port \"x\" is not a number in \"http://h:x/@\""},
		{"http://user:sec@ret@h x/",
			"uri: \"h x\" cannot be a host name in \"http://h x/\""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(parts(cases[i].text), cases[i].want);
}

static void test_too_long(void)
{
	char *text = malloc(20001);
	struct uri *u = NULL;

	memset(text, 'a', 20000);
	text[20000] = '\0';
	CHECK_EQ(uri_parse(text, &u), -ERR_TOOBIG);
	free(text);
}

/* (ref) against (base), as text. */
static const char *resolved(const char *base_text, const char *ref_text)
{
	static char line[512];
	struct uri *base = NULL, *ref = NULL, *u = NULL;
	struct strbuf out = {};

	(void)snprintf(line, sizeof(line), "(failed)");
	if (!uri_parse(base_text, &base) && !uri_parse(ref_text, &ref) &&
		!uri_resolve(base, ref, &u) && !uri_format(u, URI_FULL, &out))
		(void)snprintf(line, sizeof(line), "%s", out.s);
	strbuf_free(&out);
	uri_free(u);
	uri_free(ref);
	uri_free(base);
	return line;
}

/* RFC 3986 5.4.1 and 5.4.2, complete, with the strict answer for "http:g". */
static void test_rfc3986_examples(void)
{
	static const char base[] = "http://a/b/c/d;p?q";
	static const struct {
		const char *ref, *want;
	} cases[] = {
		{"g:h", "g:h"},
		{"g", "http://a/b/c/g"},
		{"./g", "http://a/b/c/g"},
		{"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"},
		{"//g", "http://g"},
		{"?y", "http://a/b/c/d;p?y"},
		{"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p?q#s"},
		{"g#s", "http://a/b/c/g#s"},
		{"g?y#s", "http://a/b/c/g?y#s"},
		{";x", "http://a/b/c/;x"},
		{"g;x", "http://a/b/c/g;x"},
		{"g;x?y#s", "http://a/b/c/g;x?y#s"},
		{"", "http://a/b/c/d;p?q"},
		{".", "http://a/b/c/"},
		{"./", "http://a/b/c/"},
		{"..", "http://a/b/"},
		{"../", "http://a/b/"},
		{"../g", "http://a/b/g"},
		{"../..", "http://a/"},
		{"../../", "http://a/"},
		{"../../g", "http://a/g"},
		{"../../../g", "http://a/g"},
		{"../../../../g", "http://a/g"},
		{"/./g", "http://a/g"},
		{"/../g", "http://a/g"},
		{"g.", "http://a/b/c/g."},
		{".g", "http://a/b/c/.g"},
		{"g..", "http://a/b/c/g.."},
		{"..g", "http://a/b/c/..g"},
		{"./../g", "http://a/b/g"},
		{"./g/.", "http://a/b/c/g/"},
		{"g/./h", "http://a/b/c/g/h"},
		{"g/../h", "http://a/b/c/h"},
		{"g;x=1/./y", "http://a/b/c/g;x=1/y"},
		{"g;x=1/../y", "http://a/b/c/y"},
		{"g?y/./x", "http://a/b/c/g?y/./x"},
		{"g?y/../x", "http://a/b/c/g?y/../x"},
		{"g#s/./x", "http://a/b/c/g#s/./x"},
		{"g#s/../x", "http://a/b/c/g#s/../x"},
		{"http:g", "http:g"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(resolved(base, cases[i].ref), cases[i].want);
}

static void test_resolve_field(void)
{
	CHECK_STR(resolved("tftp://s/boot/menu.ipxe", "vmlinuz"), "tftp://s/boot/vmlinuz");
	CHECK_STR(resolved("tftp://s//srv/menu.ipxe", "vmlinuz"), "tftp://s//srv/vmlinuz");
	CHECK_STR(resolved("tftp://s//srv/menu.ipxe", "/vmlinuz"), "tftp://s/vmlinuz");
	CHECK_STR(resolved("http://u:p@s:81/a/b?q", "c"), "http://u:p@s:81/a/c");
	CHECK_STR(resolved("http://u:p@s:81/a/b", "//t/c"), "http://t/c");
	CHECK_STR(resolved("http://s", "c"), "http://s/c");
	CHECK_STR(resolved("http://s", ""), "http://s");
	CHECK_STR(resolved("http://s/a/b/", "../../../c"), "http://s/c");
	CHECK_STR(resolved("http://s/x", "http://t/a/../b"), "http://t/b");
	CHECK_STR(resolved("http://s/x", "a//b/../c"), "http://s/a//c");
	CHECK_STR(resolved("foo:/a", "/.//x"), "foo:/.//x");
	CHECK_STR(resolved("http://s/p.php?x", "q##params=z"), "http://s/q##params=z");
	CHECK_STR(resolved("iscsi:x", "y"), "(failed)");
	CHECK_STR(resolved("a/b", "c"), "a/c");
}

static void check_format(const char *text, unsigned flags, const char *want)
{
	struct uri *u = NULL;
	struct strbuf out = {};

	CHECK_EQ(uri_parse(text, &u), 0);
	CHECK_EQ(uri_format(u, flags, &out), 0);
	CHECK_STR(out.s, want);
	strbuf_free(&out);
	uri_free(u);
}

static void test_format(void)
{
	static const char *const same[] = {
		"http://u:p@h:8080/a/b?q=1&r#f",
		"http://[2001:db8::1]:80/x",
		"tftp://s//x",
		"http://us%3Aer:p%40%2F@h/",
		"http://h/b?x##params=p1",
		"http://h/b##params",
		"iscsi:10.0.0.1::::iqn.x:y",
		"../x?y",
		"http://h",
		"file:///x",
		"foo:/x",
		"http://[fe80::1%25net0]/",
	};

	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		check_format(same[i], URI_FULL, same[i]);
	check_format("http://u:p@h:81/a%20b?secret=1#f##params", URI_DISPLAY, "http://h:81/a%20b");
}

static void test_text(void)
{
	char text[600] = "http://h/";
	struct uri *u = NULL;
	const char *shown;

	memset(text + 9, 'x', 500);
	strcpy(text + 500, "tail");
	CHECK_EQ(uri_parse(text, &u), 0);
	shown = uri_text(u);
	CHECK_EQ(strlen(shown), 150);
	CHECK(!strncmp(shown, "http://h/xxx", 12));
	CHECK(strstr(shown, "...x") != NULL);
	CHECK_STR(shown + 146, "tail");
	CHECK(uri_text(u) != shown);
	uri_free(u);
}

static void check_target(
	const char *text, const char *want_target, const char *want_path, const char *want_base)
{
	struct strbuf target = {}, path = {};
	struct uri *u = NULL;
	char *base;

	CHECK_EQ(uri_parse(text, &u), 0);
	CHECK_EQ(uri_request_target(u, &target), 0);
	CHECK_STR(target.s, want_target);
	CHECK_EQ(uri_path_decoded(u, &path), 0);
	CHECK_STR(path.s, want_path);
	base = uri_basename(u);
	CHECK_STR(or_none(base), want_base);
	free(base);
	strbuf_free(&target);
	strbuf_free(&path);
	uri_free(u);
}

static void test_paths(void)
{
	struct strbuf path = {};
	struct uri *u = NULL;

	check_target("http://h", "/", "", "(none)");
	check_target("http://h?q", "/?q", "", "(none)");
	check_target("http://h/a%20b/c%2Fd?q=%20#f", "/a%20b/c%2Fd?q=%20", "/a b/c/d", "c/d");
	check_target("http://h/dir/", "/dir/", "/dir/", "(none)");
	check_target("name.img", "/name.img", "name.img", "name.img");
	CHECK_EQ(uri_parse("http://h/a%00b", &u), 0);
	CHECK_EQ(uri_path_decoded(u, &path), -ERR_INVAL);
	CHECK(!uri_basename(u));
	uri_free(u);
	CHECK_EQ(uri_parse("aoe:e0", &u), 0);
	CHECK(!uri_basename(u));
	uri_free(u);
}

static void check_make(const char *host, const char *path, const char *want, const char *plain)
{
	struct strbuf out = {}, decoded = {};
	struct uri *u = NULL;

	CHECK_EQ(uri_make("tftp", host, path, &u), 0);
	CHECK_EQ(uri_format(u, URI_FULL, &out), 0);
	CHECK_STR(out.s, want);
	CHECK_EQ(uri_path_decoded(u, &decoded), 0);
	CHECK_STR(decoded.s + 1, plain);
	strbuf_free(&out);
	strbuf_free(&decoded);
	uri_free(u);
}

static void test_make(void)
{
	check_make("10.0.0.1", "boot/x.efi", "tftp://10.0.0.1/boot/x.efi", "boot/x.efi");
	check_make("10.0.0.1", "/boot/x", "tftp://10.0.0.1//boot/x", "/boot/x");
	check_make("s", "a b?c#d%20", "tftp://s/a%20b%3Fc%23d%2520", "a b?c#d%20");
	check_make("s", "boot\\x64", "tftp://s/boot%5Cx64", "boot\\x64");
}

static void test_cwd(void)
{
	struct uri *u = NULL;
	struct strbuf out = {};

	CHECK(!uri_cwd());
	CHECK_EQ(uri_parse_cwd("x", &u), -ERR_INVAL);
	CHECK_EQ(uri_parse_cwd("", &u), -ERR_INVAL);
	CHECK_EQ(uri_parse_cwd("http://h/a/../b", &u), 0);
	CHECK_STR(u->path, "/b");
	CHECK_EQ(uri_cwd_set(u), 0);
	uri_free(u);
	CHECK_STR(uri_cwd()->host, "h");
	CHECK_EQ(uri_cwd_set(uri_cwd()), 0);
	CHECK_EQ(uri_parse_cwd("x?y", &u), 0);
	CHECK_EQ(uri_format(u, URI_FULL, &out), 0);
	CHECK_STR(out.s, "http://h/x?y");
	CHECK_EQ(uri_parse_cwd("", &u), -ERR_INVAL);
	CHECK(uri_is_absolute(u));
	uri_free(u);
	strbuf_free(&out);
	CHECK_EQ(uri_cwd_set(NULL), 0);
	CHECK(!uri_cwd());
}

static void check_equal(const char *a_text, const char *b_text, bool want)
{
	struct uri *a = NULL, *b = NULL;

	CHECK_EQ(uri_parse(a_text, &a), 0);
	CHECK_EQ(uri_parse(b_text, &b), 0);
	CHECK_EQ(uri_equal(a, b), want);
	uri_free(a);
	uri_free(b);
}

static void test_equal(void)
{
	check_equal("http://H/a", "http://h/a", true);
	check_equal("http://h/a", "http://h/A", false);
	check_equal("http://h/a?", "http://h/a", false);
	check_equal("http://h:81/a", "http://h/a", false);
	check_equal("x", "x", true);
}

static void test_strings(void)
{
	struct strbuf out = {};

	CHECK_EQ(uri_encode_string("a/#:@?=&+% \x01\xff~-._z!", 19, &out), 0);
	CHECK_STR(out.s, "a%2F%23%3A%40%3F%3D%26%2B%25%20%01%FF~-._z!");
	strbuf_reset(&out);
	CHECK_EQ(uri_decode_string("a%2fb%zz%", &out), 0);
	CHECK_STR(out.s, "a/b%zz%");
	strbuf_free(&out);
}

int main(void)
{
	test_parse();
	test_too_long();
	test_rfc3986_examples();
	test_resolve_field();
	test_format();
	test_text();
	test_paths();
	test_make();
	test_cwd();
	test_equal();
	test_strings();
	return check_done();
}
