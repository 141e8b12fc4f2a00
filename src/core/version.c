/* SPDX-License-Identifier: BSD-2-Clause */
/* The version; the Makefile passes HAWSER_VERSION to this file alone. */
#include "core/version.h"

#ifndef HAWSER_VERSION
#error "the build must define HAWSER_VERSION"
#endif

const char hawser_version[] = HAWSER_VERSION;
