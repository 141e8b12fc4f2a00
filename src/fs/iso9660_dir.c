/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folders of ISO 9660 (ECMA-119, 9.1): records of up to 254 bytes, none across a block's end, one
 * for each extent of a file. Interleaved files are not supported: no image for disks has any.
 */
#include <string.h>

#include "core/util.h"
#include "fs/iso9660_priv.h"
#include "fs/utf16.h"

enum {
	FLAG_FOLDER = 0x02,
	FLAG_MORE = 0x80, /* the next record is the next extent */
};

int iso_both32(struct iso9660 *iso, const uint8_t *p, const char *what, uint32_t *ret)
{
	uint32_t le = get_le32(p), be = get_be32(p + 4);

	if (le != be)
		return iso_fail(iso, ERR_PROTO, "%s is %u in one byte order and %u in the other",
			what, le, be);
	*ret = le;
	return 0;
}

void iso_record_done(struct iso_record *r)
{
	free(r->extents);
	strbuf_free(&r->link);
	r->extents = NULL;
}

static int record_extent(struct iso9660 *iso, const uint8_t *p, struct iso9660_extent *ret)
{
	uint32_t lba, len;
	int status = iso_both32(iso, p + 2, "the place of a file", &lba);

	if (status == 0)
		status = iso_both32(iso, p + 10, "the size of a file", &len);
	if (status < 0)
		return status;
	if (p[26] || p[27])
		return iso_fail(iso, ERR_NOTSUP, "interleaved files are not supported");
	ret->start = ((uint64_t)lba + p[1]) * ISO_BLOCK; /* p[1]: extended attributes before it */
	ret->len = len;
	return 0;
}

int iso_record_folder(struct iso9660 *iso, const uint8_t *p, size_t len, struct iso_folder *ret)
{
	struct iso9660_extent e;
	int status;

	if (len < ISO_RECORD_MIN || p[0] < ISO_RECORD_MIN || !(p[25] & FLAG_FOLDER))
		return iso_fail(iso, ERR_PROTO, "a folder's own record is none");
	status = record_extent(iso, p, &e);
	if (status == 0)
		*ret = (struct iso_folder){e.start, e.len};
	return status;
}

int iso_folder_at(struct iso9660 *iso, uint32_t lba, struct iso_folder *ret)
{
	uint8_t record[ISO_RECORD_MIN];
	uint64_t start = (uint64_t)lba * ISO_BLOCK;
	struct iso_folder folder;
	int status = blockcache_read(&iso->cache, start, record, sizeof(record));

	if (status == 0)
		status = iso_record_folder(iso, record, sizeof(record), &folder);
	if (status < 0)
		return status;
	if (folder.start != start)
		return iso_fail(iso, ERR_PROTO, "in block %u is no folder", lba);
	*ret = folder;
	return 0;
}

int iso_cursor_init(struct iso_cursor *c, struct iso9660 *iso, const struct iso_folder *folder)
{
	uint64_t size = iso->dev->size;

	if (folder->start > size || folder->len > size - folder->start)
		return iso_fail(iso, ERR_PROTO,
			"a folder lies at %llu, %llu bytes, but the image ends at %llu: it is cut short",
			(unsigned long long)folder->start, (unsigned long long)folder->len,
			(unsigned long long)size);
	if (folder->len > ISO_FOLDER_MAX)
		return iso_fail(iso, ERR_TOOBIG, "a folder of %llu bytes, more than %d MiB",
			(unsigned long long)folder->len, ISO_FOLDER_MAX >> 20);
	c->iso = iso;
	c->folder = *folder;
	c->pos = 0;
	return 0;
}

/* Has *ret point at the next record, which is whole. 1, or 0 at the end. */
static int raw_next(struct iso_cursor *c, const uint8_t **ret)
{
	while (c->pos < c->folder.len) {
		size_t skip = (size_t)(c->pos % ISO_BLOCK);
		size_t left = (size_t)MIN(c->folder.len - c->pos, (uint64_t)(ISO_BLOCK - skip));
		const uint8_t *p = c->block + skip;
		int status = skip
			? 0
			: blockcache_read(&c->iso->cache, c->folder.start + c->pos, c->block, left);

		if (status < 0)
			return status;
		if (p[0] == 0) {
			c->pos += left;
			continue;
		}
		if (p[0] > left || p[0] < ISO_RECORD_MIN || p[32] > p[0] - 33)
			return iso_fail(c->iso, ERR_PROTO,
				"a directory record of %u bytes at %llu, where %zu are left", p[0],
				(unsigned long long)(c->folder.start + c->pos), left);
		c->pos += p[0];
		*ret = p;
		return 1;
	}
	return 0;
}

