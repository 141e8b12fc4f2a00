/* SPDX-License-Identifier: BSD-2-Clause */
/* Images for commands. The progress of a download is drawn by the progress line; what stays on the
 * screen is one line when it is complete. A failure is told by whoever runs the command. */
#include "script/fetch.h"

#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/sha256.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "script/isopath.h"
#include "script/lookahead.h"

static void transfer_freep(struct transfer **t)
{
	transfer_free(*t);
}

static void print_fetched(const char *what, uint64_t len)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
	unsigned unit = 0;
	uint64_t tenths = len * 10;

	while (tenths >= 10240 && unit < ARRAY_SIZE(units) - 1) {
		tenths /= 1024;
		unit++;
	}
	if (unit == 0)
		console_printf("%s... ok, %llu bytes\n", what, (unsigned long long)len);
	else
		console_printf("%s... ok, %llu.%llu %s\n", what, (unsigned long long)tenths / 10,
			(unsigned long long)tenths % 10, units[unit]);
}

static int read_digest(const char *text, uint8_t out[SHA256_LEN])
{
	if (strlen(text) != 2 * SHA256_LEN)
		return fail(ERR_INVAL, "--sha256: %zu hexadecimal digits, a SHA-256 has %d",
			strlen(text), 2 * SHA256_LEN);
	for (unsigned i = 0; i < SHA256_LEN; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return fail(ERR_INVAL, "--sha256: \"%s\" is not hexadecimal", text);
		out[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

int fetch_request_make(const char *text, const struct fetch_options *o, struct fetch_request *ret)
{
	int rc = uri_parse_cwd(text, &ret->uri);

	ret->disk = o->disk;
	for (unsigned i = 0; i < o->mirrors.n && !rc; i++) {
		struct uri *uri = NULL;

		rc = uri_parse_cwd(o->mirrors.v[i], &uri);
		if (!rc)
			ret->mirrors[ret->n_mirrors++] = uri;
	}
	if (!rc && o->sha256) {
		ret->has_sha256 = true;
		rc = read_digest(o->sha256, ret->sha256);
	}
	return rc;
}

void fetch_request_free(struct fetch_request *r)
{
	uri_free(r->uri);
	for (size_t i = 0; i < r->n_mirrors; i++)
		uri_free((struct uri *)r->mirrors[i]);
	*r = (struct fetch_request){};
}

int fetch_request_start(const struct fetch_request *r, struct transfer **ret)
{
	const struct transfer_options o = {
		.mirrors = r->mirrors,
		.n_mirrors = r->n_mirrors,
		.sha256 = r->has_sha256 ? r->sha256 : NULL,
		.disk = r->disk,
	};

	return transfer_start(r->uri, &o, ret);
}

bool fetch_request_equal(const struct fetch_request *a, const struct fetch_request *b)
{
	if (!uri_equal(a->uri, b->uri) || a->n_mirrors != b->n_mirrors ||
		a->has_sha256 != b->has_sha256 || a->disk != b->disk)
		return false;
	for (size_t i = 0; i < a->n_mirrors; i++) {
		if (!uri_equal(a->mirrors[i], b->mirrors[i]))
			return false;
	}
	return !a->has_sha256 || memcmp(a->sha256, b->sha256, SHA256_LEN) == 0;
}

/* Downloads what (r) asks for into (ret), which the caller frees, also on failure. */
static int download(
	const struct fetch_request *r, const struct fetch_options *o, struct transfer **ret)
{
	int rc = 0;

	*ret = lookahead_take(r);
	if (!*ret)
		rc = fetch_request_start(r, ret);
	if (rc)
		return rc;
	if (!r->disk) /* what is behind it is needed only if the disk does not start */
		lookahead_go(r, o->name);
	rc = transfer_wait(*ret, o->stall_ms);
	/* It gets the memory it would have had without the others. */
	if ((rc != -ERR_TOOBIG && rc != -ERR_NOMEM) || r->uri->params || !lookahead_drop())
		return rc;
	transfer_free(TAKE(*ret));
	rc = fetch_request_start(r, ret);
	return rc ? rc : transfer_wait(*ret, o->stall_ms);
}

/* The transfer of (text), complete; the caller frees (ret), also on failure. */
static int fetch(const char *text, const struct fetch_options *o, struct transfer **ret)
{
	_cleanup_(fetch_request_free) struct fetch_request r = {};
	int rc = fetch_request_make(text, o, &r);

	if (!rc)
		rc = download(&r, o, ret);
	if (!rc && !o->quiet)
		print_fetched(uri_text((*ret)->uri), (*ret)->data.len);
	return rc;
}

int fetch_blob(
	const char *text, const struct fetch_options *o, struct blob *ret, struct uri **ret_uri)
{
	_cleanup_(transfer_freep) struct transfer *t = NULL;
	int rc = fetch(text, o, &t);

	if (rc)
		return rc;
	*ret = t->data;
	t->data = (struct blob){};
	*ret_uri = TAKE(t->uri);
	return 0;
}

/* A file of an ISO image. */
static int fetch_from_iso(const char *text, const struct fetch_options *o, struct image **ret)
{
	_cleanup_(freep) char *name = NULL;
	struct blob data;
	int rc = isopath_fetch(text, o, &data, &name);

	if (rc)
		return rc;
	if (!o->quiet)
		print_fetched(text, data.len);
	rc = image_add(o->name ? o->name : name, &data, NULL, ret);
	if (!rc)
		(*ret)->autofree = o->autofree;
	return rc;
}

int fetch_image(const char *text, const struct fetch_options *o, struct image **ret)
{
	_cleanup_(transfer_freep) struct transfer *t = NULL;
	struct image *img;
	int rc;

	if (isopath_is(text))
		return fetch_from_iso(text, o, ret);
	rc = fetch(text, o, &t);

	if (rc)
		return rc;
	rc = image_add(o->name, &t->data, TAKE(t->uri), &img);
	if (rc)
		return rc;
	img->fetch_us = t->end_us - t->start_us;
	img->retries = t->retries;
	img->resumes = t->resumes;
	img->restarts = t->restarts;
	img->autofree = o->autofree;
	*ret = img;
	return 0;
}

int fetch_or_find(
	const char *text, const struct fetch_options *o, struct image **ret, bool *ret_fresh)
{
	struct image *img = image_find(text);
	int rc;

	if (!img) {
		rc = fetch_image(text, o, ret);
		if (!rc)
			*ret_fresh = true;
		return rc;
	}
	*ret = img;
	*ret_fresh = false;
	return 0;
}
