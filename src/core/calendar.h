/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates of the Gregorian calendar as seconds. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct calendar_time {
	unsigned year;       /* 1970 to 9999 */
	unsigned month, day; /* from 1 */
	unsigned hour, minute, second;
};

/* Every field is in its range; a 31st of any month passes. */
bool calendar_is_sane(const struct calendar_time *t);

/* Seconds since 1970-01-01 of a sane (t), taken as UTC. */
int64_t calendar_to_unix(const struct calendar_time *t);

/* The date and time (UTC) of (unix_s) >= 0. */
void calendar_from_unix(int64_t unix_s, struct calendar_time *ret);
