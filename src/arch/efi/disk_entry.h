/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's boot entries, as far as they start a file on a volume. */
#pragma once

#include "arch/efi/disk_volume.h"

struct disk_entry {
	EFI_HANDLE volume;
	char *file;
	char *name;    /* as the firmware's menu has it */
	void *options; /* what the program is given */
	size_t n_options;
};

/* The first active boot entry, in the firmware's order, whose file lies on one of (v) and is not
 * ourselves; false if there is none. disk_entry_free() it. */
bool disk_entry_find(const struct volumes *v, struct disk_entry *ret);
void disk_entry_free(struct disk_entry *e);
