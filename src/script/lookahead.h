/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fetching what the next lines of a script will ask for, while a line of it downloads. A script
 * cannot tell: the line that wants such a transfer takes it over with its status, and what nobody
 * takes was never there. See docs/script.md, "Looking ahead".
 */
#pragma once

#include <stdbool.h>

#include "script/fetch.h"

/* False for a command after which nothing can be told about the lines behind it: it may change
 * settings, images or the flow. */
bool lookahead_may_pass(const char *command);

/* Starts fetching what the lines behind the running command ask for, assuming that it and they
 * succeed, as far as that is known now; (r) is what the running one fetches, under (name) (NULL:
 * after its URI). Records no failure. */
void lookahead_go(const struct fetch_request *r, const char *name);

/* A transfer that was started for the same request, running or over; the caller owns it. NULL if
 * there is none, or if it lacked memory, which there may be now. */
struct transfer *lookahead_take(const struct fetch_request *r);

/* Cancels and frees what nobody has taken. True if there was anything. */
bool lookahead_drop(void);
