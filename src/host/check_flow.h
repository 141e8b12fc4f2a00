/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the checker that follows a script from line to line. */
#pragma once

#include "host/program.h"

/* Labels that are missing, twice there or never reached; lines that are never run. */
void check_flow(const struct program *p, unsigned script, struct findings *f);
