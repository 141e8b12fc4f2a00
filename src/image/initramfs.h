/* SPDX-License-Identifier: BSD-2-Clause */
/* What an initramfs can do, told from the names of the files in it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* One initrd file. */
struct initramfs_part {
	const void *data;
	size_t len;
};

struct initramfs_facts {
	bool known;         /* all of it was read: what is not said to be there is not there */
	const char *packed; /* if not: what it is packed with that we cannot unpack, NULL if it is
	                     * damaged. Static. */

	/* Modules, as files or listed in modules.builtin. */
	bool has_nd_pmem; /* shows memory as /dev/pmem0, if one of the next two tells of it */
	bool has_nfit;    /* knows memory from ACPI's NFIT (UEFI) */
	bool has_nd_e820; /* knows memory from the BIOS's map */
	bool has_isofs, has_squashfs, has_loop;

	bool has_needed; /* the file asked for is there */
};

/* Looks through the initrds of a kernel, in any of the forms the kernel takes, with little memory.
 * (needed): the end of a file's path, of whole components ("sbin/livenetroot"), or NULL. (tick), if
 * not NULL, is called at least once for each 256 KiB read or unpacked; what it returns, if not
 * 0, ends the search and is returned. A file we cannot read is no error, (ret) says so.
 * -ERR_NOMEM. */
int initramfs_scan(const struct initramfs_part *parts, size_t n, const char *needed,
	int (*tick)(void *arg), void *arg, struct initramfs_facts *ret);
