/* SPDX-License-Identifier: BSD-2-Clause */
/* cpio headers: arguments, fields, padding, folders. */
#include "core/status.h"
#include "core/util.h"
#include "image/cpio.h"
#include "unit/check.h"

static void test_args(void)
{
	static const struct {
		const char *text;
		int status;
		const char *path;
		unsigned mode;
		int mkdir;
	} cases[] = {
		{"/a", 0, "/a", 0644, 0},
		{"a/b mode=755", 0, "a/b", 0755, 0},
		{"/a mode=0755 mkdir=-1", 0, "/a", 0755, -1},
		{"  /a\tmkdir=2 ", 0, "/a", 0644, 2},
		{"/a mode=4755", 0, "/a", 04755, 0},
		{"", -ERR_INVAL, 0, 0, 0},
		{"   ", -ERR_INVAL, 0, 0, 0},
		{"/", -ERR_INVAL, 0, 0, 0},
		{"/a/", -ERR_INVAL, 0, 0, 0},
		{"/a mode=8", -ERR_INVAL, 0, 0, 0},
		{"/a mode=", -ERR_INVAL, 0, 0, 0},
		{"/a mode=10000", -ERR_INVAL, 0, 0, 0},
		{"/a mkdir=x", -ERR_INVAL, 0, 0, 0},
		{"/a mkdir=-2", -ERR_INVAL, 0, 0, 0},
		{"/a mkdir=", -ERR_INVAL, 0, 0, 0},
		{"/a mkdir=99999999999", -ERR_INVAL, 0, 0, 0},
		{"/a b", -ERR_INVAL, 0, 0, 0},
	};
	struct cpio_args a;
	char longest[300];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_EQ(cpio_parse_args(cases[i].text, &a), cases[i].status);
		if (cases[i].status)
			continue;
		CHECK_STR(a.path, cases[i].path);
		CHECK_EQ(a.mode, cases[i].mode);
		CHECK_EQ(a.mkdir, cases[i].mkdir);
	}
	memset(longest, 'x', sizeof(longest));
	longest[256] = '\0';
	CHECK_EQ(cpio_parse_args(longest, &a), -ERR_INVAL);
	longest[255] = '\0';
	CHECK_EQ(cpio_parse_args(longest, &a), 0);
	CHECK_EQ(cpio_parse_args("/x y", &a), -ERR_INVAL);
	CHECK(strstr(fail_last()->text, "\"y\"") != NULL);
}

static void test_file(void)
{
	static const char want[] = "070701"
				   "00000000"
				   "000081ed"
				   "00000000"
				   "00000000"
				   "00000001"
				   "00000000"
				   "00000105"
				   "00000000"
				   "00000000"
				   "00000000"
				   "00000000"
				   "00000005"
				   "00000000"
				   "/foo\0";
	_cleanup_(strbuf_free) struct strbuf out = {0};
	struct cpio_args a;

	CHECK_EQ(cpio_parse_args("/foo mode=755", &a), 0);
	CHECK_EQ(cpio_add_headers(&a, 0x105, &out), 0);
	CHECK_EQ(out.len, 116);
	CHECK(memcmp(out.s, want, sizeof(want) - 1) == 0);
	CHECK_EQ(out.s[115], 0);
	CHECK_EQ(cpio_add_headers(&a, 0x100000000, &out), -ERR_TOOBIG);
	CHECK_EQ(cpio_add_headers(&a, 0xffffffff, &out), 0);
}

/* The names in the archive with their modes, as "mode name|…"; members have no data here. */
static const char *members(const char *text)
{
	static struct strbuf list;
	_cleanup_(strbuf_free) struct strbuf out = {0};
	struct cpio_args a;
	size_t pos = 0;

	strbuf_reset(&list);
	if (cpio_parse_args(text, &a) < 0 || cpio_add_headers(&a, 0, &out) < 0)
		return "(failed)";
	while (pos < out.len) {
		unsigned mode = 0, namesize = 0;

		CHECK_EQ(pos % 4, 0);
		CHECK_EQ(sscanf(out.s + pos + 14, "%8x", &mode), 1);
		CHECK_EQ(sscanf(out.s + pos + 94, "%8x", &namesize), 1);
		CHECK_EQ(namesize, strlen(out.s + pos + 110) + 1);
		CHECK_EQ(strbuf_addf(&list, "%o %s|", mode, out.s + pos + 110), 0);
		pos += ALIGN_UP(110 + namesize, 4u);
	}
	CHECK_EQ(pos, out.len);
	return list.s;
}

static void test_folders(void)
{
	CHECK_STR(members("/usr/local/bin/foo"), "100644 /usr/local/bin/foo|");
	CHECK_STR(members("/usr/local/bin/foo mkdir=1"),
		"40755 /usr/local/bin|100644 /usr/local/bin/foo|");
	CHECK_STR(members("/usr/local/bin/foo mkdir=2"),
		"40755 /usr/local|40755 /usr/local/bin|100644 /usr/local/bin/foo|");
	CHECK_STR(members("/usr/local/bin/foo mkdir=-1 mode=700"),
		"40755 /usr|40755 /usr/local|40755 /usr/local/bin|100700 /usr/local/bin/foo|");
	CHECK_STR(members("/usr//x mkdir=9"), "40755 /usr|100644 /usr//x|");
	CHECK_STR(members("a/b mkdir=-1"), "40755 a|100644 a/b|");
	CHECK_STR(members("a mkdir=-1"), "100644 a|");
}

int main(void)
{
	test_args();
	test_file();
	test_folders();
	return check_done();
}
