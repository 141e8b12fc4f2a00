/* SPDX-License-Identifier: BSD-2-Clause */
/* Files inside ISO images on servers. */
#include "script/isopath.h"

#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/urldev.h"
#include "core/util.h"
#include "fs/iso9660.h"

#define PREFIX "iso:"

/* The image that is open. */
static struct {
	struct fetch_request what;
	struct urldev *dev;
	struct iso9660 *iso;
} image;

bool isopath_is(const char *text)
{
	return strncmp(text, PREFIX, strlen(PREFIX)) == 0;
}

void isopath_close(void)
{
	if (image.dev)
		log_info("%s: %llu bytes of %llu were fetched", urldev_blockdev(image.dev)->name,
			(unsigned long long)urldev_fetched(image.dev),
			(unsigned long long)urldev_blockdev(image.dev)->size);
	iso9660_close(TAKE(image.iso));
	urldev_close(TAKE(image.dev));
	fetch_request_free(&image.what);
}

/* Takes over (r) on success. */
static int image_open(struct fetch_request *r, uint64_t stall_ms)
{
	const struct transfer_options o = {
		.mirrors = r->mirrors,
		.n_mirrors = r->n_mirrors,
		.sha256 = r->has_sha256 ? r->sha256 : NULL,
	};
	struct urldev *dev;
	struct iso9660 *iso;
	int rc;

	isopath_close();
	rc = urldev_open(r->uri, &o, stall_ms, &dev);
	if (rc)
		return rc;
	rc = iso9660_open(urldev_blockdev(dev), &iso);
	if (rc) {
		urldev_close(dev);
		return rc;
	}
	image.dev = dev;
	image.iso = iso;
	image.what = *r;
	*r = (struct fetch_request){};
	return 0;
}

int isopath_open(const char *url, const struct fetch_options *o, struct iso9660 **ret)
{
	_cleanup_(fetch_request_free) struct fetch_request r = {};
	int rc = fetch_request_make(url, o, &r);

	if (!rc && !(image.iso && fetch_request_equal(&r, &image.what)))
		rc = image_open(&r, o->stall_ms);
	if (rc)
		return rc;
	urldev_set_stall(image.dev, o->stall_ms);
	*ret = image.iso;
	return rc;
}

const struct uri *isopath_uri(void)
{
	return image.iso ? image.what.uri : NULL;
}

/* "iso:URL!/PATH" into its two halves. */
static int split(const char *text, char **ret_url, const char **ret_path)
{
	const char *url = text + strlen(PREFIX), *mark = strstr(url, "!/");

	if (!mark || mark == url)
		return fail(ERR_INVAL,
			"iso: \"%s\" names no file in an image, it would be iso:URL!/path", text);
	*ret_path = mark + 1;
	*ret_url = strndup(url, (size_t)(mark - url));
	return *ret_url ? 0 : fail(ERR_NOMEM, "iso: no memory for %s", text);
}

/* Extents lie where they like: each is fetched by itself. */
static int read_file(const struct iso9660_file *f, struct blob *ret)
{
	int rc = blob_expect(ret, f->dev.size);

	for (unsigned i = 0; i < f->n_extents && !rc; i++) {
		struct blob part;

		rc = urldev_fetch(image.dev, f->extents[i].start, f->extents[i].len, &part);
		if (!rc)
			rc = blob_append(ret, part.data, part.len);
		blob_free(&part);
	}
	return rc ? rc : blob_seal(ret);
}

/* The one extent of most files becomes the blob as it is. */
static int fetch_file(const struct iso9660_file *f, struct blob *ret)
{
	int rc;

	*ret = (struct blob){};
	if (f->n_extents == 1)
		return urldev_fetch(image.dev, f->extents[0].start, f->extents[0].len, ret);
	rc = read_file(f, ret);
	if (rc)
		blob_free(ret);
	return rc;
}

/* The file (text); (ret_path), in (text), is where it is in the image. */
static int open_file(const char *text, const struct fetch_options *o, const char **ret_path,
	struct iso9660_file **ret)
{
	_cleanup_(freep) char *url = NULL;
	struct iso9660 *iso;
	int rc = split(text, &url, ret_path);

	if (!rc)
		rc = isopath_open(url, o, &iso);
	return rc ? rc : iso9660_file_open(iso, *ret_path, ret);
}

int isopath_find(const char *text)
{
	const struct fetch_options o = {};
	struct iso9660_file *f = NULL;
	const char *path;
	int rc = open_file(text, &o, &path, &f);

	iso9660_file_close(f);
	return rc;
}

int isopath_fetch(
	const char *text, const struct fetch_options *o, struct blob *ret, char **ret_name)
{
	struct iso9660_file *f = NULL;
	const char *path;
	int rc = open_file(text, o, &path, &f);

	if (!rc)
		rc = fetch_file(f, ret);
	iso9660_file_close(f);
	if (rc)
		return rc;
	*ret_name = str_dup(strrchr(path, '/') + 1);
	if (*ret_name)
		return 0;
	blob_free(ret);
	return fail(ERR_NOMEM, "iso: no memory for %s", text);
}
