/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot catalogues: the input is what follows block 16. Entries lie within the image. */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "fs/eltorito.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BEFORE 34816

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) uint8_t *image = calloc(1, BEFORE + size);
	struct blockdev_memory m;
	struct eltorito t;

	if (!image)
		abort();
	if (size)
		memcpy(image + BEFORE, data, size);
	blockdev_memory_init(&m, "fuzz", image, BEFORE + size);
	fail_clear();
	if (eltorito_read(&m.dev, &t) < 0) {
		if (!fail_last()->code)
			abort();
		return 0;
	}
	if (t.n < 1 || t.n > ELTORITO_ENTRIES_MAX)
		abort();
	for (unsigned i = 0; i < t.n; i++) {
		const struct eltorito_entry *e = &t.entries[i];

		if (!e->load_segment || e->media > ELTORITO_HARD_DISK)
			abort();
		if (e->start > m.dev.size || e->len > m.dev.size - e->start)
			abort();
	}
	(void)eltorito_find(&t, ELTORITO_EFI);
	return 0;
}
