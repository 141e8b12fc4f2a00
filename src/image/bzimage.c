/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux kernels for x86, by their setup header (Linux, Documentation/arch/x86/boot.rst). Every
 * boot protocol since 2.00 is recognised; how the kernel is entered is the platform's business.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/status.h"
#include "core/util.h"
#include "image/boot.h"
#include "image/types.h"

enum {
	SECTOR = 512,
	SETUP_SECTS = 0x1f1, /* 1 byte; 0 means 4 */
	SYSSIZE = 0x1f4,     /* 4 bytes, in units of 16; 2 bytes before protocol 2.04 */
	BOOT_FLAG = 0x1fe,
	JUMP = 0x200, /* EB nn: the header ends nn bytes after this */
	MAGIC = 0x202,
	VERSION = 0x206,
	LOADFLAGS = 0x211,
	HEADER_MIN = 0x226, /* end of the header of protocol 2.00 */
	BOOT_FLAG_VALUE = 0xaa55,
	LOADED_HIGH = 0x01,
	DEFAULT_SETUP_SECTS = 4,
	PARAGRAPH = 16,
};

/* The length of the part that runs in protected mode, as the header tells. */
static uint64_t syssize(const uint8_t *p)
{
	uint32_t n = get_le16(p + VERSION) < 0x0204 ? get_le16(p + SYSSIZE) : get_le32(p + SYSSIZE);

	return (uint64_t)n * PARAGRAPH;
}

static int bzimage_probe(const struct image *img)
{
	const uint8_t *p = img->data.data;
	uint64_t len = img->data.len, setup, system;

	if (len < HEADER_MIN || get_le16(p + BOOT_FLAG) != BOOT_FLAG_VALUE ||
		memcmp(p + MAGIC, "HdrS", 4) != 0 || get_le16(p + VERSION) < 0x0200)
		return -ERR_NOTMINE;
	setup = (uint64_t)((p[SETUP_SECTS] ? p[SETUP_SECTS] : DEFAULT_SETUP_SECTS) + 1) * SECTOR;
	if (setup >= len)
		return fail(ERR_NOEXEC, "bzImage: %s: the file ends within the kernel's setup code",
			img->name);
	if (p[JUMP] != 0xeb || JUMP + 2u + p[JUMP + 1] > setup)
		return fail(ERR_NOEXEC, "bzImage: %s: the kernel's setup header is malformed",
			img->name);
	if (!(p[LOADFLAGS] & LOADED_HIGH))
		return fail(
			ERR_NOTSUP, "bzImage: %s: a zImage, to be loaded below 1 MiB", img->name);
	/* The last paragraph need not be full. */
	system = syssize(p);
	if (system > len - setup && system - (len - setup) >= PARAGRAPH)
		return fail(ERR_NOEXEC, "bzImage: %s: truncated, %llu of %llu bytes are there",
			img->name, (unsigned long long)len, (unsigned long long)(setup + system));
	return 0;
}

static int bzimage_exec(struct image *img)
{
	return image_boot(img, true, plat_start_linux);
}

const struct image_type bzimage_image_type = {
	.name = "bzImage",
	.is_kernel = true,
	.probe = bzimage_probe,
	.exec = bzimage_exec,
};
