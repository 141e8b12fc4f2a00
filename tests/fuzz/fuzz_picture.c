/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of pictures from anybody, and what comes out of them in another size. The checksums of PNG
 * files are made right, and sizes small enough that a decoder which does too much is told from one
 * that is given much to do.
 */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "fake/png_make.h"
#include "gfx/picture.h"

#define SIZE_MAX_TRIED 16384
#define SIDE_MAX       255

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void mend(uint8_t *data, size_t size)
{
	if (size > PNG_IHDR_END && memcmp(data, "\x89PNG", 4) == 0) {
		memset(data + 16, 0, 3);
		memset(data + 20, 0, 3);
		png_mend(data, size);
	}
	if (size > 12 && memcmp(data, "\xff\xd8", 2) == 0)
		for (size_t i = 0; i + 9 < size; i++)
			if (data[i] == 0xff && data[i + 1] >= 0xc0 && data[i + 1] <= 0xc2)
				data[i + 5] = data[i + 7] = 0;
	if (size > 18 && data[0] < 0x80) {
		data[5] = data[4] > 4 ? 0 : data[5]; /* LSS16: less than 1280 */
		data[7] = data[6] > 4 ? 0 : data[7];
		data[13] &= 3; /* TGA */
		data[15] &= 3;
	}
}

static void use(const struct picture *p, unsigned chance)
{
	static const uint8_t sides[] = {1, 2, 7, 40, 64, 100, 255};
	const unsigned width = sides[chance % 7], height = sides[chance / 7 % 7];
	struct picture q;
	uint32_t all = ~0u;

	for (size_t i = 0; i < (size_t)p->width * p->height; i++)
		all &= p->px[i];
	if (p->opaque != (all >> 24 == 255))
		abort();
	if (picture_scale(p, width, height, chance / 49 % 5, chance & 1 ? 0xff102030 : 0, &q) < 0)
		abort();
	if (q.width != width || q.height != height)
		abort();
	all = ~0u;
	for (size_t i = 0; i < (size_t)width * height; i++)
		all &= q.px[i];
	if (q.opaque && all >> 24 != 255)
		abort();
	picture_free(&q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct picture p;
	uint8_t *copy;

	if (size > SIZE_MAX_TRIED)
		return 0;
	copy = malloc(size ? size : 1);
	if (!copy)
		return 0;
	if (size)
		memcpy(copy, data, size);
	mend(copy, size);
	fail_clear();
	if (picture_decode(copy, size, &p) == 0) {
		use(&p, size ? copy[size - 1] + 256u * copy[size / 2] : 0);
		picture_free(&p);
	} else if (!fail_last()->code || strncmp(fail_last()->text, "picture: ", 9) != 0) {
		abort();
	}
	free(copy);
	return 0;
}
