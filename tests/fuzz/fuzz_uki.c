/* SPDX-License-Identifier: BSD-2-Clause */
/* Unified kernel images: whatever a section claims, its bytes are in the file. */
#include <stdlib.h>

#include "core/status.h"
#include "image/types.h"
#include "image/uki.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_part(const uint8_t *data, size_t len, const struct uki_part *part)
{
	_cleanup_(strbuf_free) struct strbuf line = {};

	if (!part->data)
		return;
	if (part->data < data || part->data > data + len ||
		part->len > (size_t)(data + len - part->data))
		abort();
	(void)uki_add_line(part, &line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct image img = {.name = "fuzz", .data = {.data = (uint8_t *)data, .len = len}};

	for (unsigned profile = 0; profile < 3; profile++) {
		struct uki u;

		if (uki_read(data, len, profile, &u))
			continue;
		check_part(data, len, &u.kernel);
		check_part(data, len, &u.initrd);
		check_part(data, len, &u.ucode);
		check_part(data, len, &u.cmdline);
	}
	(void)uki_image_type.probe(&img);
	return 0;
}
