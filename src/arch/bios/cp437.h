/* SPDX-License-Identifier: BSD-2-Clause */
/* Code page 437. Pure. */
#pragma once

#include <stdint.h>

/* The byte whose picture shows (cp) or something like it, '?' if there is none. */
uint8_t cp437_from_unicode(uint32_t cp);

/* The character a keyboard means by (c); control characters stay what they are. */
uint32_t cp437_to_unicode(uint8_t c);
