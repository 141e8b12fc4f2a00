/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GUID partition tables (UEFI 2.x, 5.3). Images do not say how large their sectors are: 512 is
 * tried first, then 4096 and 2048. The backup at the end of the device is taken when the first
 * header or its array is damaged.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "core/log.h"
#include "core/util.h"
#include "fs/partition_priv.h"
#include "fs/utf16.h"

enum {
	HEADER_MIN = 92,
	ENTRY_MIN = 128,
	ENTRY_MAX = 4096,
	ARRAY_MAX = 1 << 20, /* bytes; 16 KiB are usual */
	LEGACY_BOOTABLE = 4, /* bit 2 of the attributes */
	NAME_UNITS = 36,
	SECTOR_MAX = 4096,
};

struct gpt_header {
	uint64_t array; /* byte where it begins */
	uint32_t n, entry_len, crc;
};

static void guid_text(const uint8_t *g, char out[37])
{
	(void)snprintf(out, 37, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", get_le32(g),
		get_le16(g + 4), get_le16(g + 6), g[8], g[9], g[10], g[11], g[12], g[13], g[14],
		g[15]);
}

/* Checks the header in sector (lba), of which (h) are (sector) bytes. */
static int header_check(struct blockdev *dev, uint8_t *h, unsigned sector, uint64_t lba)
{
	uint32_t len = get_le32(h + 12), crc = get_le32(h + 16);
	uint32_t n = get_le32(h + 80), entry_len = get_le32(h + 84);

	if (len < HEADER_MIN || len > sector)
		return partition_fail(dev, ERR_PROTO, "a GPT header of %u bytes", len);
	put_le32(h + 16, 0);
	if (crc32(0, h, len) != crc)
		return partition_fail(dev, ERR_PROTO,
			"the checksum of the GPT header in sector %llu is wrong",
			(unsigned long long)lba);
	if (get_le64(h + 24) != lba)
		return partition_fail(dev, ERR_PROTO,
			"the GPT header in sector %llu says that it is in %llu",
			(unsigned long long)lba, (unsigned long long)get_le64(h + 24));
	if (entry_len < ENTRY_MIN || entry_len > ENTRY_MAX || entry_len % 8 || n == 0 ||
		n > ARRAY_MAX / entry_len)
		return partition_fail(
			dev, ERR_PROTO, "a GPT of %u entries of %u bytes each", n, entry_len);
	return 0;
}

static int header_read(struct blockdev *dev, unsigned sector, uint64_t lba, struct gpt_header *ret)
{
	uint8_t h[SECTOR_MAX];
	uint64_t array;
	int status;

	if (lba >= dev->size / sector)
		return partition_fail(dev, ERR_NOTMINE, "no GPT header");
	status = blockdev_read(dev, lba * sector, h, sector);
	if (status < 0)
		return status;
	if (memcmp(h, "EFI PART", 8) != 0)
		return partition_fail(dev, ERR_NOTMINE, "no GPT header");
	status = header_check(dev, h, sector, lba);
	if (status < 0)
		return status;
	array = get_le64(h + 72);
	ret->n = get_le32(h + 80);
	ret->entry_len = get_le32(h + 84);
	if (array > dev->size / sector ||
		(uint64_t)ret->n * ret->entry_len > dev->size - array * sector)
		return partition_fail(dev, ERR_PROTO,
			"the GPT array lies at sector %llu, beyond the end",
			(unsigned long long)array);
	ret->array = array * sector;
	ret->crc = get_le32(h + 88);
	return 0;
}

static bool is_zero(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i])
			return false;
	return true;
}

static int entry_add(
	struct blockdev *dev, struct partition_table *t, const uint8_t *e, unsigned index)
{
	uint64_t first = get_le64(e + 32), last = get_le64(e + 40);
	struct partition p = {.index = index,
		.bootable = e[48] & LEGACY_BOOTABLE,
		.start = first,
		.len = last < first || last - first == UINT64_MAX ? 0 : last - first + 1};

	if (is_zero(e, 16))
		return 0;
	guid_text(e, p.type_guid);
	guid_text(e + 16, p.guid);
	(void)utf16_decode(e + 56, NAME_UNITS, false, p.label, sizeof(p.label));
	return partition_add(dev, t, &p);
}

/* Reads the table whose header is in sector (lba). */
static int table_at(struct blockdev *dev, struct partition_table *t, uint64_t lba)
{
	_cleanup_(freep) uint8_t *array = NULL;
	struct gpt_header h;
	size_t len;
	int status = header_read(dev, t->sector, lba, &h);

	if (status < 0)
		return status;
	len = (size_t)h.n * h.entry_len;
	array = malloc(len);
	if (!array)
		return partition_fail(dev, ERR_NOMEM, "out of memory for a GPT of %zu bytes", len);
	status = blockdev_read(dev, h.array, array, len);
	if (status < 0)
		return status;
	if (crc32(0, array, (uInt)len) != h.crc)
		return partition_fail(dev, ERR_PROTO,
			"the checksum of the GPT array of the header in sector %llu is wrong",
			(unsigned long long)lba);
	for (uint32_t i = 0; i < h.n && status == 0; i++)
		status = entry_add(dev, t, array + (size_t)i * h.entry_len, i + 1);
	return status;
}

/* Both tables of sectors of this size. */
static int tables_try(struct blockdev *dev, struct partition_table *t)
{
	struct failure first;
	uint64_t sectors = dev->size / t->sector;
	int status = table_at(dev, t, 1), second;

	if ((status != -ERR_PROTO && status != -ERR_NOTMINE) || sectors < 3)
		return status;
	first = *fail_last();
	second = table_at(dev, t, sectors - 1);
	if (second < 0)
		return second == -ERR_NOTMINE || second == -ERR_PROTO ? fail_again(&first) : second;
	log_warn("%s, taking the backup", first.text);
	t->backup = true;
	return 0;
}

int gpt_read(struct blockdev *dev, struct partition_table *t)
{
	static const unsigned sizes[] = {512, 4096, 2048};
	int status = 0;

	t->gpt = true;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		t->sector = sizes[i];
		status = tables_try(dev, t);
		if (status != -ERR_NOTMINE)
			return status;
	}
	return partition_fail(dev, ERR_PROTO, "a protective MBR, but no GPT");
}
