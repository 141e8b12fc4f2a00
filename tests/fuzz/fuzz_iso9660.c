/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ISO 9660 images: the input is what follows the first 16 blocks. Each file that is listed is
 * opened by its path and read at both ends; a path that was listed must be found, or a reason
 * given.
 */
#include <stdlib.h>
#include <string.h>

#include "core/list.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "fs/iso9660.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SYSTEM_AREA 32768
#define DEPTH_MAX   6
#define VISITS_MAX  60

struct image {
	struct blockdev dev;
	const uint8_t *data;
};

struct visit {
	struct iso9660 *iso;
	const char *path;
	unsigned depth, *n;
};

static int image_read(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct image *m = container_of(dev, struct image, dev);
	uint8_t *out = buf;

	if (off > dev->size || len > dev->size - off)
		abort();
	for (; len && off < SYSTEM_AREA; off++, len--)
		*out++ = 0;
	if (len)
		memcpy(out, m->data + (off - SYSTEM_AREA), len);
	return 0;
}

static void file_look(struct iso9660 *iso, const char *path)
{
	struct iso9660_file *f;
	uint64_t size;
	char bytes[16];

	if (iso9660_file_open(iso, path, &f) < 0)
		return;
	size = f->dev.size;
	for (unsigned i = 0; i < f->n_extents; i++)
		size -= f->extents[i].len;
	if (size)
		abort();
	size = f->dev.size;
	if (size &&
		(blockdev_read(&f->dev, 0, bytes, 1) < 0 ||
			blockdev_read(&f->dev, size - 1, bytes, 1) < 0))
		abort();
	if (blockdev_read(&f->dev, size, bytes, 1) != -ERR_RANGE)
		abort();
	iso9660_file_close(f);
}

static int each(void *arg, const struct iso9660_entry *e)
{
	struct visit *up = arg, v = *up;
	_cleanup_(freep) char *path = str_format("%s/%s", up->path, e->name);

	if (!e->name[0] || strchr(e->name, '/') || !e->link)
		abort();
	if (++*v.n > VISITS_MAX)
		return 1;
	v.path = path;
	v.depth++;
	if (e->kind == ISO9660_FOLDER && v.depth < DEPTH_MAX)
		(void)iso9660_list(v.iso, path, each, &v);
	else
		file_look(v.iso, path);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct blockdev_ops ops = {.read = image_read};
	struct image m = {
		.dev = {.ops = &ops, .name = "fuzz", .size = SYSTEM_AREA + size}, .data = data};
	struct iso9660_entry entry;
	struct iso9660 *iso;
	unsigned n = 0;
	struct visit v = {.path = "", .n = &n};

	fail_clear();
	if (iso9660_open(&m.dev, &iso) < 0) {
		if (!fail_last()->code)
			abort();
		return 0;
	}
	v.iso = iso;
	if (strlen(iso9660_label(iso)) > 127 || strlen(iso9660_uuid(iso)) > 22)
		abort();
	(void)iso9660_list(iso, "/", each, &v);
	if (iso9660_stat(iso, "/sub/../link/x\\..", &entry) == 0 && entry.kind != ISO9660_FOLDER)
		abort();
	iso9660_close(iso);
	return 0;
}
