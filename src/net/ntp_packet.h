/* SPDX-License-Identifier: BSD-2-Clause */
/* SNTP packets (RFC 5905 7.3, 14), client side. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { NTP_PORT = 123, NTP_LEN = 48 };

/* A request; (cookie) goes out as our time and has to come back. */
void ntp_put_request(uint8_t out[NTP_LEN], uint64_t cookie);
/* The answer's time in seconds since 1970. -ERR_AGAIN: it answers another request or is no
 * answer; -ERR_SERVER: the server does not know the time itself, or tells us to go away. Nothing
 * recorded. */
int ntp_parse(const void *data, size_t len, uint64_t cookie, int64_t *ret_unix);
