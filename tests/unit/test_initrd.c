/* SPDX-License-Identifier: BSD-2-Clause */
/* The initrd: which images, in which order, where each begins. */
#include "core/status.h"
#include "core/util.h"
#include "image/image.h"
#include "image/initrd.h"
#include "image/sniff.h"
#include "unit/check.h"
#include "unit/image_samples.h"

#define GZ(text) "\x1f\x8b" text

static struct image *add(const char *name, const void *data, size_t len)
{
	struct blob b = {0};
	struct image *img = NULL;

	CHECK_EQ(blob_copy(&b, data, len), 0);
	CHECK_EQ(image_add(name, &b, NULL, &img), 0);
	img->for_initrd = true;
	return img;
}

static struct image *add_gz(const char *name, const char *text)
{
	return add(name, text, strlen(text));
}

static struct image *add_kernel(const char *name)
{
	struct image *img = add(name, sample_bzimage(), SAMPLE_BZIMAGE_LEN);

	img->for_initrd = false;
	return img;
}

static void free_all(void)
{
	while (!list_empty(image_list()))
		image_free(list_entry(image_list()->next, struct image, node));
}

/* The bytes of the initrd for (kernel) with (cmdline), NULs shown as dots; checks the sums. */
static const char *build(struct image *kernel, const char *cmdline)
{
	static struct strbuf out;
	struct initrd rd = {0};
	size_t sum = 0;

	strbuf_reset(&out);
	CHECK_EQ(image_set_cmdline(kernel, cmdline), 0);
	kernel->hidden = true;
	CHECK_EQ(initrd_build(kernel, &rd), 0);
	kernel->hidden = false;
	for (size_t i = 0; i < rd.n; i++) {
		CHECK(rd.segments[i].len > 0);
		CHECK_EQ(strbuf_add(&out, rd.segments[i].data, rd.segments[i].len), 0);
		sum += rd.segments[i].len;
	}
	CHECK_EQ(sum, rd.len);
	CHECK_EQ(rd.len % 4, 0);
	initrd_free(&rd);
	for (size_t i = 0; i < out.len; i++)
		out.s[i] = out.s[i] ? out.s[i] : '.';
	return out.len ? out.s : "";
}

static void test_order(void)
{
	struct image *k = add_kernel("vmlinuz"), *other;

	CHECK_STR(build(k, ""), "");
	add_gz("a", GZ("AAA"));
	add_gz("b", GZ("BBBBBB"));
	other = add_gz("c", GZ("C"));
	CHECK_STR(build(k, "quiet"), GZ("AAA...") GZ("BBBBBB") GZ("C."));
	/* Named: exactly those, in that order. */
	CHECK_STR(build(k, "quiet initrd=c,a"), GZ("C.") GZ("AAA..."));
	CHECK_STR(build(k, "initrd=c x initrd=b initrd="), GZ("C.") GZ("BBBBBB"));
	CHECK_STR(build(k, "initrd=\\b initrd=/a"), GZ("BBBBBB") GZ("AAA..."));
	CHECK_STR(build(k, "initrd=nosuch,b,"), GZ("BBBBBB"));
	CHECK_STR(build(k, "a\tinitrd=,,b"), GZ("BBBBBB"));
	/* Named, but by no name there is; and words that only look like it. */
	CHECK_STR(build(k, "initrd=initrd.magic"), GZ("AAA...") GZ("BBBBBB") GZ("C."));
	CHECK_STR(build(k, "noinitrd=c xinitrd=c"), GZ("AAA...") GZ("BBBBBB") GZ("C."));
	CHECK_STR(build(k, "initrd=a;b"), GZ("AAA...") GZ("BBBBBB") GZ("C."));
	/* Fetched for something else, or hidden. */
	other->for_initrd = false;
	CHECK_STR(build(k, ""), GZ("AAA...") GZ("BBBBBB"));
	CHECK_STR(build(k, "initrd=c"), GZ("C."));
	other->hidden = true;
	CHECK_STR(build(k, "initrd=c"), GZ("AAA...") GZ("BBBBBB"));
	free_all();
}

