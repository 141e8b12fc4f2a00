/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JPEG decoder of stb_image as one of our own files. Memory comes zeroed: what a damaged file
 * does not fill shall be grey, not what somebody else left there.
 */
#include <limits.h>
#include <stdlib.h>

#include "gfx/picture_priv.h"

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR        /* floating point */
#define STBI_NO_SIMD          /* twice as fast, and larger */
#define STBI_NO_THREAD_LOCALS /* there is one thread, and no runtime for others */
#define STBI_MAX_DIMENSIONS   PICTURE_SIDE_MAX
#define STBI_ASSERT(x)        ((void)0)
#define STBI_MALLOC(size)     calloc(1, size)
#define STBI_REALLOC          realloc
#define STBI_FREE             free
#include <stb_image.h>

uint8_t *jpeg_rgba(const uint8_t *data, size_t len, unsigned *ret_width, unsigned *ret_height,
	const char **ret_why)
{
	int width, height, n_channels;
	uint8_t *px;

	if (len > INT_MAX) {
		*ret_why = "too long";
		return NULL;
	}
	px = stbi_load_from_memory(data, (int)len, &width, &height, &n_channels, 4);
	if (!px) {
		*ret_why = stbi_failure_reason();
		return NULL;
	}
	*ret_width = (unsigned)width;
	*ret_height = (unsigned)height;
	return px;
}
