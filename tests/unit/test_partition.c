/* SPDX-License-Identifier: BSD-2-Clause */
/* Partition tables made by sfdisk, and damaged afterwards. */
#include "core/util.h"
#include "fs/partition.h"
#include "unit/disk_images.h"

enum {
	LEN = 4 << 20,
	SECTORS = LEN / 512,
};

static uint8_t image[LEN], sound[LEN];
static struct blockdev_memory dev;
static struct partition_table t;

/* Has sfdisk write the table (text) to the image. */
static void make(const char *text)
{
	struct image_file f;

	CHECK_EQ(shell("rm -f d; truncate -s %d d; printf '%s' | sfdisk -q --no-reread d", LEN,
			 text),
		0);
	CHECK_EQ(image_file_open(&f, "d"), 0);
	CHECK_EQ(blockdev_read(&f.dev, 0, image, LEN), 0);
	close(f.fd);
	memcpy(sound, image, LEN);
}

static const char *verdict(size_t len)
{
	int status;

	fail_clear();
	partition_table_free(&t);
	blockdev_memory_init(&dev, "d", image, len);
	status = partition_table_read(&dev.dev, &t);
	CHECK(status == 0 || (status == -fail_last()->code && t.n == 0));
	return status ? fail_last()->text : "";
}

static void check_part(unsigned i, unsigned index, uint64_t start, uint64_t sectors)
{
	CHECK(i < t.n);
	if (i >= t.n)
		return;
	CHECK_EQ(t.v[i].index, index);
	CHECK_EQ(t.v[i].start, start * 512);
	CHECK_EQ(t.v[i].len, sectors * 512);
}

static void test_mbr(void)
{
	make("label: dos\nlabel-id: 0x12345678\n64,100,ef,*\n200,50,83\n300,2000,5\n"
	     "d5: start=310,size=10,type=83\nd6: start=400,size=20,type=82\n"
	     "d7: start=500,size=30,type=7\n");
	CHECK_STR(verdict(LEN), "");
	CHECK(!t.gpt && !t.hybrid);
	CHECK_EQ(t.n, 5);
	check_part(0, 1, 64, 100);
	CHECK_EQ(t.v[0].mbr_type, PARTITION_MBR_ESP);
	CHECK(t.v[0].bootable);
	CHECK_STR(t.v[0].guid, "12345678-01");
	check_part(1, 2, 200, 50);
	CHECK(!t.v[1].bootable);
	check_part(2, 5, 310, 10);
	check_part(3, 6, 400, 20);
	CHECK_EQ(t.v[3].mbr_type, 0x82);
	check_part(4, 7, 500, 30);
	CHECK_STR(t.v[4].guid, "12345678-07");
}

static void test_mbr_bad(void)
{
	uint8_t *ebr = image + 300 * 512, *e = image + 446;

	put_le32(ebr + 446 + 16 + 8, 0); /* the next one is the first one */
	CHECK_STR(verdict(LEN),
		"partitions: d: more than 128 logical partitions, or they lead round in a "
		"circle");
	memcpy(image, sound, LEN);
	ebr[511] = 0;
	CHECK_STR(verdict(LEN), "partitions: d: at sector 300 is no extended boot record");
	memcpy(image, sound, LEN);
	put_le32(ebr + 446 + 16 + 8, 0xfffffff0);
	CHECK(strstr(verdict(LEN), "are not within it") != NULL);
	memcpy(image, sound, LEN);
	put_le32(e + 8, SECTORS);          /* begins at the end: left out */
	put_le32(e + 16 + 12, 0xffffffff); /* ends beyond it: cut */
	CHECK_STR(verdict(LEN), "");
	CHECK_EQ(t.n, 4);
	check_part(0, 2, 200, SECTORS - 200);
	memcpy(image, sound, LEN);
	e[0] = 1;
	CHECK_STR(verdict(LEN), "partitions: d: no table in the first sector");
	CHECK_EQ(fail_last()->code, ERR_NOTMINE);
	memset(e, 0, 64);
	CHECK_STR(verdict(LEN), "partitions: d: there are none");
	CHECK_STR(verdict(511), "partitions: d: no table in 511 bytes");
}

static const char gpt[] =
	"label: gpt\nfirst-lba: 34\n"
	"start=64,size=100,type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B,name=\"EFI \303\244\","
	"uuid=01234567-89AB-CDEF-0123-456789ABCDEF\n"
	"start=200,size=300,type=0FC63DAF-8483-4772-8E79-3D69D8477DE4,name=root,"
	"attrs=LegacyBIOSBootable\n";

