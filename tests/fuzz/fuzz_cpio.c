/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments of injected files, and the headers made of them: always whole, always aligned. */
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "image/cpio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(strbuf_free) struct strbuf out = {0};
	_cleanup_(freep) char *text = str_ndup((const char *)data, size);
	struct cpio_args a;

	if (cpio_parse_args(text, &a) < 0)
		return 0;
	if (cpio_add_headers(&a, size, &out) < 0)
		abort();
	if (out.len % 4 || out.len < 112 || memcmp(out.s, "070701", 6) != 0)
		abort();
	return 0;
}
