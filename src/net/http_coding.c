/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Content-codings of HTTP (RFC 9110 8.4); see the header.
 *
 * Servers with Apache's AddEncoding call each file "x.gz" a file "x", coded. Whoever asks for
 * initrd.gz wants the bytes that are there, so a coding that the name ends in is left alone.
 */
#include "net/http_coding.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "core/decoder.h"
#include "core/strbuf.h"
#include "core/util.h"

/* Codings by the endings of names. */
static const struct {
	const char *coding, *ending;
} endings[] = {
	{"gzip", "gz"},
	{"x-gzip", "gz"},
	{"gzip", "tgz"},
	{"x-gzip", "tgz"},
	{"zstd", "zst"},
	{"zstd", "tzst"},
	{"xz", "xz"},
	{"x-xz", "xz"},
	{"xz", "txz"},
	{"x-xz", "txz"},
	{"bzip2", "bz2"},
	{"x-bzip2", "bz2"},
	{"compress", "z"},
	{"x-compress", "z"},
	{"br", "br"},
	{"lzma", "lzma"},
	{"x-lzma", "lzma"},
};

/* What holds compressed data under another name. */
static const char *const packed[] = {"lz4", "lzo", "zip", "7z", "rpm", "deb", "img", "iso", "efi",
	"squashfs", "sqfs", "erofs", "wim", "esd", "cpio", "qcow2", "vhd", "vhdx", "png", "jpg",
	"jpeg"};

/* The last component's ending, without the dot; "" if it has none. */
static const char *ending_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL, *name = slash ? slash + 1 : path;
	const char *dot = name ? strrchr(name, '.') : NULL;

	return dot ? dot + 1 : "";
}

bool http_coding_pays(const char *path)
{
	const char *ending = ending_of(path);

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (!strcasecmp(endings[i].ending, ending))
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(packed); i++)
		if (!strcasecmp(packed[i], ending))
			return false;
	return true;
}

int http_coding_accept(struct strbuf *out)
{
	const char *between = "";
	int rc = 0;

	for (const struct decoder_type *const *t = decoders; *t && !rc; t++) {
		if (!(*t)->is_coding)
			continue;
		rc = strbuf_addf(out, "%s%s", between, (*t)->name);
		between = ", ";
	}
	return rc || between[0] ? rc : strbuf_adds(out, "identity");
}

bool http_coding_choose(const char *coding, const char *path, const struct decoder_type **ret)
{
	const char *ending = ending_of(path);

	*ret = NULL;
	if (!coding[0])
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (!strcasecmp(endings[i].coding, coding) &&
			!strcasecmp(endings[i].ending, ending))
			return true;
	*ret = decoder_find(coding);
	return *ret != NULL;
}
