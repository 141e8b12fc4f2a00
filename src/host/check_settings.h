/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the checker that looks for settings that are read but never set. */
#pragma once

#include "host/program.h"

void check_settings(const struct program *p, unsigned script, struct findings *f);
