/* SPDX-License-Identifier: BSD-2-Clause */
/* The ISO 9660 reader with images of genisoimage and xorriso, compared with the tree they were made
 * of. What is wrong with damaged images is said in test_iso9660_bad.c. */
#include "fs/iso9660.h"
#include "unit/disk_images.h"
#include "unit/iso_sample.h"

#define LONG_NAME                                                                                  \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567" \
	"8901234567890123456789012345678901234567890123456789012345678901234567890123456789012345" \
	"67890123456789012345678901234567890123456789.txt"

static void make_tree(void)
{
	CHECK_EQ(
		shell("mkdir -p t/.disk t/isolinux t/casper t/many t/1/2/3/4/5/6/7/8/9/10/11; cd t;"
		      "echo 'Sample 1.0' >.disk/info; echo 'default linux' >isolinux/isolinux.cfg;"
		      "head -c 300001 /dev/urandom >casper/vmlinuz; : >empty;"
		      "head -c 4096 /dev/urandom >'two words \303\244 \346\226\207.Txt';"
		      "echo long >" LONG_NAME ";"
		      "for i in $(seq 400); do echo $i >many/file-number-$i.text; done;"
		      "echo deep >1/2/3/4/5/6/7/8/9/10/11/deep.txt"),
		0);
	CHECK_EQ(shell("cp -a t links; cd links; ln -s isolinux/isolinux.cfg first.cfg;"
		       "ln -s /casper/vmlinuz absolute; ln -s ../isolinux/../first.cfg casper/up;"
		       "ln -s 1/2/3/4/5/6/7/8/9/10 ten; ln -s loop2 loop1; ln -s loop1 loop2;"
		       "ln -s nowhere dangling; ln -s . here;"
		       "ln -s $(printf 'isolinux/../%%.0s' $(seq 15))first.cfg longlink;"
		       "echo Upper >CASE; echo lower >case"),
		0);
}

struct listing {
	struct iso9660 *iso;
	const char *image_path, *host_path;
	unsigned n_files, n_all, longest;
	bool ignore_case;
};

static int each_same(void *arg, const struct iso9660_entry *e);

static void compare_file(struct listing *l, const char *image_path, const char *host_path)
{
	struct iso9660_file *f = NULL;
	int same;

	l->n_files++;
	same = iso9660_file_open(l->iso, image_path, &f) == 0 &&
		same_as_file(&f->dev, host_path, 5000);
	if (!same)
		printf("%s is not %s: %s\n", image_path, host_path, fail_last()->text);
	CHECK(same);
	iso9660_file_close(f);
}

static int each_same(void *arg, const struct iso9660_entry *e)
{
	struct listing *up = arg, l = *up;
	_cleanup_(freep) char *image_path = str_format("%s/%s", up->image_path, e->name);
	_cleanup_(freep) char *host_path = str_format("%s/%s", up->host_path, e->name);
	char target[5000] = "";
	struct stat st;

	up->n_all++;
	if (strcmp(e->name, "rr_moved") == 0)
		return 0; /* where genisoimage puts folders of level 9 */
	if (lstat(host_path, &st) < 0) {
		printf("%s is not in the tree\n", image_path);
		CHECK(false);
		return 0;
	}
	CHECK_EQ(e->kind,
		S_ISDIR(st.st_mode)           ? ISO9660_FOLDER
			: S_ISLNK(st.st_mode) ? ISO9660_LINK
					      : ISO9660_FILE);
	if (e->mode)
		CHECK_EQ(e->mode & 0170000, st.st_mode & 0170000);
	if (e->kind == ISO9660_LINK) {
		CHECK(readlink(host_path, target, sizeof(target) - 1) > 0);
		CHECK_STR(e->link, target);
	}
	l.image_path = image_path;
	l.host_path = host_path;
	if (e->kind == ISO9660_FOLDER)
		CHECK_EQ(iso9660_list(up->iso, image_path, each_same, &l), 0);
	if (e->kind == ISO9660_FILE) {
		CHECK_EQ(e->size, st.st_size);
		compare_file(&l, image_path, host_path);
	}
	up->n_all = l.n_all;
	up->n_files = l.n_files;
	return 0;
}

/* Makes t.iso of (tree) by (command), and compares all that is in it. */
static struct iso9660 *image_compare(
	struct image_file *f, const char *command, const char *tree, unsigned want_files)
{
	_cleanup_(freep) char *host = str_format("%s/%s", scratch, tree);
	struct iso9660 *iso = NULL;
	struct listing l = {.image_path = "", .host_path = host};

	CHECK_EQ(shell("%s -o t.iso %s", command, tree), 0);
	CHECK_EQ(image_file_open(f, "t.iso"), 0);
	CHECK_EQ(iso9660_open(&f->dev, &iso), 0);
	if (!iso)
		return NULL;
	l.iso = iso;
	CHECK_EQ(iso9660_list(iso, "/", each_same, &l), 0);
	if (l.n_files != want_files)
		printf("%s\n", fail_last()->text);
	CHECK_EQ(l.n_files, want_files);
	return iso;
}

