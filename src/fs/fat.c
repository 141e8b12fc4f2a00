/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FAT ("Microsoft Extensible Firmware Initiative FAT32 File System Specification", 1.03): the boot
 * sector and the chains of clusters. Only reading; the first allocation table is the one read.
 * Which FAT it is follows from the number of clusters alone, as the specification wants it.
 */
#include "fs/fat.h"

#include <stdio.h>
#include <string.h>

#include "core/util.h"
#include "fs/fat_priv.h"

enum {
	BOOT_SECTOR = 512,
	CLUSTERS_12 = 4085,
	CLUSTERS_16 = 65525,
	CLUSTERS_32 = 0x0ffffff5,
};

static bool power_of_two(uint32_t v, uint32_t min, uint32_t max)
{
	return v >= min && v <= max && (v & (v - 1)) == 0;
}

/* What FAT boot sectors have in common, and no other sector has by chance. */
static bool is_fat(const uint8_t *b)
{
	return power_of_two(get_le16(b + 11), 512, 4096) && power_of_two(b[13], 1, 128) &&
		get_le16(b + 14) && b[16] >= 1 && b[16] <= 4 && (b[21] == 0xf0 || b[21] >= 0xf8) &&
		(get_le16(b + 22) || get_le32(b + 36)) && b[510] == 0x55 && b[511] == 0xaa;
}

static uint32_t either(uint16_t small, uint32_t large)
{
	return small ? small : large;
}

static int geometry_read(struct fat *fat, const uint8_t *b)
{
	uint32_t sector = get_le16(b + 11);
	uint64_t table_len = either(get_le16(b + 22), get_le32(b + 36));
	uint64_t total = either(get_le16(b + 19), get_le32(b + 32)), before, n;

	fat->root_len = get_le16(b + 17) * FAT_ENTRY;
	fat->cluster_len = sector * b[13];
	fat->table = (uint64_t)get_le16(b + 14) * sector;
	fat->root = fat->table + b[16] * table_len * sector;
	fat->data = fat->root + ALIGN_UP(fat->root_len, sector);
	before = fat->data / sector;
	n = total > before ? (total - before) / b[13] : 0;
	if (n == 0 || n > CLUSTERS_32)
		return fat_fail(fat, ERR_PROTO, "%llu sectors, of which %llu come before the files",
			(unsigned long long)total, (unsigned long long)before);
	if (fat->data > fat->dev->size)
		return fat_fail(fat, ERR_PROTO,
			"its files begin at byte %llu, but it ends at %llu: it is cut short",
			(unsigned long long)fat->data, (unsigned long long)fat->dev->size);
	fat->n_clusters = (uint32_t)n;
	fat->bits = n < CLUSTERS_12 ? 12 : n < CLUSTERS_16 ? 16 : 32;
	if ((uint64_t)(n + 2) * fat->bits / 8 > table_len * sector)
		return fat_fail(fat, ERR_PROTO, "%llu clusters, more than its table has",
			(unsigned long long)n);
	fat->root_cluster = fat->bits == 32 ? get_le32(b + 44) : 0;
	if ((fat->bits == 32) != (get_le16(b + 22) == 0) ||
		(fat->bits != 32) != (fat->root_len > 0))
		return fat_fail(fat, ERR_PROTO,
			"%llu clusters, which does not go with its root folder",
			(unsigned long long)n);
	return 0;
}

/* Copies a padded label. */
static void label_copy(const char *text, size_t len, char *out, size_t cap)
{
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\0'))
		len--;
	(void)snprintf(out, cap, "%.*s", (int)len, text);
}

/* The label: that in the root folder counts, it is the one that is changed. */
static int label_read(struct fat *fat, const uint8_t *extended)
{
	struct fat_record r;
	struct fat_cursor c;
	int status;

	if (extended[2] == 0x28 || extended[2] == 0x29) {
		(void)snprintf(fat->uuid, sizeof(fat->uuid), "%04X-%04X", get_le16(extended + 5),
			get_le16(extended + 3));
		if (extended[2] == 0x29 && memcmp(extended + 7, "NO NAME    ", 11) != 0)
			label_copy((const char *)extended + 7, 11, fat->label, sizeof(fat->label));
	}
	fat_cursor_init(&c, fat, 0);
	while ((status = fat_cursor_next(&c, &r)) > 0) {
		if (!(r.attributes & FAT_VOLUME))
			continue;
		label_copy(r.short_name, strlen(r.short_name), fat->label, sizeof(fat->label));
		return 0;
	}
	return status;
}

