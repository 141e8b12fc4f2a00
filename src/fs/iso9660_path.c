/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a path to what stands there in an ISO 9660 image, and files as devices. The folders on the
 * way are remembered, so ".." needs no help of the image; nothing here visits folders by itself, so
 * that folders in a circle do no harm.
 */
#include <string.h>

#include "core/list.h"
#include "core/util.h"
#include "fs/iso9660_priv.h"

struct walk {
	struct iso9660 *iso;
	const char *path; /* as asked for, for messages */
	char *todo;       /* what is left to be walked; owned */
	size_t pos;
	unsigned links, depth;
	struct iso_folder at[ISO_DEPTH_MAX];
};

/* Finds (name) in (folder): as it is written if possible, else in other capitals. */
static int folder_find(struct iso9660 *iso, const struct iso_folder *folder, const char *name,
	struct iso_record *ret)
{
	_cleanup_(iso_record_done) struct iso_record r = {0};
	struct iso_record swap;
	struct iso_cursor c;
	bool found = false;
	int status = iso_cursor_init(&c, iso, folder);

	while (status >= 0 && (status = iso_cursor_next(&c, &r)) > 0) {
		bool exact = strcmp(r.name, name) == 0;

		if (!exact && (found || strcasecmp(r.name, name) != 0))
			continue;
		swap = *ret; /* its memory is used for the next record */
		*ret = r;
		r = swap;
		found = true;
		if (exact)
			break;
	}
	return status < 0 ? status : found;
}

/* Has (w) stand in the folder of record (r). */
static int walk_enter(struct walk *w, const struct iso_record *r)
{
	struct iso_folder folder = {0};
	int status = 0;

	if (w->depth == ISO_DEPTH_MAX)
		return iso_fail(w->iso, ERR_LOOP, "more than %d folders deep in %s", ISO_DEPTH_MAX,
			w->path);
	if (r->child_lba)
		status = iso_folder_at(w->iso, r->child_lba, &folder);
	else if (r->n_extents == 1)
		folder = (struct iso_folder){r->extents[0].start, r->extents[0].len};
	else
		return iso_fail(
			w->iso, ERR_PROTO, "%s: a folder in %u pieces", w->path, r->n_extents);
	if (status == 0)
		w->at[w->depth++] = folder;
	return status;
}

/* Puts the target of link (r) before what is left to be walked. */
static int walk_follow(struct walk *w, const struct iso_record *r)
{
	const char *link = r->link.len ? r->link.s : "";
	char *todo;

	if (++w->links > ISO_LINKS_MAX)
		return iso_fail(w->iso, ERR_LOOP, "more than %d symbolic links on the way to %s",
			ISO_LINKS_MAX, w->path);
	todo = str_format("%s/%s", link, w->todo + w->pos);
	if (!todo)
		return iso_fail(w->iso, ERR_NOMEM, "out of memory for the path %s", w->path);
	free(w->todo);
	w->todo = todo;
	w->pos = 0;
	if (link[0] == '/')
		w->depth = 1;
	return 0;
}

/* Cuts the next name off; NULL if none is left. */
static char *walk_name(struct walk *w)
{
	char *name = w->todo + w->pos + strspn(w->todo + w->pos, "/");
	size_t len = strcspn(name, "/");

	w->pos = (size_t)(name - w->todo) + len;
	if (w->todo[w->pos])
		w->todo[w->pos++] = '\0';
	return len ? name : NULL;
}

static void record_of_folder(struct iso_record *r)
{
	iso_record_done(r);
	*r = (struct iso_record){.kind = ISO9660_FOLDER};
}

static int walk_step(struct walk *w, const char *name, struct iso_record *r)
{
	int status;

	if (r->kind != ISO9660_FOLDER)
		return iso_fail(w->iso, ERR_NOENT, "%s: \"%s\" is no folder", w->path, r->name);
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		if (name[1] && w->depth > 1)
			w->depth--;
		record_of_folder(r);
		return 0;
	}
	status = folder_find(w->iso, &w->at[w->depth - 1], name, r);
	if (status == 0)
		return iso_fail(w->iso, ERR_NOENT, "%s: there is no \"%s\"", w->path, name);
	if (status < 0)
		return status;
	if (r->kind == ISO9660_FOLDER)
		return walk_enter(w, r);
	if (r->kind != ISO9660_LINK)
		return 0;
	status = walk_follow(w, r);
	record_of_folder(r);
	return status;
}

/* Finds (path). If it is a folder, that is *ret_folder, and (ret) says nothing but that. */
static int path_find(struct iso9660 *iso, const char *path, struct iso_record *ret,
	struct iso_folder *ret_folder)
{
	_cleanup_(freep) struct walk *w = calloc(1, sizeof(*w));
	const char *name;
	int status = 0;

