/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the checker that looks at each command by itself. */
#pragma once

#include "host/findings.h"
#include "host/listing.h"

/* Unknown commands and options, wrong values, wrong numbers of arguments, names of settings that
 * are none, what is no URL. */
void check_words(const struct listing *l, struct findings *f);
