/* SPDX-License-Identifier: BSD-2-Clause */
/* The image registry, the formats, and how programs are started. */
#include "arch/host/host.h"
#include "core/status.h"
#include "core/util.h"
#include "image/image.h"
#include "image/types.h"
#include "unit/check.h"
#include "unit/image_samples.h"

static struct image *add(const char *name, const void *data, size_t len, const char *uri_string)
{
	struct blob b = {0};
	struct uri *uri = NULL;
	struct image *img = NULL;

	CHECK_EQ(blob_copy(&b, data, len), 0);
	if (uri_string)
		CHECK_EQ(uri_parse(uri_string, &uri), 0);
	CHECK_EQ(image_add(name, &b, uri, &img), 0);
	return img;
}

static void free_all(void)
{
	while (!list_empty(image_list()))
		image_free(list_entry(image_list()->next, struct image, node));
}

static void test_registry(void)
{
	struct image *a = add(NULL, "x", 1, "http://h/dir/vm%20linuz?x"), *b, *c;

	CHECK_STR(a->name, "vm linuz");
	CHECK_STR(a->cmdline, "");
	CHECK(a->type == NULL);
	b = add("vm linuz", "y", 1, "http://h/other");
	c = add(NULL, "z", 1, NULL);
	CHECK(strncmp(c->name, "img", 3) == 0);
	CHECK(image_find("vm linuz") == a);
	CHECK(image_find("nosuch") == NULL);
	a->hidden = true;
	CHECK(image_find("vm linuz") == b);
	a->hidden = false;

	CHECK(image_selected() == NULL);
	image_select(a);
	image_select(b);
	CHECK(image_selected() == b);
	CHECK(!a->selected);
	image_select(NULL);
	CHECK(image_selected() == NULL);
	image_select(b);
	CHECK_EQ(image_set_cmdline(b, "quiet splash"), 0);
	CHECK_STR(b->cmdline, "quiet splash");

	/* A reference keeps the memory, not the place in the registry. */
	image_get(b);
	image_free(b);
	CHECK(image_selected() == NULL);
	CHECK(image_find("vm linuz") == a);
	CHECK_STR(b->cmdline, "quiet splash");
	image_free(b);
	image_put(b);
	free_all();
	CHECK(list_empty(image_list()));
}

/* What the last started program was given. */
static struct {
	char how[16], name[32], uri[64], cmdline[64], cwd[64], files[64];
	size_t n_initrd, n_files;
	int status;
	struct image *self;
	const void *last_but_one; /* file */
	char last[4];             /* file's first bytes */
	size_t last_len;
	bool was_visible;
} started;

static int fake_start(const char *how, const struct boot_spec *spec)
{
	snprintf(started.how, sizeof(started.how), "%s", how);
	snprintf(started.name, sizeof(started.name), "%s", spec->name);
	snprintf(started.uri, sizeof(started.uri), "%s", spec->uri ? spec->uri : "(none)");
	snprintf(started.cmdline, sizeof(started.cmdline), "%s", spec->cmdline);
	snprintf(
		started.cwd, sizeof(started.cwd), "%s", uri_cwd() ? uri_text(uri_cwd()) : "(none)");
	started.files[0] = '\0';
	for (size_t i = 0; i < spec->n_files; i++) {
		strcat(started.files, spec->files[i].name);
		strcat(started.files, " ");
	}
	started.n_initrd = spec->n_initrd;
	if (spec->n_files) {
		const struct boot_file *last = &spec->files[spec->n_files - 1];

		snprintf(started.last, sizeof(started.last), "%.3s", (const char *)last->data);
		started.last_len = last->len;
	}
	started.last_but_one = spec->n_files > 1 ? spec->files[spec->n_files - 2].data : NULL;
	started.was_visible = image_find(spec->name) != NULL || image_selected() != NULL;
	if (started.self)
		image_free(started.self);
	return started.status;
}

