/* SPDX-License-Identifier: BSD-2-Clause */
/* Images for commands. The progress of a download is drawn by the progress line; what stays on the
 * screen is one line when it is complete. A failure is told by whoever runs the command. */
#include "script/fetch.h"

#include "core/clock.h"
#include "core/console.h"
#include "core/transfer.h"
#include "core/uri.h"

static void print_fetched(const struct uri *uri, uint64_t len)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
	unsigned unit = 0;
	uint64_t tenths = len * 10;

	while (tenths >= 10240 && unit < ARRAY_SIZE(units) - 1) {
		tenths /= 1024;
		unit++;
	}
	if (unit == 0)
		console_printf("%s... ok, %llu bytes\n", uri_text(uri), (unsigned long long)len);
	else
		console_printf("%s... ok, %llu.%llu %s\n", uri_text(uri),
			(unsigned long long)tenths / 10, (unsigned long long)tenths % 10,
			units[unit]);
}

int fetch_image(const char *text, const struct fetch_options *o, struct image **ret)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	struct uri *final = NULL;
	struct blob data = {};
	struct image *img;
	uint64_t start;
	int rc;

	rc = uri_parse_cwd(text, &uri);
	if (rc)
		return rc;
	start = plat_now_us();
	rc = transfer_fetch(uri, NULL, o->stall_ms, &data, &final);
	if (rc)
		return rc;
	if (!o->quiet)
		print_fetched(final ? final : uri, data.len);
	rc = image_add(o->name, &data, final, &img);
	if (rc)
		return rc;
	img->fetch_us = plat_now_us() - start;
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
