/* SPDX-License-Identifier: BSD-2-Clause */
/* The decoders of this room, for the table in conf.c. */
#pragma once

#include "core/decoder.h"

#define DECODER_PIECE 65536 /* the most bytes a sink is given at once */

extern const struct decoder_type gzip_decoder, zlib_decoder, zstd_decoder, xz_decoder;
