/* SPDX-License-Identifier: BSD-2-Clause */
/* Disk images: what kind they are, unpacking; disks in memory: numbers, failures, ends. */
#include "image/ramdisk.h"

#include <stdlib.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/pages.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/screen.h"
#include "fake/virtual_time.h"
#include "fs/decoders.h"
#include "image/disk_image.h"
#include "image/unpack.h"
#include "unit/check.h"
#include "unit/decoder_samples.h"

#define CD(n) ((n)*2048)

static uint8_t image[CD(32)];

static void put_descriptor(unsigned sector, uint8_t type, const char *id)
{
	image[CD(sector)] = type;
	memcpy(image + CD(sector) + 1, "CD001", 5);
	memcpy(image + CD(sector) + 7, id, strlen(id));
}

static void test_kind(void)
{
	memset(image, 0, sizeof(image));
	CHECK_EQ(disk_image_kind(image, sizeof(image)), DISK_HARD);
	CHECK_EQ(disk_image_kind(image, 512), DISK_HARD);
	CHECK_EQ(disk_image_kind(image, 1440 << 10), DISK_FLOPPY);
	put_descriptor(16, 1, "");
	put_descriptor(17, 255, "");
	CHECK_EQ(disk_image_kind(image, sizeof(image)), DISK_CD);
	CHECK_EQ(disk_image_kind(image, CD(17)), DISK_CD);
	CHECK_EQ(disk_image_kind(image, CD(17) - 1), DISK_HARD);
	/* A boot sector and no boot catalogue: it has been made for a hard disk. */
	image[510] = 0x55;
	image[511] = 0xaa;
	CHECK_EQ(disk_image_kind(image, sizeof(image)), DISK_HARD);
	put_descriptor(17, 0, "EL TORITO SPECIFICATION");
	CHECK_EQ(disk_image_kind(image, sizeof(image)), DISK_CD);
	/* Not behind the end of the descriptors, and not without end. */
	put_descriptor(16, 255, "");
	CHECK_EQ(disk_image_kind(image, sizeof(image)), DISK_HARD);
	for (unsigned i = 16; i < 32; i++)
		put_descriptor(i, 2, "");
	CHECK_EQ(disk_image_kind(image, sizeof(image)), DISK_HARD);
}

static struct blob blob_of(const void *data, size_t len)
{
	struct blob b = {.disk = true};

	CHECK_EQ(blob_expect(&b, len), 0);
	CHECK_EQ(blob_append(&b, data, len), 0);
	CHECK_EQ(blob_seal(&b), 0);
	return b;
}

/* ---- disks that the platform is asked for ---- */

static unsigned n_hooked;
static int answer;

static int fake_hook(struct plat_disk *d)
{
	CHECK(d->data && d->len >= 512);
	/* The rest of the last page belongs to the disk. */
	for (uint64_t i = d->len; i % PAGE_SIZE; i++)
		CHECK_EQ(d->data[i], 0);
	if (answer)
		return fail(-answer, "%s: not taken", d->name);
	n_hooked++;
	return 0;
}

static void fake_unhook(struct plat_disk *d)
{
	(void)d;
	n_hooked--;
}

static int fake_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	(void)d;
	(void)args;
	return 0;
}

static int hook(const char *name, size_t len, uint8_t drive, bool or_next, struct ramdisk **ret)
{
	const struct ramdisk_options o = {.drive = drive, .or_next = or_next, .describe = true};
	struct blob b = blob_of(image, len);
	int rc = ramdisk_hook(&b, name, &o, ret);

	CHECK(!b.data);
	return rc;
}

static void test_hook(void)
{
	static const struct host_disks disks = {fake_hook, fake_unhook, fake_boot};
	struct ramdisk *a = NULL, *b = NULL, *c = NULL;

	CHECK_EQ(hook("a", 2048, 0x80, false, &a), -ERR_NOTSUP);
	host_set_disks(&disks);
	CHECK_EQ(hook("a", 511, 0x80, false, &a), -ERR_NOEXEC);
	memcpy(image, "BZh", 3);
	CHECK_EQ(hook("a", 2048, 0x80, false, &a), -ERR_NOTSUP);
	CHECK_STR(fail_last()->text,
		"a: it is packed by bzip2; only gzip, xz and zstd can be unpacked here");
	image[0] = 0;
	answer = -ERR_IO;
	CHECK_EQ(hook("a", 2048, 0x80, false, &a), -ERR_IO);
	CHECK(!a && !ramdisk_find(0x80));
	answer = 0;
	CHECK_EQ(hook("a", 2049, 0x80, false, &a), 0);
	CHECK(ramdisk_find(0x80) == a && a->disk.drive == 0x80 && a->disk.describe);
	CHECK_STR(a->disk.name, "a");
	CHECK_EQ(hook("b", 2048, 0x80, false, &b), -ERR_EXISTS);
	CHECK_STR(fail_last()->text, "b: drive 0x80 is a already");
	CHECK_EQ(hook("b", 2048, 0x80, true, &b), 0);
	CHECK_EQ(b->disk.drive, 0x81);
	CHECK_EQ(hook("c", 2048, 0xff, true, &c), 0);
	CHECK_EQ(hook("d", 2048, 0xff, true, &c), -ERR_EXISTS);
	CHECK_EQ(n_hooked, 3);
	ramdisk_unhook(a);
	CHECK(!ramdisk_find(0x80) && ramdisk_find(0x81) == b);
	ramdisk_unhook(b);
	ramdisk_unhook(c);
	CHECK_EQ(n_hooked, 0);
	host_set_disks(NULL);
}

