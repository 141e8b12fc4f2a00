/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PXE network boot programs: 16-bit code without any header, for BIOS (PXE 2.1, 3.2.4.4). Since
 * there is nothing to know them by, this type comes last and takes what begins like code and is
 * no text and none of the files that lie about for other purposes; elsewhere than on BIOS only
 * what begins with a jump, so that who mixes up his boot files is told so.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/status.h"
#include "core/util.h"
#include "image/boot.h"
#include "image/sniff.h"
#include "image/types.h"

#define NBP_MIN  64
#define NBP_MAX  (0xa0000 - 0x7c00) /* base memory above the load address */
#define HEAD_LEN 32

/* What files of other kinds begin with, which no 16-bit program does. */
static const struct {
	uint8_t len;
	const char *bytes;
} not_code[] = {
	{6, "070701"},
	{6, "070702"},
	{2, "\x1f\x8b"},
	{3, "BZh"},
	{6,
		"\xfd"
		"7zXZ\0"},
	{4, "\x28\xb5\x2f\xfd"},
	{4, "\x02\x21\x4c\x18"},
	{4, "\x89LZO"},
	{4,
		"\x7f"
		"ELF"},
	{4, "PK\3\4"},
	{8, "!<arch>\n"},
};

static bool is_filler(const uint8_t *data)
{
	for (size_t i = 1; i < HEAD_LEN; i++)
		if (data[i] != data[0])
			return false;
	return true;
}

/* JMP near, JMP far, JMP short. */
static bool begins_with_jump(const uint8_t *data)
{
	return data[0] == 0xe9 || data[0] == 0xea || data[0] == 0xeb;
}

static int nbp_probe(const struct image *img)
{
	const uint8_t *data = img->data.data;
	uint64_t len = img->data.len;

	if (len < NBP_MIN || len > NBP_MAX || sniff_not_initrd(data, len) || is_filler(data))
		return -ERR_NOTMINE;
	for (size_t i = 0; i < ARRAY_SIZE(not_code); i++)
		if (memcmp(data, not_code[i].bytes, not_code[i].len) == 0)
			return -ERR_NOTMINE;
	if (strcmp(plat_name, "pcbios") == 0)
		return 0;
	if (!begins_with_jump(data))
		return -ERR_NOTMINE;
	return fail(ERR_NOEXEC,
		"%s: it looks like a network boot program for BIOS, this machine "
		"has none",
		img->name);
}

static int nbp_exec(struct image *img)
{
	return image_boot(img, false, plat_start_nbp);
}

const struct image_type nbp_image_type = {
	.name = "PXE-NBP",
	.is_guess = true,
	.probe = nbp_probe,
	.exec = nbp_exec,
};