static void test_gpt(void)
{
	make(gpt);
	CHECK_STR(verdict(LEN), "");
	CHECK(t.gpt && !t.hybrid && !t.backup);
	CHECK_EQ(t.n, 2);
	CHECK_EQ(t.sector, 512);
	check_part(0, 1, 64, 100);
	CHECK_STR(t.v[0].type_guid, PARTITION_GUID_ESP);
	CHECK_STR(t.v[0].guid, "01234567-89ab-cdef-0123-456789abcdef");
	CHECK_STR(t.v[0].label, "EFI \303\244");
	CHECK(!t.v[0].bootable);
	check_part(1, 2, 200, 300);
	CHECK_STR(t.v[1].label, "root");
	CHECK(t.v[1].bootable);
	/* cut short, the first table is good enough */
	CHECK_STR(verdict(300 * 512), "");
	CHECK_EQ(t.n, 2);
	check_part(1, 2, 200, 100);
}

static void test_gpt_bad(void)
{
	uint8_t *first = image + 512, *backup = image + LEN - 512;

	for (unsigned at = 0; at < 92; at += 4) { /* any field of the header, then of the array */
		memcpy(image, sound, LEN);
		first[at] ^= 0x40;
		CHECK_STR(verdict(LEN), "");
		CHECK(t.backup);
		CHECK_EQ(t.n, 2);
	}
	memcpy(image, sound, LEN);
	image[2 * 512 + 60]++;
	CHECK_STR(verdict(LEN), "");
	CHECK(t.backup);
	check_part(1, 2, 200, 300);
	backup[20] ^= 1;
	backup[16]++;
	CHECK_STR(verdict(LEN),
		"partitions: d: the checksum of the GPT array of the header in sector 1 "
		"is wrong");
	CHECK_EQ(fail_last()->code, ERR_PROTO);
	first[0] = backup[0] = 0;
	CHECK_STR(verdict(LEN), "partitions: d: a protective MBR, but no GPT");
	/* with more than the protective entry in the MBR, that one is taken */
	memcpy(image + 446 + 16, sound + 446, 16);
	image[446 + 16 + 4] = 0x17;
	CHECK_STR(verdict(LEN), "");
	CHECK(!t.gpt);
	CHECK_EQ(t.n, 1);
	CHECK_EQ(t.v[0].mbr_type, 0x17);
	memcpy(image + 512, sound + 512, LEN - 512);
	CHECK_STR(verdict(LEN), "");
	CHECK(t.gpt && t.hybrid);
	CHECK_EQ(t.n, 2);
	/* without the protective entry it is no GPT */
	memcpy(image, sound, LEN);
	image[446 + 4] = 0x83;
	CHECK_STR(verdict(LEN), "");
	CHECK(!t.gpt);
}

/* A table that counts by larger sectors: the same, further apart. */
static void test_gpt_sectors(void)
{
	memset(image, 0, LEN);
	memcpy(image, sound, 512);
	memcpy(image + 4096, sound + 512, 512);
	memcpy(image + 2 * 4096, sound + 2 * 512, 32 * 512);
	CHECK_STR(verdict(LEN), "");
	CHECK_EQ(t.sector, 4096);
	CHECK_EQ(t.n, 2);
	check_part(0, 1, 64 * 8, 100 * 8);
}

static void test_iso(void)
{
	struct image_file f;

	CHECK_EQ(shell("mkdir t; truncate -s 70000 t/efi.img; "
		       "xorriso -as mkisofs -quiet -o x.iso -append_partition 2 0xef t/efi.img "
		       "-partition_offset 16 t"),
		0);
	CHECK_EQ(image_file_open(&f, "x.iso"), 0);
	partition_table_free(&t);
	CHECK_EQ(partition_table_read(&f.dev, &t), 0);
	CHECK_EQ(t.n, 2);
	CHECK_EQ(t.v[1].mbr_type, PARTITION_MBR_ESP);
	CHECK(t.v[1].len >= 70000);
	close(f.fd);
}

int main(void)
{
	scratch_make("partition");
	test_mbr();
	test_mbr_bad();
	test_gpt();
	test_gpt_bad();
	test_gpt_sectors();
	test_iso();
	partition_table_free(&t);
	return check_done();
}
