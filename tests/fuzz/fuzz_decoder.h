/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every decoder must keep to, whatever it is fed: pieces of at most 64 KiB, the same bytes and
 * the same verdict for any way of cutting the input. The first byte of the input is the size of the
 * pieces it is fed in.
 */
#pragma once

#include <stdlib.h>

#include "core/status.h"
#include "fs/decoders.h"

#define FUZZ_OUTPUT_MAX (4 << 20)

struct fuzz_output {
	size_t len;
	uint64_t hash; /* FNV-1a */
};

static int fuzz_sink(void *arg, const void *data, size_t len)
{
	struct fuzz_output *out = arg;
	const uint8_t *p = data;

	if (len == 0 || len > DECODER_PIECE)
		abort();
	for (size_t i = 0; i < len; i++)
		out->hash = (out->hash ^ p[i]) * 0x100000001b3;
	out->len += len;
	return out->len > FUZZ_OUTPUT_MAX ? -ERR_TOOBIG : 0;
}

static int fuzz_decode(const struct decoder_type *type, const uint8_t *data, size_t size,
	size_t piece, struct fuzz_output *out)
{
	struct decoder *d = type->open();
	size_t used;
	int r = 0;

	if (!d)
		abort();
	*out = (struct fuzz_output){0, 0xcbf29ce484222325};
	for (size_t off = 0; off < size && r == 0; off += piece) {
		size_t n = size - off < piece ? size - off : piece;
		r = type->feed(d, data + off, n, &used, fuzz_sink, out);
		if (r == 0 && used != n)
			abort();
	}
	r = r ? r : type->finish(d);
	type->close(d);
	return r;
}

static int fuzz_decoder(const struct decoder_type *type, const uint8_t *data, size_t size)
{
	struct fuzz_output whole, cut;
	int status;

	if (size < 1)
		return 0;
	status = fuzz_decode(type, data + 1, size - 1, size, &whole);
	if (whole.len > FUZZ_OUTPUT_MAX)
		return 0;
	if (fuzz_decode(type, data + 1, size - 1, data[0] + 1u, &cut) != status)
		abort();
	if (status == 0 && (cut.len != whole.len || cut.hash != whole.hash))
		abort();
	return 0;
}
