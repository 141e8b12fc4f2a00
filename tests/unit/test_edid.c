/* SPDX-License-Identifier: BSD-2-Clause */
/* What size a screen likes best. */
#include <string.h>

#include "arch/bios/edid.h"
#include "core/util.h"
#include "unit/check.h"

static uint8_t edid[EDID_LEN];

static void seal(void)
{
	uint8_t sum = 0;

	for (unsigned i = 0; i < EDID_LEN - 1; i++)
		sum = (uint8_t)(sum + edid[i]);
	edid[EDID_LEN - 1] = (uint8_t)-sum;
}

/* The timing of 1920 x 1080 at 60 Hz, as CEA-861 has it. */
static void make(void)
{
	static const uint8_t head[8] = {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0};
	static const uint8_t timing[] = {0x02, 0x3a, 0x80, 0x18, 0x71, 0x38, 0x2d, 0x40, 0x58, 0x2c,
		0x45, 0x00, 0xdd, 0x0c, 0x11, 0x00, 0x00, 0x1e};

	memset(edid, 0, sizeof(edid));
	memcpy(edid, head, sizeof(head));
	memcpy(edid + 54, timing, sizeof(timing));
	seal();
}

static bool is_refused(void)
{
	unsigned width = 7, height = 7;

	return !edid_preferred(edid, &width, &height) && width == 7 && height == 7;
}

int main(void)
{
	unsigned width = 0, height = 0;

	make();
	CHECK(edid_preferred(edid, &width, &height));
	CHECK_EQ(width, 1920);
	CHECK_EQ(height, 1080);
	edid[54 + 2] = 0;
	edid[54 + 4] = 0xf1;
	edid[54 + 5] = 0x70;
	edid[54 + 7] = 0x80;
	seal();
	CHECK(edid_preferred(edid, &width, &height));
	CHECK_EQ(width, 3840);
	CHECK_EQ(height, 2160);
	for (unsigned i = 0; i < EDID_LEN; i++) {
		make();
		edid[i] ^= 0x10; /* the checksum tells */
		CHECK(is_refused());
	}
	make();
	edid[54] = edid[55] = 0; /* a name or a serial number, no timing */
	seal();
	CHECK(is_refused());
	make();
	edid[54 + 5] = edid[54 + 7] = 0;
	seal();
	CHECK(is_refused());
	memset(edid, 0, sizeof(edid));
	CHECK(is_refused());
	return check_done();
}
