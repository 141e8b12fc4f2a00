/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-16 as it lies on disks, to UTF-8: names of Joliet, of FAT and of GPT partitions. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The UTF-8 of (n) units at (p), at most (cap) - 1 bytes of whole characters and a NUL. Ends at a
 * unit of 0. Half a surrogate pair becomes U+FFFD. Returns the length. */
size_t utf16_decode(const uint8_t *p, size_t n, bool big_endian, char *out, size_t cap);
