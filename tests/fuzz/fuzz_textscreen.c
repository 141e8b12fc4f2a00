/* SPDX-License-Identifier: BSD-2-Clause */
/* The BIOS text screen under any text: the first two bytes are its size. */
#include <stdlib.h>

#include "arch/bios/textscreen.h"
#include "core/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct textscreen *t;

	if (size < 2)
		return 0;
	t = malloc(sizeof(*t));
	if (!t)
		return 0;
	textscreen_init(t, data[0], data[1]);
	textscreen_write(t, (const char *)data + 2, size - 2);
	if (t->row >= t->rows || t->col > t->cols || textscreen_cursor_col(t) >= t->cols)
		abort();
	for (unsigned i = 0; i < t->cols * t->rows; i++)
		if (t->cells[i] & 0x8000)
			abort();
	free(t);
	return 0;
}
