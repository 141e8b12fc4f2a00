/* SPDX-License-Identifier: BSD-2-Clause */
/* Code page 437, of PCs' screens and of texts written for them. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

/* The byte whose picture shows (cp) or something like it, '?' if there is none. */
uint8_t cp437_from_unicode(uint32_t cp);

/* The character (c) is, as keyboards and texts mean it; control characters stay what they are. */
uint32_t cp437_to_unicode(uint8_t c);

/* Appends (len) bytes of a text in UTF-8 or, if they cannot be that, in code page 437.
 * -ERR_NOMEM. */
int cp437_or_utf8(const char *text, size_t len, struct strbuf *out);
