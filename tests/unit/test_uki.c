/* SPDX-License-Identifier: BSD-2-Clause */
/* Unified kernel images: taking them apart, and starting the kernel inside. */
#include "arch/host/host.h"
#include "core/status.h"
#include "image/image.h"
#include "image/types.h"
#include "image/uki.h"
#include "unit/check.h"
#include "unit/image_samples.h"
#include "unit/uki_sample.h"

static void check_part(const struct uki_part *part, const char *want)
{
	_cleanup_(freep) char *text =
		part->data ? str_ndup((const char *)part->data, part->len) : str_dup("(none)");

	CHECK_STR(text, want ? want : "(none)");
}

static void test_sections(void)
{
	static const struct uki_section sections[] = {
		{".osrel", "ID=debian\nPRETTY_NAME=\"Debian 12\"\n", 33},
		{".cmdline", "root=/dev/sda1\nquiet\n\0", 22},
		{".uname", "6.1.0-18", 8},
		{".initrd", "070701 inside", 13},
		{".linux", "kernel", 6},
		{".sbat", "ignored", 7},
	};
	struct strbuf line = {};
	struct uki u;
	size_t len;
	uint8_t *p = sample_uki(sections, ARRAY_SIZE(sections), &len);

	CHECK_EQ(uki_read(p, len, 0, &u), 0);
	check_part(&u.kernel, "kernel");
	check_part(&u.initrd, "070701 inside");
	check_part(&u.ucode, NULL);
	CHECK_EQ(u.n_profiles, 0);
	CHECK_EQ(u.machine, 0x8664);
	CHECK_EQ(uki_add_line(&u.cmdline, &line), 0);
	CHECK_STR(line.s, "root=/dev/sda1 quiet");
	strbuf_free(&line);
	CHECK_EQ(uki_read(p, len, 1, &u), -ERR_NOENT);
}

static void test_profiles(void)
{
	static const struct uki_section sections[] = {
		{".cmdline", "common", 6},
		{".initrd", "rd", 2},
		{".linux", "kernel", 6},
		{".profile", "ID=main", 7},
		{".profile", "ID=reset\nTITLE=Reset", 20},
		{".cmdline", "reset", 5},
		{".profile", "ID=debug", 8},
		{".cmdline", "debug", 5},
		{".initrd", "more", 4},
	};
	static const struct {
		const char *cmdline, *initrd;
	} want[] = {{"common", "rd"}, {"reset", "rd"}, {"debug", "more"}};
	struct uki u;
	size_t len;
	uint8_t *p = sample_uki(sections, ARRAY_SIZE(sections), &len);

	for (unsigned i = 0; i < ARRAY_SIZE(want); i++) {
		CHECK_EQ(uki_read(p, len, i, &u), 0);
		CHECK_EQ(u.n_profiles, 3);
		check_part(&u.kernel, "kernel");
		check_part(&u.cmdline, want[i].cmdline);
		check_part(&u.initrd, want[i].initrd);
	}
	CHECK_EQ(uki_read(p, len, 3, &u), -ERR_NOENT);
}

static void test_malformed(void)
{
	static const struct uki_section sections[] = {
		{".linux", "kernel", 6}, {".initrd", "rd", 2}};
	static const struct uki_section others[] = {{".text", "code", 4}, {".osrel", "ID=x", 4}};
	struct uki u = {};
	size_t len;
	uint8_t *p = sample_uki(others, ARRAY_SIZE(others), &len);

	CHECK_EQ(uki_read(p, len, 0, &u), -ERR_NOTMINE);
	p = sample_uki(sections, ARRAY_SIZE(sections), &len);
	CHECK_EQ(uki_read(p, 0, 0, &u), -ERR_NOTMINE);
	CHECK_EQ(uki_read(p, UKI_HEADER, 0, &u), -ERR_NOTMINE);
	CHECK_EQ(uki_read(p, len - 1, 0, &u), -ERR_NOEXEC);
	put_le32(p + UKI_HEADER + 20, 0xfffffe00); /* the kernel behind the file */
	CHECK_EQ(uki_read(p, len, 0, &u), -ERR_NOEXEC);
	CHECK(u.kernel.data == NULL);
	p = sample_uki(sections, ARRAY_SIZE(sections), &len);
	put_le32(p + UKI_HEADER + 8, 4096); /* larger in memory than in the file */
	CHECK_EQ(uki_read(p, len, 0, &u), 0);
	CHECK_EQ(u.kernel.len, 512);
}

