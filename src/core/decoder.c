/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the decoder of a content-coding by its name. */
#include <strings.h>

#include "core/decoder.h"

const struct decoder_type *decoder_find(const char *name)
{
	for (const struct decoder_type *const *t = decoders; *t; t++)
		if ((*t)->is_coding &&
			(!strcasecmp((*t)->name, name) ||
				((*t)->alias && !strcasecmp((*t)->alias, name))))
			return *t;
	return NULL;
}
