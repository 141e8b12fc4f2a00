/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk in memory as a block device of the firmware, by a driver of our own. */
#pragma once

#include "arch/efi/system.h"

struct blockio {
	EFI_BLOCK_IO_PROTOCOL protocol; /* first: the firmware's calls come with its address */
	EFI_BLOCK_IO_MEDIA media;
	uint8_t *data;
	uint64_t len; /* whole blocks */
};

/* Fills (b) for the (len) bytes at (data), in blocks of (block) bytes; a rest is not seen. */
void blockio_init(struct blockio *b, uint8_t *data, uint64_t len, uint32_t block, bool read_only);

extern EFI_GUID guid_block_io;
