/* SPDX-License-Identifier: BSD-2-Clause */
/* The Gregorian calendar, for clocks that count days and months. */
#include "core/calendar.h"

/* Years begin in March here, so that the leap day is the last one. */
static int64_t days_from_date(int64_t year, unsigned month, unsigned day)
{
	static const uint16_t before_month[12] = {
		306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};

	if (month <= 2)
		year--;
	return year * 365 + year / 4 - year / 100 + year / 400 + before_month[month - 1] + day - 1 -
		719468;
}

bool calendar_is_sane(const struct calendar_time *t)
{
	return t->year >= 1970 && t->year <= 9999 && t->month >= 1 && t->month <= 12 &&
		t->day >= 1 && t->day <= 31 && t->hour <= 23 && t->minute <= 59 && t->second <= 59;
}

int64_t calendar_to_unix(const struct calendar_time *t)
{
	return days_from_date(t->year, t->month, t->day) * 86400 + t->hour * 3600 + t->minute * 60 +
		t->second;
}

/* Years begin in March here, so that leap days come last. */
void calendar_from_unix(int64_t unix_s, struct calendar_time *ret)
{
	uint64_t days = (uint64_t)unix_s / 86400 + 719468; /* since 0000-03-01 */
	unsigned rest = (unsigned)((uint64_t)unix_s % 86400);
	unsigned day = (unsigned)(days % 146097); /* of the 400 years */
	unsigned year = (day - day / 1460 + day / 36524 - day / 146096) / 365, month;

	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	ret->day = day - (153 * month + 2) / 5 + 1;
	ret->month = month < 10 ? month + 3 : month - 9;
	ret->year = (unsigned)(days / 146097) * 400 + year + (month >= 10);
	ret->hour = rest / 3600;
	ret->minute = rest / 60 % 60;
	ret->second = rest % 60;
}
