/* SPDX-License-Identifier: BSD-2-Clause */
/* xz data from anybody, whole and in pieces; the checksums of its first heads are made right,
 * or few would come past them. */
#include <string.h>

#include "fake/xz_mend.h"
#include "fuzz/fuzz_decoder.h"

#define SIZE_MAX_TRIED 65536
#define STREAM_FLAGS   (1 + 6) /* behind the size of the pieces and the magic */
#define BLOCK          (1 + 12)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t copy[SIZE_MAX_TRIED];
	size_t head;

	if (size > sizeof(copy))
		return 0;
	memcpy(copy, data, size);
	if (size > BLOCK) {
		xz_mend(copy + STREAM_FLAGS, 2);
		head = copy[BLOCK] * 4u;
		if (head && head + 4 <= size - BLOCK)
			xz_mend(copy + BLOCK, head);
	}
	return fuzz_decoder(&xz_decoder, copy, size);
}
