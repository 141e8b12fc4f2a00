/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that are the contents of a disk: what kind of disk, and whether they are packed. */
#pragma once

#include "arch/platform.h"
#include "core/blob.h"

/* What the (len) bytes at (data) are meant for. */
enum disk_kind disk_image_kind(const uint8_t *data, uint64_t len);

/* True if (data), sealed, is compressed as a whole by something that can be undone here. */
bool disk_image_is_packed(const struct blob *data);
/* Replaces (data), which is packed, by what is in it; both are in memory for a while. Takes
 * long: it is shown, and ended by Ctrl-C (-ERR_CANCELED). -ERR_PROTO, -ERR_NOTSUP, -ERR_TOOBIG,
 * -ERR_NOMEM, beginning with (name); (data) is as it was then. */
int disk_image_unpack(struct blob *data, const char *name);