/* "initrd URL NAME": an archive is called NAME, anything else is the file NAME. */
static void test_renamed(void)
{
	static const char *const plain[] = {"auto=true", "MSWIM...", "regf", "$SDI", "#!/bin/sh"};
	struct image *k = add_kernel("vmlinuz"), *img;
	char longest[300];

	img = add_gz("initrd.img", GZ("AA"));
	img->renamed = true;
	img = add_gz("disk", "\1\2\3\4");
	img->renamed = true;
	CHECK_STR(build(k, ""), GZ("AA") "\1\2\3\4");
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
		img = add_gz("file", plain[i]);
		img->renamed = true;
		CHECK(strstr(build(k, ""), "070701") && strstr(build(k, ""), "file"));
		CHECK(strstr(build(k, ""), plain[i]) != NULL);
		/* The command line wants it as it is. */
		CHECK(!strstr(build(k, "initrd=file"), "070701"));
		image_free(img);
	}
	img = add("bootmgfw.efi", sample_efi(), SAMPLE_EFI_LEN);
	img->renamed = true;
	CHECK(strstr(build(k, ""), "bootmgfw.efi") != NULL);
	image_free(img);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	img = add_gz(longest, "text");
	img->renamed = true;
	CHECK_EQ(initrd_build(k, &(struct initrd){0}), -ERR_TOOBIG);
	free_all();
}

static void test_left_out(void)
{
	struct image *k = add_kernel("vmlinuz"), *forced;

	add_gz("autoexec.ipxe", "#!ipxe\nboot\n");
	add_gz("boot.cfg", "timeout 5\ndefault x\n");
	add("grubx64.efi", sample_efi(), SAMPLE_EFI_LEN);
	add("vmlinuz2", sample_bzimage(), SAMPLE_BZIMAGE_LEN);
	add("board.dtb", "\xd0\x0d\xfe\xed....", 8);
	add("logo.png", "\x89PNG\r\n\x1a\n....", 12);
	add("unicode.pf2", "FILE\0\0\0\4PFF2", 12);
	add("empty", "", 0);
	add_gz("real", GZ("REAL12"));
	CHECK_STR(build(k, ""), GZ("REAL12"));
	/* Named ones go in whatever they are; so does what is given a path. */
	CHECK_STR(build(k, "initrd=boot.cfg"), "timeout 5\ndefault x\n");
	forced = image_find("autoexec.ipxe");
	CHECK_EQ(image_set_cmdline(forced, "/a.ipxe"), 0);
	CHECK(strncmp(build(k, ""), "070701", 6) == 0);
	free_all();
}

/* What another loader's configuration lists goes in, all of it and in its order, whatever it is and
 * whatever the names in its command line seem to say. */
static void test_listed(void)
{
	struct image *k = add_kernel("vmlinuz"), *last;

	add_gz("a.img", GZ("ROOT12"))->listed = true;
	add_gz("a.img", GZ("SUB345"))->listed = true;
	last = add_gz("boot.ipxe", "#!ipxe\nboot\n");
	last->listed = true;
	CHECK_STR(build(k, "initrd=a.img,d/a.img,d/boot.ipxe"),
		GZ("ROOT12") GZ("SUB345") "#!ipxe\nboot\n");
	/* Not with another kernel than the one that failed. */
	last->failed_with = k->id + 1000;
	CHECK_STR(build(k, "initrd=d/a.img"), GZ("ROOT12") GZ("SUB345"));
	free_all();
}

static void test_left_over(void)
{
	struct image *k1 = add_kernel("one"), *k2;

	image_select(k1);
	add_gz("a", GZ("A1"));
	image_attempt_failed();
	/* The same kernel goes on, with another mirror for what failed. */
	add_gz("b", GZ("B1"));
	CHECK_STR(build(k1, ""), GZ("A1") GZ("B1"));
	k2 = add_kernel("two");
	image_select(k2);
	add_gz("c", GZ("C1"));
	CHECK_STR(build(k2, ""), GZ("B1") GZ("C1"));
	CHECK_STR(build(k2, "initrd=a"), GZ("A1"));
	/* Of two files of one name, the one that was fetched for this kernel. */
	add_gz("a", GZ("A2"));
	CHECK_STR(build(k2, "initrd=a"), GZ("A2"));
	CHECK_STR(build(k1, "initrd=a"), GZ("A1"));
	free_all();
	/* A program that ran and failed in between was no attempt at all. */
	k1 = add("memtest.efi", sample_efi(), SAMPLE_EFI_LEN);
	add_gz("c", GZ("C1"));
	CHECK_EQ(image_exec(k1), -ERR_NOTSUP);
	CHECK_STR(build(add_kernel("two"), ""), GZ("C1"));
	CHECK_EQ(image_exec(image_find("two")), -ERR_NOTSUP);
	CHECK_STR(build(image_find("two"), ""), GZ("C1"));
	CHECK_STR(build(add_kernel("three"), ""), "");
	free_all();
	/* Nothing selected: nobody to blame. */
	k2 = add_kernel("two");
	add_gz("c", GZ("C1"));
	image_attempt_failed();
	CHECK_STR(build(k2, ""), GZ("C1"));
	free_all();
}

