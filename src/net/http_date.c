/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates as HTTP writes them (RFC 9110 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT", the older "Sunday,
 * 06-Nov-94 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994". The name of the day is not checked.
 */
#include "net/http_date.h"

#include <string.h>

#include "core/calendar.h"
#include "core/util.h"

/* Takes a number of (min) to (max) digits from *(s). */
static bool take_number(const char **s, size_t min, size_t max, unsigned *ret)
{
	unsigned value = 0;
	size_t n = 0;

	for (; n < max && (*s)[n] >= '0' && (*s)[n] <= '9'; n++)
		value = value * 10 + (unsigned)((*s)[n] - '0');
	if (n < min)
		return false;
	*s += n;
	*ret = value;
	return true;
}

static bool take_text(const char **s, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(*s, text, n))
		return false;
	*s += n;
	return true;
}

static bool take_month(const char **s, unsigned *ret)
{
	static const char names[12][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (take_text(s, names[i])) {
			*ret = i + 1;
			return true;
		}
	return false;
}

static bool take_time(const char **s, struct calendar_time *t)
{
	if (!take_number(s, 2, 2, &t->hour) || !take_text(s, ":") ||
		!take_number(s, 2, 2, &t->minute) || !take_text(s, ":") ||
		!take_number(s, 2, 2, &t->second))
		return false;
	if (t->second == 60) /* a leap second, which our calendar has not */
		t->second = 59;
	return true;
}

/* What follows "Sun, " or "Sunday, ". */
static bool take_date(const char *s, struct calendar_time *t)
{
	const char *digits;

	if (!take_number(&s, 2, 2, &t->day) || (!take_text(&s, " ") && !take_text(&s, "-")) ||
		!take_month(&s, &t->month) || (!take_text(&s, " ") && !take_text(&s, "-")))
		return false;
	digits = s;
	if (!take_number(&s, 2, 4, &t->year))
		return false;
	if (s - digits == 2)
		t->year += t->year < 70 ? 2000 : 1900;
	return take_text(&s, " ") && take_time(&s, t) && take_text(&s, " GMT") && !*s;
}

/* What follows "Sun ", in the form of asctime(). */
static bool take_asctime(const char *s, struct calendar_time *t)
{
	if (!take_month(&s, &t->month) || !take_text(&s, " "))
		return false;
	(void)take_text(&s, " ");
	return take_number(&s, 1, 2, &t->day) && take_text(&s, " ") && take_time(&s, t) &&
		take_text(&s, " ") && take_number(&s, 4, 4, &t->year) && !*s;
}

bool http_date_parse(const char *text, int64_t *ret_unix)
{
	struct calendar_time t = {};
	const char *s = text;
	bool ok;

	while ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'))
		s++;
	if (s == text)
		return false;
	ok = take_text(&s, ", ") ? take_date(s, &t) : take_text(&s, " ") && take_asctime(s, &t);
	if (!ok || !calendar_is_sane(&t))
		return false;
	*ret_unix = calendar_to_unix(&t);
	return true;
}
