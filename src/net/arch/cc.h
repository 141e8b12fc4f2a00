/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiler and platform as lwIP wants them described (its name for this file is fixed). Seen by
 * every lwIP file, so it includes little.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h> /* ssize_t, byte order */

#define LWIP_NO_UNISTD_H   1
#define LWIP_NO_CTYPE_H    1
#define LWIP_NO_INTTYPES_H 1
#define X8_F               "02x"
#define U16_F              "u"
#define S16_F              "d"
#define X16_F              "x"
#define U32_F              "u"
#define S32_F              "d"
#define X32_F              "x"
#define SZT_F              "zu"

/* The sum RFC 1071 describes over (len) bytes at any alignment, folded but not inverted. */
uint16_t net_chksum(const void *data, int len);
#define LWIP_RAND() net_random32()
uint32_t net_random32(void);

/* An inconsistency inside lwIP: says so and leaves the program. */
void net_assert_failed(const char *what, const char *file, int line) __attribute__((noreturn));
#define LWIP_PLATFORM_ASSERT(what) net_assert_failed(what, __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(args)                                                                   \
	do {                                                                                       \
	} while (0)
