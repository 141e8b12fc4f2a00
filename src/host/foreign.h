/* SPDX-License-Identifier: BSD-2-Clause */
/* Scripts that are run on the way and come back, but are not here to be looked at: they may set
 * anything, and make menus. */
#pragma once

#include "host/program.h"

/* Notes where such a script may have run, once it is known what chains to what. */
void foreign_mark(struct program *p);
/* True if one may have run before command (k) of (line). */
bool foreign_before(const struct program *p, unsigned script, unsigned line, unsigned k);