static void test_profile_word(void)
{
	static const struct {
		const char *text, *rest;
		unsigned profile;
	} table[] = {
		{"", "", 0},
		{"quiet", "quiet", 0},
		{"@2", "", 2},
		{"@1  quiet", "quiet", 1},
		{"@x", "@x", 0},
		{"@1x", "@1x", 0},
		{"@99999999999 a", "a", 64},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		const char *text = table[i].text;

		CHECK_EQ(uki_take_profile(&text), table[i].profile);
		CHECK_STR(text, table[i].rest);
	}
}

/* ---- starting ---- */

static struct {
	char how[16], cmdline[64], initrd[64];
	size_t len;
	bool is_kernel;
} started;

static int fake_start(const char *how, const struct boot_spec *spec)
{
	struct strbuf initrd = {};

	snprintf(started.how, sizeof(started.how), "%s", how);
	snprintf(started.cmdline, sizeof(started.cmdline), "%s", spec->cmdline);
	started.len = spec->len;
	started.is_kernel = memcmp(spec->data, sample_bzimage(), SAMPLE_BZIMAGE_LEN) == 0;
	for (size_t i = 0; i < spec->n_initrd; i++) /* padding becomes dots */
		for (size_t j = 0; j < spec->initrd[i].len; j++) {
			char c = ((const char *)spec->initrd[i].data)[j];

			(void)strbuf_addc(&initrd, c ? c : '.');
		}
	snprintf(started.initrd, sizeof(started.initrd), "%s", initrd.s ? initrd.s : "");
	strbuf_free(&initrd);
	return 0;
}

static struct image *add(const char *name, const void *data, size_t len)
{
	struct blob b = {0};
	struct image *img = NULL;

	CHECK_EQ(blob_copy(&b, data, len), 0);
	CHECK_EQ(image_add(name, &b, NULL, &img), 0);
	return img;
}

static struct image *add_uki(const void *kernel, size_t kernel_len)
{
	const struct uki_section sections[] = {
		{".cmdline", "inside quiet\n", 13},
		{".ucode", "070701u", 7},
		{".initrd", "070701i", 7},
		{".linux", kernel, (uint32_t)kernel_len},
		{".profile", "ID=main", 7},
		{".profile", "ID=two", 6},
		{".cmdline", "second", 6},
	};
	size_t len;
	uint8_t *p = sample_uki(sections, ARRAY_SIZE(sections), &len);

	return add("uki.efi", p, len);
}

static void test_start(void)
{
	struct image *uki = add_uki(sample_bzimage(), SAMPLE_BZIMAGE_LEN), *rd;

	host_set_start(fake_start);
	CHECK(uki->type == &uki_image_type);
	CHECK_EQ(image_exec(uki), 0);
	CHECK_STR(started.how, "linux");
	CHECK(started.is_kernel);
	CHECK_EQ(started.len, SAMPLE_BZIMAGE_LEN);
	CHECK_STR(started.cmdline, "inside quiet");
	CHECK_STR(started.initrd, "070701u.070701i.");
	rd = add("more.cpio", "070701m", 7);
	rd->for_initrd = true;
	CHECK_EQ(image_set_cmdline(uki, "outside"), 0);
	CHECK_EQ(image_exec(uki), 0);
	CHECK_STR(started.cmdline, "outside");
	CHECK_STR(started.initrd, "070701u.070701i.070701m.");
	CHECK_EQ(image_set_cmdline(uki, "@1"), 0);
	CHECK_EQ(image_exec(uki), 0);
	CHECK_STR(started.cmdline, "second");
	CHECK_EQ(image_set_cmdline(uki, "@2"), 0);
	CHECK_EQ(image_exec(uki), -ERR_NOENT);
	CHECK_STR(fail_last()->text, "UKI: uki.efi: it has no profile 2");
	image_free_all();
}

static void test_not_started(void)
{
	struct image *uki = add_uki("no kernel", 9);

	CHECK(uki->type == NULL);
	CHECK_EQ(image_exec(uki), -ERR_NOEXEC);
	CHECK_STR(fail_last()->text, "UKI: uki.efi: what it contains is no bzImage");
	image_free_all();
}

int main(void)
{
	test_sections();
	test_profiles();
	test_malformed();
	test_profile_word();
	test_start();
	test_not_started();
	return check_done();
}
