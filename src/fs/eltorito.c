/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "El Torito" Bootable CD-ROM Format Specification 1.0, and the EFI platform of UEFI 2.x, 13.3.2.1.
 * The catalogue is one or more blocks of 2048 bytes, records of 32; selection criteria are not
 * looked at. A section that ends early ends the catalogue, for mastering programs write such.
 */
#include "fs/eltorito.h"

#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum {
	BLOCK = 2048,
	RECORD = 32,
	DESCRIPTOR_AT = 17 * BLOCK, /* 2.0: the boot record has this place */
	DESCRIPTOR_MAX = 16,        /* but may be a few blocks further */
	CATALOG_MAX = 4,            /* blocks */
	RECORDS = CATALOG_MAX * BLOCK / RECORD,
	HEADER_VALIDATION = 1,
	HEADER_MORE = 0x90,
	HEADER_LAST = 0x91,
	EXTENSION = 0x44,
	BOOTABLE = 0x88,
	NOT_BOOTABLE = 0,
	SECTOR = 512,
	SEGMENT_DEFAULT = 0x7c0,
};

#define torito_fail(dev, code, text, ...)                                                          \
	fail(code, "el torito: %s: " text, (dev)->name, ##__VA_ARGS__)

/* Finds the boot record among the volume descriptors. */
static int descriptor_find(struct blockdev *dev, uint64_t *ret_catalog)
{
	static const char id[] = "EL TORITO SPECIFICATION";
	uint8_t d[BLOCK];

	for (uint64_t i = 0; i < DESCRIPTOR_MAX; i++) {
		uint64_t off = DESCRIPTOR_AT + i * BLOCK;
		int status;

		if (dev->size < off || dev->size - off < BLOCK)
			break;
		status = blockdev_read(dev, off, d, sizeof(d));
		if (status < 0)
			return status;
		if (memcmp(d + 1, "CD001", 5) != 0 || d[0] == 255)
			break;
		if (d[0] == 0 && memcmp(d + 7, id, sizeof(id) - 1) == 0) {
			*ret_catalog = (uint64_t)get_le32(d + 71) * BLOCK;
			return 0;
		}
	}
	return torito_fail(dev, ERR_NOTMINE, "no boot record");
}

/* 2.1: the key bytes, and words whose sum is 0. */
static int validation_check(struct blockdev *dev, const uint8_t *p)
{
	uint16_t sum = 0;

	if (p[0] != HEADER_VALIDATION || p[30] != 0x55 || p[31] != 0xaa)
		return torito_fail(dev, ERR_PROTO,
			"the boot catalogue begins with %02x, not with a "
			"validation entry",
			p[0]);
	for (unsigned i = 0; i < RECORD; i += 2)
		sum = (uint16_t)(sum + get_le16(p + i));
	if (sum)
		return torito_fail(
			dev, ERR_PROTO, "the checksum of the boot catalogue is off by 0x%04x", sum);
	return 0;
}

/* How many bytes the entry stands for; see the header. */
static uint64_t entry_len(const struct eltorito_entry *e, uint64_t rest)
{
	static const uint32_t floppies[] = {
		[ELTORITO_FLOPPY_1200K] = 1200 * 1024,
		[ELTORITO_FLOPPY_1440K] = 1440 * 1024,
		[ELTORITO_FLOPPY_2880K] = 2880 * 1024,
	};

	if (e->media == ELTORITO_HARD_DISK)
		return rest;
	if (e->media != ELTORITO_NO_EMULATION)
		return floppies[e->media];
	if (e->platform == ELTORITO_EFI && e->load_sectors <= 1)
		return rest;
	return (uint64_t)e->load_sectors * SECTOR;
}

static int entry_read(struct blockdev *dev, const uint8_t *p, uint8_t platform, struct eltorito *t)
{
	struct eltorito_entry *e = &t->entries[t->n];
	unsigned media = p[1] & 0x0f;

	if (t->n == ELTORITO_ENTRIES_MAX)
		return torito_fail(dev, ERR_TOOBIG, "more than %d entries in the boot catalogue",
			ELTORITO_ENTRIES_MAX);
	if (p[0] != BOOTABLE && p[0] != NOT_BOOTABLE)
		return torito_fail(
			dev, ERR_PROTO, "entry %u begins with %02x, neither 88 nor 00", t->n, p[0]);
	if (media > ELTORITO_HARD_DISK)
		return torito_fail(dev, ERR_PROTO, "entry %u is for medium %u, which there is not",
			t->n, media);
	*e = (struct eltorito_entry){.platform = platform,
		.bootable = p[0] == BOOTABLE,
		.media = (enum eltorito_media)media,
		.system_type = p[4],
		.load_segment = get_le16(p + 2),
		.load_sectors = get_le16(p + 6),
		.start = (uint64_t)get_le32(p + 8) * BLOCK};
	if (!e->load_segment)
		e->load_segment = SEGMENT_DEFAULT;
	if (e->start >= dev->size)
		return torito_fail(dev, ERR_PROTO,
			"entry %u lies at byte %llu, but the image ends at %llu: it is cut short",
			t->n, (unsigned long long)e->start, (unsigned long long)dev->size);
	e->len = entry_len(e, dev->size - e->start);
	if (e->len > dev->size - e->start)
		return torito_fail(dev, ERR_PROTO,
			"entry %u has %u sectors and %llu bytes at %llu, but the image ends at %llu",
			t->n, e->load_sectors, (unsigned long long)e->len,
			(unsigned long long)e->start, (unsigned long long)dev->size);
	t->n++;
	return 0;
}

/* The sections after the default entry, 2.3 to 2.5. (n): records there are. */
static int sections_read(struct blockdev *dev, const uint8_t *records, size_t n, struct eltorito *t)
{
	size_t i = 2;
	bool last = false;

	while (!last && i < n) {
		const uint8_t *header = records + i++ * RECORD;
		unsigned left = get_le16(header + 2);

		if (header[0] != HEADER_MORE && header[0] != HEADER_LAST)
			break;
		last = header[0] == HEADER_LAST;
		for (; left && i < n; i++) {
			const uint8_t *p = records + i * RECORD;
			int status;

			if (p[0] == EXTENSION)
				continue;
			status = entry_read(dev, p, header[1], t);
			if (status < 0)
				return status;
			left--;
		}
		if (left)
			return torito_fail(dev, ERR_PROTO,
				"a section of the boot catalogue has %u entries more than fit",
				left);
		while (i < n && records[i * RECORD] == EXTENSION)
			i++;
	}
	return 0;
}

static int catalog_read(struct blockdev *dev, uint8_t *records, struct eltorito *t)
{
	size_t len;
	int status;

	if (t->catalog > dev->size || dev->size - t->catalog < BLOCK)
		return torito_fail(dev, ERR_PROTO,
			"the boot catalogue lies at byte %llu, but the image ends at %llu: it is cut short",
			(unsigned long long)t->catalog, (unsigned long long)dev->size);
	len = (size_t)MIN(dev->size - t->catalog, (uint64_t)CATALOG_MAX * BLOCK);
	status = blockdev_read(dev, t->catalog, records, len);
	if (status == 0)
		status = validation_check(dev, records);
	if (status == 0)
		status = entry_read(dev, records + RECORD, records[1], t);
	if (status < 0)
		return status;
	return sections_read(dev, records, len / RECORD, t);
}

int eltorito_read(struct blockdev *dev, struct eltorito *ret)
{
	_cleanup_(freep) uint8_t *records = malloc(RECORDS * RECORD);
	struct eltorito t = {0};
	int status;

	if (!records)
		return torito_fail(dev, ERR_NOMEM, "out of memory");
	status = descriptor_find(dev, &t.catalog);
	if (status == 0)
		status = catalog_read(dev, records, &t);
	if (status == 0)
		*ret = t;
	return status;
}

const struct eltorito_entry *eltorito_find(const struct eltorito *e, uint8_t platform)
{
	for (unsigned i = 0; i < e->n; i++)
		if (e->entries[i].bootable && e->entries[i].platform == platform)
			return &e->entries[i];
	return NULL;
}
