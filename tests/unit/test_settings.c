/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings: names, the tree and its order, types in force, read-only blocks, applicators. */
#include "core/setting_type.h"
#include "core/settings.h"
#include "core/settings_name.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "unit/check.h"

/* The value of (name) as a script sees it, "" if there is none. */
static const char *get(const char *name)
{
	static struct strbuf bufs[4];
	static unsigned n;
	struct strbuf *b = &bufs[n++ % 4];

	strbuf_reset(b);
	if (settings_get(name, b) < 0 || !b->len)
		return "";
	return b->s;
}

static const char *show(const char *name)
{
	static struct strbuf b;

	strbuf_reset(&b);
	return settings_show(name, false, &b) < 0 ? "(none)" : b.s;
}

static void test_names(void)
{
	static const struct {
		const char *text;
		int status;
		const char *block, *name, *type;
	} cases[] = {
		{"a", 0, "", "a", NULL},
		{"net0/a", 0, "net0", "a", NULL},
		{"net0.dhcp/a:hex", 0, "net0.dhcp", "a", "hex"},
		{"/a", 0, "", "a", NULL},
		{"a/b/c", 0, "a", "b/c", NULL},
		{"", -ERR_INVAL, 0, 0, 0},
		{"net0/", -ERR_INVAL, 0, 0, 0},
		{":hex", -ERR_INVAL, 0, 0, 0},
		{"a:", -ERR_NOTSUP, 0, 0, 0},
		{"a:nosuch", -ERR_NOTSUP, 0, 0, 0},
		{"a:hex:hex", -ERR_NOTSUP, 0, 0, 0},
	};
	char longest[SETTING_NAME_MAX + 1];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct setting_name n;

		CHECK_EQ(setting_name_parse(cases[i].text, &n), cases[i].status);
		if (cases[i].status)
			continue;
		CHECK_STR(n.block, cases[i].block);
		CHECK_STR(n.name, cases[i].name);
		CHECK_STR(n.type ? n.type->name : "-", cases[i].type ? cases[i].type : "-");
	}
	memset(longest, 'a', sizeof(longest));
	longest[SETTING_NAME_MAX] = '\0';
	CHECK_EQ(settings_set(longest, "x"), -ERR_INVAL);
	longest[SETTING_NAME_MAX - 1] = '\0';
	CHECK_EQ(settings_set(longest, "x"), 0);
	CHECK_EQ(settings_clear(longest), 0);
}

static void test_tags(void)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t tag;
	} cases[] = {
		{"67", true, 67},
		{"0x43", true, 0x43},
		{"010", true, 8},
		{"43.9", true, 0x2b09},
		{"175.2", true, 0xaf02},
		{"0.4.0", true, 0x400},
		{"0x53534454.0.0.0.4", true, 0x5353445400000004},
		{"1.2.3.4.5.6.7.8", true, 0x0102030405060708},
		{"0", true, 0},
		{"1000.1", true, 1000 << 8 | 1},
		{"1.2.3.4.5.6.7.8.9", false, 0},
		{"", false, 0},
		{".", false, 0},
		{"1.", false, 0},
		{".1", false, 0},
		{"1a", false, 0},
		{"08", false, 0},
		{"-1", false, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t tag = 0;

		CHECK_EQ(setting_tag_parse(cases[i].text, &tag), cases[i].ok);
		CHECK_EQ(tag, cases[i].tag);
	}
}

static void test_set_get(void)
{
	CHECK_STR(get("x"), "");
	CHECK_EQ(settings_set("x", "a b"), 0);
	CHECK_STR(get("x"), "a b");
	CHECK_STR(get("x:hexhyp"), "61-20-62");
	CHECK_STR(get("x:nosuch"), "");
	CHECK_STR(get("nosuch/x"), "");
	CHECK_STR(show("x"), "x:string = a b");
	CHECK_EQ(settings_clear("x"), 0);
	CHECK_STR(get("x"), "");
	CHECK_EQ(settings_clear("x"), 0);
	CHECK_EQ(settings_set("x", "1"), 0);
	CHECK_EQ(settings_set("x", ""), 0);
	CHECK_STR(show("x"), "(none)");

	CHECK_EQ(settings_set("esc:hex", "1b"), 0);
	CHECK_STR(get("esc:string"), "\x1b");
	CHECK_STR(get("esc"), "1b");
	CHECK_EQ(settings_set("bad:int32", "ten"), -ERR_INVAL);
	CHECK(strstr(fail_last()->text, "bad:int32") != NULL);
	CHECK_STR(get("bad"), "");
	CHECK_EQ(settings_set("bad:nosuch", "1"), -ERR_INVAL);
	CHECK_EQ(settings_set("bad:busdevfn", "1"), -ERR_NOTSUP);
	CHECK_EQ(settings_set("", "1"), -ERR_INVAL);
}

