/* SPDX-License-Identifier: BSD-2-Clause */
/* EDIDs: what is found is a size of 1 to 4095 pixels, and nothing is touched where nothing is
 * found. */
#include <stdlib.h>
#include <string.h>

#include "arch/bios/edid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t edid[EDID_LEN] = {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0}, sum = 0;
	unsigned width = 0, height = 0;

	if (len > EDID_LEN - 9)
		len = EDID_LEN - 9;
	if (len)
		memcpy(edid + 8, data, len);
	for (unsigned i = 0; i < EDID_LEN; i++)
		sum = (uint8_t)(sum + edid[i]);
	edid[EDID_LEN - 1] = (uint8_t)-sum;
	if (edid_preferred(edid, &width, &height)
			? !width || !height || width > 4095 || height > 4095
			: width || height)
		abort();
	return 0;
}
