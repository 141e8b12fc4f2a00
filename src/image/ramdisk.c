/* SPDX-License-Identifier: BSD-2-Clause */
/* The disks in memory that are hooked into the firmware, each with its drive number and
 * contents. */
#include "image/ramdisk.h"

#include <stdlib.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "image/disk_image.h"
#include "image/unpack.h"

#define DISK_LEAST 512 /* bytes: one sector */

static struct list disks = LIST_INIT(disks);

struct ramdisk *ramdisk_find(uint8_t drive)
{
	struct ramdisk *r;

	list_for_each(r, &disks, node) {
		if (r->disk.drive == drive)
			return r;
	}
	return NULL;
}

static void ramdisk_free(struct ramdisk *r)
{
	blob_free(&r->data);
	free(r->name);
	free(r);
}

static int choose_drive(const struct ramdisk_options *o, const char *name, uint8_t *ret)
{
	unsigned drive = o->drive;

	while (ramdisk_find((uint8_t)drive)) {
		if (!o->or_next)
			return fail(ERR_EXISTS, "%s: drive 0x%02x is %s already", name, drive,
				ramdisk_find((uint8_t)drive)->name);
		if (++drive > UINT8_MAX)
			return fail(ERR_EXISTS, "%s: there is no drive number left", name);
	}
	*ret = (uint8_t)drive;
	return 0;
}

static int hook(struct ramdisk *r, const struct ramdisk_options *o)
{
	int rc;

	if (r->data.len < DISK_LEAST)
		return fail(ERR_NOEXEC, "%s: %llu bytes are no disk", r->name,
			(unsigned long long)r->data.len);
	rc = unpack_check(&r->data, r->name);
	if (rc)
		return rc;
	r->disk = (struct plat_disk){
		.name = r->name,
		.data = r->data.data,
		.len = r->data.len,
		.kind = o->has_kind ? o->kind : disk_image_kind(r->data.data, r->data.len),
		.boot = o->boot,
		.describe = o->describe,
	};
	rc = choose_drive(o, r->name, &r->disk.drive);
	return rc ? rc : plat_disk_hook(&r->disk);
}

int ramdisk_hook(
	struct blob *data, const char *name, const struct ramdisk_options *o, struct ramdisk **ret)
{
	struct ramdisk *r = calloc(1, sizeof(*r));
	int rc;

	if (!r) {
		blob_free(data);
		return fail(ERR_NOMEM, "%s: no memory to make it a disk", name);
	}
	r->data = *data;
	*data = (struct blob){};
	r->name = str_dup(name);
	rc = r->name ? hook(r, o) : fail(ERR_NOMEM, "%s: no memory to make it a disk", name);
	if (rc) {
		ramdisk_free(r);
		return rc;
	}
	list_add_tail(&r->node, &disks);
	*ret = r;
	return 0;
}

void ramdisk_unhook(struct ramdisk *r)
{
	plat_disk_unhook(&r->disk);
	list_remove(&r->node);
	ramdisk_free(r);
}
