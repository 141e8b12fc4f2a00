/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Disks in memory (UEFI 2.10, 13.17). Firmware that has EFI_RAM_DISK_PROTOCOL makes a block
 * device of reserved memory, and describes it to the operating system in an NFIT. Where it lacks
 * the protocol, or the NFIT, or is not wanted (setting "san-native"), our own driver and tables
 * do the same. Linux finds /dev/pmem0 by either.
 */
#include "arch/efi/ramdisk.h"

#include <stdlib.h>
#include <string.h>

#include "arch/efi/blockio.h"
#include "arch/efi/devpath.h"
#include "arch/efi/nfit.h"
#include "core/list.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"

#define SECTOR    512
#define CD_SECTOR 2048

struct ram_disk_protocol {
	EFI_STATUS(EFIAPI *add)
	(UINT64 base, UINT64 size, const EFI_GUID *type, EFI_DEVICE_PATH *parent,
		EFI_DEVICE_PATH **ret_path);
	EFI_STATUS(EFIAPI *remove)(EFI_DEVICE_PATH *path);
};

static EFI_GUID guid_ram_disk = {
	0xab38a0df, 0x6873, 0x44a9, {0x87, 0xe6, 0xd4, 0xeb, 0x56, 0x14, 0x84, 0x49}};
/* What lies there, for device paths (UEFI 2.10, 10.3.5.9) and the NFIT alike. */
static const EFI_GUID guid_virtual_disk = {
	0x77ab535a, 0x45fc, 0x624b, {0x55, 0x60, 0xf7, 0xb2, 0x81, 0xd1, 0xf9, 0x6e}};
static const EFI_GUID guid_virtual_cd = {
	0x3d5abd30, 0x4175, 0x87ce, {0x6d, 0x64, 0xd2, 0xad, 0xe5, 0x23, 0xc4, 0xbb}};

struct efi_disk {
	struct list node;
	struct plat_disk *d;
	uint64_t len; /* whole pages */
	const EFI_GUID *type;
	EFI_HANDLE handle;
	EFI_DEVICE_PATH *path;              /* the firmware's, or ours with (native) */
	struct ram_disk_protocol *protocol; /* NULL: it is our own device */
	struct blockio blockio;
	bool described; /* by us */
};

static struct list disks = LIST_INIT(disks);

/* ---- the device ---- */

static int hook_firmware(struct efi_disk *e)
{
	struct ram_disk_protocol *p = NULL;
	EFI_DEVICE_PATH *rest;
	EFI_STATUS status;
	uint64_t native = 0;

	(void)settings_get_uint("san-native", &native);
	/* It cannot be told to describe nothing. */
	if (native || !e->d->describe ||
		EFI_ERROR(efi.bs->LocateProtocol(&guid_ram_disk, NULL, (void **)&p)))
		return -ERR_NOTSUP;
	status = p->add((uintptr_t)e->d->data, e->len, e->type, NULL, &e->path);
	if (EFI_ERROR(status)) {
		log_info("ramdisk: %s: the firmware does not take it: %s", e->d->name,
			efi_status_text(status));
		return -ERR_NOTSUP;
	}
	rest = e->path;
	if (EFI_ERROR(efi.bs->LocateDevicePath(&guid_block_io, &rest, &e->handle))) {
		(void)p->remove(e->path);
		return -ERR_NOTSUP;
	}
	e->protocol = p;
	return 0;
}

