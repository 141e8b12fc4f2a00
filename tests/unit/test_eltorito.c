/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot catalogues, of xorriso and genisoimage, and damaged ones. */
#include "core/util.h"
#include "fs/eltorito.h"
#include "unit/disk_images.h"

enum {
	BLOCKS = 1500, /* room for a floppy */
	CATALOG = 20,
};

static uint8_t image[BLOCKS * 2048];
static struct blockdev_memory dev;
static struct eltorito t;

static uint8_t *at(unsigned record)
{
	return image + CATALOG * 2048 + 32 * record;
}

static void validation_seal(void)
{
	uint16_t sum = 0;

	put_le16(at(0) + 28, 0);
	for (unsigned i = 0; i < 32; i += 2)
		sum = (uint16_t)(sum + get_le16(at(0) + i));
	put_le16(at(0) + 28, (uint16_t)-sum);
}

static void entry_put(unsigned record, unsigned media, unsigned sectors, uint32_t lba)
{
	at(record)[0] = 0x88;
	at(record)[1] = (uint8_t)media;
	put_le16(at(record) + 6, (uint16_t)sectors);
	put_le32(at(record) + 8, lba);
}

/* BIOS by default, one section for EFI. */
static void sample(void)
{
	uint8_t *d = image + 17 * 2048;

	memset(image, 0, sizeof(image));
	memcpy(d, "\0CD001\1EL TORITO SPECIFICATION", 30);
	put_le32(d + 71, CATALOG);
	memcpy(at(0), "\1\0\0\0A maker", 11);
	put_le16(at(0) + 30, 0xaa55);
	validation_seal();
	entry_put(1, 0, 4, 30);
	at(2)[0] = 0x91;
	at(2)[1] = 0xef;
	put_le16(at(2) + 2, 1);
	entry_put(3, 0, 2880, 40);
}

static const char *verdict(size_t len)
{
	int status;

	fail_clear();
	blockdev_memory_init(&dev, "x.iso", image, len);
	memset(&t, 0, sizeof(t));
	status = eltorito_read(&dev.dev, &t);
	CHECK_EQ(status, -fail_last()->code);
	CHECK(status == 0 || t.n == 0);
	return fail_last()->text;
}

static void test_sample(void)
{
	sample();
	CHECK_STR(verdict(sizeof(image)), "");
	CHECK_EQ(t.n, 2);
	CHECK_EQ(t.catalog, CATALOG * 2048);
	CHECK_EQ(t.entries[0].platform, ELTORITO_X86);
	CHECK_EQ(t.entries[0].load_segment, 0x7c0);
	CHECK_EQ(t.entries[0].start, 30 * 2048);
	CHECK_EQ(t.entries[0].len, 2048);
	CHECK_EQ(t.entries[1].platform, ELTORITO_EFI);
	CHECK_EQ(t.entries[1].len, 1440 * 1024);
	CHECK(eltorito_find(&t, ELTORITO_EFI) == &t.entries[1]);
	CHECK(eltorito_find(&t, ELTORITO_MAC) == NULL);
	at(1)[0] = 0;
	CHECK_STR(verdict(sizeof(image)), "");
	CHECK(eltorito_find(&t, ELTORITO_X86) == NULL);
}

static void test_media(void)
{
	static const struct {
		unsigned media, sectors;
		uint64_t len;
	} cases[] = {
		{0, 4, 2048}, {1, 1, 1200 * 1024}, {2, 1, 1440 * 1024}, {3, 1, 2880 * 1024},
		{4, 1, (BLOCKS - 30) * 2048},
		{0x44, 1, (BLOCKS - 30) * 2048}, /* the upper bits say other things */
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		sample();
		entry_put(1, cases[i].media, cases[i].sectors, 30);
		CHECK_STR(verdict(sizeof(image)), "");
		CHECK_EQ(t.entries[0].media, cases[i].media & 15);
		CHECK_EQ(t.entries[0].len, cases[i].len);
	}
	for (unsigned sectors = 0; sectors < 2; sectors++) {
		sample();
		entry_put(3, 0, sectors, 40);
		CHECK_STR(verdict(sizeof(image)), "");
		CHECK_EQ(t.entries[1].len, (BLOCKS - 40) * 2048);
	}
}

/* Sections after sections, extensions of their criteria in between. */
static void test_sections(void)
{
	sample();
	at(2)[0] = 0x90;
	at(4)[0] = 0x44;
	at(5)[0] = 0x44;
	at(6)[0] = 0x91;
	put_le16(at(6) + 2, 2);
	entry_put(7, 4, 1, 50);
	at(8)[0] = 0x44;
	entry_put(9, 0, 8, 60);
	put_le16(at(9) + 2, 0x1234);
	CHECK_STR(verdict(sizeof(image)), "");
	CHECK_EQ(t.n, 4);
	CHECK_EQ(t.entries[2].media, ELTORITO_HARD_DISK);
	CHECK_EQ(t.entries[3].start, 60 * 2048);
	CHECK_EQ(t.entries[3].load_segment, 0x1234);
	CHECK_EQ(t.entries[3].platform, ELTORITO_X86);
}

