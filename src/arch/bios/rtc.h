/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of the PC's real-time clock as a date. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/calendar.h"

struct rtc_registers {
	uint8_t second, minute, hour, day, month, year;
	uint8_t century; /* as in its own register, 0 if it has none */
	uint8_t status_b;
};

/* False if the registers hold no date. A century that makes no sense is taken as 20. */
bool rtc_decode(const struct rtc_registers *r, struct calendar_time *ret);
