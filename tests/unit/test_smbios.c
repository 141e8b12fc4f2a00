/* SPDX-License-Identifier: BSD-2-Clause */
/* SMBIOS: the parser on good and broken tables, and the settings block over it. */
#include "core/settings.h"
#include "core/smbios.h"
#include "core/status.h"
#include "core/util.h"
#include "unit/check.h"

static const char good[] =
	/* type 0: BIOS; vendor is string 1 */
	"\x00\x06\x00\x00\x01\x00"
	"Vendor\0\0"
	/* type 1: system; strings at 4, 5, 6, 7; UUID at 8 */
	"\x01\x1b\x01\x00\x01\x02\x00\x03"
	"\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff"
	"\x06\x00\x00"
	"Maker\0"
	"Model X\0"
	"  S123  \0\0"
	/* type 2: board, without strings; its serial number refers to one that is not there */
	"\x02\x08\x02\x00\x00\x00\x00\x05\0\0"
	/* type 3: chassis; asset tag */
	"\x03\x09\x03\x00\x00\x01\x00\x00\x01"
	"ASSET-7\0\0"
	/* type 11 twice: literal strings */
	"\x0b\x05\x04\x00\x02"
	"one\0"
	"two\0\0"
	"\x0b\x05\x05\x00\x01"
	"three\0\0"
	"\x7f\x04\x06\x00\0\0"
	/* behind the end */
	"\x02\x08\x07\x00\x00\x00\x00\x01"
	"hidden\0";
#define GOOD_LEN sizeof(good)

static const char *get(const char *name)
{
	static struct strbuf bufs[2];
	static unsigned n;
	struct strbuf *b = &bufs[n++ % 2];

	strbuf_reset(b);
	if (settings_get(name, b) < 0 || !b->len)
		return "";
	return b->s;
}

static void test_settings(void)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{"manufacturer", "Maker"},
		{"product", "Model X"},
		{"serial", "S123"},
		{"asset", "ASSET-7"},
		{"board-serial", ""},
		{"uuid", "00112233-4455-6677-8899-aabbccddeeff"},
		{"uuid:guid", "33221100-5544-7766-8899-aabbccddeeff"},
		{"uuid:hexraw",
			"3322110055447766"
			"8899aabbccddeeff"},
		{"smbios/1.4.0", "Maker"},
		{"smbios/0x01.4.0", "Maker"},
		{"smbios/0.4.0", "Vendor"},
		{"smbios/1.8.16", "00112233-4455-6677-8899-aabbccddeeff"},
		{"smbios/1.24.1", "06"},
		{"smbios/1.24.3", "06:00:00"},
		{"smbios/1.24.4", ""},
		{"smbios/1.27.1", ""},
		{"smbios/1.27.0", ""},
		{"smbios/1.255.255", ""},
		{"smbios/11.0.1", "one"},
		{"smbios/11.0.2", "two"},
		{"smbios/11.0.3", ""},
		{"smbios/1.11.0.1", "three"},
		{"smbios/2.11.0.1", ""},
		{"smbios/3.0.0", "03:09:03:00:00:01:00:00:01"},
		{"smbios/0.0.0", "00:06:00:00:01:00"},
		{"smbios/2.7.0", ""},
		{"smbios/99.0.0", ""},
		{"smbios/1.0.1.4.0", ""},
		{"smbios/uuid", "00112233-4455-6677-8899-aabbccddeeff"},
		/* DHCP tags are not looked up here, nor ours there */
		{"67", ""},
		{"1.4.0", ""},
		{"smbios/filename", ""},
	};

	CHECK_EQ(smbios_settings_init((const uint8_t *)good, GOOD_LEN, 0x0208), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_STR(get(cases[i].name), cases[i].want);
		if (strcmp(get(cases[i].name), cases[i].want) != 0)
			printf("\t%s\n", cases[i].name);
	}
	CHECK_EQ(settings_set("smbios/serial", "x"), -ERR_NOTSUP);
	CHECK_EQ(settings_set("serial", "mine"), 0);
	CHECK_STR(get("serial"), "mine");
	CHECK_EQ(settings_clear("serial"), 0);
	/* Before 2.6 nobody swapped. */
	CHECK_EQ(smbios_settings_init((const uint8_t *)good, GOOD_LEN, 0x0205), 0);
	CHECK_STR(get("uuid"), "33221100-5544-7766-8899-aabbccddeeff");
	CHECK_STR(get("serial"), "S123");
}

static void test_parser(void)
{
	struct smbios_struct s;
	const char *text;
	size_t len;

	CHECK_EQ(smbios_find((const uint8_t *)good, GOOD_LEN, 11, 1, &s), 0);
	CHECK_EQ(s.len, 5);
	CHECK_EQ(smbios_string(&s, 1, &text, &len), 0);
	CHECK_EQ(len, 5);
	CHECK_EQ(smbios_string(&s, 0, &text, &len), -ERR_NOENT);
	CHECK_EQ(smbios_string(&s, 2, &text, &len), -ERR_NOENT);
	CHECK_EQ(smbios_string(&s, 255, &text, &len), -ERR_NOENT);
	CHECK_EQ(smbios_find((const uint8_t *)good, GOOD_LEN, 2, 1, &s), -ERR_NOENT);
	CHECK_EQ(smbios_find(NULL, 0, 1, 0, &s), -ERR_NOENT);
}

/* However short the table is, nothing behind its end is read (the sanitizer watches). */
static void test_truncated(void)
{
	size_t first = 0;

	for (size_t len = 0; len <= GOOD_LEN; len++) {
		uint8_t *copy = malloc(len ? len : 1);
		struct smbios_struct s;

		memcpy(copy, good, len);
		if (smbios_find(copy, len, 3, 0, &s) == 0 && !first)
			first = len;
		free(copy);
	}
	CHECK(first > 0 && first < GOOD_LEN);
}

static void test_broken(void)
{
	static const struct {
		const char *bytes;
		size_t len;
	} tables[] = {
		{"\x01\x03\0\0\0\0", 6}, /* shorter than its own header */
		{"\x01\x08\0\0\0\0", 6}, /* longer than the table */
		{"\x01\x04\0\0\0", 5},   /* without its end */
		{"\x01\x04\0\0"
		 "abc\0",
			8}, /* strings without their end */
		{"\x01", 1},
	};
	struct smbios_struct s;

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		CHECK_EQ(smbios_find((const uint8_t *)tables[i].bytes, tables[i].len, 1, 0, &s),
			-ERR_NOENT);
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_settings();
	test_parser();
	test_truncated();
	test_broken();
	return check_done();
}
