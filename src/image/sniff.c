/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guessing from its first bytes whether a file that was fetched belongs into an initrd. Archives
 * and compressed data do, and so does what we do not know (disk images for memdisk). Files that
 * scripts leave lying around do not: they would stand before the initrd and make the kernel panic.
 */
#include "image/sniff.h"

#include <string.h>

#include "core/util.h"

#define TEXT_LOOK 512 /* so many bytes tell text from anything else */

static const struct magic {
	const char *what; /* NULL: belongs into an initrd */
	uint8_t len;
	const char *bytes;
} magics[] = {
	{NULL, 6, "070701"},   /* cpio newc */
	{NULL, 6, "070702"},   /* cpio with checksums */
	{NULL, 2, "\x1f\x8b"}, /* gzip */
	{NULL, 3, "BZh"},      /* bzip2 */
	{NULL, 6,
		"\xfd"
		"7zXZ\0"},             /* xz */
	{NULL, 3, "\x5d\0\0"},         /* lzma */
	{NULL, 4, "\x89LZO"},          /* lzo */
	{NULL, 4, "\x02\x21\x4c\x18"}, /* lz4, legacy frame */
	{NULL, 4, "\x28\xb5\x2f\xfd"}, /* zstd */
	{"a program", 2, "MZ"},
	{"a script", 2, "#!"},
	{"a device tree", 4, "\xd0\x0d\xfe\xed"},
	{"a picture", 8, "\x89PNG\r\n\x1a\n"},
	{"a picture", 3, "\xff\xd8\xff"},
	{"a picture", 4, "GIF8"},
	{"a font", 4, "\x72\xb5\x4a\x86"}, /* PSF 2 */
	{"a font", 2, "\x36\x04"},         /* PSF 1 */
	{"a font", 12, "FILE\0\0\0\4PFF2"},
};

bool sniff_is_text(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < MIN(len, (size_t)TEXT_LOOK); i++) {
		if (data[i] < ' ' && !memchr("\t\n\r\f", data[i], 4))
			return false;
	}
	return true;
}

/* A Windows bitmap: "BM", its own size, and four reserved bytes that are 0. */
static bool looks_like_bitmap(const uint8_t *data, size_t len)
{
	return len >= 14 && memcmp(data, "BM", 2) == 0 && get_le32(data + 2) == len &&
		get_le32(data + 6) == 0;
}

const char *sniff_not_initrd(const uint8_t *data, size_t len)
{
	if (len == 0)
		return "an empty file";
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++) {
		if (len >= magics[i].len && memcmp(data, magics[i].bytes, magics[i].len) == 0)
			return magics[i].what;
	}
	if (looks_like_bitmap(data, len))
		return "a picture";
	return sniff_is_text(data, len) ? "a configuration file" : NULL;
}

bool sniff_is_plain_file(const uint8_t *data, size_t len)
{
	static const char *const windows[] = {"MSWIM", "regf", "$SDI"};

	for (size_t i = 0; i < ARRAY_SIZE(windows); i++) {
		size_t n = strlen(windows[i]);

		if (len >= n && memcmp(data, windows[i], n) == 0)
			return true;
	}
	return sniff_not_initrd(data, len) != NULL;
}
