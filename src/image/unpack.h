/* SPDX-License-Identifier: BSD-2-Clause */
/* Files compressed as a whole: which of them can be unpacked here, and doing it. */
#pragma once

#include "core/blob.h"

struct decoder_type;

/* What undoes the compression of (data), sealed; NULL if nothing here does. (guess): also one
 * of which the data have but a vague mark, for somebody who knows that they are compressed. */
const struct decoder_type *unpack_find(const struct blob *data, bool guess);

/* -ERR_NOTSUP (recorded) if (data) is compressed by something that cannot be undone here. */
int unpack_check(const struct blob *data, const char *name);

/* Puts what is in (packed), which stays, into (ret), empty before but for .disk; both are in memory
 * then. Takes long: it is shown, and ended by Ctrl-C (-ERR_CANCELED). -ERR_PROTO, -ERR_NOTSUP,
 * -ERR_TOOBIG, -ERR_NOMEM, beginning with (name); (ret) is empty then. */
int unpack_blob(const struct decoder_type *type, const struct blob *packed, const char *name,
	struct blob *ret);
