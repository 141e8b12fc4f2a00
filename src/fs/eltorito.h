/* SPDX-License-Identifier: BSD-2-Clause */
/* The boot catalogue of an ISO image: what firmware could start from it. */
#pragma once

#include <stdbool.h>

#include "core/blockdev.h"

enum {
	ELTORITO_X86 = 0,
	ELTORITO_POWERPC = 1,
	ELTORITO_MAC = 2,
	ELTORITO_EFI = 0xef,
	ELTORITO_ENTRIES_MAX = 32,
};

enum eltorito_media {
	ELTORITO_NO_EMULATION = 0,
	ELTORITO_FLOPPY_1200K = 1,
	ELTORITO_FLOPPY_1440K = 2,
	ELTORITO_FLOPPY_2880K = 3,
	ELTORITO_HARD_DISK = 4,
};

struct eltorito_entry {
	uint8_t platform; /* ELTORITO_X86, ... */
	bool bootable;
	enum eltorito_media media;
	uint16_t load_segment; /* never 0 */
	uint16_t load_sectors; /* of 512 bytes, as it stands there: EFI entries often say 0 or 1 */
	uint8_t system_type;   /* the partition type of a hard disk */
	uint64_t start;        /* bytes of the image */
	/* Bytes: of the emulated floppy; for the others what is loaded, but the rest of the image for
	 * hard disks and for EFI entries of 0 or 1 sectors, which do not say how long they are. */
	uint64_t len;
};

struct eltorito {
	uint64_t catalog; /* where it lies, bytes of the image */
	unsigned n;
	struct eltorito_entry entries[ELTORITO_ENTRIES_MAX]; /* the default entry first */
};

/* Reads the catalogue of (dev) into (ret). -ERR_NOTMINE without one, -ERR_PROTO when it is damaged
 * or leads out of the image, both recorded. May wait for the network. */
int eltorito_read(struct blockdev *dev, struct eltorito *ret);

/* The first bootable entry for (platform), NULL if there is none. */
const struct eltorito_entry *eltorito_find(const struct eltorito *e, uint8_t platform);