static void test_exec(void)
{
	struct image *kernel =
		add("vmlinuz", sample_bzimage(), SAMPLE_BZIMAGE_LEN, "http://u:p@h/vmlinuz");
	struct image *rd = add("initrd.gz", "\x1f\x8b\x08", 3, "http://h/initrd.gz");
	struct image *other;
	struct uri *before;

	host_set_start(fake_start);
	rd->for_initrd = true;
	CHECK(kernel->type == &bzimage_image_type);
	CHECK(rd->type == NULL);
	CHECK_EQ(image_set_cmdline(kernel, "console=ttyS0  quiet"), 0);
	CHECK_EQ(uri_parse("http://h/menu.ipxe", &before), 0);
	CHECK_EQ(uri_cwd_set(before), 0);
	image_select(kernel);
	started.status = 0;
	CHECK_EQ(image_exec(kernel), 0);
	CHECK_STR(started.how, "linux");
	CHECK_STR(started.name, "vmlinuz");
	CHECK_STR(started.uri, "http://u:p@h/vmlinuz");
	CHECK_STR(started.cmdline, "console=ttyS0  quiet");
	CHECK_STR(started.cwd, "http://h/vmlinuz");
	CHECK_STR(started.files, "initrd.gz ");
	CHECK_EQ(started.n_initrd, 2);
	CHECK(!started.was_visible);
	CHECK(!kernel->hidden);
	CHECK(uri_equal(uri_cwd(), before));
	CHECK(image_selected() == kernel);

	/* A failure is passed on; the same kernel may try again with the same initrd. */
	started.status = -ERR_IO;
	CHECK_EQ(image_exec(kernel), -ERR_IO);
	CHECK_EQ(image_exec(kernel), -ERR_IO);
	CHECK_EQ(started.n_initrd, 2);

	/* The file of a kernel that failed does not hide the one fetched for this kernel. */
	rd = add("initrd.gz", "\x1f\x8b\x09", 3, "http://h/2/initrd.gz");
	other = add("vmlinuz", sample_bzimage(), SAMPLE_BZIMAGE_LEN, "http://h/2/vmlinuz");
	CHECK_EQ(image_exec(other), -ERR_IO);
	CHECK_STR(started.files, "vmlinuz initrd.gz initrd.gz ");
	CHECK(started.last_but_one == rd->data.data);
	image_free(other);
	image_free(rd);

	/* The whole initrd by the name that scripts give it. */
	CHECK_EQ(image_set_cmdline(kernel, "quiet initrd=initrd.magic"), 0);
	CHECK_EQ(image_exec(kernel), -ERR_IO);
	CHECK_STR(started.files, "initrd.gz initrd.magic ");
	CHECK_STR(started.last, "\x1f\x8b\x08");
	CHECK_EQ(started.last_len, 3);
	other = add("motd", "hi\n", 3, NULL);
	other->for_initrd = true;
	CHECK_EQ(image_set_cmdline(other, "/motd"), 0);
	CHECK_EQ(image_exec(kernel), -ERR_IO);
	CHECK_STR(started.files, "initrd.gz motd initrd.magic ");
	CHECK_EQ(started.last_len, 4 + 116 + 4);
	CHECK_STR(started.last, "\x1f\x8b\x08");
	image_free(other);
	other = add("initrd.magic", "own", 3, NULL);
	CHECK_EQ(image_exec(kernel), -ERR_IO);
	CHECK_STR(started.files, "initrd.gz initrd.magic ");
	CHECK_STR(started.last, "own");
	image_free(other);
	CHECK_EQ(image_set_cmdline(kernel, ""), 0);

	/* Freed by itself while it runs, and by autofree. */
	started.self = kernel;
	CHECK_EQ(image_exec(kernel), -ERR_IO);
	started.self = NULL;
	CHECK(image_find("vmlinuz") == NULL);
	kernel = add("vmlinuz", sample_bzimage(), SAMPLE_BZIMAGE_LEN, NULL);
	kernel->autofree = true;
	CHECK_EQ(image_exec(kernel), -ERR_IO);
	CHECK_STR(started.uri, "(none)");
	CHECK_STR(started.cwd, "http://h/menu.ipxe");
	CHECK(image_find("vmlinuz") == NULL);

	CHECK_EQ(uri_cwd_set(NULL), 0);
	uri_free(before);
	started.status = 0;
	free_all();
}

static void test_not_executable(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *reason;
	} cases[] = {
		{"hello\n", 6, "is nothing that can be started: it is text, and a script"},
		{"<!DOCTYPE html>\n<html>", 22, "is nothing that can be started: it is a web page"},
		{"", 0, "is empty: copy it to the server again"},
		{"\0\1\2\3", 4, "is nothing that can be started"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct image *img = add("notes", cases[i].bytes, cases[i].len, NULL);

		CHECK_EQ(image_exec(img), -ERR_NOEXEC);
		CHECK(strstr(fail_last()->text, "image: notes is ") != NULL);
		CHECK(strstr(fail_last()->text, cases[i].reason) != NULL);
		CHECK(!img->hidden);
		free_all();
	}
}

