/* SPDX-License-Identifier: BSD-2-Clause */
/* The version; the Makefile passes HAWSER_VERSION and HAWSER_BUILD_TIME to this file alone. */
#include "core/version.h"

#if !defined(HAWSER_VERSION) || !defined(HAWSER_BUILD_TIME)
#error "the build must define HAWSER_VERSION and HAWSER_BUILD_TIME"
#endif

const char hawser_version[] = HAWSER_VERSION;
const int64_t hawser_build_time = HAWSER_BUILD_TIME;
