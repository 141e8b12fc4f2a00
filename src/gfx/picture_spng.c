/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libspng as one of our own files, so that it is compiled with the same flags, and without what is
 * not there: the compressing half of zlib, for its encoder, and floating point functions, for
 * gamma, which we never ask for.
 */
#include <math.h>
#include <zlib.h>

#undef deflateInit2
#define deflateInit2(...)  Z_STREAM_ERROR
#define deflateBound(...)  0
#define deflate(...)       Z_STREAM_ERROR
#define deflateEnd(...)    ((void)0)
#define compressBound(...) 0
#define compress2(...)     Z_STREAM_ERROR
#define pow(base, power)   (base)
#undef fpclassify
#define fpclassify(x) FP_NORMAL

/* The functions that undo filters with SSE2: a fifth faster, and larger. */
#define SPNG_DISABLE_OPT

#include <spng.c>