static void test_bad(void)
{
	sample();
	CHECK_STR(verdict(100), "el torito: x.iso: no boot record");
	CHECK_EQ(fail_last()->code, ERR_NOTMINE);
	CHECK(strstr(verdict(20 * 2048 + 5), "the boot catalogue lies at byte 40960") != NULL);
	CHECK(strstr(verdict(30 * 2048), "entry 0 lies at byte 61440") != NULL);
	at(0)[10]++;
	CHECK_STR(verdict(sizeof(image)),
		"el torito: x.iso: the checksum of the boot catalogue is off by 0x0001");
	sample();
	at(0)[0] = 2;
	CHECK_STR(verdict(sizeof(image)),
		"el torito: x.iso: the boot catalogue begins with 02, not "
		"with a validation entry");
	sample();
	entry_put(1, 5, 1, 30);
	CHECK_STR(verdict(sizeof(image)),
		"el torito: x.iso: entry 0 is for medium 5, which there is not");
	sample();
	at(3)[0] = 0x77;
	CHECK_STR(verdict(sizeof(image)),
		"el torito: x.iso: entry 1 begins with 77, neither 88 nor 00");
	sample();
	entry_put(1, 0, 0xffff, 30);
	CHECK_STR(verdict(sizeof(image)),
		"el torito: x.iso: entry 0 has 65535 sectors and 33553920 bytes "
		"at 61440, but the image ends at 3072000");
	sample();
	entry_put(1, 3, 1, 0xffffffff);
	CHECK(strstr(verdict(sizeof(image)), "it is cut short") != NULL);
	sample();
	put_le16(at(2) + 2, 0xffff);
	CHECK(strstr(verdict(sizeof(image)), "more than 32 entries") != NULL);
	sample();
	for (unsigned i = 4; i < 4 * 2048 / 32; i++)
		at(i)[0] = 0x44;
	put_le16(at(2) + 2, 2);
	CHECK(strstr(verdict(sizeof(image)), "has 1 entries more than fit") != NULL);
	sample();
	put_le32(image + 17 * 2048 + 71, 0xffffffff);
	CHECK(strstr(verdict(sizeof(image)), "it is cut short") != NULL);
}

/* As it comes from tools: isolinux's way for BIOS, a FAT image for EFI. */
static void test_tools(void)
{
	struct image_file f;
	char bytes[5];

	scratch_make("eltorito");
	CHECK_EQ(
		shell("mkdir t; printf 'BIOS!' >t/bios.img; truncate -s 4096 t/bios.img;"
		      "printf 'EFI!!' >t/efi.img; truncate -s 60000 t/efi.img;"
		      "xorriso -as mkisofs -quiet -o x.iso -b bios.img -no-emul-boot -boot-load-size 4 "
		      "-c boot.cat -eltorito-alt-boot -e efi.img -no-emul-boot t"),
		0);
	CHECK_EQ(image_file_open(&f, "x.iso"), 0);
	CHECK_EQ(eltorito_read(&f.dev, &t), 0);
	CHECK_EQ(t.n, 2);
	CHECK_EQ(t.entries[0].load_sectors, 4);
	CHECK_EQ(blockdev_read(&f.dev, t.entries[0].start, bytes, 5), 0);
	CHECK(memcmp(bytes, "BIOS!", 5) == 0);
	CHECK_EQ(t.entries[1].platform, ELTORITO_EFI);
	CHECK(t.entries[1].len >= 60000 && t.entries[1].len < 62000);
	CHECK_EQ(blockdev_read(&f.dev, t.entries[1].start, bytes, 5), 0);
	CHECK(memcmp(bytes, "EFI!!", 5) == 0);
	close(f.fd);
	CHECK_EQ(
		shell("truncate -s 1474560 t/floppy.img; printf FLOPP | dd of=t/floppy.img conv=notrunc;"
		      "genisoimage -quiet -o f.iso -b floppy.img -c boot.cat t"),
		0);
	CHECK_EQ(image_file_open(&f, "f.iso"), 0);
	CHECK_EQ(eltorito_read(&f.dev, &t), 0);
	CHECK_EQ(t.n, 1);
	CHECK_EQ(t.entries[0].media, ELTORITO_FLOPPY_1440K);
	CHECK_EQ(t.entries[0].len, 1474560);
	CHECK_EQ(blockdev_read(&f.dev, t.entries[0].start, bytes, 5), 0);
	CHECK(memcmp(bytes, "FLOPP", 5) == 0);
	close(f.fd);
}

int main(void)
{
	test_sample();
	test_media();
	test_sections();
	test_bad();
	test_tools();
	return check_done();
}
