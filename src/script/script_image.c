/* SPDX-License-Identifier: BSD-2-Clause */
/* Scripts as images: recognised by their first line, and run. */
#include <string.h>

#include "core/status.h"
#include "script/interp.h"
#include "script/lexer.h"

static const char *const magics[] = {"#!ipxe", "#!gpxe", "#!hawser"};

/* The magic word and one blank behind it, possibly behind a byte order mark. */
static int script_probe(const struct image *img)
{
	const char *text = (const char *)img->data.data;
	size_t len = img->data.len, off = text ? lex_start(text, len).off : len;

	for (size_t i = 0; i < ARRAY_SIZE(magics); i++) {
		size_t n = strlen(magics[i]);

		if (len - off > n && memcmp(text + off, magics[i], n) == 0 &&
			lex_is_blank(text[off + n]))
			return 0;
	}
	return -ERR_NOTMINE;
}

int script_boot(struct image *img)
{
	bool is_script = img->type && img->type->is_script;
	int status = image_exec(img);

	/* A script has told which of its commands failed, and why. */
	if (status >= 0 || is_script)
		return status;
	return fail(-status, "could not boot %s: %s", img->name,
		fail_last()->code == -status ? fail_last()->text : err_name(status));
}

const struct image_type script_image_type = {
	.name = "script",
	.is_script = true,
	.probe = script_probe,
	.exec = script_run_image,
};
