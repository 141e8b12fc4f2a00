/* SPDX-License-Identifier: BSD-2-Clause */
/* Pinned keys of servers: the settings "tls-pin" and "tls-pin-only". */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The digests in (text), as "sha256:HEX" or "HEX", parted by blanks or commas: true if one is
 * (digest), 32 bytes. *(ret_valid): false if a part of (text) is no digest. Pure. */
bool tls_pin_match(const char *text, const uint8_t digest[32], bool *ret_valid);
