/* SPDX-License-Identifier: BSD-2-Clause */
/* Disk images: their kind is told, and packed ones are unpacked, within the data. */
#include <string.h>

#include "core/util.h"
#include "image/disk_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SMALL (32 * 2048)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* An image of a length of its own, with the input as volume descriptors. */
	static uint8_t image[SMALL];
	struct blob b = {.disk = true};
	size_t len = size > 2 ? MIN((size_t)get_le16(data), sizeof(image)) : 0;

	(void)disk_image_kind(data, size);
	memset(image, 0, sizeof(image));
	for (size_t i = 2; i + 40 <= size && 16 * 2048 + (i / 40) * 2048 + 40 <= SMALL; i += 40)
		memcpy(image + 16 * 2048 + (i / 40) * 2048, data + i, 40);
	(void)disk_image_kind(image, len);
	if (!size || blob_expect(&b, size) || blob_append(&b, data, size) || blob_seal(&b)) {
		blob_free(&b);
		return 0;
	}
	if (disk_image_is_packed(&b))
		(void)disk_image_unpack(&b, "fuzz");
	blob_free(&b);
	return 0;
}
