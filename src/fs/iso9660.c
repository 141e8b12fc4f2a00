/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ISO 9660 (ECMA-119): the volume descriptors, and which of the trees they lead to is read. Only
 * blocks of 2048 bytes; other character sets than Joliet's, enhanced descriptors and UDF are not
 * looked at.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "core/util.h"
#include "fs/iso9660_priv.h"
#include "fs/utf16.h"

enum {
	VD_FIRST = 16, /* block of the first descriptor */
	VD_MAX = 64,   /* descriptors looked at */
	VD_PRIMARY = 1,
	VD_SUPPLEMENTARY = 2,
	VD_END = 255,
	AT_LABEL = 40,
	LABEL_LEN = 32,
	AT_SIZE = 80,
	AT_ESCAPES = 88,
	AT_BLOCK = 128,
	AT_ROOT = 156,
	AT_CREATED = 813,
	AT_MODIFIED = 830,
	TIME_DIGITS = 16,
};

/* Copies what stands before the spaces at the end. */
static void label_copy(const char *text, size_t len, char *out, size_t cap)
{
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\0'))
		len--;
	len = MIN(len, cap - 1);
	memcpy(out, text, len);
	out[len] = '\0';
}

/* "2026013112000000" to "2026-01-31-12-00-00-00". False if there is no such time. */
static bool uuid_copy(const uint8_t *digits, char *out, size_t cap)
{
	bool set = false;

	for (size_t i = 0; i < TIME_DIGITS; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		set |= digits[i] != '0';
	}
	(void)snprintf(out, cap, "%.4s-%.2s-%.2s-%.2s-%.2s-%.2s-%.2s", (const char *)digits,
		(const char *)digits + 4, (const char *)digits + 6, (const char *)digits + 8,
		(const char *)digits + 10, (const char *)digits + 12, (const char *)digits + 14);
	return set;
}

static int primary_read(struct iso9660 *iso, const uint8_t *d)
{
	uint64_t claimed = (uint64_t)get_le32(d + AT_SIZE) * ISO_BLOCK;

	if (get_le16(d + AT_BLOCK) != ISO_BLOCK)
		return iso_fail(iso, ERR_NOTSUP, "blocks of %u bytes are not supported, only of %d",
			get_le16(d + AT_BLOCK), ISO_BLOCK);
	if (claimed > iso->dev->size)
		log_warn("iso: %s: says it has %" PRIu64 " bytes, but %" PRIu64
			 " are there, is it cut short?",
			iso->dev->name, claimed, iso->dev->size);
	label_copy((const char *)d + AT_LABEL, LABEL_LEN, iso->label, sizeof(iso->label));
	if (!uuid_copy(d + AT_MODIFIED, iso->uuid, sizeof(iso->uuid)) &&
		!uuid_copy(d + AT_CREATED, iso->uuid, sizeof(iso->uuid)))
		iso->uuid[0] = '\0';
	return iso_record_folder(iso, d + AT_ROOT, ISO_RECORD_MIN, &iso->root);
}

/* Joliet specification, "SVD Escape Sequences": UCS-2 level 1, 2 or 3. */
static bool is_joliet(const uint8_t *d)
{
	return memcmp(d + AT_ESCAPES, "%/", 2) == 0 &&
		(d[AT_ESCAPES + 2] == '@' || d[AT_ESCAPES + 2] == 'C' || d[AT_ESCAPES + 2] == 'E');
}

static int joliet_read(struct iso9660 *iso, const uint8_t *d, struct iso_folder *ret_root)
{
	char label[sizeof(iso->label)];
	size_t len;

	if (get_le16(d + AT_BLOCK) != ISO_BLOCK)
		return 0;
	if (iso->label[0] == '\0') {
		len = utf16_decode(d + AT_LABEL, LABEL_LEN / 2, true, label, sizeof(label));
		label_copy(label, len, iso->label, sizeof(iso->label));
	}
	iso->joliet = true;
	return iso_record_folder(iso, d + AT_ROOT, ISO_RECORD_MIN, ret_root);
}

/* Reads the descriptors one after the other. */
static int descriptors_read(struct iso9660 *iso, struct iso_folder *ret_joliet)
{
	uint8_t d[ISO_BLOCK];
	bool primary = false;
	int status = 0;

	for (unsigned i = 0; i < VD_MAX && status == 0; i++) {
		uint64_t off = (uint64_t)(VD_FIRST + i) * ISO_BLOCK;

		if (iso->dev->size < off || iso->dev->size - off < ISO_BLOCK)
			break;
		status = blockcache_read(&iso->cache, off, d, sizeof(d));
		if (status < 0)
			return status;
		if (memcmp(d + 1, "CD001", 5) != 0 || d[0] == VD_END)
			break;
		if (d[0] == VD_PRIMARY && !primary) {
			primary = true;
			status = primary_read(iso, d);
		} else if (d[0] == VD_SUPPLEMENTARY && !iso->joliet && is_joliet(d)) {
			status = joliet_read(iso, d, ret_joliet);
		}
	}
	if (status == 0 && !primary)
		return iso_fail(
			iso, ERR_NOTMINE, "no ISO 9660 image, there is no primary descriptor");
	return status;
}

/* Rock Ridge shows in the first record of the primary tree's root. */
static int rock_probe(struct iso9660 *iso)
{
	uint8_t record[255] = {0};
	uint64_t size = iso->dev->size;
	size_t used, len;
	int status;

	if (iso->root.start > size || iso->root.len > size - iso->root.start)
		return iso_fail(iso, ERR_PROTO,
			"its root folder lies at %" PRIu64 ", but it ends at %" PRIu64
			": it is cut short",
			iso->root.start, size);
	len = (size_t)MIN(iso->root.len, (uint64_t)sizeof(record));
	status = blockcache_read(&iso->cache, iso->root.start, record, len);
	if (status < 0)
		return status;
	if (record[0] < ISO_RECORD_MIN || record[0] > len)
		return iso_fail(
			iso, ERR_PROTO, "the first record of its root has %u bytes", record[0]);
	used = 33u + record[32] + !(record[32] & 1);
	return used < record[0] ? iso_susp_probe(iso, record + used, record[0] - used) : 0;
}

static int trees_read(struct iso9660 *iso)
{
	struct iso_folder joliet_root;
	int status = descriptors_read(iso, &joliet_root);

	if (status < 0)
		return status;
	status = rock_probe(iso);
	if (status < 0)
		return status;
	if (iso->rock)
		iso->joliet = false;
	if (iso->joliet)
		iso->root = joliet_root;
	log_debug("iso: %s: \"%s\"%s", iso->dev->name, iso->label,
		iso->rock             ? ", Rock Ridge"
			: iso->joliet ? ", Joliet"
				      : "");
	return 0;
}

int iso9660_open(struct blockdev *dev, struct iso9660 **ret)
{
	_cleanup_(freep) struct iso9660 *iso = calloc(1, sizeof(*iso));
	int status;

	if (!iso)
		return fail(ERR_NOMEM, "iso: %s: out of memory", dev->name);
	iso->dev = dev;
	blockcache_init(&iso->cache, dev);
	status = trees_read(iso);
	if (status < 0)
		return status;
	*ret = TAKE(iso);
	return 0;
}

void iso9660_close(struct iso9660 *iso)
{
	free(iso);
}

const char *iso9660_label(const struct iso9660 *iso)
{
	return iso->label;
}

const char *iso9660_uuid(const struct iso9660 *iso)
{
	return iso->uuid;
}
