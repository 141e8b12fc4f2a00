/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting from disks: the boot loader on a volume of a disk in memory, or of the machine's own,
 * where the firmware's boot entries come first. UEFI has no numbers for disks; 0x80 is the first
 * whole disk in the order in which the firmware found them.
 */
#include <stdlib.h>
#include <stdio.h>

#include "arch/efi/blockio.h"
#include "arch/efi/devpath.h"
#include "arch/efi/disk_entry.h"
#include "arch/efi/disk_volume.h"
#include "arch/efi/ramdisk.h"
#include "arch/efi/snp.h"
#include "arch/efi/start.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define DEFAULT_FILE "\\EFI\\BOOT\\BOOTX64.EFI" /* UEFI 2.10, 3.5.1.1 */
#define FIRST_DISK   0x80

/* A program on a volume, with what it is given. */
struct program {
	EFI_HANDLE volume;
	const char *file;
	void *options;
	size_t n_options;
};

static int load(const char *name, const struct program *p, EFI_HANDLE *ret)
{
	_cleanup_(freep) EFI_DEVICE_PATH *path = volume_file_path(p->volume, p->file);
	EFI_HANDLE image = NULL;
	EFI_STATUS status;

	if (!path)
		return fail(ERR_NOMEM, "%s: no memory for the path of %s", name, p->file);
	status = efi.bs->LoadImage(FALSE, efi.image, path, NULL, 0, &image);
	if (EFI_ERROR(status)) {
		/* After a security violation there is an image, which must not be started. */
		if (status == EFI_SECURITY_VIOLATION && image)
			(void)efi.bs->UnloadImage(image);
		return start_load_error(p->file, status);
	}
	*ret = image;
	return 0;
}

static int load_and_start(const char *name, const struct program *p)
{
	EFI_HANDLE image = NULL;
	EFI_LOADED_IMAGE *loaded;
	EFI_STATUS status;
	int rc = load(name, p, &image);

	if (rc)
		return rc;
	loaded = efi_protocol(image, &guid_loaded_image);
	if (loaded && p->n_options) {
		loaded->LoadOptions = p->options;
		loaded->LoadOptionsSize = (UINT32)p->n_options;
	}
	log_info("disk: %s: starting %s", name, p->file);
	status = start_image(image, true);
	nics_resume();
	if (EFI_ERROR(status))
		return fail(efi_status_err(status), "%s: %s ended with: %s", name, p->file,
			efi_status_text(status));
	return 0;
}

static int boot_chosen(
	const char *name, const struct volumes *v, const struct plat_disk_boot_args *args)
{
	struct program p = {.file = args->filename ? args->filename : DEFAULT_FILE};
	int rc = volume_choose(v, name, p.file, args, &p.volume);

	return rc ? rc : load_and_start(name, &p);
}

int plat_disk_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	struct volumes v;
	int rc;

	ramdisk_connect(d);
	volumes_list(ramdisk_path(d), &v);
	rc = boot_chosen(d->name, &v, args);
	volumes_free(&v);
	return rc;
}

/* ---- the machine's own disks ---- */

static bool is_local_disk(EFI_HANDLE handle)
{
	EFI_BLOCK_IO_PROTOCOL *io = efi_protocol(handle, &guid_block_io);
	const EFI_DEVICE_PATH *path = efi_protocol(handle, &guid_device_path);

	return io && path && io->Media->MediaPresent && !io->Media->LogicalPartition &&
		!devpath_find(path, MEDIA_DEVICE_PATH, MEDIA_RAM_DISK_DP);
}

/* The (n)th local disk, and how many there are. */
static const EFI_DEVICE_PATH *local_disk(unsigned n, unsigned *ret_count)
{
	const EFI_DEVICE_PATH *found = NULL;
	EFI_HANDLE *handles = NULL;
	UINTN n_handles = 0;
	unsigned count = 0;

	if (EFI_ERROR(efi.bs->LocateHandleBuffer(
		    ByProtocol, &guid_block_io, NULL, &n_handles, &handles)))
		n_handles = 0;
	for (UINTN i = 0; i < n_handles; i++) {
		if (!is_local_disk(handles[i]))
			continue;
		if (count++ == n)
			found = efi_protocol(handles[i], &guid_device_path);
	}
	if (handles)
		(void)efi.bs->FreePool(handles);
	*ret_count = count;
	return found;
}

/* What the firmware itself would start from there; false if it knows nothing of them. */
static bool boot_entry(const char *name, const struct volumes *v, int *ret_status)
{
	struct disk_entry e;
	struct program p;

	if (!disk_entry_find(v, &e))
		return false;
	p = (struct program){e.volume, e.file, e.options, e.n_options};
	log_info("disk: %s: the firmware's boot entry \"%s\"", name, e.name);
	*ret_status = load_and_start(name, &p);
	disk_entry_free(&e);
	return true;
}

int plat_start_disk(uint8_t drive, const struct plat_disk_boot_args *args)
{
	bool is_any = !args->filename && !args->extra && !args->label && !args->uuid;
	const EFI_DEVICE_PATH *path = NULL;
	struct volumes v;
	unsigned count;
	char name[40];
	int rc;

	(void)snprintf(name, sizeof(name), drive ? "disk 0x%02x" : "local disks", drive);
	if (drive && drive < FIRST_DISK)
		return fail(ERR_NOENT, "%s: floppies cannot be started on UEFI", name);
	if (drive) {
		path = local_disk(drive - FIRST_DISK, &count);
		if (!path)
			return fail(ERR_NOENT, "%s: there is no such drive, the firmware has %u",
				name, count);
	}
	volumes_list(path, &v);
	if (!is_any || !boot_entry(name, &v, &rc))
		rc = boot_chosen(name, &v, args);
	volumes_free(&v);
	return rc;
}
