/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the checker that looks for commands that want another one before them. */
#pragma once

#include "host/program.h"

/* Items and choices without a menu, parameters without a list, `boot` with nothing to boot; and
 * choices that begin with an item there is not. */
void check_order(const struct program *p, struct findings *f);
