/* SPDX-License-Identifier: BSD-2-Clause */
/* Headers of EFI programs. */
#include "core/blob.h"
#include "image/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image img = {.name = "fuzz", .data = {.data = (uint8_t *)data, .len = size}};

	(void)efi_image_type.probe(&img);
	return 0;
}
