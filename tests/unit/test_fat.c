/* SPDX-License-Identifier: BSD-2-Clause */
/* FAT volumes made by mkfs.vfat and filled by mtools, compared with their tree; and damaged
 * ones. */
#include "core/util.h"
#include "fs/fat.h"
#include "unit/disk_images.h"

struct visit {
	struct fat *fat;
	const char *image_path, *host_path;
	unsigned n_files;
};

static int each_same(void *arg, const struct fat_entry *e)
{
	struct visit *up = arg, v = *up;
	_cleanup_(freep) char *image_path = str_format("%s/%s", up->image_path, e->name);
	_cleanup_(freep) char *host_path = str_format("%s/%s", up->host_path, e->name);
	struct fat_file *f = NULL;
	struct stat st;
	int same;

	if (stat(host_path, &st) < 0) {
		printf("%s is not in the tree\n", image_path);
		CHECK(false);
		return 0;
	}
	CHECK_EQ(e->folder, S_ISDIR(st.st_mode));
	v.image_path = image_path;
	v.host_path = host_path;
	if (e->folder) {
		CHECK_EQ(fat_list(v.fat, image_path, each_same, &v), 0);
		up->n_files = v.n_files;
		return 0;
	}
	up->n_files++;
	CHECK_EQ(e->size, st.st_size);
	same = fat_file_open(v.fat, image_path, &f) == 0 &&
		same_as_file(fat_file_dev(f), host_path, 30000);
	if (!same)
		printf("%s: %s\n", image_path, fail_last()->text);
	CHECK(same);
	fat_file_close(f);
	return 0;
}

static const char *content(struct fat *fat, const char *path)
{
	static char text[64];
	struct fat_file *f;
	size_t len;

	if (fat_file_open(fat, path, &f) < 0)
		return err_name(fail_last()->code);
	len = MIN(fat_file_dev(f)->size, sizeof(text) - 1);
	if (blockdev_read(fat_file_dev(f), 0, text, len) < 0)
		len = 0;
	text[len] = '\0';
	fat_file_close(f);
	return text;
}

static void check_volume(struct fat *fat)
{
	_cleanup_(freep) char *host = str_format("%s/t", scratch);
	struct visit v = {.fat = fat, .image_path = "", .host_path = host};
	struct fat_entry e;

	CHECK_STR(fat_label(fat), "MY LABEL");
	CHECK_STR(fat_uuid(fat), "1234-ABCD");
	CHECK_EQ(fat_list(fat, "/", each_same, &v), 0);
	CHECK_EQ(v.n_files, 305);
	CHECK_STR(content(fat, "\\efi\\boot\\bootx64.efi"), "program\n");
	CHECK_STR(content(fat, "/EFI/./BOOT/../../EFI/BOOT/BOOTX64.EFI"), "program\n");
	CHECK_STR(content(fat, "/ALONGN~1.TXT"), "long\n");
	CHECK_STR(content(fat, "/../."), err_name(ERR_NOTSUP));
	CHECK_STR(content(fat, "/EFI"), err_name(ERR_NOTSUP));
	CHECK_STR(content(fat, "/EFI/none"), err_name(ERR_NOENT));
	CHECK_STR(content(fat, "/empty/x"), err_name(ERR_NOENT));
	CHECK_STR(content(fat, "/empty"), "");
	CHECK_EQ(fat_stat(fat, "/EFI/BOOT", &e), 0);
	CHECK(e.folder);
	CHECK_EQ(fat_stat(fat, "/big", &e), 0);
	CHECK_EQ(e.size, 300001);
}

/* One volume of (kib) and (options), with its files in clusters that do not lie side by side. */
static void check_kind(const char *options, unsigned kib)
{
	struct image_file f;
	struct fat *fat = NULL;

	CHECK_EQ(
		shell("rm -f v; mkfs.vfat -n 'MY LABEL' -i 1234abcd %s -C v %u; export MTOOLS_SKIP_CHECK=1;"
		      "head -c 60000 /dev/zero >gap; for i in 1 2 3; do mcopy -i v gap ::gap$i; done;"
		      "mdel -i v ::gap1 ::gap3; mcopy -s -i v t/* ::; mdel -i v ::gap2",
			options, kib),
		0);
	CHECK_EQ(image_file_open(&f, "v"), 0);
	CHECK_EQ(fat_open(&f.dev, &fat), 0);
	if (fat)
		check_volume(fat);
	fat_close(fat);
	close(f.fd);
}

static void test_kinds(void)
{
	CHECK_EQ(
		shell("mkdir -p t/EFI/BOOT t/many; echo program >t/EFI/BOOT/BOOTX64.EFI;"
		      "head -c 300001 /dev/urandom >t/big; : >t/empty; echo long >'t/a long name.txt';"
		      "echo u >'t/\303\244\346\226\207 name.data';"
		      "for i in $(seq 300); do echo $i >t/many/file-number-$i.text; done"),
		0);
	check_kind("-F 12 -s 2", 1440);
	check_kind("-F 16 -s 4", 16384);
	check_kind("-F 32 -s 1", 40000);
	check_kind("-F 32 -s 1 -S 4096", 300000);
}

