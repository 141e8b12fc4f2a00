/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The partition table of the master boot record, as every system reads it (UEFI 2.x, 5.2; no
 * document of its own), with the chain of logical partitions. A GPT is believed if the protective
 * entry 0xee is there, as firmware and Linux do. File systems also end their first sector by
 * 0x55 0xaa: what tells a table are the entries.
 */
#include "fs/partition.h"

#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "core/util.h"
#include "fs/partition_priv.h"

enum {
	AT_SIGNATURE = 440,
	AT_ENTRIES = 446,
	AT_MAGIC = 510,
	ENTRY = 16,
	ACTIVE = 0x80,
	TYPE_GPT = 0xee,
	LOGICAL_FIRST = 5,
	LOGICAL_MAX = 128,
};

int partition_add(struct blockdev *dev, struct partition_table *t, struct partition *p)
{
	uint64_t sectors = dev->size / t->sector;
	struct partition *v;

	if (p->len == 0 || p->start >= sectors) {
		log_warn("partitions: %s: number %u begins at sector %llu of %llu, ignoring",
			dev->name, p->index, (unsigned long long)p->start,
			(unsigned long long)sectors);
		return 0;
	}
	if (p->len > sectors - p->start) {
		log_warn("partitions: %s: number %u has %llu sectors at %llu of %llu, cutting it",
			dev->name, p->index, (unsigned long long)p->len,
			(unsigned long long)p->start, (unsigned long long)sectors);
		p->len = sectors - p->start;
	}
	if (t->n == PARTITIONS_MAX)
		return partition_fail(dev, ERR_TOOBIG, "more than %d partitions", PARTITIONS_MAX);
	v = realloc(t->v, (t->n + 1) * sizeof(*v));
	if (!v)
		return partition_fail(dev, ERR_NOMEM, "out of memory");
	t->v = v;
	p->start *= t->sector;
	p->len *= t->sector;
	t->v[t->n++] = *p;
	return 0;
}

static bool is_extended(uint8_t type)
{
	return type == 0x05 || type == 0x0f || type == 0x85;
}

static bool mbr_sound(const uint8_t *mbr)
{
	if (mbr[AT_MAGIC] != 0x55 || mbr[AT_MAGIC + 1] != 0xaa)
		return false;
	for (unsigned i = 0; i < 4; i++)
		if (mbr[AT_ENTRIES + i * ENTRY] & ~ACTIVE)
			return false;
	return true;
}

static int entry_add(struct blockdev *dev, struct partition_table *t, const uint8_t *e,
	uint32_t signature, unsigned index, uint64_t base)
{
	struct partition p = {.index = index,
		.mbr_type = e[4],
		.bootable = e[0] == ACTIVE,
		.start = base + get_le32(e + 8),
		.len = get_le32(e + 12)};

	(void)snprintf(p.guid, sizeof(p.guid), "%08x-%02x", signature, index);
	return partition_add(dev, t, &p);
}

/* The entry of an extended boot record that leads to the next one; NULL after the last. */
static const uint8_t *next_entry(const uint8_t *ebr)
{
	for (unsigned i = 0; i < 4; i++) {
		const uint8_t *e = ebr + AT_ENTRIES + i * ENTRY;

		if (is_extended(e[4]) && get_le32(e + 12))
			return e;
	}
	return NULL;
}

/* Follows the chain of an extended partition that begins at sector (first). */
static int logical_read(
	struct blockdev *dev, struct partition_table *t, uint32_t signature, uint64_t first)
{
	uint8_t ebr[PARTITION_SECTOR];
	uint64_t at = first;

	for (unsigned i = 0; i < LOGICAL_MAX; i++) {
		const uint8_t *e = ebr + AT_ENTRIES, *next;
		int status = blockdev_read(dev, at * PARTITION_SECTOR, ebr, sizeof(ebr));

		if (status < 0)
			return status;
		if (!mbr_sound(ebr))
			return partition_fail(dev, ERR_PROTO,
				"at sector %llu is no extended boot record",
				(unsigned long long)at);
		if (e[4] && !is_extended(e[4]))
			status = entry_add(dev, t, e, signature, LOGICAL_FIRST + i, at);
		if (status < 0)
			return status;
		next = next_entry(ebr);
		if (!next)
			return 0;
		at = first + get_le32(next + 8);
	}
	return partition_fail(dev, ERR_LOOP,
		"more than %d logical partitions, or they lead round in a circle", LOGICAL_MAX);
}

static int mbr_read(struct blockdev *dev, const uint8_t *mbr, struct partition_table *t)
{
	uint32_t signature = get_le32(mbr + AT_SIGNATURE);
	const uint8_t *extended = NULL;
	int status = 0;

	t->sector = PARTITION_SECTOR;
	for (unsigned i = 0; i < 4 && status == 0; i++) {
		const uint8_t *e = mbr + AT_ENTRIES + i * ENTRY;

		if (is_extended(e[4]))
			extended = extended ? extended : e;
		else if (e[4] && e[4] != TYPE_GPT)
			status = entry_add(dev, t, e, signature, i + 1, 0);
	}
	if (status == 0 && extended)
		status = logical_read(dev, t, signature, get_le32(extended + 8));
	if (status == 0 && t->n == 0)
		return partition_fail(dev, ERR_NOTMINE, "there are none");
	return status;
}

static int table_read(struct blockdev *dev, struct partition_table *t)
{
	uint8_t mbr[PARTITION_SECTOR];
	unsigned others = 0;
	bool protective = false;
	int status;

	if (dev->size < sizeof(mbr))
		return partition_fail(
			dev, ERR_NOTMINE, "no table in %llu bytes", (unsigned long long)dev->size);
	status = blockdev_read(dev, 0, mbr, sizeof(mbr));
	if (status < 0)
		return status;
	if (!mbr_sound(mbr))
		return partition_fail(dev, ERR_NOTMINE, "no table in the first sector");
	for (unsigned i = 0; i < 4; i++) {
		uint8_t type = mbr[AT_ENTRIES + i * ENTRY + 4];

		protective |= type == TYPE_GPT;
		others += type && type != TYPE_GPT;
	}
	if (!protective)
		return mbr_read(dev, mbr, t);
	status = gpt_read(dev, t);
	t->hybrid = others > 0;
	if (status != -ERR_PROTO || !others)
		return status;
	log_warn("%s, taking those of the MBR", fail_last()->text);
	partition_table_free(t);
	return mbr_read(dev, mbr, t);
}

int partition_table_read(struct blockdev *dev, struct partition_table *ret)
{
	struct partition_table t = {0};
	int status = table_read(dev, &t);

	if (status < 0)
		partition_table_free(&t);
	else
		*ret = t;
	return status;
}

void partition_table_free(struct partition_table *t)
{
	free(t->v);
	*t = (struct partition_table){0};
}