static void test_predefined(void)
{
	/* By number, by name, in any base: the same setting. */
	CHECK_EQ(settings_set("67", "pxelinux.0"), 0);
	CHECK_STR(get("filename"), "pxelinux.0");
	CHECK_STR(get("0x43"), "pxelinux.0");
	CHECK_STR(show("67"), "filename:string = pxelinux.0");
	CHECK_EQ(settings_clear("filename"), 0);
	CHECK_STR(get("67"), "");
	CHECK_EQ(settings_set("next-server", "10.0.0.1"), 0);
	CHECK_STR(get("175.3"), "10.0.0.1");
	CHECK_STR(get("next-server:hex"), "0a:00:00:01");
	CHECK_EQ(settings_set("next-server", "nonsense"), -ERR_INVAL);
	CHECK_STR(get("next-server"), "10.0.0.1");
	CHECK_EQ(settings_clear("next-server"), 0);
	/* Without a predefined type a tag is a string. */
	CHECK_EQ(settings_set("210:string", "/prefix/"), 0);
	CHECK_STR(get("210"), "/prefix/");
	CHECK_STR(show("210"), "210:string = /prefix/");
	CHECK_EQ(settings_clear("210"), 0);
	CHECK_EQ(settings_set("mac", "52:54:00:12:34:56"), 0);
	CHECK_STR(get("mac:hexraw"), "525400123456");
	CHECK_EQ(settings_clear("mac"), 0);
}

static void test_inc(void)
{
	CHECK_EQ(settings_inc("fresh", 1), 0);
	CHECK_STR(get("fresh"), "1");
	CHECK_STR(show("fresh"), "fresh:int32 = 1");
	CHECK_EQ(settings_set("n:int32", "9"), 0);
	CHECK_EQ(settings_inc("n", 1), 0);
	CHECK_STR(get("n"), "10");
	CHECK_EQ(settings_inc("n", -12), 0);
	CHECK_STR(get("n"), "-2");
	CHECK_EQ(settings_set("n:uint8", "255"), 0);
	CHECK_EQ(settings_inc("n", 1), 0);
	CHECK_STR(show("n"), "n:uint8 = 0x0");
	CHECK_EQ(settings_set("n", "9"), 0);
	CHECK_EQ(settings_inc("n", 1), -ERR_NOTSUP);
	CHECK_STR(get("n"), "9");
	CHECK_EQ(settings_inc("nosuch/n", 1), -ERR_NOENT);
	CHECK(settings_find("nosuch") == NULL);
	CHECK_EQ(settings_inc("hostname", 1), -ERR_NOTSUP);
	CHECK_EQ(settings_inc("mtu", 1500), 0);
	CHECK_STR(show("mtu"), "mtu:uint16 = 0x5dc");
	CHECK_EQ(settings_clear("mtu"), 0);
	CHECK_EQ(settings_clear("n"), 0);
	CHECK_EQ(settings_clear("fresh"), 0);
}

static struct settings_block net0 = {.name = "net0", .ops = &settings_list_ops};
static struct settings_block net1 = {.name = "net1", .ops = &settings_list_ops};
static struct settings_block dhcp = {.name = "dhcp", .ops = &settings_list_ops};
static struct settings_block proxy = {.name = "proxydhcp", .ops = &settings_list_ops};

