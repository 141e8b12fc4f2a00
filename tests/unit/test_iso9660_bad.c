/* SPDX-License-Identifier: BSD-2-Clause */
/* ISO 9660 images that were damaged, or made to do harm: each gets its sentence. */
#include "core/status.h"
#include "fs/iso9660.h"
#include "unit/check.h"
#include "unit/iso_sample.h"

static uint8_t image[ISO_SAMPLE_LEN];
static struct blockdev_memory dev;

static int each_nothing(void *arg, const struct iso9660_entry *e)
{
	(void)arg;
	return e->name[0] ? 0 : -ERR_INVAL;
}

/* What is said when the image is opened, listed and (path) is read from it; "" if nothing is. */
static const char *verdict(size_t len, const char *path)
{
	struct iso9660_file *f = NULL;
	struct iso9660 *iso = NULL;
	char text[16];
	int status;

	fail_clear();
	blockdev_memory_init(&dev, "x.iso", image, len);
	status = iso9660_open(&dev.dev, &iso);
	if (status == 0)
		status = iso9660_list(iso, "/", each_nothing, NULL);
	if (status == 0)
		status = iso9660_file_open(iso, path, &f);
	if (status == 0)
		status = blockdev_read(&f->dev, 0, text, MIN(f->dev.size, sizeof(text)));
	iso9660_file_close(f);
	iso9660_close(iso);
	CHECK_EQ(status, -fail_last()->code);
	return fail_last()->text;
}

static const char *sample_verdict(void)
{
	return verdict(sizeof(image), "/link");
}

static uint8_t *at(unsigned lba, unsigned off)
{
	return iso_block(image, lba) + off;
}

/* The record of the name (plain) in the root. */
static uint8_t *record(const char *plain)
{
	uint8_t *p = at(ISO_SAMPLE_ROOT, 0);

	while (p[0] && memcmp(p + 33, plain, strlen(plain)) != 0)
		p += p[0];
	CHECK(p[0] != 0);
	return p;
}

static void test_sound(void)
{
	struct iso9660 *iso = NULL;

	iso_sample(image);
	CHECK_STR(sample_verdict(), "");
	CHECK_STR(verdict(sizeof(image), "/sub/../HELLO.TXT"), "");
	blockdev_memory_init(&dev, "x.iso", image, sizeof(image));
	CHECK_EQ(iso9660_open(&dev.dev, &iso), 0);
	CHECK_STR(iso9660_label(iso), "SAMPLE");
	CHECK_STR(iso9660_uuid(iso), "2026-01-31-12-30-45-00");
	iso9660_close(iso);
}

static void test_descriptors(void)
{
	iso_sample(image);
	at(16, 0)[1] = 'X';
	CHECK_STR(
		sample_verdict(), "iso: x.iso: no ISO 9660 image, there is no primary descriptor");
	CHECK_EQ(fail_last()->code, ERR_NOTMINE);
	CHECK_STR(
		verdict(100, "/"), "iso: x.iso: no ISO 9660 image, there is no primary descriptor");
	iso_sample(image);
	put_le16(at(16, 128), 512);
	CHECK_STR(sample_verdict(),
		"iso: x.iso: blocks of 512 bytes are not supported, only of 2048");
	iso_sample(image);
	put_be32(at(16, 156 + 6), 77);
	CHECK_STR(sample_verdict(),
		"iso: x.iso: the place of a file is 18 in one byte order and 77 in the other");
	iso_sample(image);
	put_both32(at(16, 156 + 2), 0xffffffff);
	CHECK(strstr(sample_verdict(), "its root folder lies at 8796093020160") != NULL);
	iso_sample(image);
	put_both32(at(16, 156 + 10), 0xfffff800);
	CHECK(strstr(sample_verdict(), "it is cut short") != NULL);
	iso_sample(image);
	*at(16, 156 + 25) = 0;
	CHECK_STR(sample_verdict(), "iso: x.iso: a folder's own record is none");
}

static void test_truncated(void)
{
	iso_sample(image);
	CHECK_STR(verdict(21 * 2048, "/link"),
		"iso: x.iso: /link lies at 43008, 5 bytes, but the image "
		"ends at 43008: it is cut short");
	CHECK(strstr(verdict(18 * 2048 + 100, "/link"), "cut short") != NULL);
	for (size_t len = 0; len < sizeof(image); len += 61)
		if (len < 21 * 2048)
			CHECK(verdict(len, "/link")[0] != '\0');
}

