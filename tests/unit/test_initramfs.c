/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of an initramfs by its files: archives of all kinds, in all packings, and
 * broken ones. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "image/cpio.h"
#include "image/initramfs.h"
#include "unit/check.h"

static struct initramfs_facts facts;
static unsigned ticks;
static unsigned stop_at;

static int on_tick(void *arg)
{
	CHECK(arg == &ticks);
	ticks++;
	return ticks == stop_at ? -ERR_CANCELED : 0;
}

static int scan_for(const void *data, size_t len, const char *needed)
{
	struct initramfs_part part = {data, len};

	memset(&facts, 0xee, sizeof(facts));
	ticks = 0;
	return initramfs_scan(&part, 1, needed, on_tick, &ticks, &facts);
}

static int scan(const struct strbuf *b)
{
	return scan_for(b->s, b->len, NULL);
}

/* Adds a file with (len) bytes of contents. */
static void add(struct strbuf *b, const char *name, const char *data, size_t len)
{
	struct cpio_args a = {.mode = 0644};

	snprintf(a.path, sizeof(a.path), "%s", name);
	CHECK_EQ(cpio_add_headers(&a, len, b), 0);
	CHECK_EQ(strbuf_add(b, data, len), 0);
	while (b->len % 4)
		CHECK_EQ(strbuf_addc(b, 0), 0);
}

static void add_end(struct strbuf *b)
{
	add(b, "TRAILER!!!", "", 0);
	while (b->len % 512)
		CHECK_EQ(strbuf_addc(b, 0), 0);
}

static void add_bytes(struct strbuf *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		CHECK_EQ(strbuf_addc(b, (char)(i * 7)), 0);
}

/* What (command) makes of (in), appended to (out). */
static void pack(const struct strbuf *in, const char *command, struct strbuf *out)
{
	char from[] = "/tmp/initramfsXXXXXX", buf[4096];
	_cleanup_(freep) char *line = NULL;
	int fd = mkstemp(from);
	FILE *pipe;
	size_t n;

	CHECK(fd >= 0 && write(fd, in->s, in->len) == (ssize_t)in->len);
	line = str_format("%s <%s", command, from);
	pipe = popen(line, "r");
	CHECK(pipe != NULL);
	while ((n = fread(buf, 1, sizeof(buf), pipe)) > 0)
		CHECK_EQ(strbuf_add(out, buf, n), 0);
	CHECK_EQ(pclose(pipe), 0);
	close(fd);
	unlink(from);
}

/* Appends (in) as a frame of zstd whose blocks are stored (RFC 8878 3.1.1). */
static void pack_zstd(const struct strbuf *in, struct strbuf *out)
{
	static const uint8_t head[] = {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58};
	size_t off = 0;

	CHECK_EQ(strbuf_add(out, head, sizeof(head)), 0);
	while (off < in->len) {
		size_t n = in->len - off < 100000 ? in->len - off : 100000;
		uint8_t block[3];

		block[0] = (uint8_t)(n << 3 | (off + n == in->len));
		block[1] = (uint8_t)(n >> 5);
		block[2] = (uint8_t)(n >> 13);
		CHECK_EQ(strbuf_add(out, block, sizeof(block)), 0);
		CHECK_EQ(strbuf_add(out, in->s + off, n), 0);
		off += n;
	}
}

static void pack_with(const struct strbuf *in, const char *command, struct strbuf *out)
{
	if (command)
		pack(in, command, out);
	else
		pack_zstd(in, out);
}

static void typical(struct strbuf *b)
{
	add(b, "kernel/x86/microcode/README", "abc", 3);
	add(b, "usr/lib/modules/6.1/kernel/drivers/nvdimm/nd_pmem.ko.xz", "data!", 5);
	add(b, "usr/lib/modules/6.1/kernel/drivers/acpi/nfit/nfit.ko", "", 0);
	add(b, "./usr/lib/modules/6.1/kernel/fs/isofs/isofs.ko.zst", "12345678", 8);
	add(b, "usr/lib/modules/6.1/kernel/drivers/block/notloop.ko", "", 0);
	add(b, "usr/lib/modules/6.1/kernel/fs/squashfs/squashfs.ko.lz", "", 0);
	add(b, "usr/sbin/livenetroot", "#!/bin/sh", 9);
	add_end(b);
}

static void check_typical(void)
{
	CHECK(facts.known && !facts.packed);
	CHECK(facts.has_nd_pmem && facts.has_nfit && facts.has_isofs);
	CHECK(!facts.has_nd_e820 && !facts.has_loop && !facts.has_squashfs);
}

