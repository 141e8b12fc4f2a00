/* SPDX-License-Identifier: BSD-2-Clause */
/* md5sum, sha256sum and their relatives: digests of images, printed or kept in a setting. */
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "crypt/digest.h"
#include "script/commands.h"
#include "script/fetch.h"
#include "script/interp.h"
#include "script/options.h"

struct digest_options {
	const char *set;
};
static const struct option_desc digest_desc[] = {
	{"set", 's', OPTION_STRING, offsetof(struct digest_options, set)},
	OPTIONS_END,
};

/* The digest of image or URL (text). An image fetched only for this is freed again. */
static int digest_of(const struct digest_type *type, const char *text, const char *set)
{
	uint8_t digest[DIGEST_MAX];
	char hex[2 * DIGEST_MAX + 1];
	struct image *img;
	bool fresh;
	int rc = fetch_or_find(text, &(struct fetch_options){}, &img, &fresh);

	if (rc)
		return rc;
	rc = digest_compute(type, img->data.data, img->data.len, digest);
	for (size_t i = 0; !rc && i < type->len; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	if (!rc)
		console_printf("%s  %s\n", hex, img->name);
	if (!rc && set)
		rc = settings_set_raw(set, "hexraw", digest, type->len);
	if (fresh)
		image_free(img);
	return rc;
}

static int cmd_digest(int argc, char **argv)
{
	struct digest_options o = {};
	const struct digest_type *type;
	char name[16];
	int rc, i = options_parse(argc, argv, digest_desc, &o, 1, INT_MAX);

	if (i < 0)
		return i;
	(void)snprintf(name, sizeof(name), "%.*s", (int)(strlen(argv[0]) - strlen("sum")), argv[0]);
	type = digest_find(name);
	if (!type)
		return fail(ERR_NOTSUP, "%s: this build has no digest %s", argv[0], name);
	for (; i < argc; i++) {
		rc = digest_of(type, argv[i], o.set);
		if (rc)
			return rc;
	}
	return 0;
}

#define DIGEST_USAGE "[--set SETTING] IMAGE|URL..."
#define DIGEST_HELP  "Prints the digest of images, or keeps it in a setting, too"

const struct command cmd_digest_table[] = {
	{"md5sum", cmd_digest, DIGEST_USAGE, DIGEST_HELP},
	{"sha1sum", cmd_digest, DIGEST_USAGE, DIGEST_HELP},
	{"sha224sum", cmd_digest, DIGEST_USAGE, DIGEST_HELP},
	{"sha256sum", cmd_digest, DIGEST_USAGE, DIGEST_HELP},
	{"sha384sum", cmd_digest, DIGEST_USAGE, DIGEST_HELP},
	{"sha512sum", cmd_digest, DIGEST_USAGE, DIGEST_HELP},
	{},
};
