/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's text (UTF-16, native order) to ours (UTF-8) and back. Lone surrogates: U+FFFD. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A new string of at most (n_units) units, ending at a NUL before that. NULL on no memory. */
char *utf16_to_utf8(const uint16_t *s, size_t n_units);

/* A new NUL-terminated string; *ret_size (may be NULL) is its size in bytes with the NUL. NULL on
 * no memory. */
uint16_t *utf16_from_utf8(const char *s, size_t *ret_size);

/* Units before the NUL, at most (max). */
size_t utf16_len(const uint16_t *s, size_t max);

/* Writes (cp) as one or two units and returns how many. */
size_t utf16_encode(uint32_t cp, uint16_t out[2]);