static void test_plain(void)
{
	_cleanup_(strbuf_free) struct strbuf b = {0};

	typical(&b);
	CHECK_EQ(scan(&b), 0);
	check_typical();
	CHECK(!facts.has_needed);
	CHECK_EQ(scan_for(b.s, b.len, "sbin/livenetroot"), 0);
	CHECK(facts.has_needed);
	CHECK_EQ(scan_for(b.s, b.len, "bin/livenetroot"), 0);
	CHECK(!facts.has_needed);
	CHECK_EQ(scan_for("", 0, "x"), 0);
	CHECK(facts.known && !facts.has_nd_pmem && !facts.has_needed);
	CHECK_EQ(initramfs_scan(NULL, 0, NULL, NULL, NULL, &facts), 0);
	CHECK(facts.known);
}

static void test_builtin(void)
{
	static const char list[] = "kernel/drivers/block/loop.ko\nkernel/fs/isofs/isofs.ko\n"
				   "kernel/drivers/nvdimm/nd_e820.ko";
	_cleanup_(strbuf_free) struct strbuf b = {0}, l = {0}, long_line = {0};

	add(&b, "lib/modules/6.1/modules.builtin", list, sizeof(list) - 1);
	add(&b, "lib/modules/6.1/modules.order", "kernel/fs/squashfs.ko\n", 22);
	add_end(&b);
	CHECK_EQ(scan(&b), 0);
	CHECK(facts.known && facts.has_loop && facts.has_isofs && facts.has_nd_e820);
	CHECK(!facts.has_squashfs && !facts.has_nd_pmem);

	/* a line too long, then one that counts; and what is beyond 1 MiB does not */
	for (int i = 0; i < 300; i++)
		CHECK_EQ(strbuf_addc(&l, 'x'), 0);
	CHECK_EQ(strbuf_adds(&l, "/nd_pmem.ko\nkernel/nd-pmem.ko\n"), 0);
	while (l.len < (1 << 20))
		CHECK_EQ(strbuf_addc(&l, 'y'), 0);
	CHECK_EQ(strbuf_adds(&l, "\nkernel/loop.ko\n"), 0);
	add(&long_line, "modules.builtin", l.s, l.len);
	add_end(&long_line);
	CHECK_EQ(scan(&long_line), 0);
	CHECK(facts.known && facts.has_nd_pmem && !facts.has_loop);
}