static struct image *add_from(const char *url, const char *text)
{
	struct image *img = add_gz("x", text);

	CHECK_EQ(uri_parse(url, &img->uri), 0);
	return img;
}

/* The same kernel is tried again: what is fetched again for it is not there twice. */
static void test_again(void)
{
	struct image *k = add_kernel("vmlinuz");

	image_select(k);
	add_from("http://h/a/x", GZ("A1"));
	add_from("http://h/b/x", GZ("B1"));
	add_from("http://h/a/x", GZ("A2"));
	CHECK_STR(build(k, ""), GZ("A1") GZ("B1") GZ("A2"));
	CHECK_EQ(image_exec(k), -ERR_NOTSUP);
	CHECK_STR(build(k, ""), GZ("A1") GZ("B1") GZ("A2"));
	add_from("http://h/b/x", GZ("B3"));
	CHECK_STR(build(k, ""), GZ("A1") GZ("A2") GZ("B3"));
	CHECK_EQ(image_set_cmdline(add_from("http://h/a/x", "text"), "/x"), 0);
	CHECK(strncmp(build(k, ""), GZ("A1") GZ("A2") GZ("B3") "0707", 16) == 0);
	free_all();
}

static void test_inject(void)
{
	struct image *k = add_kernel("vmlinuz"), *f;
	const char *text;
	struct initrd rd;

	add_gz("a", GZ("A"));
	f = add_gz("script", "hello\n");
	CHECK_EQ(image_set_cmdline(f, "/etc/motd mode=600 mkdir=-1"), 0);
	add_gz("b", GZ("B1"));
	text = build(k, "");
	CHECK(strncmp(text, GZ("A.") "070701", 10) == 0);
	CHECK(strncmp(text + 4 + 110, "/etc.", 5) == 0);
	CHECK(strncmp(text + 4 + 116 + 110, "/etc/motd.hello\n.." GZ("B1"), 22) == 0);
	CHECK_EQ(strlen(text), 4 + 116 + 120 + 8 + 4);

	CHECK_EQ(image_set_cmdline(f, "/etc/motd mode=9"), 0);
	rd = (struct initrd){.n = 77};
	CHECK_EQ(initrd_build(k, &rd), -ERR_INVAL);
	CHECK_EQ(rd.n, 77);
	/* An empty file has a header and nothing else. */
	free_all();
	k = add_kernel("vmlinuz");
	f = add("empty", "", 0);
	CHECK_EQ(image_set_cmdline(f, "/e"), 0);
	CHECK_EQ(strlen(build(k, "")), 116);
	free_all();
}

static void test_many(void)
{
	struct image *k = add_kernel("vmlinuz");

	for (unsigned i = 0; i < 100; i++) {
		struct image *img = add_gz("x", "data\n");

		CHECK_EQ(image_set_cmdline(img, "/x"), 0);
	}
	CHECK_EQ(strlen(build(k, "")), 100 * (116 + 8));
	free_all();
}

static void test_sniff(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *want;
	} cases[] = {
		{"070701....", 10, NULL},
		{"\x28\xb5\x2f\xfd", 4, NULL},
		{"BZh91AY", 7, NULL},
		{"\xfd"
		 "7zXZ\0",
			6, NULL},
		{"\x5d\0\0\x80", 4, NULL},
		{"MSWIM\0\0\0", 8, NULL},
		{"\0\0\0\0", 4, NULL},
		{"MZ\x90", 3, "a program"},
		{"#!/bin/sh\n", 10, "a script"},
		{"BM\x0f\0\0\0\0\0\0\0\x36\0\0\0.", 15, "a picture"},
		{"BM\x10\0\0\0\0\0\0\0\x36\0\0\0.", 15, NULL},
		{"gr\xc3\xbc\xc3\x9f\n", 7, "a configuration file"},
		{"", 0, "an empty file"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *got = sniff_not_initrd((const uint8_t *)cases[i].bytes, cases[i].len);

		CHECK_STR(got ? got : "-", cases[i].want ? cases[i].want : "-");
	}
}

int main(void)
{
	test_order();
	test_renamed();
	test_left_out();
	test_listed();
	test_left_over();
	test_again();
	test_inject();
	test_many();
	test_sniff();
	return check_done();
}