static void test_records(void)
{
	iso_sample(image);
	record("HELLO")[0] = 33;
	CHECK(strstr(sample_verdict(), "a directory record of 33 bytes at ") != NULL);
	iso_sample(image);
	record("HELLO")[32] = 200;
	CHECK(strstr(sample_verdict(), "a directory record of ") != NULL);
	iso_sample(image);
	at(18, 0)[0] = 1;
	CHECK_STR(sample_verdict(), "iso: x.iso: the first record of its root has 1 bytes");
	iso_sample(image);
	put_both32(record("HELLO") + 2, 0x7fffffff);
	CHECK(strstr(sample_verdict(), "/link lies at ") != NULL);
	iso_sample(image);
	put_both32(record("HELLO") + 10, 0xffffffff);
	CHECK(strstr(sample_verdict(), "4294967295 bytes, but the image ends at 45056") != NULL);
	iso_sample(image);
	record("HELLO")[26] = 1;
	CHECK_STR(sample_verdict(), "iso: x.iso: interleaved files are not supported");
	iso_sample(image);
	record("SUB")[25] |= 0x80;
	CHECK_STR(sample_verdict(), "iso: x.iso: sub: its last extent is missing");
	iso_sample(image);
	record("HELLO")[25] |= 0x80;
	CHECK(strstr(sample_verdict(), "an extent of 5 bytes is not the last one") != NULL);
}

static void test_folders(void)
{
	char path[4 * 200 + 1];

	iso_sample(image);
	put_both32(record("SUB") + 2, 0x00ffffff);
	CHECK(strstr(verdict(sizeof(image), "/sub/x"),
		      "a folder lies at 34359736320, 2048 bytes") != NULL);
	/* a folder in itself is as deep as the path asked for, no deeper */
	iso_sample(image);
	put_both32(record("SUB") + 2, ISO_SAMPLE_ROOT);
	CHECK_STR(verdict(sizeof(image), "/sub/sub/sub/sub/hello.txt"), "");
	for (unsigned i = 0; i < 200; i++)
		memcpy(path + 4 * i, "/sub", 5);
	CHECK(strstr(verdict(sizeof(image), path), "more than 128 folders deep") != NULL);
	CHECK_EQ(fail_last()->code, ERR_LOOP);
}

/* Puts the entry (e) before all others of the record of SUB, whose "NM" makes place for it. */
static void entry_put(const void *e, size_t len)
{
	uint8_t *p = record("SUB") + 33 + 3;

	memcpy(p, e, len);
	p[len] = 0;
}

static void test_rock_ridge(void)
{
	static const char endless[] = "CE\34\1\24\0\0\0\0\0\0\24\0\0\0\0\0\0\0\0\34\0\0\0\0\0\0\34";
	static const char moved[] = "CL\14\1\25\0\0\0\0\0\0\25";

	iso_sample(image);
	memcpy(at(ISO_SAMPLE_AREA, 0), endless, 28);
	put_both32(at(ISO_SAMPLE_ROOT, 34 + 7 + 20), 28);
	CHECK_STR(sample_verdict(), "iso: x.iso: a record has more than 32 continuation areas");
	iso_sample(image);
	put_both32(at(ISO_SAMPLE_ROOT, 34 + 7 + 20), 0x10000000);
	CHECK_STR(sample_verdict(),
		"iso: x.iso: a continuation area of 268435456 bytes at 0 of block 20");
	iso_sample(image);
	put_both32(at(ISO_SAMPLE_ROOT, 34 + 7 + 4), 0x10000000);
	CHECK_EQ(sample_verdict()[0], 'x'); /* the device says what is beyond its end */
	CHECK_EQ(fail_last()->code, ERR_RANGE);
	iso_sample(image);
	entry_put("NM\3\1", 4);
	CHECK(strstr(sample_verdict(), "a Rock Ridge entry of 3 bytes in an area of ") != NULL);
	entry_put("NM\377\1", 4);
	CHECK(strstr(sample_verdict(), "a Rock Ridge entry of 255 bytes in an area of ") != NULL);
	iso_sample(image);
	record("LINK")[33 + 7 + 9 + 12 + 6] = 99; /* its first component ends beyond it */
	CHECK_STR(sample_verdict(), "iso: x.iso: /link is no regular file");
	iso_sample(image);
	entry_put(moved, 12);
	CHECK_STR(verdict(sizeof(image), "/SUB/x"), "iso: x.iso: a folder's own record is none");
	memcpy(record("HELLO") + 33 + 11, "ZF\10\1pz\0\0\0", 9);
	CHECK_STR(verdict(sizeof(image), "/hello.txt"),
		"iso: x.iso: /hello.txt is compressed or sparse, which is not supported");
}

/* Every byte of the metadata, to every other of a few values: an answer, whichever. */
static void test_every_byte(void)
{
	static const uint8_t values[] = {0, 1, 2, 0x7f, 0x80, 0xff};
	unsigned refused = 0;

	iso_sample(image);
	for (size_t i = 16 * 2048; i < sizeof(image); i++) {
		uint8_t old = image[i];

		if (i % 2048 > 900 || !(old || i % 2048 < 600))
			continue;
		for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
			image[i] = values[v];
			refused += sample_verdict()[0] != '\0';
		}
		image[i] = old;
	}
	CHECK(refused > 100);
	CHECK_STR(sample_verdict(), "");
}

int main(void)
{
	test_sound();
	test_descriptors();
	test_truncated();
	test_records();
	test_folders();
	test_rock_ridge();
	test_every_byte();
	return check_done();
}
