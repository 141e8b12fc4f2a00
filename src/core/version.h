/* SPDX-License-Identifier: BSD-2-Clause */
/* The version, from the build ("0.1+gabcdef0"). */
#pragma once

#include <stdint.h>

extern const char hawser_version[];
/* When this was made, or rather the commit it was made from: seconds since 1970. A clock that
 * tells an earlier time is wrong. */
extern const int64_t hawser_build_time;
