/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folders of FAT: entries of 32 bytes, long names in several of them before the short one, which a
 * checksum ties together. Short names are in the code page of whoever wrote them: what is not ASCII
 * in them is not known.
 */
#include <string.h>

#include "core/util.h"
#include "fs/fat_priv.h"
#include "fs/utf16.h"

enum {
	END = 0x00,
	DELETED = 0xe5,
	LONG_LAST = 0x40,
	PARTS_MAX = 20,
	PART_UNITS = 13,
	LOWER_BASE = 0x08, /* byte 12, as Windows NT writes it */
	LOWER_EXTENSION = 0x10,
};

void fat_cursor_init(struct fat_cursor *c, struct fat *fat, uint32_t first)
{
	if (!first)
		first = fat->root_cluster;
	*c = (struct fat_cursor){.chain = {.fat = fat, .first = first, .at = first}};
}

static int raw_next(struct fat_cursor *c, uint8_t *e)
{
	uint64_t off;
	uint32_t len;
	int status;

	if (c->pos >= FAT_FOLDER_MAX)
		return fat_fail(c->chain.fat, ERR_PROTO, "a folder of more than %d entries",
			FAT_FOLDER_MAX / FAT_ENTRY);
	status = fat_chain_seek(&c->chain, c->pos, &off, &len);
	if (status <= 0)
		return status;
	status = blockcache_read(&c->chain.fat->cache, off, e, FAT_ENTRY);
	if (status < 0)
		return status;
	c->pos += FAT_ENTRY;
	return e[0] != END;
}

/* Collects one part of a long name; the last part comes first. */
static void long_part(struct fat_cursor *c, const uint8_t *e)
{
	unsigned number = e[0] & 0x3f;
	uint8_t *out;

	if (e[0] & LONG_LAST) {
		c->n_parts = c->parts_left = number <= PARTS_MAX ? number : 0;
		c->checksum = e[13];
		memset(c->units, 0, sizeof(c->units));
	} else if (number != c->parts_left || e[13] != c->checksum) {
		c->parts_left = c->n_parts = 0;
	}
	if (!c->parts_left)
		return;
	out = c->units + (size_t)(c->parts_left - 1) * 2 * PART_UNITS;
	memcpy(out, e + 1, 10);
	memcpy(out + 10, e + 14, 12);
	memcpy(out + 22, e + 28, 4);
	c->parts_left--;
}

static uint8_t short_checksum(const uint8_t *name)
{
	uint8_t sum = 0;

	for (unsigned i = 0; i < 11; i++)
		sum = (uint8_t)((sum << 7 | sum >> 1) + name[i]);
	return sum;
}

static size_t short_part(const uint8_t *p, size_t len, bool lower, char *out)
{
	size_t n = 0;

	while (len && p[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < len; i++) {
		char c = (char)p[i];

		if (p[i] >= 0x80 || p[i] < ' ' || c == '/') {
			out[n++] = '_';
			continue;
		}
		out[n++] = (char)(lower && c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
	}
	return n;
}

static void short_name(const uint8_t *e, char *out)
{
	size_t n = short_part(e, 8, e[12] & LOWER_BASE, out), extension;

	out[n] = '.';
	extension = short_part(e + 8, 3, e[12] & LOWER_EXTENSION, out + n + 1);
	out[n + (extension ? 1 + extension : 0)] = '\0';
}

static void record_read(struct fat_cursor *c, const uint8_t *e, struct fat_record *r)
{
	r->attributes = e[11];
	r->first = get_le16(e + 26);
	if (c->chain.fat->bits == 32)
		r->first |= (uint32_t)get_le16(e + 20) << 16;
	r->size = get_le32(e + 28);
	if (e[11] & FAT_VOLUME) { /* eleven characters, no dot */
		r->short_name[short_part(e, 11, false, r->short_name)] = '\0';
	} else {
		short_name(e, r->short_name);
	}
	memcpy(r->name, r->short_name, sizeof(r->short_name));
	if (c->n_parts && !c->parts_left && c->checksum == short_checksum(e))
		(void)utf16_decode(
			c->units, (size_t)c->n_parts * PART_UNITS, false, r->name, sizeof(r->name));
	for (char *p = r->name; *p; p++)
		if (*p == '/')
			*p = '_';
	c->n_parts = c->parts_left = 0;
}

int fat_cursor_next(struct fat_cursor *c, struct fat_record *r)
{
	uint8_t e[FAT_ENTRY];
	int status;

	while ((status = raw_next(c, e)) > 0) {
		if (e[0] == DELETED) {
			c->n_parts = c->parts_left = 0;
			continue;
		}
		if ((e[11] & 0x3f) == FAT_LONG) {
			long_part(c, e);
			continue;
		}
		record_read(c, e, r);
		return 1;
	}
	return status;
}