/* A volume of FAT12 with 512 bytes in each cluster: "A" in clusters 2 and 3, folder "D" in 4. */
enum {
	TABLE = 512,
	ROOT = 1024,
	DATA = 1536,
	SECTORS = 20,
};

static uint8_t image[SECTORS * 512];
static struct blockdev_memory dev;

static void entry_put(
	uint8_t *p, const char *name, unsigned attributes, unsigned first, uint32_t size)
{
	memcpy(p, name, 11);
	p[11] = (uint8_t)attributes;
	put_le16(p + 26, (uint16_t)first);
	put_le32(p + 28, size);
}

static void table_put(unsigned cluster, unsigned next)
{
	uint8_t *p = image + TABLE + cluster * 3 / 2;

	if (cluster & 1)
		put_le16(p, (uint16_t)((get_le16(p) & 0x000f) | next << 4));
	else
		put_le16(p, (uint16_t)((get_le16(p) & 0xf000) | next));
}

static void sample(void)
{
	memset(image, 0, sizeof(image));
	put_le16(image + 11, 512);
	image[13] = image[16] = 1;
	put_le16(image + 14, 1);
	put_le16(image + 17, 16);
	put_le16(image + 19, SECTORS);
	image[21] = 0xf8;
	put_le16(image + 22, 1);
	put_le16(image + 510, 0xaa55);
	entry_put(image + ROOT, "A          ", 0, 2, 1000);
	entry_put(image + ROOT + 32, "D          ", 0x10, 4, 0);
	table_put(2, 3);
	table_put(3, 0xfff);
	table_put(4, 0xfff);
	memset(image + DATA, 'a', 1000);
}

static int each_nothing(void *arg, const struct fat_entry *e)
{
	(void)arg;
	return e->name[0] ? 0 : -ERR_INVAL;
}

static const char *verdict(size_t len)
{
	struct fat_file *f = NULL;
	struct fat *fat = NULL;
	char bytes[1000];
	int status;

	fail_clear();
	blockdev_memory_init(&dev, "v", image, len);
	status = fat_open(&dev.dev, &fat);
	if (status == 0)
		status = fat_list(fat, "/D", each_nothing, NULL);
	if (status == 0)
		status = fat_file_open(fat, "/A", &f);
	if (status == 0)
		status = blockdev_read(fat_file_dev(f), 0, bytes,
			(size_t)MIN(fat_file_dev(f)->size, (uint64_t)sizeof(bytes)));
	fat_file_close(f);
	fat_close(fat);
	CHECK_EQ(status, -fail_last()->code);
	return fail_last()->text;
}

static void test_bad(void)
{
	sample();
	CHECK_STR(verdict(sizeof(image)), "");
	table_put(3, 2);
	CHECK_STR(verdict(sizeof(image)), "");
	put_le32(image + ROOT + 28, 0x7fffffff);
	CHECK_STR(verdict(sizeof(image)), "fat: v: the clusters from 2 on go round in a circle");
	CHECK_EQ(fail_last()->code, ERR_LOOP);
	sample();
	put_le32(image + ROOT + 28, 1025);
	CHECK_STR(verdict(sizeof(image)), "fat: v: /A has 1025 bytes, but its clusters end before");
	put_le16(image + ROOT + 26, 0);
	CHECK_STR(verdict(sizeof(image)), "fat: v: /A has 1025 bytes, but its clusters end before");
	put_le16(image + ROOT + 26, 1);
	CHECK_STR(verdict(sizeof(image)), "fat: v: cluster 1 is none of its 17 clusters");
	sample();
	table_put(2, 900);
	CHECK_STR(verdict(sizeof(image)),
		"fat: v: after cluster 2 comes 900, which is none of its 17 clusters");
	sample();
	table_put(4, 4);
	memset(image + DATA + 2 * 512, 0xe5, 512);
	CHECK_STR(verdict(sizeof(image)), "fat: v: the clusters from 4 on go round in a circle");
	sample();
	put_le16(image + 19, 2);
	CHECK_STR(verdict(sizeof(image)), "fat: v: 2 sectors, of which 3 come before the files");
	sample();
	put_le16(image + 19, 3000);
	CHECK_STR(verdict(sizeof(image)), "fat: v: 2997 clusters, more than its table has");
	sample();
	image[13] = 3;
	CHECK_STR(verdict(sizeof(image)), "fat: v: no FAT file system");
	CHECK_EQ(fail_last()->code, ERR_NOTMINE);
	CHECK_STR(verdict(100), "fat: v: no FAT file system");
	sample();
	CHECK(strstr(verdict(1100), "it is cut short") != NULL);
	CHECK(strstr(verdict(DATA + 100), "are not within it") != NULL);
}

/* Every byte of the metadata to other values: an answer, whichever. */
static void test_every_byte(void)
{
	static const uint8_t values[] = {0, 1, 2, 0x7f, 0x80, 0xff};
	unsigned refused = 0;

	sample();
	for (size_t i = 0; i < DATA; i++) {
		uint8_t old = image[i];

		for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
			image[i] = values[v];
			refused += verdict(sizeof(image))[0] != '\0';
		}
		image[i] = old;
	}
	CHECK(refused > 50);
	CHECK_STR(verdict(sizeof(image)), "");
}

int main(void)
{
	scratch_make("fat");
	test_kinds();
	test_bad();
	test_every_byte();
	return check_done();
}
