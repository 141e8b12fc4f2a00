/* SPDX-License-Identifier: BSD-2-Clause */
/* The C library of the unpacker, as much as the LZMA decoder asks for. */
#pragma once

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memset(void *p, int c, size_t n);
