/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the checker that follows a script from line to line. */
#pragma once

#include "host/program.h"

/* Adds to (reached), one for each line of the script, the lines that may run when it goes on,
 * without a failure, with command (k) of (line); that line itself only if it is come back to. */
void flow_from(const struct program *p, unsigned script, unsigned line, unsigned k, bool *reached);

/* Labels that are missing, twice there or never reached; lines that are never run. */
void check_flow(const struct program *p, unsigned script, struct findings *f);
