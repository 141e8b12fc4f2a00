/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sanboot, sanhook, sanunhook: disk images are fetched into memory and become disks of the
 * firmware, which can be started; or the machine's own disks are.
 */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "arch/platform.h"
#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "image/ramdisk.h"
#include "script/commands.h"
#include "script/fetch.h"
#include "script/interp.h"
#include "script/options.h"
#include "script/sandisk.h"

#define FIRST_DISK  0x80
#define DRIVE_UNSET UINT64_MAX

struct san_options {
	struct fetch_options fetch;
	uint64_t drive;
	bool no_describe, keep;
	struct plat_disk_boot_args boot;
};

/* clang-format off */
#define DRIVE_OPTION {"drive", 'd', OPTION_NUMBER, offsetof(struct san_options, drive)}
#define HOOK_OPTIONS                                                                               \
	DRIVE_OPTION,                                                                              \
	{"no-describe", 'n', OPTION_FLAG, offsetof(struct san_options, no_describe)},              \
	{"timeout", 't', OPTION_MS, offsetof(struct san_options, fetch.stall_ms)},                 \
	{"quiet", 'q', OPTION_FLAG, offsetof(struct san_options, fetch.quiet)},                    \
	{"mirror", 'm', OPTION_LIST, offsetof(struct san_options, fetch.mirrors)},                 \
	{"sha256", 's', OPTION_STRING, offsetof(struct san_options, fetch.sha256)}
static const struct option_desc sanunhook_desc[] = {DRIVE_OPTION, OPTIONS_END};
static const struct option_desc sanhook_desc[] = {HOOK_OPTIONS, OPTIONS_END};
static const struct option_desc sanboot_desc[] = {
	HOOK_OPTIONS,
	{"keep", 'k', OPTION_FLAG, offsetof(struct san_options, keep)},
	{"filename", 'f', OPTION_STRING, offsetof(struct san_options, boot.filename)},
	{"extra", 'e', OPTION_STRING, offsetof(struct san_options, boot.extra)},
	{"label", 'l', OPTION_STRING, offsetof(struct san_options, boot.label)},
	{"uuid", 'u', OPTION_STRING, offsetof(struct san_options, boot.uuid)},
	OPTIONS_END,
};
/* clang-format on */

/* The drive (o) asks for, or the one that is meant without. */
static int read_drive(const char *cmd, const struct san_options *o, uint8_t *ret)
{
	uint64_t drive = FIRST_DISK;

	if (o->drive != DRIVE_UNSET)
		drive = o->drive;
	else
		(void)settings_get_uint("san-drive", &drive);
	if (drive > UINT8_MAX)
		return fail(ERR_INVAL, "%s: 0x%llx is no drive, the first disk is 0x80", cmd,
			(unsigned long long)drive);
	*ret = (uint8_t)drive;
	return 0;
}

/* argv[i] and what follows are one file, to be had from any of them. */
static int read_urls(struct fetch_options *o, int argc, char **argv, int i)
{
	for (int n = i; n < argc; n++) {
		if (!argv[n][0])
			return fail(ERR_INVAL, "%s: the URL is empty", argv[0]);
		if (n == i)
			continue;
		if (o->mirrors.n == OPTION_LIST_MAX)
			return fail(ERR_RANGE, "%s: more than %d URLs of one disk", argv[0],
				OPTION_LIST_MAX + 1);
		o->mirrors.v[o->mirrors.n++] = argv[n];
	}
	return 0;
}

static int fetch_and_hook(
	struct san_options *o, int argc, char **argv, int i, uint8_t drive, struct ramdisk **ret)
{
	struct ramdisk_options hook = {
		.drive = drive,
		.or_next = o->drive == DRIVE_UNSET,
		.describe = !o->no_describe,
	};
	int rc = read_urls(&o->fetch, argc, argv, i);

	return rc ? rc : sandisk_hook(argv[i], &o->fetch, &hook, ret);
}

