/* SPDX-License-Identifier: BSD-2-Clause */
/* SMBIOS entry points (DMTF DSP0134 5.2.1, 5.2.2). Anchors alone prove nothing: any copy of a
 * firmware's code has them. Checksums and sizes decide. */
#include "core/smbios_entry.h"

#include <stdbool.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum {
	PARAGRAPH = 16,
	LEN2_MIN = 30, /* 2.1 says 30 and means 31; it is what firmware follows */
	LEN3_MIN = 24,
	ANCHOR2_DMI = 16, /* the older structure inside, with its own checksum */
	ANCHOR2_DMI_LEN = 15,
};

static bool checksum_ok(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0;
}

/* "_SM3_", checksum, length, major, minor, docrev, revision, reserved, maximum size (4),
 * address (8). */
static bool read3(const uint8_t *p, size_t len, struct smbios_entry *ret)
{
	if (len < LEN3_MIN || memcmp(p, "_SM3_", 5) || p[6] < LEN3_MIN || p[6] > len ||
		!checksum_ok(p, p[6]))
		return false;
	*ret = (struct smbios_entry){
		get_le64(p + 16), get_le32(p + 12), (uint16_t)(p[7] << 8 | p[8])};
	return true;
}

/* "_SM_", checksum, length, major, minor, …; the table's length is at 22, its address at 24. */
static bool read2(const uint8_t *p, size_t len, struct smbios_entry *ret)
{
	if (len < LEN2_MIN + 1 || memcmp(p, "_SM_", 4) || p[5] < LEN2_MIN || p[5] > len ||
		!checksum_ok(p, p[5]))
		return false;
	if (memcmp(p + ANCHOR2_DMI, "_DMI_", 5) || !checksum_ok(p + ANCHOR2_DMI, ANCHOR2_DMI_LEN))
		return false;
	*ret = (struct smbios_entry){
		get_le32(p + 24), get_le16(p + 22), (uint16_t)(p[6] << 8 | p[7])};
	return true;
}

static bool table_is_sane(const struct smbios_entry *e)
{
	return e->address && e->len && e->len <= SMBIOS_TABLE_MAX &&
		e->address <= UINT64_MAX - e->len;
}

int smbios_entry_read(const uint8_t *p, size_t len, struct smbios_entry *ret)
{
	struct smbios_entry e;

	if ((!read3(p, len, &e) && !read2(p, len, &e)) || !table_is_sane(&e))
		return -ERR_NOENT;
	*ret = e;
	return 0;
}

int smbios_entry_scan(const uint8_t *p, size_t len, struct smbios_entry *ret)
{
	struct smbios_entry e, best = {0};

	for (size_t pos = 0; len - pos >= SMBIOS_ENTRY_MIN; pos += PARAGRAPH) {
		if (smbios_entry_read(p + pos, len - pos, &e) < 0)
			continue;
		if (!memcmp(p + pos, "_SM3_", 5)) {
			*ret = e;
			return 0;
		}
		if (!best.len)
			best = e;
	}
	if (!best.len)
		return -ERR_NOENT;
	*ret = best;
	return 0;
}