int fat_open(struct blockdev *dev, struct fat **ret)
{
	_cleanup_(freep) struct fat *fat = calloc(1, sizeof(*fat));
	uint8_t b[BOOT_SECTOR];
	int status;

	if (!fat)
		return fail(ERR_NOMEM, "fat: %s: out of memory", dev->name);
	fat->dev = dev;
	blockcache_init(&fat->cache, dev);
	if (dev->size < sizeof(b))
		return fat_fail(fat, ERR_NOTMINE, "no FAT file system");
	status = blockcache_read(&fat->cache, 0, b, sizeof(b));
	if (status < 0)
		return status;
	if (!is_fat(b))
		return fat_fail(fat, ERR_NOTMINE, "no FAT file system");
	status = geometry_read(fat, b);
	if (status == 0)
		status = label_read(fat, b + (fat->bits == 32 ? 64 : 36));
	if (status < 0)
		return status;
	*ret = TAKE(fat);
	return 0;
}

void fat_close(struct fat *fat)
{
	free(fat);
}

const char *fat_label(const struct fat *fat)
{
	return fat->label;
}

const char *fat_uuid(const struct fat *fat)
{
	return fat->uuid;
}

/* The cluster after (cluster), which is in range; 0 if that was the last one. */
static int cluster_next(struct fat *fat, uint32_t cluster, uint32_t *ret)
{
	uint8_t b[4] = {0};
	uint64_t off = fat->table + (uint64_t)cluster * fat->bits / 8;
	uint32_t next, mask = fat->bits == 32 ? 0x0fffffff : (1u << fat->bits) - 1;
	int status = blockcache_read(&fat->cache, off, b, fat->bits == 32 ? 4 : 2);

	if (status < 0)
		return status;
	next = get_le32(b);
	if (fat->bits == 12 && (cluster & 1))
		next >>= 4;
	next &= mask;
	if (next >= (mask & ~7u)) {
		*ret = 0;
		return 0;
	}
	if (next < 2 || next - 2 >= fat->n_clusters)
		return fat_fail(fat, ERR_PROTO,
			"after cluster %u comes %u, which is none of its %u clusters", cluster,
			next, fat->n_clusters);
	*ret = next;
	return 0;
}

/* Goes to the (n)th cluster; from the first one if that lies behind. 1, 0: the chain is shorter. */
static int chain_walk(struct fat_chain *c, uint32_t n)
{
	if (n < c->n) {
		c->n = 0;
		c->at = c->first;
	}
	while (c->n < n) {
		uint32_t next;
		int status = cluster_next(c->fat, c->at, &next);

		if (status < 0 || !next)
			return status;
		c->at = next;
		c->n++;
		if (c->n >= c->fat->n_clusters)
			return fat_fail(c->fat, ERR_LOOP,
				"the clusters from %u on go round in a circle", c->first);
	}
	return 1;
}

int fat_chain_seek(struct fat_chain *c, uint64_t pos, uint64_t *ret_off, uint32_t *ret_len)
{
	struct fat *fat = c->fat;
	uint64_t n = pos / fat->cluster_len;
	uint32_t skip = (uint32_t)(pos % fat->cluster_len);
	int status;

	if (!c->first) {
		if (pos >= fat->root_len)
			return 0;
		*ret_off = fat->root + pos;
		*ret_len = fat->root_len - (uint32_t)pos;
		return 1;
	}
	if (c->first < 2 || c->first - 2 >= fat->n_clusters)
		return fat_fail(fat, ERR_PROTO, "cluster %u is none of its %u clusters", c->first,
			fat->n_clusters);
	status = chain_walk(c, (uint32_t)MIN(n, (uint64_t)UINT32_MAX));
	if (status <= 0)
		return status;
	*ret_off = fat->data + (uint64_t)(c->at - 2) * fat->cluster_len + skip;
	*ret_len = fat->cluster_len - skip;
	return 1;
}
