/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting what an entry of an ISO image's own menu names, the image staying on its server or, for
 * systems that want a disk, in memory. */
#pragma once

#include <stdbool.h>

#include "menu/bootmenu.h"
#include "script/fetch.h"

struct iso9660;

struct isoboot {
	struct iso9660 *iso; /* open, see isopath.h */
	const char *url;     /* as the user wrote it */
	struct fetch_options fetch;
	const char *args; /* words to add instead of the distribution's; NULL: those */
	bool ram;         /* the whole image becomes a disk in memory in any case */
};

/* Prints what (p), a BOOTPLAN_FILE, would start, and with what command line if its initramfs
 * has all it may have. */
int isoboot_print(const struct isoboot *b, const struct bootplan *p);

/* Starts the file of (p), a BOOTPLAN_FILE. Returns when it failed, or has come back. (b)'s image is
 * closed then, or will be by isopath_close(). */
int isoboot_start(const struct isoboot *b, const struct bootplan *p);