static int extent_add(struct iso9660 *iso, struct iso_record *r, const struct iso9660_extent *e)
{
	struct iso9660_extent *last = r->n_extents ? &r->extents[r->n_extents - 1] : NULL;

	if (last && last->len % ISO_BLOCK)
		return iso_fail(iso, ERR_PROTO, "%s: an extent of %llu bytes is not the last one",
			r->name, (unsigned long long)last->len);
	r->size += e->len;
	if (last && last->start + last->len == e->start) {
		last->len += e->len;
		return 0;
	}
	if (r->n_extents == ISO_EXTENTS_MAX)
		return iso_fail(
			iso, ERR_TOOBIG, "%s: more than %d extents", r->name, ISO_EXTENTS_MAX);
	if (r->n_extents == r->cap_extents) {
		unsigned cap = r->cap_extents ? 2 * r->cap_extents : 4;
		void *v = realloc(r->extents, cap * sizeof(*r->extents));

		if (!v)
			return iso_fail(iso, ERR_NOMEM, "out of memory for %u extents", cap);
		r->extents = v;
		r->cap_extents = cap;
	}
	r->extents[r->n_extents++] = *e;
	return 0;
}

/* The name without its version and without the dot of an empty extension (ECMA-119, 7.5). */
static void name_strip(char *name)
{
	size_t len = strlen(name), digits = len;

	while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9')
		digits--;
	if (digits > 1 && name[digits - 1] == ';')
		len = digits - 1;
	while (len > 1 && name[len - 1] == '.')
		len--;
	name[len] = '\0';
}

/* No name of a record ends a path early or leads somewhere else. */
static void name_mend(char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (name[i] == '\0' || name[i] == '/')
			name[i] = '_';
}

static void plain_name(struct iso9660 *iso, const uint8_t *p, struct iso_record *r)
{
	size_t len = p[32];

	if (iso->joliet) {
		len = utf16_decode(p + 33, len / 2, true, r->name, sizeof(r->name));
	} else {
		memcpy(r->name, p + 33, len);
		r->name[len] = '\0';
	}
	name_mend(r->name, len);
	name_strip(r->name);
}

static int record_read(struct iso9660 *iso, const uint8_t *p, struct iso_record *r)
{
	size_t used = 33u + p[32] + !(p[32] & 1);
	struct iso9660_extent extent;
	int status = record_extent(iso, p, &extent);

	if (status < 0)
		return status;
	r->kind = p[25] & FLAG_FOLDER ? ISO9660_FOLDER : ISO9660_FILE;
	plain_name(iso, p, r);
	if (iso->rock && used < p[0]) {
		status = iso_susp_read(iso, p + used, p[0] - used, r);
		name_mend(r->name, strlen(r->name));
	}
	return status < 0 ? status : extent_add(iso, r, &extent);
}

static void record_reset(struct iso_record *r)
{
	struct iso_record empty = {
		.link = r->link, .extents = r->extents, .cap_extents = r->cap_extents};

	*r = empty;
	strbuf_reset(&r->link);
}

/* Adds the further extents of the file whose first record had the flag. */
static int extents_read(struct iso_cursor *c, struct iso_record *r)
{
	struct iso9660_extent extent;
	const uint8_t *p;
	int status;

	do {
		status = raw_next(c, &p);
		if (status == 0)
			return iso_fail(
				c->iso, ERR_PROTO, "%s: its last extent is missing", r->name);
		if (status > 0)
			status = record_extent(c->iso, p, &extent);
		if (status >= 0)
			status = extent_add(c->iso, r, &extent);
		if (status < 0)
			return status;
	} while (p[25] & FLAG_MORE);
	return 0;
}

int iso_cursor_next(struct iso_cursor *c, struct iso_record *r)
{
	const uint8_t *p;
	int status;

	do {
		record_reset(r);
		status = raw_next(c, &p);
		if (status <= 0)
			return status;
		if (p[32] == 1 && p[33] <= 1)
			continue; /* the folder itself and the one it is in */
		status = record_read(c->iso, p, r);
		if (status == 0 && (p[25] & FLAG_MORE))
			status = extents_read(c, r);
		if (status < 0)
			return status;
	} while (r->hidden || r->name[0] == '\0');
	return 1;
}