static void test_tree(void)
{
	CHECK_EQ(settings_add(&net0, NULL), 0);
	CHECK_EQ(settings_add(&net1, NULL), 0);
	CHECK_EQ(settings_add(&dhcp, &net0), 0);
	CHECK_EQ(settings_add(&proxy, NULL), 0);
	CHECK(settings_find("") != NULL);
	CHECK(settings_find("net0") == &net0);
	CHECK(settings_find("net0.dhcp") == &dhcp);
	CHECK(settings_find(".net0..dhcp.") == &dhcp);
	CHECK(settings_find("net") == NULL);
	CHECK(settings_find("dhcp") == NULL);

	/* An ordinary answer beats the ProxyDHCP one; a script beats both. */
	CHECK_EQ(settings_set("proxydhcp/filename", "proxy"), 0);
	CHECK_STR(get("filename"), "proxy");
	CHECK_EQ(settings_set("net1/filename", "one"), 0);
	CHECK_EQ(settings_set("net0.dhcp/filename", "zero"), 0);
	CHECK_STR(get("filename"), "zero");
	CHECK_STR(get("net0/filename"), "zero");
	CHECK_STR(get("net1/filename"), "one");
	CHECK_STR(get("net0/67"), "zero");
	CHECK_STR(show("filename"), "net0.dhcp/filename:string = zero");
	CHECK_STR(show("net1/67"), "net1/filename:string = one");
	/* Priority, inside a child, moves the whole branch; the same priority again restores it. */
	CHECK_EQ(settings_set("proxydhcp/priority", "1"), 0);
	CHECK_STR(get("filename"), "proxy");
	CHECK_EQ(settings_set("net0.dhcp/175.1", "1"), 0);
	CHECK_STR(get("filename"), "zero");
	CHECK_EQ(settings_set("net0.dhcp/priority", "-1"), 0);
	CHECK_EQ(settings_clear("proxydhcp/priority"), 0);
	CHECK_STR(get("filename"), "one");
	CHECK_EQ(settings_clear("net0.dhcp/priority"), 0);
	CHECK_STR(get("filename"), "zero");
	CHECK_EQ(settings_set("filename", "root"), 0);
	CHECK_STR(get("filename"), "root");
	CHECK_STR(get("net0/filename"), "zero");
	CHECK_EQ(settings_clear("filename"), 0);

	/* One of the same name takes the place of the old one, with all that was in it. */
	static struct settings_block other = {.name = "net0", .ops = &settings_list_ops};

	CHECK_EQ(settings_add(&other, NULL), 0);
	CHECK(settings_find("net0") == &other);
	CHECK(settings_find("net0.dhcp") == NULL);
	CHECK_STR(get("filename"), "one");
	settings_remove(&other);
	settings_remove(&net1);
	settings_remove(&proxy);
	CHECK_STR(get("filename"), "");
}

static void test_static_priority(void)
{
	struct settings_block low = {.name = "low", .ops = &settings_list_ops, .priority = -5};
	struct settings_block high = {.name = "high", .ops = &settings_list_ops, .priority = 5};

	CHECK_EQ(settings_add(&low, NULL), 0);
	CHECK_EQ(settings_add(&high, NULL), 0);
	CHECK_EQ(settings_set("low/v", "low"), 0);
	CHECK_EQ(settings_set("created/v", "created"), 0);
	CHECK_STR(get("v"), "created");
	CHECK_EQ(settings_set("high/v", "high"), 0);
	CHECK_STR(get("v"), "high");
	settings_remove(&high);
	settings_remove(settings_find("created"));
	CHECK_STR(get("v"), "low");
	settings_remove(&low);
}

static void test_netx(void)
{
	settings_set_netx(NULL);
	CHECK_STR(get("netX/mac"), "");
	CHECK_EQ(settings_set("netX/ip", "10.0.0.9"), -ERR_NODEV);
	CHECK_EQ(settings_add(&net0, NULL), 0);
	CHECK_EQ(settings_add(&dhcp, &net0), 0);
	settings_set_netx(&net0);
	CHECK_EQ(settings_set("netX/ip", "10.0.0.9"), 0);
	CHECK_STR(get("net0/ip"), "10.0.0.9");
	CHECK_EQ(settings_set("netX.dhcp/domain", "example"), 0);
	CHECK_STR(get("net0.dhcp/domain"), "example");
	CHECK_STR(show("netX/ip"), "net0/ip:ipv4 = 10.0.0.9");
	settings_remove(&net0);
	CHECK(settings_find("netX") == NULL);
}

