/* SPDX-License-Identifier: BSD-2-Clause */
/* The image types of this room, for the table in conf.c; bzImage and UKI go before EFI: they
 * are both; boot programs without a header, which cannot be told from much, are last. */
#pragma once

#include "image/image.h"

extern const struct image_type bzimage_image_type, uki_image_type, efi_image_type, nbp_image_type;
