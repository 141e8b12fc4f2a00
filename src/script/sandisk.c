/* SPDX-License-Identifier: BSD-2-Clause */
/* Disk images on servers become disks of the firmware, which can be started. */
#include "script/sandisk.h"

#include <string.h>

#include "core/blockdev.h"
#include "core/console.h"
#include "core/log.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "fs/eltorito.h"
#include "image/disk_image.h"

#define CD_SECTOR     2048
#define MEMORY_ADVICE "; `isoboot` needs less of it, or give the machine more memory"

/* Adds to the failure recorded what to do about it. Of a long URL the end is kept: the numbers come
 * behind it. */
static int explain_memory(int rc)
{
	const struct failure why = *fail_last();
	const size_t len = strlen(why.text), max = sizeof(why.text) - 1 - sizeof(MEMORY_ADVICE);
	const bool cut = len > max;

	if (rc != -ERR_TOOBIG)
		return rc;
	return fail(ERR_TOOBIG, "%s%s" MEMORY_ADVICE, cut ? "..." : "",
		why.text + (cut ? len - max + 3 : 0));
}

static int unpack(struct blob *data, const struct uri *uri, bool quiet)
{
	if (!disk_image_is_packed(data))
		return 0;
	if (!quiet)
		console_printf("%s: unpacking\n", uri_text(uri));
	return disk_image_unpack(data, uri_text(uri));
}

/* What a BIOS would boot of (data), if it is a CD; one with a damaged catalogue may do without. */
static void find_boot_image(const struct blob *data, const char *name, struct disk_boot_image *ret)
{
	struct blockdev_memory m;
	struct eltorito catalogue;
	const struct eltorito_entry *e;
	int rc;

	*ret = (struct disk_boot_image){};
	blockdev_memory_init(&m, name, data->data, data->len);
	rc = eltorito_read(&m.dev, &catalogue);
	if (rc < 0 && rc != -ERR_NOTMINE)
		log_warn("%s, ignoring", fail_last()->text);
	e = rc < 0 ? NULL : eltorito_find(&catalogue, ELTORITO_X86);
	if (!e)
		return;
	*ret = (struct disk_boot_image){
		.present = true,
		.media = (uint8_t)e->media,
		.segment = e->load_segment,
		.n_sectors = e->load_sectors,
		.lba = (uint32_t)(e->start / CD_SECTOR),
	};
}

int sandisk_hook(const char *url, const struct fetch_options *o, const struct ramdisk_options *hook,
	struct ramdisk **ret)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(blob_free) struct blob data = {};
	struct ramdisk_options how = *hook;
	struct fetch_options fetch = *o;
	int rc;

	fetch.disk = true;
	rc = fetch_blob(url, &fetch, &data, &uri);
	if (rc)
		return explain_memory(rc);
	rc = unpack(&data, uri, o->quiet);
	if (rc)
		return rc;
	find_boot_image(&data, uri_text(uri), &how.boot);
	return ramdisk_hook(&data, uri_text(uri), &how, ret);
}

int sandisk_boot(struct ramdisk *r, const struct plat_disk_boot_args *args)
{
	int rc;

	log_flush();
	rc = plat_disk_boot(&r->disk, args);
	return rc ? rc : fail(ERR_NOEXEC, "%s: what was started has come back", r->name);
}