static void test_created(void)
{
	char path[200] = "b0";
	struct settings_block *b;

	CHECK_EQ(settings_set("menu.a/x", "1"), 0);
	CHECK_STR(get("menu.a/x"), "1");
	CHECK_STR(get("x"), "1");
	CHECK_EQ(settings_set("00112233-4455-6677-8899-aabbccddeeff/x", "2"), 0);
	CHECK_STR(get("00112233-4455-6677-8899-aabbccddeeff/x"), "2");
	settings_remove(settings_find("00112233-4455-6677-8899-aabbccddeeff"));
	CHECK_EQ(settings_set("00112233-4455-6677-8899-aabbccddeeff-"
			      "00112233-4455-6677-8899-aab/x",
			 "1"),
		-ERR_INVAL);
	for (unsigned i = 1; i < 16; i++)
		strcat(path, ".b");
	strcat(path, "/x");
	CHECK_EQ(settings_set(path, "deep"), 0);
	CHECK_STR(get(path), "deep");
	CHECK_EQ(settings_set("b0.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b/x", "too deep"), -ERR_RANGE);
	b = settings_find("b0");
	settings_remove(b);
	settings_remove(settings_find("menu"));
	CHECK(settings_find("menu.a") == NULL);
	CHECK_STR(get("x"), "");
}

static int read_only_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	(void)b;
	if (strcmp(key->name, "fact") != 0)
		return -ERR_NOENT;
	*ret = (struct setting_value){.data = malloc(4), .len = 4};
	memcpy(ret->data, "\1\2\3\4", 4);
	return 0;
}

static int read_only_store(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	(void)b;
	(void)type;
	(void)data;
	(void)len;
	return strcmp(key->name, "fact") == 0 ? -ERR_NOTSUP : -ERR_NOTTY;
}

static void test_read_only(void)
{
	static const struct settings_ops ops = {read_only_fetch, read_only_store};
	struct settings_block b = {.name = "facts", .ops = &ops};

	CHECK_EQ(settings_add(&b, NULL), 0);
	CHECK_EQ(settings_set("facts/fact", "1"), -ERR_NOTSUP);
	CHECK(strstr(fail_last()->text, "read-only") != NULL);
	CHECK_EQ(settings_set("facts/other", "1"), -ERR_NOTTY);
	CHECK_EQ(settings_clear("facts/fact"), -ERR_NOTSUP);
	CHECK_STR(get("facts/fact:hex"), "01:02:03:04");
	CHECK_STR(get("fact:ipv4"), "1.2.3.4");
	CHECK_STR(get("fact:uuid"), "");
	settings_remove(&b);
}

static unsigned applied;
static void count_applied(void)
{
	applied++;
	/* What an applicator stores must not run it again. */
	CHECK_EQ(settings_set("derived", "1"), 0);
}

static void test_applicators(void)
{
	CHECK_EQ(settings_add_applicator(count_applied), 0);
	CHECK_EQ(settings_set("dns", "10.0.0.1"), 0);
	CHECK_EQ(applied, 1);
	CHECK_EQ(settings_set("dns", "bad"), -ERR_INVAL);
	CHECK_EQ(applied, 1);
	CHECK_EQ(settings_clear("dns"), 0);
	CHECK_EQ(applied, 2);
	for (unsigned i = 1; i < 8; i++)
		CHECK_EQ(settings_add_applicator(count_applied), 0);
	CHECK_EQ(settings_add_applicator(count_applied), -ERR_RANGE);
}

static int get_platform(struct strbuf *out)
{
	return strbuf_adds(out, "efi");
}

static void test_builtin(void)
{
	struct uri *u;

	CHECK_EQ(settings_builtin_add("platform", "string", get_platform), 0);
	CHECK_EQ(settings_builtin_add("platform", "nosuch", get_platform), -ERR_INVAL);
	CHECK_STR(show("platform"), "builtin/platform:string = efi");
	CHECK(*get("version") != '\0');
	CHECK_EQ(settings_set("builtin/platform", "x"), -ERR_NOTSUP);
	settings_set_errno(-ERR_NOENT);
	CHECK_STR(get("errno"), "0x3");
	settings_set_errno(0);
	CHECK_STR(get("errno"), "0x0");
	CHECK_STR(get("cwuri"), "");
	CHECK_EQ(uri_parse("http://10.0.0.1/dir/a.ipxe?x=1", &u), 0);
	CHECK_EQ(uri_cwd_set(u), 0);
	uri_free(u);
	CHECK_STR(get("cwuri"), "http://10.0.0.1/dir/a.ipxe?x=1");
	CHECK_STR(get("cwduri"), "http://10.0.0.1/dir/");
	CHECK_EQ(uri_cwd_set(NULL), 0);
}

