/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Motorola MC146818A: numbers are BCD unless status B says binary, hours go to 12 with a bit for
 * the afternoon unless it says 24. The century is not the chip's: the register that ACPI names
 * (FADT, CENTURY), or none.
 */
#include "arch/bios/rtc.h"

enum { B_24H = 0x02, B_BINARY = 0x04, HOUR_PM = 0x80 };
enum { CENTURY_FIRST = 19, CENTURY_LAST = 29, CENTURY_NOW = 20, BAD = 255 };

static unsigned number(const struct rtc_registers *r, uint8_t value)
{
	if (r->status_b & B_BINARY)
		return value;
	if ((value & 0x0f) > 9 || (value >> 4) > 9)
		return BAD;
	return (value >> 4) * 10u + (value & 0x0f);
}

static unsigned hour24(const struct rtc_registers *r)
{
	unsigned hour = number(r, r->hour & (uint8_t)~HOUR_PM);

	if (r->status_b & B_24H)
		return number(r, r->hour);
	if (hour < 1 || hour > 12)
		return BAD;
	return hour % 12 + (r->hour & HOUR_PM ? 12 : 0);
}

bool rtc_decode(const struct rtc_registers *r, struct calendar_time *ret)
{
	unsigned century = number(r, r->century), year = number(r, r->year);
	struct calendar_time t;

	if (year > 99)
		return false;
	if (century < CENTURY_FIRST || century > CENTURY_LAST)
		century = CENTURY_NOW;
	t = (struct calendar_time){
		.year = century * 100 + year,
		.month = number(r, r->month),
		.day = number(r, r->day),
		.hour = hour24(r),
		.minute = number(r, r->minute),
		.second = number(r, r->second),
	};
	if (!calendar_is_sane(&t))
		return false;
	*ret = t;
	return true;
}
