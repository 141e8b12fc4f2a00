/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks in memory, which this platform does not give to its BIOS: their contents are plain memory. */
#include "arch/platform.h"
#include "core/status.h"

void *plat_disk_pages_alloc(size_t n)
{
	return plat_pages_alloc(n, 0);
}

void plat_disk_pages_free(void *p, size_t n)
{
	plat_pages_free(p, n);
}

int plat_disk_hook(struct plat_disk *d)
{
	return fail(ERR_NOTSUP, "%s: disks in memory are not supported on BIOS", d->name);
}

void plat_disk_unhook(struct plat_disk *d)
{
	(void)d;
}

int plat_disk_boot(struct plat_disk *d, const struct plat_disk_boot_args *args)
{
	(void)args;
	return fail(ERR_NOTSUP, "%s: disks in memory are not supported on BIOS", d->name);
}