/* An option without a value is one that was not given. */
static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static int boot(struct ramdisk *r, uint8_t drive, const struct san_options *o)
{
	const struct plat_disk_boot_args args = {
		.filename = or_null(o->boot.filename),
		.extra = or_null(o->boot.extra),
		.label = or_null(o->boot.label),
		.uuid = or_null(o->boot.uuid),
	};
	int rc;

	if (r)
		return sandisk_boot(r, &args);
	log_flush();
	rc = plat_start_disk(drive, &args);
	/* A script that goes on with the next line must learn that this one is over. */
	return rc ? rc : fail(ERR_NOEXEC, "disk 0x%02x: what was started has come back", drive);
}

static bool is_kept(const struct san_options *o)
{
	uint64_t keep = 0;

	(void)settings_get_uint("keep-san", &keep);
	return o->keep || keep;
}

static int cmd_sanboot(int argc, char **argv)
{
	struct san_options o = {.drive = DRIVE_UNSET};
	int rc, i = options_parse(argc, argv, sanboot_desc, &o, 0, INT_MAX);
	struct ramdisk *r;
	struct failure why;
	uint8_t drive;

	if (i < 0)
		return i;
	rc = read_drive(argv[0], &o, &drive);
	if (rc)
		return rc;
	if (i == argc) {
		r = ramdisk_find(drive);
		/* The machine's own disks are no images. */
		rc = r ? image_allow_unverified(r->name) : 0;
		return rc ? rc : boot(r, drive, &o);
	}
	rc = image_allow_unverified(argv[i]);
	if (rc)
		return rc;
	rc = fetch_and_hook(&o, argc, argv, i, drive, &r);
	if (rc)
		return rc;
	rc = boot(r, r->disk.drive, &o);
	if (is_kept(&o))
		return rc;
	why = *fail_last();
	ramdisk_unhook(r);
	return fail_again(&why);
}

static int cmd_sanhook(int argc, char **argv)
{
	struct san_options o = {.drive = DRIVE_UNSET};
	int rc, i = options_parse(argc, argv, sanhook_desc, &o, 1, INT_MAX);
	struct ramdisk *r;
	uint8_t drive;

	if (i < 0)
		return i;
	rc = read_drive(argv[0], &o, &drive);
	if (!rc)
		rc = fetch_and_hook(&o, argc, argv, i, drive, &r);
	if (!rc && !o.fetch.quiet)
		console_printf("%s is drive 0x%02x\n", r->name, r->disk.drive);
	return rc;
}

static int cmd_sanunhook(int argc, char **argv)
{
	struct san_options o = {.drive = DRIVE_UNSET};
	int rc, i = options_parse(argc, argv, sanunhook_desc, &o, 0, 0);
	struct ramdisk *r;
	uint8_t drive;

	if (i < 0)
		return i;
	rc = read_drive(argv[0], &o, &drive);
	if (rc)
		return rc;
	r = ramdisk_find(drive);
	if (!r)
		return fail(ERR_NOENT, "sanunhook: no disk in memory is drive 0x%02x", drive);
	ramdisk_unhook(r);
	return 0;
}

#define HOOK_USAGE                                                                                 \
	"[--drive N] [--no-describe] [--timeout MS] [--quiet] [--mirror URL]... [--sha256 HEX] "
#define SANBOOT_USAGE                                                                              \
	HOOK_USAGE "[--keep] [--filename F] [--extra F] [--label L] [--uuid U] [URL...]"

const struct command cmd_san_table[] = {
	{"sanboot", cmd_sanboot, SANBOOT_USAGE,
		"Starts a disk image in memory, or a local disk, the first one is 0x80"},
	{"sanhook", cmd_sanhook, HOOK_USAGE "URL...", "Fetches a disk image and makes it a disk"},
	{"sanunhook", cmd_sanunhook, "[--drive N]", "Takes such a disk away again"},
	{},
};
