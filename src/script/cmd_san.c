/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sanboot, as far as it means the machine's own disks: scripts end in `sanboot --drive 0x80` to go
 * on with what is installed. Disks in the network are not there yet.
 */
#include <limits.h>
#include <stddef.h>

#include "arch/platform.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "core/version.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

#define FIRST_DISK 0x80

struct san_options {
	uint64_t drive;
	bool no_describe, keep;
	const char *filename, *extra, *label, *uuid;
};

/* clang-format off */
static const struct option_desc sanboot_desc[] = {
	{"drive", 'd', OPTION_NUMBER, offsetof(struct san_options, drive)},
	{"no-describe", 'n', OPTION_FLAG, offsetof(struct san_options, no_describe)},
	{"keep", 'k', OPTION_FLAG, offsetof(struct san_options, keep)},
	{"filename", 'f', OPTION_STRING, offsetof(struct san_options, filename)},
	{"extra", 'e', OPTION_STRING, offsetof(struct san_options, extra)},
	{"label", 'l', OPTION_STRING, offsetof(struct san_options, label)},
	{"uuid", 'u', OPTION_STRING, offsetof(struct san_options, uuid)},
	OPTIONS_END,
};
/* clang-format on */

/* Names (text) without the user and password that may be in it. */
static int refuse_uri(const char *text)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	int rc;

	if (!*text)
		return fail(ERR_INVAL, "sanboot: the URL is empty");
	rc = uri_parse(text, &uri);
	if (rc < 0)
		return rc;
	return fail(ERR_NOTSUP,
		"sanboot: %s: disks in the network are not supported in Hawser %s yet",
		uri_text(uri), hawser_version);
}

static int cmd_sanboot(int argc, char **argv)
{
	struct san_options o = {.drive = FIRST_DISK};
	int i;

	(void)settings_get_uint("san-drive", &o.drive);
	i = options_parse(argc, argv, sanboot_desc, &o, 0, INT_MAX);
	if (i < 0)
		return i;
	if (i < argc)
		return refuse_uri(argv[i]);
	if (o.drive > UINT8_MAX)
		return fail(ERR_INVAL, "sanboot: 0x%llx is no drive, the first disk is 0x80",
			(unsigned long long)o.drive);
	return plat_start_disk((uint8_t)o.drive);
}

#define SANBOOT_USAGE                                                                              \
	"[--drive N] [--no-describe] [--keep] [--filename F] [--extra F] [--label L] [--uuid U] "  \
	"[URL...]"

const struct command cmd_san_table[] = {
	{"sanboot", cmd_sanboot, SANBOOT_USAGE, "Starts a local disk, the first one is 0x80"},
	{},
};