static void test_bzimage(void)
{
	static const struct {
		unsigned offset, value;
		int status;
	} cases[] = {
		{0x1fe, 0, -ERR_NOTMINE},   /* boot flag */
		{0x202, 'X', -ERR_NOTMINE}, /* magic */
		{0x207, 1, -ERR_NOTMINE},   /* protocol 1.x */
		{0x1f1, 0xff, -ERR_NOEXEC}, /* setup code beyond the end of the file */
		{0x1f1, 2, 0},
		{0x200, 0x90, -ERR_NOEXEC}, /* no jump */
		{0x211, 0, -ERR_NOTSUP},    /* zImage */
		{0x1f4, 0xff, -ERR_NOEXEC}, /* more code than there is */
		{0x1f5, 0xff, -ERR_NOEXEC},
		{0x1f7, 0xff, -ERR_NOEXEC},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint8_t *p = sample_bzimage();
		struct image img = {.name = "k", .data = {.data = p, .len = SAMPLE_BZIMAGE_LEN}};

		CHECK_EQ(bzimage_image_type.probe(&img), 0);
		p[cases[i].offset] = (uint8_t)cases[i].value;
		CHECK_EQ(bzimage_image_type.probe(&img), cases[i].status);
	}
}

/* However short the file is, nothing behind its end is read, and only the whole one is taken. */
static void test_truncated(const struct image_type *type, const uint8_t *data, size_t whole)
{
	unsigned taken = 0;

	for (size_t len = 0; len < whole; len++) {
		uint8_t *copy = malloc(len ? len : 1);
		struct image img = {.name = "t", .data = {.data = copy, .len = len}};

		memcpy(copy, data, len);
		taken += type->probe(&img) == 0;
		free(copy);
	}
	CHECK_EQ(taken, type == &bzimage_image_type ? 15 : 0);
}

static void test_efi(void)
{
	static const struct {
		unsigned offset, value;
		int status;
	} cases[] = {
		{0, 'X', -ERR_NOTMINE}, {0x3f, 0xff, -ERR_NOTMINE}, {0x40, 'X', -ERR_NOTMINE},
		{PE_AT(92), 3, -ERR_NOTMINE}, /* a Windows console program */
		{PE_AT(92), 11, 0}, {PE_AT(92), 16, -ERR_NOTMINE},
		{PE_AT(5), 0xaa, -ERR_NOEXEC},        /* aarch64, with the next one */
		{PE_AT(6), 200, -ERR_NOEXEC},         /* too many sections */
		{PE_AT(20), 69, -ERR_NOTMINE},        /* optional header too short */
		{PE_AT(21), 0xff, -ERR_NOEXEC},       /* and too long */
		{PE_AT(24), 0, -ERR_NOEXEC},          /* unknown magic */
		{PE_AT(42), 0x7f, -ERR_NOEXEC},       /* entry point outside */
		{PE_AT(86), 0x7f, -ERR_NOEXEC},       /* headers larger than the file */
		{PE_AT(264 + 18), 0x7f, -ERR_NOEXEC}, /* section larger than the file */
		{PE_AT(264 + 22), 0x7f, -ERR_NOEXEC}, /* section behind the file */
	};
	struct image *img;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint8_t *p = sample_efi();
		struct image e = {.name = "e", .data = {.data = p, .len = SAMPLE_EFI_LEN}};

		CHECK_EQ(efi_image_type.probe(&e), 0);
		p[cases[i].offset] = (uint8_t)cases[i].value;
		if (efi_image_type.probe(&e) != cases[i].status)
			printf("case %zu\n", i);
		CHECK_EQ(efi_image_type.probe(&e), cases[i].status);
	}
	uint8_t *arm = sample_efi();

	arm[PE_AT(4)] = 0x64;
	arm[PE_AT(5)] = 0xaa;
	img = add("grubaa64.efi", arm, SAMPLE_EFI_LEN, NULL);
	CHECK(img->type == NULL);
	CHECK_EQ(image_exec(img), -ERR_NOEXEC);
	CHECK_STR(fail_last()->text,
		"EFI program grubaa64.efi: it is for aarch64, this machine is x86_64");
	free_all();
	img = add("memtest.efi", sample_efi(), SAMPLE_EFI_LEN, "tftp://h/memtest.efi");
	CHECK_EQ(image_exec(img), 0);
	CHECK_STR(started.how, "efi");
	free_all();
}

int main(void)
{
	test_registry();
	test_exec();
	test_not_executable();
	test_bzimage();
	test_truncated(&bzimage_image_type, sample_bzimage(), SAMPLE_BZIMAGE_LEN);
	test_efi();
	test_truncated(&efi_image_type, sample_efi(), SAMPLE_EFI_LEN);
	return check_done();
}
