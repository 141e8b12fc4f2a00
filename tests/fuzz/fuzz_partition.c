/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Partition tables of a disk of 1 MiB, of which the input is what comes first. Checksums would
 * keep a fuzzer out of GPT: the one of the first header and of its array are made right.
 */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "core/status.h"
#include "core/util.h"
#include "fs/partition.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DISK (1u << 20)

static void checksums_mend(uint8_t *disk)
{
	uint8_t *h = disk + 512;
	uint64_t at = get_le64(h + 72), n = get_le32(h + 80), len = get_le32(h + 84);

	if (memcmp(h, "EFI PART", 8) != 0 || !(h[96] & 1))
		return;
	if (at < DISK / 512 && n < DISK && len < DISK && n * len <= DISK - at * 512)
		put_le32(h + 88, (uint32_t)crc32(0, disk + at * 512, (uInt)(n * len)));
	put_le32(h + 16, 0);
	put_le32(h + 16, (uint32_t)crc32(0, h, MIN(get_le32(h + 12), 512u)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) uint8_t *disk = calloc(1, DISK);
	struct blockdev_memory m;
	struct partition_table t;

	if (!disk)
		abort();
	if (size)
		memcpy(disk, data, MIN(size, (size_t)DISK));
	checksums_mend(disk);
	blockdev_memory_init(&m, "fuzz", disk, DISK);
	fail_clear();
	if (partition_table_read(&m.dev, &t) < 0) {
		if (!fail_last()->code)
			abort();
		return 0;
	}
	for (unsigned i = 0; i < t.n; i++) {
		const struct partition *p = &t.v[i];

		if (!p->len || p->start > DISK || p->len > DISK - p->start || !p->index)
			abort();
		if (strlen(p->label) >= sizeof(p->label) || t.gpt != (p->type_guid[0] != '\0'))
			abort();
	}
	partition_table_free(&t);
	return 0;
}