static int hook_native(struct efi_disk *e)
{
	bool cd = e->d->kind == DISK_CD;
	uint8_t where[34]; /* start, end, type, instance */
	struct devpath_node node = {MEDIA_DEVICE_PATH, MEDIA_RAM_DISK_DP, where, sizeof(where)};
	EFI_STATUS status;

	put_le64(where, (uintptr_t)e->d->data);
	put_le64(where + 8, (uintptr_t)e->d->data + e->len - 1);
	memcpy(where + 16, e->type, sizeof(*e->type));
	put_le16(where + 32, 0);
	e->path = devpath_build(NULL, &node, 1);
	if (!e->path)
		return fail(ERR_NOMEM, "%s: no memory for its device path", e->d->name);
	blockio_init(&e->blockio, e->d->data, e->len, cd ? CD_SECTOR : SECTOR, cd);
	e->handle = NULL;
	status = efi.bs->InstallMultipleProtocolInterfaces(
		&e->handle, &guid_device_path, e->path, &guid_block_io, &e->blockio.protocol, NULL);
	if (EFI_ERROR(status)) {
		free(e->path);
		return fail(efi_status_err(status), "%s: no block device can be made of it: %s",
			e->d->name, efi_status_text(status));
	}
	return 0;
}

/* False if the firmware keeps it. */
static bool unhook_native(struct efi_disk *e)
{
	(void)efi.bs->DisconnectController(e->handle, NULL, NULL);
	if (EFI_ERROR(efi.bs->UninstallMultipleProtocolInterfaces(e->handle, &guid_device_path,
		    e->path, &guid_block_io, &e->blockio.protocol, NULL)))
		return false;
	free(e->path);
	return true;
}

/* ---- what the operating system sees ---- */

static void describe(struct efi_disk *e)
{
	struct nfit_range r = {.base = (uintptr_t)e->d->data, .len = e->len};

	if (!e->d->describe || nfit_is_published(r.base, r.len))
		return;
	memcpy(r.type, e->type, sizeof(r.type));
	if (nfit_publish(&r))
		log_warn("ramdisk: %s: the operating system will not find it: %s, ignoring",
			e->d->name, fail_last()->text);
	else
		e->described = true;
}

/* ---- the platform interface ---- */

int plat_disk_hook(struct plat_disk *d)
{
	struct efi_disk *e;
	int rc;

	if (d->len < SECTOR)
		return fail(ERR_NOEXEC, "%s: %llu bytes are no disk", d->name,
			(unsigned long long)d->len);
	e = calloc(1, sizeof(*e));
	if (!e)
		return fail(ERR_NOMEM, "%s: no memory to make it a disk", d->name);
	e->d = d;
	e->len = (d->len + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
	e->type = d->kind == DISK_CD ? &guid_virtual_cd : &guid_virtual_disk;
	rc = hook_firmware(e);
	if (rc)
		rc = hook_native(e);
	if (rc) {
		free(e);
		return rc;
	}
	d->priv = e;
	list_add_tail(&e->node, &disks);
	describe(e);
	log_info("ramdisk: %s: %llu bytes at 0x%llx, by %s", d->name, (unsigned long long)d->len,
		(unsigned long long)(uintptr_t)d->data,
		e->protocol ? "the firmware's RAM disk driver" : "our own block device");
	ramdisk_connect(d);
	return 0;
}

void plat_disk_unhook(struct plat_disk *d)
{
	struct efi_disk *e = d->priv;

	if (e->described)
		nfit_withdraw((uintptr_t)d->data);
	list_remove(&e->node);
	d->priv = NULL;
	if (e->protocol)
		(void)e->protocol->remove(e->path);
	else if (!unhook_native(e)) {
		log_warn("ramdisk: %s: the firmware still uses it, ignoring", d->name);
		e->blockio.media.MediaPresent = FALSE;
		return; /* what the firmware refers to must stay */
	}
	free(e);
}

EFI_DEVICE_PATH *ramdisk_path(const struct plat_disk *d)
{
	return ((const struct efi_disk *)d->priv)->path;
}

void ramdisk_connect(const struct plat_disk *d)
{
	(void)efi.bs->ConnectController(
		((const struct efi_disk *)d->priv)->handle, NULL, NULL, TRUE);
}

void ramdisk_done(void)
{
	while (!list_empty(&disks)) {
		struct efi_disk *e = list_entry(disks.next, struct efi_disk, node);

		plat_disk_unhook(e->d);
	}
}
