/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands on what is in images: imgset keeps it in a setting, imgextract unpacks it, imgmem
 * makes an image of memory.
 */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "core/console.h"
#include "core/decoder.h"
#include "core/pages.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "image/unpack.h"
#include "script/commands.h"
#include "script/fetch.h"
#include "script/options.h"

struct data_options {
	struct fetch_options fetch;
	bool keep;
};
/* clang-format off */
#define DATA_OPTIONS                                                                               \
	{"keep", 'k', OPTION_FLAG, offsetof(struct data_options, keep)},                           \
	{"timeout", 't', OPTION_MS, offsetof(struct data_options, fetch.stall_ms)},                \
	{"quiet", 'q', OPTION_FLAG, offsetof(struct data_options, fetch.quiet)}
#define NAME_OPTION {"name", 'n', OPTION_STRING, offsetof(struct data_options, fetch.name)}
/* clang-format on */
static const struct option_desc set_desc[] = {DATA_OPTIONS, OPTIONS_END};
static const struct option_desc extract_desc[] = {DATA_OPTIONS, NAME_OPTION, OPTIONS_END};
static const struct option_desc mem_desc[] = {NAME_OPTION, OPTIONS_END};

/* ---- imgset ---- */

static int cmd_imgset(int argc, char **argv)
{
	struct data_options o = {};
	struct image *img;
	bool fresh;
	int rc, i = options_parse(argc, argv, set_desc, &o, 2, 2);

	if (i < 0)
		return i;
	rc = fetch_or_find(argv[i + 1], &o.fetch, &img, &fresh);
	if (rc)
		return rc;
	if (img->data.len > SETTINGS_MAX)
		rc = fail(ERR_TOOBIG, "imgset: %s has %llu bytes, all settings together hold %u", img->name,
			(unsigned long long)img->data.len, SETTINGS_MAX);
	else
		rc = settings_set_raw(argv[i], "string", img->data.data, (size_t)img->data.len);
	if (!o.keep)
		image_free(img);
	return rc;
}

/* ---- imgextract ---- */

/* What (img) is called when it is unpacked: without the ending that says that it is packed. */
static char *unpacked_name(const struct image *img)
{
	static const char *const endings[] = {".gz", ".xz", ".zst", ".zlib", ".zz"};
	const size_t len = strlen(img->name);

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		size_t n = strlen(endings[i]);

		if (len > n && strcmp(img->name + len - n, endings[i]) == 0)
			return str_ndup(img->name, len - n);
	}
	return str_dup(img->name);
}

static int extract(struct image *img, const struct data_options *o)
{
	const struct decoder_type *type = unpack_find(&img->data, true);
	_cleanup_(freep) char *name = o->fetch.name ? str_dup(o->fetch.name) : unpacked_name(img);
	struct blob data = {};
	struct image *out;
	int rc = unpack_check(&img->data, img->name);

	if (rc)
		return rc;
	if (!type)
		return fail(ERR_NOTSUP, "imgextract: %s is not packed by gzip, xz, zlib or zstd",
			img->name);
	if (!name)
		return fail(ERR_NOMEM, "imgextract: out of memory unpacking %s", img->name);
	rc = unpack_blob(type, &img->data, img->name, &data);
	if (!rc)
		rc = image_add(name, &data, NULL, &out);
	if (!rc)
		rc = image_derive(out, img);
	if (rc)
		return rc;
	if (!o->fetch.quiet)
		console_printf(
			"%s: unpacked, %llu bytes\n", out->name, (unsigned long long)out->data.len);
	return 0;
}

static int cmd_imgextract(int argc, char **argv)
{
	struct data_options o = {};
	struct fetch_options fetch;
	struct image *img;
	bool fresh;
	int rc, i = options_parse(argc, argv, extract_desc, &o, 1, 1);

	if (i < 0)
		return i;
	fetch = o.fetch;
	fetch.name = NULL; /* it is that of what comes out */
	rc = fetch_or_find(argv[i], &fetch, &img, &fresh);
	if (rc)
		return rc;
	img->for_initrd |= fresh; /* as if imgfetch had fetched it */
	rc = extract(img, &o);
	if (rc ? fresh : !o.keep)
		image_free(img);
	return rc;
}

/* ---- imgmem ---- */

static int cmd_imgmem(int argc, char **argv)
{
	struct data_options o = {};
	struct blob data = {};
	struct image *img;
	uint64_t start, len;
	int rc, i = options_parse(argc, argv, mem_desc, &o, 2, 2);

	if (i < 0)
		return i;
	if (number_parse(argv[i], UINT64_MAX, &start))
		return fail(ERR_INVAL, "imgmem: \"%s\" is no address", argv[i]);
	if (number_parse(argv[i + 1], UINT64_MAX, &len) || len > SIZE_MAX)
		return fail(ERR_INVAL, "imgmem: \"%s\" is no number of bytes", argv[i + 1]);
	if (!plat_mem_readable(start, len))
		return fail(ERR_RANGE, "imgmem: there is no memory of %llu bytes at 0x%llx",
			(unsigned long long)len, (unsigned long long)start);
	rc = blob_copy(&data, (const void *)(uintptr_t)start, (size_t)len);
	return rc ? rc : image_add(o.fetch.name, &data, NULL, &img);
}

const struct command cmd_imgdata_table[] = {
	{"imgset", cmd_imgset, "[--keep] [--timeout MS] [--quiet] SETTING IMAGE|URL",
		"Puts what is in an image into a setting; the image goes unless --keep"},
	{"imgextract", cmd_imgextract, "[--name NAME] [--keep] [--timeout MS] [--quiet] IMAGE|URL",
		"Unpacks an image (gzip, xz, zlib, zstd); the packed one goes unless --keep"},
	{"imgmem", cmd_imgmem, "[--name NAME] ADDRESS BYTES", "Makes an image of memory"},
	{},
};
