/* SPDX-License-Identifier: BSD-2-Clause */
/* What is taken for a network boot program: on a machine that has no BIOS only what jumps, and that
 * is refused by name; never text, archives, or files of one and the same byte. */
#include "core/status.h"
#include "image/image.h"
#include "image/types.h"

#include "unit/check.h"

static int probe(const void *data, size_t len)
{
	struct image img = {.name = (char *)"file.0", .data = {.data = (void *)data, .len = len}};

	return nbp_image_type.probe(&img);
}

int main(void)
{
	static uint8_t p[0xa0000];

	memset(p, 0x90, sizeof(p));
	p[1] = 0x31;
	p[2] = 0;
	p[0] = 0xea;
	CHECK_EQ(probe(p, 4096), -ERR_NOEXEC);
	CHECK(strstr(fail_last()->text, "file.0") != NULL);
	CHECK(strstr(fail_last()->text, "BIOS") != NULL);
	p[0] = 0xe9;
	CHECK_EQ(probe(p, 4096), -ERR_NOEXEC);
	/* No jump; too small; larger than what lies below 640 KiB. */
	p[0] = 0xfa;
	CHECK_EQ(probe(p, 4096), -ERR_NOTMINE);
	p[0] = 0xeb;
	CHECK_EQ(probe(p, 63), -ERR_NOTMINE);
	CHECK_EQ(probe(p, 0xa0000 - 0x7c00), -ERR_NOEXEC);
	CHECK_EQ(probe(p, 0xa0000 - 0x7c00 + 1), -ERR_NOTMINE);
	CHECK_EQ(probe(p, 0), -ERR_NOTMINE);
	/* All the same, text, archives. */
	memset(p, 0xeb, 64);
	CHECK_EQ(probe(p, 64), -ERR_NOTMINE);
	memset(p, 'a', 4096);
	CHECK_EQ(probe(p, 4096), -ERR_NOTMINE);
	memcpy(p, "\x1f\x8b\x08\0", 4);
	CHECK_EQ(probe(p, 4096), -ERR_NOTMINE);
	memcpy(p, "070701", 6);
	p[6] = 1;
	CHECK_EQ(probe(p, 4096), -ERR_NOTMINE);
	CHECK(nbp_image_type.is_guess);
	return check_done();
}