static void image_done(struct image_file *f, struct iso9660 *iso)
{
	iso9660_close(iso);
	close(f->fd);
}

static const char *content(struct iso9660 *iso, const char *path)
{
	static char text[4096];
	struct iso9660_file *f;
	size_t len;

	if (iso9660_file_open(iso, path, &f) < 0)
		return err_name(fail_last()->code);
	len = MIN(f->dev.size, sizeof(text) - 1);
	if (blockdev_read(&f->dev, 0, text, len) < 0)
		len = 0;
	text[len] = '\0';
	iso9660_file_close(f);
	return text;
}

static void check_links(struct iso9660 *iso)
{
	struct iso9660_entry e;
	struct iso9660_file *f = NULL;

	CHECK_STR(content(iso, "/first.cfg"), "default linux\n");
	CHECK_STR(content(iso, "casper/up"), "default linux\n");
	CHECK_STR(content(iso, "/ten/11/deep.txt"), "deep\n");
	CHECK_STR(content(iso, "/ten/11/../../10/11/deep.txt"), "deep\n");
	CHECK_STR(content(iso, "/here/here/here/./first.cfg"), "default linux\n");
	CHECK_STR(content(iso, "/longlink"), "default linux\n");
	CHECK_STR(content(iso, "/loop1"), err_name(ERR_LOOP));
	CHECK_STR(content(iso, "/dangling"), err_name(ERR_NOENT));
	CHECK_STR(content(iso, "/first.cfg/x"), err_name(ERR_NOENT));
	CHECK_STR(content(iso, "/ten"), err_name(ERR_NOTSUP));
	CHECK_STR(content(iso, "/CASE"), "Upper\n");
	CHECK_STR(content(iso, "/case"), "lower\n");
	CHECK(strcmp(content(iso, "/Case"), "Upper\n") == 0 ||
		strcmp(content(iso, "/Case"), "lower\n") == 0);
	CHECK_STR(content(iso, "\\ISOLINUX\\isolinux.CFG"), "default linux\n");
	CHECK_STR(content(iso, "/../../isolinux//isolinux.cfg"), "default linux\n");
	CHECK_EQ(iso9660_stat(iso, "/absolute", &e), 0);
	CHECK_EQ(e.kind, ISO9660_FILE);
	CHECK_EQ(e.size, 300001);
	CHECK_EQ(iso9660_stat(iso, "", &e), 0);
	CHECK_EQ(e.kind, ISO9660_FOLDER);
	CHECK_EQ(iso9660_list(iso, "/first.cfg", each_same, NULL), -ERR_NOENT);
	CHECK_EQ(iso9660_file_open(iso, "/isolinux/none", &f), -ERR_NOENT);
	CHECK_STR(fail_last()->text, "iso: t.iso: /isolinux/none: there is no \"none\"");
}

static void test_rock_ridge(void)
{
	struct image_file f;
	struct iso9660 *iso =
		image_compare(&f, "genisoimage -quiet -R -V 'My Label'", "links", 409);

	CHECK_STR(iso9660_label(iso), "My Label");
	CHECK_EQ(strlen(iso9660_uuid(iso)), 22);
	check_links(iso);
	image_done(&f, iso);
	CHECK_EQ(
		shell("cd links; ln -sf $(printf 'isolinux/../%%.0s' $(seq 75))first.cfg longlink;"
		      "ln -s $(printf '%%0255d' 0)/../" LONG_NAME "/.. other"),
		0);
	iso = image_compare(&f, "xorriso -as mkisofs -quiet -R -J -joliet-long -V X", "links", 409);
	check_links(iso);
	image_done(&f, iso);
}

static void test_joliet(void)
{
	struct image_file f;
	struct iso9660 *iso;

	CHECK_EQ(shell("rm t/" LONG_NAME "; rm -r t/1/2/3/4/5/6/7"), 0);
	iso = image_compare(&f, "genisoimage -quiet -J -V joliet", "t", 405);
	CHECK_STR(iso9660_label(iso), "joliet");
	CHECK_STR(content(iso, "/ISOLINUX/ISOLINUX.CFG"), "default linux\n");
	image_done(&f, iso);
	iso = image_compare(&f, "xorriso -as mkisofs -quiet --norock -J", "t", 405);
	image_done(&f, iso);
}

static int each_name(void *arg, const struct iso9660_entry *e)
{
	return strbuf_addf(arg, "%s%s ", e->name, e->kind == ISO9660_FOLDER ? "/" : "");
}

