/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FAT volumes on a device of 48 MiB, zeros where there is no input. The smallest FAT32 has a
 * table of 256 KiB: what follows the first 4 KiB of the input then lies after that. What is
 * listed is opened and read at both ends.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/list.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "fs/fat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DEVICE     (48u << 20)
#define DEPTH_MAX  4
#define VISITS_MAX 40
#define GAP_START  4096u
#define GAP_END    271360u

struct image {
	struct blockdev dev;
	const uint8_t *data;
	size_t len;
	bool gap;
};

struct visit {
	struct fat *fat;
	const char *path;
	unsigned depth, *n;
};

static int image_read(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct image *m = container_of(dev, struct image, dev);

	if (off > dev->size || len > dev->size - off)
		abort();
	for (uint8_t *out = buf; len; len--, off++) {
		bool gap = m->gap && off >= GAP_START && off < GAP_END;
		uint64_t at = m->gap && off >= GAP_END ? off - (GAP_END - GAP_START) : off;

		*out++ = !gap && at < m->len ? m->data[at] : 0;
	}
	return 0;
}

static void file_look(struct fat *fat, const char *path)
{
	struct fat_file *f;
	struct blockdev *dev;
	char bytes[16];

	if (fat_file_open(fat, path, &f) < 0)
		return;
	dev = fat_file_dev(f);
	if (dev->size) {
		(void)blockdev_read(dev, dev->size - 1, bytes, 1);
		(void)blockdev_read(dev, 0, bytes, (size_t)MIN(dev->size, (uint64_t)sizeof(bytes)));
	}
	if (blockdev_read(dev, dev->size, bytes, 1) != -ERR_RANGE)
		abort();
	fat_file_close(f);
}

static int each(void *arg, const struct fat_entry *e)
{
	struct visit *up = arg, v = *up;
	_cleanup_(freep) char *path = str_format("%s/%s", up->path, e->name);

	if (!e->name[0] || strchr(e->name, '/'))
		abort();
	if (++*v.n > VISITS_MAX)
		return 1;
	v.path = path;
	v.depth++;
	if (e->folder && v.depth < DEPTH_MAX)
		(void)fat_list(v.fat, path, each, &v);
	else
		file_look(v.fat, path);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct blockdev_ops ops = {.read = image_read};
	struct image m = {
		.dev = {.ops = &ops, .name = "fuzz", .size = DEVICE}, .data = data, .len = size};
	struct fat *fat;
	unsigned n = 0;
	struct visit v = {.path = "", .n = &n};

	m.gap = size > 24 && data[22] == 0 && data[23] == 0;
	fail_clear();
	if (fat_open(&m.dev, &fat) < 0) {
		if (!fail_last()->code)
			abort();
		return 0;
	}
	if (strlen(fat_label(fat)) > 47 || strlen(fat_uuid(fat)) > 9)
		abort();
	v.fat = fat;
	(void)fat_list(fat, "/", each, &v);
	fat_close(fat);
	return 0;
}