static void test_packed(void)
{
	static const struct {
		const char *command; /* NULL: zstd */
		const char *packed;  /* as told if it cannot be unpacked */
	} cases[] = {
		{"gzip -9 -c", NULL},
		{NULL, NULL},
		{"xz --check=crc32 -c", NULL},
		{"xz --format=lzma -c", "lzma"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		_cleanup_(strbuf_free) struct strbuf b = {0}, early = {0}, whole = {0};

		typical(&b);
		add(&early, "kernel/x86/microcode/GenuineIntel.bin", "ucode", 5);
		add_end(&early);
		pack_with(&b, cases[i].command, &early);
		CHECK_EQ(scan(&early), 0);
		if (!cases[i].packed) {
			check_typical();
		} else {
			CHECK(!facts.known);
			CHECK_STR(facts.packed, cases[i].packed);
		}
		/* padded to a sector, as loaders do */
		pack_with(&b, cases[i].command, &whole);
		while (whole.len % 2048)
			CHECK_EQ(strbuf_addc(&whole, 0), 0);
		for (int k = 0; k < 200000; k++)
			CHECK_EQ(strbuf_addc(&whole, 0), 0);
		CHECK_EQ(scan(&whole), 0);
		CHECK_EQ(facts.known, !cases[i].packed);
		/* cut short */
		strbuf_reset(&whole);
		pack_with(&b, cases[i].command, &whole);
		CHECK_EQ(scan_for(whole.s, whole.len - 9, NULL), 0);
		CHECK(!facts.known);
	}
}

static void test_magics(void)
{
	static const struct {
		const char *magic, *packed;
	} cases[] = {
		{"\x02\x21\x4c\x18\x09", "lz4"}, /* the legacy form, the only one for a kernel */
		{"BZh91AY", "bzip2"},
		{"\x89LZO", "lzo"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(scan_for(cases[i].magic, strlen(cases[i].magic), NULL), 0);
		CHECK(!facts.known);
		CHECK_STR(facts.packed, cases[i].packed);
		CHECK_EQ(scan_for(cases[i].magic, 2, NULL), 0);
		CHECK(!facts.known && !facts.packed);
	}
}

static void test_parts(void)
{
	_cleanup_(strbuf_free) struct strbuf a = {0}, b = {0}, both = {0}, z = {0};
	struct initramfs_part parts[3];

	add(&a, "lib/loop.ko", "", 0);
	add_end(&a);
	add(&b, "lib/nd_pmem.ko.gz", "", 0);
	add_end(&b);
	pack_zstd(&b, &z);
	parts[0] = (struct initramfs_part){a.s, a.len};
	parts[1] = (struct initramfs_part){"", 0};
	parts[2] = (struct initramfs_part){z.s, z.len};
	CHECK_EQ(initramfs_scan(parts, 3, NULL, NULL, NULL, &facts), 0);
	CHECK(facts.known && facts.has_loop && facts.has_nd_pmem);

	/* gzip members in a row are one stream of two archives */
	pack(&a, "gzip -c", &both);
	pack(&b, "gzip -c", &both);
	CHECK_EQ(scan(&both), 0);
	CHECK(facts.known && facts.has_loop && facts.has_nd_pmem);

	/* dracut's image in an image hides the rest */
	add(&a, "squashfs-root.img", "hsqs", 4);
	add_end(&a);
	CHECK_EQ(scan(&a), 0);
	CHECK(!facts.known && facts.has_loop);
	CHECK_STR(facts.packed, "squashfs");
}

static void expect_damaged(const struct strbuf *b)
{
	CHECK_EQ(scan(b), 0);
	CHECK(!facts.known);
	CHECK(facts.packed == NULL);
}

static void test_broken(void)
{
	_cleanup_(strbuf_free) struct strbuf b = {0}, packed = {0}, noise = {0};

	typical(&b);
	for (size_t len = 1; len <= 142; len++) { /* within the first member */
		CHECK_EQ(scan_for(b.s, len, NULL), 0);
		CHECK(!facts.known && !facts.packed);
	}
	memcpy(b.s + 94, "00000000", 8); /* namesize */
	expect_damaged(&b);
	memcpy(b.s + 94, "00001001", 8);
	expect_damaged(&b);
	memcpy(b.s + 94, "ffffffff", 8);
	expect_damaged(&b);
	memcpy(b.s + 94, "0000000x", 8);
	expect_damaged(&b);
	memcpy(b.s + 94, "0000000c", 8); /* no NUL at its end */
	expect_damaged(&b);
	memcpy(b.s + 94, "0000001c", 8);
	memcpy(b.s + 54, "ffffffff", 8); /* filesize */
	expect_damaged(&b);
	pack(&b, "gzip -c", &packed);
	expect_damaged(&packed);
	memcpy(b.s + 54, "00000003", 8);
	CHECK_EQ(scan(&b), 0);
	check_typical();
	memcpy(b.s, "070707", 6); /* the old format */
	expect_damaged(&b);
	add_bytes(&noise, 3000);
	expect_damaged(&noise);
	strbuf_reset(&packed);
	pack(&noise, "gzip -c", &packed);
	expect_damaged(&packed);
	strbuf_reset(&packed);
	pack_zstd(&noise, &packed);
	expect_damaged(&packed);
	packed.s[packed.len / 2] ^= 0x55;
	expect_damaged(&packed);
}

static void test_tick(void)
{
	_cleanup_(strbuf_free) struct strbuf b = {0}, packed = {0}, z = {0};
	_cleanup_(freep) char *zeros = calloc(1, 16 << 20);

	CHECK(zeros != NULL);
	add(&b, "big", zeros, 16 << 20);
	add_end(&b);
	CHECK_EQ(scan(&b), 0);
	CHECK(facts.known && ticks >= 64);
	pack(&b, "gzip -c", &packed);
	CHECK_EQ(scan(&packed), 0);
	CHECK(facts.known && ticks >= 64);
	pack_zstd(&b, &z);
	CHECK_EQ(scan(&z), 0);
	CHECK(facts.known && ticks >= 64);
	stop_at = 3;
	CHECK_EQ(scan(&b), -ERR_CANCELED);
	CHECK_EQ(ticks, 3);
	CHECK_EQ(scan(&packed), -ERR_CANCELED);
	CHECK_EQ(ticks, 3);
	CHECK_EQ(scan(&z), -ERR_CANCELED);
	CHECK_EQ(ticks, 3);
	stop_at = 0;
}

int main(void)
{
	test_plain();
	test_builtin();
	test_packed();
	test_magics();
	test_parts();
	test_broken();
	test_tick();
	return check_done();
}
