/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of boot servers in a PXE answer, option 43.8 (PXE 2.1, table 2-1). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Writes the addresses (host byte order) of at most (max) servers of (type) to (out); how many.
 * What is cut off in the middle is left out. */
unsigned bootserver_list_get(
	const uint8_t *list, size_t len, uint16_t type, uint32_t *out, unsigned max);
