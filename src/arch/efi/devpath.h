/* SPDX-License-Identifier: BSD-2-Clause */
/* Device paths (UEFI 2.10, chapter 10): walking them and building new ones. */
#pragma once

#include <stdbool.h>

#include "arch/efi/system.h"

/* The next node, or NULL at the end and when a length makes no sense. (node) may be NULL. */
const EFI_DEVICE_PATH *devpath_next(const EFI_DEVICE_PATH *node);

/* The first node of that kind in (path), or NULL. A path may be NULL. */
const EFI_DEVICE_PATH *devpath_find(const EFI_DEVICE_PATH *path, uint8_t type, uint8_t subtype);

/* Bytes of (path) without its end node. */
size_t devpath_len(const EFI_DEVICE_PATH *path);

/* A node is bytes; (len) includes its header. 0xffff at most. */
struct devpath_node {
	uint8_t type, subtype;
	const void *data; /* what follows the 4 bytes of header */
	size_t len;       /* of (data) */
};

/* A new path: (base) (may be NULL), the nodes, an end. free() it. NULL on no memory or when a
 * node is too long. */
EFI_DEVICE_PATH *devpath_build(
	const EFI_DEVICE_PATH *base, const struct devpath_node *nodes, size_t n_nodes);

/* A copy up to the node (end) inside of (path) (NULL: all of it). */
EFI_DEVICE_PATH *devpath_copy(const EFI_DEVICE_PATH *path, const EFI_DEVICE_PATH *end);

/* The file names of its file path nodes joined, or the text of its URI node, as a new string;
 * NULL if there is neither or no memory. */
char *devpath_file(const EFI_DEVICE_PATH *path);