/* ---- blobs of disks ---- */

/* Of unknown length, they are put where disks lie when they are complete. */
static void test_blob(void)
{
	struct blob b = {.disk = true};

	for (unsigned i = 0; i < 10; i++)
		CHECK_EQ(blob_append(&b, image, sizeof(image)), 0);
	CHECK(!b.is_expected);
	CHECK_EQ(blob_seal(&b), 0);
	CHECK(b.disk && b.len == 10 * sizeof(image));
	blob_rewind(&b, 1);
	CHECK(b.disk && !b.data);
	CHECK_EQ(blob_expect(&b, 5000), 0);
	CHECK(b.is_expected);
	blob_free(&b);
	CHECK(b.disk);
}

/* ---- unpacking ---- */

static void unpack_text(const uint8_t *packed, size_t len)
{
	struct blob b = blob_of(packed, len);

	CHECK(disk_image_is_packed(&b));
	CHECK_EQ(disk_image_unpack(&b, "x.iso"), 0);
	CHECK(b.disk && b.len == sizeof(sample_text) - 1);
	CHECK(memcmp(b.data, sample_text, b.len) == 0);
	blob_free(&b);
}

static void unpack_fails(const uint8_t *packed, size_t len, int status)
{
	struct blob b = blob_of(packed, len);

	CHECK_EQ(disk_image_unpack(&b, "x.iso"), status);
	CHECK(memcmp(fail_last()->text, "x.iso: ", 7) == 0);
	CHECK(b.len == len && memcmp(b.data, packed, len) == 0);
	blob_free(&b);
}

static void test_unpack(void)
{
	struct blob b = blob_of(image, sizeof(image));

	CHECK(!disk_image_is_packed(&b));
	blob_free(&b);
	/* A disk may well begin as zlib data do: it must be said that they are packed. */
	b = blob_of(zlib_text, sizeof(zlib_text));
	CHECK(!disk_image_is_packed(&b));
	CHECK(unpack_find(&b, true) == &zlib_decoder);
	blob_free(&b);
	unpack_text(gzip_text, sizeof(gzip_text));
	unpack_text(zstd_text, sizeof(zstd_text));
	unpack_text(xz_text, sizeof(xz_text));
	unpack_fails(xz_text, sizeof(xz_text) - 1, -ERR_PROTO);
	unpack_fails(xz_wide, sizeof(xz_wide), -ERR_TOOBIG);
	unpack_fails(gzip_text, sizeof(gzip_text) - 1, -ERR_PROTO);
	unpack_fails(zstd_text, sizeof(zstd_text) / 2, -ERR_PROTO);
	b = blob_of(gzip_text, sizeof(gzip_text));
	host_set_mem_free(100);
	CHECK_EQ(disk_image_unpack(&b, "x.iso"), -ERR_TOOBIG);
	CHECK_STR(fail_last()->text,
		"x.iso: unpacked it has 0 MiB, which must fit beside the 0 MiB it is packed in, "
		"and 0 MiB are free; serve it unpacked, or give the machine more memory");
	host_set_mem_free(1); /* what never ends is not counted to its end */
	CHECK_EQ(disk_image_unpack(&b, "x.iso"), -ERR_TOOBIG);
	CHECK_STR(
		fail_last()->text, "x.iso: more than 0 MiB do not fit into memory, 0 MiB are free");
	host_set_mem_free(0);
	CHECK_EQ(b.len, sizeof(gzip_text));
	blob_free(&b);
}

static void test_cancel(void)
{
	static const struct screen_step cancel[] = {{.key = KEY_CTRL_C}};
	struct blob b = blob_of(xz_zeros, sizeof(xz_zeros));
	const uint64_t soon = deadline_in_ms(50); /* keys are not looked at all the time */
	uint64_t since;

	while (plat_now_us() < soon)
		continue;
	screen_init(80, 25);
	screen_play(cancel, 1);
	CHECK_EQ(disk_image_unpack(&b, "x.iso"), -ERR_CANCELED);
	CHECK_STR(fail_last()->text, "x.iso: cancelled with Ctrl-C while unpacking");
	CHECK_EQ(b.len, sizeof(xz_zeros));
	CHECK(!wait_work(&since));
	blob_free(&b);
}

int main(void)
{
	test_kind();
	test_blob();
	test_unpack();
	test_hook();
	test_cancel();
	return check_done();
}
