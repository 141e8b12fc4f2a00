/* SPDX-License-Identifier: BSD-2-Clause */
/* The domain search list of DHCP option 119 (RFC 3397). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Writes the (n)th domain of the list at (data) in dotted form. False if there is none, it is
 * malformed, or it does not fit. */
bool dnssl_get(const void *data, size_t len, unsigned n, char *out, size_t cap);
