/* SPDX-License-Identifier: BSD-2-Clause */
/* From a path to what stands there on a FAT volume, and files as devices. */
#include <string.h>

#include "core/list.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "fs/fat_priv.h"

struct fat_file {
	struct blockdev dev; /* its name is owned */
	struct fat_chain chain;
};

/* Whether (name) of (len) bytes is this entry's; capitals of ASCII only. */
static bool name_is(const struct fat_record *r, const char *name, size_t len)
{
	return (strlen(r->name) == len && strncasecmp(r->name, name, len) == 0) ||
		(strlen(r->short_name) == len && strncasecmp(r->short_name, name, len) == 0);
}

static int folder_find(
	struct fat *fat, uint32_t folder, const char *name, size_t len, struct fat_record *r)
{
	struct fat_cursor c;
	int status;

	fat_cursor_init(&c, fat, folder);
	while ((status = fat_cursor_next(&c, r)) > 0)
		if (!(r->attributes & FAT_VOLUME) && name_is(r, name, len))
			return 0;
	return status < 0 ? status
			  : fat_fail(fat, ERR_NOENT, "there is no \"%.*s\"", (int)len, name);
}

/* Finds (path); the root is a folder whose first cluster is 0. ".." is an entry like any other, and
 * says 0 for the root. */
static int path_find(struct fat *fat, const char *path, struct fat_record *r)
{
	static const char slashes[] = "/\\";
	size_t len;

	memset(r, 0, sizeof(*r));
	r->attributes = FAT_FOLDER;
	for (path += strspn(path, slashes); *path; path += len, path += strspn(path, slashes)) {
		int status;

		len = strcspn(path, slashes);
		if (!(r->attributes & FAT_FOLDER))
			return fat_fail(fat, ERR_NOENT, "\"%s\" is no folder", r->name);
		if (r->first == 0 && (len == 1 || len == 2) && memcmp(path, "..", len) == 0)
			continue; /* the root has neither */
		status = folder_find(fat, r->first, path, len, r);
		if (status < 0)
			return status;
	}
	return 0;
}

static int read_file(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct fat_file *f = container_of(dev, struct fat_file, dev);
	uint8_t *out = buf;

	while (len) {
		uint64_t at, next;
		uint32_t n, more;
		int status = fat_chain_seek(&f->chain, off, &at, &n);

		/* clusters that lie side by side are read at once */
		while (status > 0 && n < len &&
			fat_chain_seek(&f->chain, off + n, &next, &more) > 0 && next == at + n &&
			n <= UINT32_MAX - more)
			n += more;
		if (status > 0) {
			n = (uint32_t)MIN((size_t)n, len);
			status = blockdev_read(f->chain.fat->dev, at, out, n);
		} else if (status == 0) {
			status = fat_fail(f->chain.fat, ERR_PROTO,
				"%s has %llu bytes, but its clusters end before", dev->name,
				(unsigned long long)dev->size);
		}
		if (status < 0)
			return status;
		out += n;
		off += n;
		len -= n;
	}
	return 0;
}

/* Walks the file's chain to its end before anything is read: it is long enough, and no circle. */
static int chain_check(struct fat *fat, const char *path, const struct fat_record *r)
{
	struct fat_chain c = {.fat = fat, .first = r->first, .at = r->first};
	uint64_t off;
	uint32_t len;
	int status;

	if (r->size == 0)
		return 0;
	status = r->first ? fat_chain_seek(&c, r->size - 1, &off, &len) : 0;
	if (status == 0)
		return fat_fail(fat, ERR_PROTO, "%s has %u bytes, but its clusters end before",
			path, r->size);
	return status < 0 ? status : 0;
}

int fat_file_open(struct fat *fat, const char *path, struct fat_file **ret)
{
	static const struct blockdev_ops ops = {.read = read_file};
	struct fat_record r;
	struct fat_file *f;
	char *name;
	int status = path_find(fat, path, &r);

	if (status == 0 && (r.attributes & FAT_FOLDER))
		return fat_fail(fat, ERR_NOTSUP, "%s is a folder", path);
	if (status == 0)
		status = chain_check(fat, path, &r);
	if (status < 0)
		return status;
	f = calloc(1, sizeof(*f));
	name = str_format("%s in %s", path, fat->dev->name);
	if (!f || !name) {
		free(f);
		free(name);
		return fat_fail(fat, ERR_NOMEM, "out of memory for %s", path);
	}
	f->dev = (struct blockdev){.ops = &ops, .name = name, .size = r.size};
	f->chain = (struct fat_chain){.fat = fat, .first = r.first, .at = r.first};
	*ret = f;
	return 0;
}

void fat_file_close(struct fat_file *file)
{
	if (!file)
		return;
	free((char *)file->dev.name);
	free(file);
}

struct blockdev *fat_file_dev(struct fat_file *file)
{
	return &file->dev;
}

static void entry_set(struct fat_entry *e, const struct fat_record *r)
{
	*e = (struct fat_entry){
		.name = r->name, .folder = r->attributes & FAT_FOLDER, .size = r->size};
}

int fat_stat(struct fat *fat, const char *path, struct fat_entry *ret)
{
	struct fat_record r;
	int status = path_find(fat, path, &r);

	if (status < 0)
		return status;
	entry_set(ret, &r);
	ret->name = "";
	return 0;
}

int fat_list(struct fat *fat, const char *path,
	int (*each)(void *arg, const struct fat_entry *entry), void *arg)
{
	struct fat_entry entry;
	struct fat_record r;
	struct fat_cursor c;
	int status = path_find(fat, path, &r);

	if (status == 0 && !(r.attributes & FAT_FOLDER))
		return fat_fail(fat, ERR_NOENT, "%s is no folder", path);
	if (status < 0)
		return status;
	fat_cursor_init(&c, fat, r.first);
	while ((status = fat_cursor_next(&c, &r)) > 0) {
		if ((r.attributes & FAT_VOLUME) || strcmp(r.short_name, ".") == 0 ||
			strcmp(r.short_name, "..") == 0 || !r.name[0])
			continue;
		entry_set(&entry, &r);
		status = each(arg, &entry);
		if (status)
			return status;
	}
	return status;
}
