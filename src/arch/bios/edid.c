/* SPDX-License-Identifier: BSD-2-Clause */
/* The first block of an EDID, taken apart. Its first detailed timing is the preferred one:
 * EDID 1.3 and later demand that, and older screens that have one mean it, too. */
#include "arch/bios/edid.h"

#include <string.h>

#include "core/util.h"

#define TIMING 54 /* offset of the first one, E-EDID 1.4 section 3.10.2 */

enum timing {             /* offsets in it */
	TIMING_CLOCK = 0, /* 0: this is no timing */
	TIMING_WIDTH = 2, /* the low bits */
	TIMING_WIDTH_HIGH = 4,
	TIMING_HEIGHT = 5,
	TIMING_HEIGHT_HIGH = 7,
};

bool edid_preferred(const uint8_t edid[EDID_LEN], unsigned *ret_width, unsigned *ret_height)
{
	static const uint8_t head[8] = {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0};
	const uint8_t *t = edid + TIMING;
	unsigned width = t[TIMING_WIDTH] | (t[TIMING_WIDTH_HIGH] & 0xf0u) << 4;
	unsigned height = t[TIMING_HEIGHT] | (t[TIMING_HEIGHT_HIGH] & 0xf0u) << 4;
	uint8_t sum = 0;

	for (unsigned i = 0; i < EDID_LEN; i++)
		sum = (uint8_t)(sum + edid[i]);
	if (memcmp(edid, head, sizeof(head)) || sum || !get_le16(t + TIMING_CLOCK) || !width ||
		!height)
		return false;
	*ret_width = width;
	*ret_height = height;
	return true;
}