static void test_plain(void)
{
	_cleanup_(strbuf_free) struct strbuf names = {0};
	struct image_file f;
	struct iso9660 *iso = NULL;

	CHECK_EQ(shell("genisoimage -quiet -iso-level 1 -o p.iso t/isolinux t/empty t/.disk"), 0);
	CHECK_EQ(image_file_open(&f, "p.iso"), 0);
	CHECK_EQ(iso9660_open(&f.dev, &iso), 0);
	CHECK_EQ(iso9660_list(iso, "/", each_name, &names), 0);
	CHECK_STR(names.s, "EMPTY INFO ISOLINUX.CFG ");
	CHECK_STR(content(iso, "/info"), "Sample 1.0\n");
	CHECK_STR(content(iso, "/Isolinux.cfg"), "default linux\n");
	CHECK_STR(content(iso, "/empty"), "");
	image_done(&f, iso);
}

static int each_stop(void *arg, const struct iso9660_entry *e)
{
	(void)e;
	return ++*(int *)arg == 3 ? 77 : 0;
}

/* A network's device is asked for few blocks, and the callback may end it. */
static void test_requests(void)
{
	_cleanup_(strbuf_free) struct strbuf names = {0};
	struct image_file f;
	struct iso9660 *iso = NULL;
	int n = 0;

	CHECK_EQ(shell("genisoimage -quiet -R -o r.iso t"), 0);
	CHECK_EQ(image_file_open(&f, "r.iso"), 0);
	CHECK_EQ(iso9660_open(&f.dev, &iso), 0);
	for (unsigned i = 0; i < 1000; i++)
		CHECK_STR(content(iso, "/isolinux/isolinux.cfg"), "default linux\n");
	CHECK(f.n_reads < 1020);
	f.n_reads = 0;
	CHECK_EQ(iso9660_list(iso, "/many", each_name, &names), 0);
	CHECK(f.n_reads < 40);
	CHECK_EQ(iso9660_list(iso, "/many", each_stop, &n), 77);
	CHECK_EQ(n, 3);
	image_done(&f, iso);
}

/* An image whose file has 5 GiB in two extents which do not lie side by side: none of it is
 * stored. */
struct huge {
	struct blockdev dev;
	uint8_t head[ISO_SAMPLE_LEN];
};

#define GIB (1ULL << 30)

static int huge_read(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct huge *h = container_of(dev, struct huge, dev);
	uint8_t *out = buf;

	for (size_t i = 0; i < len; i++, off++)
		out[i] = off < sizeof(h->head) ? h->head[off] : (uint8_t)(off >> 11 ^ off >> 30);
	return 0;
}

static void test_multi_extent(void)
{
	static const struct blockdev_ops ops = {.read = huge_read};
	static struct huge h = {.dev = {.ops = &ops, .name = "huge", .size = 7 * GIB}};
	const uint32_t first = 1 << 19, second = 5u << 19,
		       first_len = 0xfffff800; /* blocks, bytes */
	struct iso9660_file *f = NULL;
	struct iso9660 *iso = NULL;
	uint8_t *p, two[2];

	iso_sample(h.head);
	p = iso_block(h.head, ISO_SAMPLE_FOLDER) + 34;
	p += p[0];
	p += iso_record_put(p, "BIG.;1", 6, first, first_len, 0x80, NULL, 0);
	p += iso_record_put(p, "BIG.;1", 6, second, GIB, 0, NULL, 0);
	(void)iso_record_put(p, "NEXT", 4, ISO_SAMPLE_FILE, 5, 0, NULL, 0);
	CHECK_EQ(iso9660_open(&h.dev, &iso), 0);
	CHECK_EQ(iso9660_file_open(iso, "/sub/big", &f), 0);
	CHECK_EQ(f->dev.size, first_len + GIB);
	CHECK_EQ(f->n_extents, 2);
	CHECK_EQ(f->extents[1].start, 5 * GIB);
	CHECK_STR(f->dev.name, "/sub/big in huge");
	CHECK_EQ(blockdev_read(&f->dev, first_len - 1, two, 2), 0);
	CHECK_EQ(two[0], (uint8_t)((GIB + first_len - 1) >> 11 ^ (GIB + first_len - 1) >> 30));
	CHECK_EQ(two[1], (uint8_t)(5 * GIB >> 11 ^ 5));
	CHECK_EQ(blockdev_read(&f->dev, first_len + GIB - 1, two, 1), 0);
	CHECK_EQ(two[0], (uint8_t)((6 * GIB - 1) >> 11 ^ (6 * GIB - 1) >> 30));
	CHECK_EQ(blockdev_read(&f->dev, first_len + GIB - 1, two, 2), -ERR_RANGE);
	iso9660_close(iso);
	iso9660_file_close(f);
}

int main(void)
{
	scratch_make("iso9660");
	make_tree();
	test_rock_ridge();
	test_requests();
	test_joliet();
	test_plain();
	test_multi_extent();
	return check_done();
}
