/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates as HTTP writes them. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Reads an HTTP-date (RFC 9110 5.6.7) in any of its three forms; false if (text) is none. */
bool http_date_parse(const char *text, int64_t *ret_unix);