static void test_typed(void)
{
	struct setting_value v;
	struct settings_block *origin;
	uint32_t ip;
	uint64_t n;
	char *text;

	CHECK_EQ(settings_add(&net0, NULL), 0);
	CHECK_EQ(settings_set("net0/ip", "10.0.2.15"), 0);
	CHECK_EQ(settings_get_ipv4("ip", &ip), 0);
	CHECK_EQ(ip, 0x0a00020f);
	CHECK_EQ(settings_get_ipv4("gateway", &ip), -ERR_NOENT);
	CHECK_EQ(settings_get_raw("ip", &v, &origin), 0);
	CHECK(origin == &net0);
	CHECK_EQ(v.len, 4);
	setting_value_free(&v);
	CHECK_EQ(settings_get_raw_in(&net0, "ip", &v), 0);
	setting_value_free(&v);
	CHECK_EQ(settings_set("filename", "x"), 0);
	CHECK_EQ(settings_get_raw_in(&net0, "filename", &v), -ERR_NOENT);
	CHECK_EQ(settings_set_raw("net0/mtu", "uint16", "\x05\xdc", 2), 0);
	CHECK_EQ(settings_get_uint("mtu", &n), 0);
	CHECK_EQ(n, 1500);
	CHECK_EQ(settings_set("tries", "0x10"), 0);
	CHECK_EQ(settings_get_uint("tries", &n), 0);
	CHECK_EQ(n, 16);
	CHECK_EQ(settings_set("tries", "many"), 0);
	CHECK_EQ(settings_get_uint("tries", &n), -ERR_INVAL);
	text = settings_get_text("net0/ip");
	CHECK_STR(text, "10.0.2.15");
	free(text);
	CHECK(settings_get_text("nosuch") == NULL);
	CHECK_EQ(settings_set_raw("x", "nosuch", "a", 1), -ERR_INVAL);
	settings_remove(&net0);
	CHECK_EQ(settings_clear("filename"), 0);
	CHECK_EQ(settings_clear("tries"), 0);
}

static void test_limits(void)
{
	size_t half = SETTINGS_MAX / 2 - 4096;
	uint8_t *big = calloc(1, SETTINGS_MAX + 1);
	char name[16];
	unsigned n;

	CHECK_EQ(settings_set_raw("big", "string", big, SETTINGS_MAX + 1), -ERR_TOOBIG);
	CHECK_EQ(settings_set_raw("a", "string", big, half), 0);
	CHECK_EQ(settings_set_raw("b", "string", big, half), 0);
	CHECK_EQ(settings_set_raw("c", "string", big, half), -ERR_TOOBIG);
	CHECK_STR(get("c"), "");
	/* Another value in its place needs no more room. */
	CHECK_EQ(settings_set_raw("b", "string", big, half), 0);
	CHECK_EQ(settings_set_raw("b", "string", big, half + 64 * 1024), -ERR_TOOBIG);
	CHECK_EQ(settings_set_raw("b", "string", big, 1), 0);
	CHECK_EQ(settings_set_raw("c", "string", big, half), 0);
	CHECK_EQ(settings_clear("a"), 0);
	CHECK_EQ(settings_clear("b"), 0);
	CHECK_EQ(settings_clear("c"), 0);
	free(big);
	/* Names and blocks count as well, and all that is taken out gives its room back. */
	for (unsigned round = 0; round < 2; round++) {
		for (n = 0; n < 100000; n++) {
			snprintf(name, sizeof(name), "many.b%u/x", n);
			if (settings_set(name, "1") < 0)
				break;
		}
		CHECK(n > 500 && n < 20000);
		CHECK_EQ(fail_last()->code, ERR_TOOBIG);
		settings_remove(settings_find("many"));
	}
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_names();
	test_tags();
	test_set_get();
	test_predefined();
	test_inc();
	test_tree();
	test_static_priority();
	test_netx();
	test_created();
	test_read_only();
	test_builtin();
	test_typed();
	test_limits();
	test_applicators();
	return check_done();
}
