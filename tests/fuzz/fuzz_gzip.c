/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip and zlib data from anybody, whole and in pieces. */
#include "fuzz/fuzz_decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)fuzz_decoder(&zlib_decoder, data, size);
	return fuzz_decoder(&gzip_decoder, data, size);
}
