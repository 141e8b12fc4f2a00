/* SPDX-License-Identifier: BSD-2-Clause */
/* The types of settings: text to bytes and bytes to text, by table. */
#include "core/setting_type.h"
#include "core/status.h"
#include "core/util.h"
#include "unit/check.h"

#define BYTES(s) s, sizeof(s) - 1
#define NO       NULL, 0

/* Parsing (text) gives (raw); NULL: refused. */
static const struct {
	const char *type, *text, *raw;
	size_t len;
} parses[] = {
	{"string", "a b", BYTES("a b")},
	{"uristring", "a%20b%2f", BYTES("a b/")},
	{"ipv4", "192.168.0.1", BYTES("\xc0\xa8\0\1")},
	{"ipv4", "255.255.255.255", BYTES("\xff\xff\xff\xff")},
	{"ipv4", "256.0.0.1", NO},
	{"ipv4", "1.2.3", NO},
	{"ipv4", "1.2.3.4.5", NO},
	{"ipv4", "1.2.3.", NO},
	{"ipv4", " 1.2.3.4", NO},
	{"ipv4", "1.2.3.4 ", NO},
	{"ipv4", "", NO},
	{"ipv4", "99999999999.1.1.1", NO},
	{"ipv6", "::", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
	{"ipv6", "::1", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1")},
	{"ipv6", "fe80::1:2", BYTES("\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\1\0\2")},
	{"ipv6", "1:2:3:4:5:6:7:8", BYTES("\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\x08")},
	{"ipv6", "1::", BYTES("\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
	{"ipv6", "1:2:3:4:5:6:7::", BYTES("\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\0")},
	{"ipv6", "::ffff:1.2.3.4", BYTES("\0\0\0\0\0\0\0\0\0\0\xff\xff\1\2\3\4")},
	{"ipv6", "1:2:3:4:5:6:1.2.3.4", BYTES("\0\1\0\2\0\3\0\4\0\5\0\6\1\2\3\4")},
	{"ipv6", "1:2:3:4:5:6:7:8:9", NO},
	{"ipv6", "1:2:3:4:5:6:7", NO},
	{"ipv6", "1::2::3", NO},
	{"ipv6", ":1::2", NO},
	{"ipv6", "1:::2", NO},
	{"ipv6", "12345::", NO},
	{"ipv6", "1:2:", NO},
	{"ipv6", ":", NO},
	{"ipv6", "", NO},
	{"ipv6", "g::", NO},
	{"ipv6", "1:2:3:4:5:6:7:1.2.3.4", NO},
	{"ipv6", "1::2:3:4:5:6:7:8", NO},
	{"int8", "10", BYTES("\x0a")},
	{"int8", "0x1ff", BYTES("\xff")},
	{"int8", "010", BYTES("\x08")},
	{"int16", "0x1234", BYTES("\x12\x34")},
	{"int32", "-1", BYTES("\xff\xff\xff\xff")},
	{"int32", "9", BYTES("\0\0\0\x09")},
	{"uint8", "255", BYTES("\xff")},
	{"uint16", "0", BYTES("\0\0")},
	{"uint32", "0XDEADBEEF", BYTES("\xde\xad\xbe\xef")},
	{"int32", "", NO},
	{"int32", "x", NO},
	{"int32", "1x", NO},
	{"int32", "08", NO},
	{"int32", "0x", NO},
	{"int32", "-", NO},
	{"int32", " 1", NO},
	{"int32", "--1", NO},
	{"int32", "18446744073709551616", NO},
	{"hex", "1b:5b:4a", BYTES("\x1b\x5b\x4a")},
	{"hex", "1:A:ff", BYTES("\1\x0a\xff")},
	{"hex", "1b", BYTES("\x1b")},
	{"hex", "1b:", NO},
	{"hex", ":1b", NO},
	{"hex", "1b5b", NO},
	{"hex", "1b-5b", NO},
	{"hex", "1g", NO},
	{"hexhyp", "52-54-00", BYTES("\x52\x54\0")},
	{"hexhyp", "52:54", NO},
	{"hexraw", "525400", BYTES("\x52\x54\0")},
	{"hexraw", "5", NO},
	{"hexraw", "52 54", NO},
	{"base64", "Zm9vYmFy", BYTES("foobar")},
	{"base64", "Zm9vYg==", BYTES("foob")},
	{"base64", "Zm9vYmE=", BYTES("fooba")},
	{"base64", "Zm9vYmE", BYTES("fooba")},
	{"base64", "Zm9vY", NO},
	{"base64", "Zm9v=", NO},
	{"base64", "Zm9vYg===", NO},
	{"base64", "Zm-v", NO},
	{"base64", "Zm9vYg==x", NO},
	{"uuid", "00112233-4455-6677-8899-aabbccddeeff",
		BYTES("\0\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff")},
	{"guid", "00112233-4455-6677-8899-AABBCCDDEEFF",
		BYTES("\x33\x22\x11\0\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff")},
	{"uuid", "00112233445566778899aabbccddeeff", NO},
	{"uuid", "", NO},
	{"uuid", "00112233-4455-6677-8899-aabbccddeef", NO},
	{"uuid", "00112233-4455-6677-8899-aabbccddeeff0", NO},
	{"busdevfn", "0000:00:03.0", NO},
	{"dnssl", "a.example b", BYTES("\1a\7example\0\1b\0")},
	{"dnssl", "a.", BYTES("\1a\0")},
	{"dnssl", "a..b", NO},
	{"dnssl", ".", NO},
	{"dnssl", ".a", NO},
	{"dnssl", "a..", NO},
	{"dnssl", "0123456789012345678901234567890123456789012345678901234567890123", NO},
};

/* Formatting (raw) gives (text); NULL: refused. */
static const struct {
	const char *type, *raw;
	size_t len;
	const char *text;
} formats[] = {
	{"string", BYTES("abc"), "abc"},
	{"string", BYTES("abc\0"), "abc"},
	{"string", BYTES(""), ""},
	{"string", BYTES("a\0b"), "a"},
	{"uristring", BYTES("a b/c\0"), "a%20b%2Fc"},
	{"ipv4", BYTES("\x0a\0\2\x0f"), "10.0.2.15"},
	{"ipv4", BYTES("\x0a\0\2\x0f\x0a\0\2\3"), "10.0.2.15"},
	{"ipv4", BYTES("\1\2\3"), NULL},
	{"ipv6", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "::"},
	{"ipv6", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"), "::1"},
	{"ipv6", BYTES("\x20\1\x0d\xb8\0\0\0\1\0\0\0\0\0\0\0\1"), "2001:db8:0:1::1"},
	{"ipv6", BYTES("\x20\1\x0d\xb8\0\0\0\0\0\1\0\0\0\0\0\1"), "2001:db8::1:0:0:1"},
	{"ipv6", BYTES("\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\0"), "1:2:3:4:5:6:7:0"},
	{"ipv6", BYTES("\0\1\0\2\0\3\0\4\0\5\0\6\0\0\0\0"), "1:2:3:4:5:6::"},
	{"ipv6", BYTES("\0\0\0\0\0\0\0\0\0\0\xff\xff\1\2\3\4"), "::ffff:1.2.3.4"},
	{"ipv6", BYTES("\0\1"), NULL},
	{"int8", BYTES("\xff"), "-1"},
	{"uint8", BYTES("\xff"), "0xff"},
	{"uint8", BYTES("\0"), "0x0"},
	{"uint32", BYTES("\0\0\0\x0a"), "0xa"},
	{"uint32", BYTES("\xff\xff\xff\xfe"), "0xfffffffe"},
	/* the width of the bytes counts, not that of the type */
	{"int8", BYTES("\1\0"), "256"},
	{"int32", BYTES("\xc0\xa8\0\1"), "-1062731775"},
	{"int32", BYTES("\x0a\0\0\1"), "167772161"},
	{"int16", BYTES("\x80"), "-128"},
	{"int32", BYTES(""), "0"},
	{"uint32", BYTES("\1\0\0\0\0\0\0\0"), "0x100000000000000"},
	{"int32", BYTES("\0\0\0\0\0\0\0\0\5"), "5"},
	{"int32", BYTES("\1\0\0\0\0\0\0\0\0"), NULL},
	{"int32", BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "-1"},
	{"int32", BYTES("\xff\0\0\0\0\0\0\0\0"), NULL},
	{"hex", BYTES("\x52\x54\0\xAB"), "52:54:00:ab"},
	{"hexhyp", BYTES("\x52\x54"), "52-54"},
	{"hexraw", BYTES("\x52\x54"), "5254"},
	{"hex", BYTES(""), ""},
	{"base64", BYTES("foobar"), "Zm9vYmFy"},
	{"base64", BYTES("foob"), "Zm9vYg=="},
	{"base64", BYTES("fooba"), "Zm9vYmE="},
	{"base64", BYTES("\xff\xff\xfe"), "///+"},
	{"uuid", BYTES("\0\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff"),
		"00112233-4455-6677-8899-aabbccddeeff"},
	{"guid", BYTES("\0\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff"),
		"33221100-5544-7766-8899-aabbccddeeff"},
	{"uuid", BYTES("\0\x11\x22"), NULL},
	{"busdevfn", BYTES("\0\0\0\x1a"), "0000:00:03.2"},
	{"busdevfn", BYTES("\0\1\xff\xff"), "0001:ff:1f.7"},
	{"busdevfn", BYTES("\1\0\0\0\0"), NULL},
	{"dnssl", BYTES("\1a\7example\0\1b\0"), "a.example b"},
	{"dnssl", BYTES("\1a\7example\0\1b\xc0\2"), "a.example b.example"},
	{"dnssl", BYTES("\1a\xc0\0"), NULL}, /* points at itself */
	{"dnssl", BYTES("\1a\xc0\7"), NULL}, /* points forward */
	{"dnssl", BYTES("\5a"), NULL},
	{"dnssl", BYTES("\1a"), NULL},
	{"dnssl", BYTES("\xc0"), NULL},
	{"dnssl", BYTES("\0"), NULL},
	{"dnssl", BYTES("\1\n\0"), NULL},
	{"dnssl", BYTES(""), ""},
};

static void test_parse(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(parses); i++) {
		_cleanup_(strbuf_free) struct strbuf raw = {0};
		const struct setting_type *t = setting_type_find(parses[i].type);
		int status = t->parse(t, parses[i].text, &raw);
		bool ok = parses[i].raw ? status == 0 && raw.len == parses[i].len &&
				memcmp(raw.s, parses[i].raw, raw.len) == 0
					: status < 0;

		if (!ok)
			printf("%s \"%s\": status %d, %zu bytes\n", t->name, parses[i].text, status,
				raw.len);
		CHECK(ok);
	}
}

static void test_format(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		_cleanup_(strbuf_free) struct strbuf text = {0};
		const struct setting_type *t = setting_type_find(formats[i].type);
		int status = t->format(t, (const uint8_t *)formats[i].raw, formats[i].len, &text);

		if (!formats[i].text) {
			CHECK(status < 0);
			continue;
		}
		CHECK_EQ(status, 0);
		CHECK_STR(text.len ? text.s : "", formats[i].text);
	}
}

static void test_find(void)
{
	static const char *const names[] = {
		"string",
		"uristring",
		"ipv4",
		"ipv6",
		"int8",
		"int16",
		"int32",
		"uint8",
		"uint16",
		"uint32",
		"hex",
		"hexhyp",
		"hexraw",
		"base64",
		"uuid",
		"guid",
		"busdevfn",
		"dnssl",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		CHECK(setting_type_find(names[i]) != NULL);
		CHECK_STR(setting_type_find(names[i])->name, names[i]);
	}
	CHECK(setting_type_find("") == NULL);
	CHECK(setting_type_find("int") == NULL);
	CHECK(setting_type_find("String") == NULL);
	CHECK_EQ(setting_type_busdevfn.parse(&setting_type_busdevfn, "1", NULL), -ERR_NOTSUP);
}

int main(void)
{
	test_parse();
	test_format();
	test_find();
	return check_done();
}