	if (w)
		w->todo = str_dup(path);
	if (!w || !w->todo)
		return iso_fail(iso, ERR_NOMEM, "out of memory for the path %s", path);
	for (char *p = w->todo; *p; p++)
		if (*p == '\\')
			*p = '/';
	w->iso = iso;
	w->path = path;
	w->at[0] = iso->root;
	w->depth = 1;
	record_of_folder(ret);
	while (status == 0 && (name = walk_name(w)))
		status = walk_step(w, name, ret);
	*ret_folder = w->at[w->depth - 1];
	free(w->todo);
	return status;
}

static int read_file(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct iso9660_file *f = container_of(dev, struct iso9660_file, dev);
	uint8_t *out = buf;

	for (unsigned i = 0; i < f->n_extents && len; i++) {
		const struct iso9660_extent *e = &f->extents[i];
		size_t n;
		int status;

		if (off >= e->len) {
			off -= e->len;
			continue;
		}
		n = (size_t)MIN((uint64_t)len, e->len - off);
		status = blockdev_read(f->image, e->start + off, out, n);
		if (status < 0)
			return status;
		out += n;
		len -= n;
		off = 0;
	}
	return 0;
}

/* What can be said against reading the file (r). */
static int file_check(struct iso9660 *iso, const char *path, const struct iso_record *r)
{
	uint64_t size = iso->dev->size;

	if (r->kind != ISO9660_FILE)
		return iso_fail(iso, ERR_NOTSUP, "%s is %s", path,
			r->kind == ISO9660_FOLDER ? "a folder" : "no regular file");
	if (r->packed)
		return iso_fail(iso, ERR_NOTSUP,
			"%s is compressed or sparse, which is not supported", path);
	for (unsigned i = 0; i < r->n_extents; i++) {
		const struct iso9660_extent *e = &r->extents[i];

		if (e->len && (e->start > size || e->len > size - e->start))
			return iso_fail(iso, ERR_PROTO,
				"%s lies at %llu, %llu bytes, but the image ends at %llu: it is cut short",
				path, (unsigned long long)e->start, (unsigned long long)e->len,
				(unsigned long long)size);
	}
	return 0;
}

int iso9660_file_open(struct iso9660 *iso, const char *path, struct iso9660_file **ret)
{
	static const struct blockdev_ops ops = {.read = read_file};
	_cleanup_(iso_record_done) struct iso_record r = {0};
	size_t extents_len;
	struct iso_folder folder;
	struct iso9660_file *f;
	char *name;
	int status = path_find(iso, path, &r, &folder);

	if (status == 0)
		status = file_check(iso, path, &r);
	if (status < 0)
		return status;
	extents_len = r.n_extents * sizeof(*r.extents);
	f = calloc(1, sizeof(*f) + extents_len);
	name = str_format("%s in %s", path, iso->dev->name);
	if (!f || !name) {
		free(f);
		free(name);
		return iso_fail(iso, ERR_NOMEM, "out of memory for %s", path);
	}
	f->dev = (struct blockdev){.ops = &ops, .name = name, .size = r.size};
	f->image = iso->dev;
	f->mode = r.mode;
	f->n_extents = r.n_extents;
	memcpy(f->extents, r.extents, extents_len);
	*ret = f;
	return 0;
}

void iso9660_file_close(struct iso9660_file *file)
{
	if (!file)
		return;
	free((char *)file->dev.name);
	free(file);
}

static void entry_set(struct iso9660_entry *e, const struct iso_record *r)
{
	*e = (struct iso9660_entry){.name = r->name,
		.link = r->link.len ? r->link.s : "",
		.kind = r->kind,
		.mode = r->mode,
		.size = r->size};
}

int iso9660_stat(struct iso9660 *iso, const char *path, struct iso9660_entry *ret)
{
	_cleanup_(iso_record_done) struct iso_record r = {0};
	struct iso_folder folder;
	int status = path_find(iso, path, &r, &folder);

	if (status < 0)
		return status;
	entry_set(ret, &r);
	ret->name = ret->link = "";
	return 0;
}

int iso9660_list(struct iso9660 *iso, const char *path,
	int (*each)(void *arg, const struct iso9660_entry *entry), void *arg)
{
	_cleanup_(iso_record_done) struct iso_record r = {0};
	struct iso9660_entry entry;
	struct iso_folder folder;
	struct iso_cursor c;
	int status = path_find(iso, path, &r, &folder);

	if (status == 0 && r.kind != ISO9660_FOLDER)
		return iso_fail(iso, ERR_NOENT, "%s is no folder", path);
	if (status == 0)
		status = iso_cursor_init(&c, iso, &folder);
	while (status >= 0 && (status = iso_cursor_next(&c, &r)) > 0) {
		entry_set(&entry, &r);
		status = each(arg, &entry);
		if (status)
			return status;
	}
	return status;
}
