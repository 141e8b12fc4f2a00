/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The monotonic clock is the CPU's time stamp counter; where the CPU does not tell its speed it is
 * measured against channel 2 of the timer chip (Intel 8254), which makes the speaker's tone and is
 * free for that. The wall clock is the real-time clock, taken as UTC. Sleeping is a HLT in real
 * mode, where the firmware's timer ends it after 55 ms at the latest.
 */
#include "arch/bios/clock.h"

#include <string.h>

#include "arch/bios/facts.h"
#include "arch/bios/rtc.h"
#include "arch/bios/thunk.h"
#include "arch/bios/undi.h"
#include "arch/platform.h"
#include "arch/x86/cpuid.h"
#include "arch/x86/port.h"
#include "core/status.h"
#include "core/util.h"

#define TSC_HZ_MIN   10000000ull     /* slower is nonsense */
#define TSC_HZ_GUESS 3000000000ull   /* too fast a clock would give up too early */
#define EPOCH_MIN    1577836800      /* 2020-01-01: earlier is a clock that was never set */
#define SLEEP_MIN_US (5 * US_PER_MS) /* a HLT may last ten times as long */

#define PIT_HZ         1193182u
#define PIT_CHANNEL2   0x42
#define PIT_COMMAND    0x43
#define PIT_ONE_SHOT   0xb0   /* channel 2, low and high byte, mode 0 */
#define MEASURE_TICKS  11932u /* 10 ms */
#define MEASURE_ROUNDS 5
#define MEASURE_MAX    2000000000ull /* counts; a timer chip that is not there ends it */
#define PIC_MASK       0x21 /* of the first interrupt controller */
#define PIC_MASK_TIMER 0x01
#define PORT_B         0x61
enum { PORT_B_GATE2 = 0x01, PORT_B_SPEAKER = 0x02, PORT_B_OUT2 = 0x20 };

#define CMOS_INDEX  0x70
#define CMOS_DATA   0x71
#define CMOS_NO_NMI 0x80
#define RTC_TRIES   5
#define RTC_BUSY_US 10000 /* an update takes 2 ms */
enum {
	RTC_SECOND = 0,
	RTC_MINUTE = 2,
	RTC_HOUR = 4,
	RTC_DAY = 7,
	RTC_MONTH = 8,
	RTC_YEAR = 9,
	RTC_STATUS_A = 10,
	RTC_STATUS_B = 11,
	RTC_CENTURY_AT = 0x32
};
#define RTC_UPDATING 0x80

static struct {
	uint64_t base;        /* TSC at the start */
	uint64_t us_per_tick; /* scaled by 2^40 */
	uint64_t last_us;
} clk;

/* ---- monotonic ---- */

/* TSC counts in MEASURE_TICKS of the timer chip; UINT64_MAX if it does not count. */
static uint64_t measure(void)
{
	uint8_t old = x86_inb(PORT_B);
	uint64_t start, took = 0;
	bool counts;

	x86_outb(PORT_B, (uint8_t)(old & ~(PORT_B_SPEAKER | PORT_B_GATE2)));
	x86_outb(PIT_COMMAND, PIT_ONE_SHOT);
	x86_outb(PIT_CHANNEL2, (uint8_t)MEASURE_TICKS);
	x86_outb(PIT_CHANNEL2, MEASURE_TICKS >> 8);
	/* Before the timer starts: a delay here must not make the measurement shorter. */
	start = x86_tsc();
	x86_outb(PORT_B, (uint8_t)((old & ~PORT_B_SPEAKER) | PORT_B_GATE2));
	counts = !(x86_inb(PORT_B) & PORT_B_OUT2);
	while (!(x86_inb(PORT_B) & PORT_B_OUT2) && took < MEASURE_MAX)
		took = x86_tsc() - start;
	took = x86_tsc() - start;
	x86_outb(PORT_B, old);
	return counts && took < MEASURE_MAX ? took : UINT64_MAX;
}

/* Whatever disturbs a measurement makes it longer: the shortest one is right. */
static uint64_t measured_hz(void)
{
	uint64_t least = UINT64_MAX;

	for (unsigned i = 0; i < MEASURE_ROUNDS; i++)
		least = MIN(least, measure());
	return least == UINT64_MAX ? 0 : least * PIT_HZ / MEASURE_TICKS;
}

void clock_init(void)
{
	uint64_t hz;

	clk.base = x86_tsc();
	hz = x86_tsc_hz();
	if (hz < TSC_HZ_MIN)
		hz = measured_hz();
	if (hz < TSC_HZ_MIN)
		hz = TSC_HZ_GUESS;
	clk.us_per_tick = ((US_PER_S << 40) + hz / 2) / hz;
}

uint64_t plat_now_us(void)
{
	uint64_t ticks = x86_tsc() - clk.base;
	uint64_t now = (uint64_t)(((unsigned __int128)ticks * clk.us_per_tick) >> 40);

	if (now < clk.last_us)
		return clk.last_us;
	clk.last_us = now;
	return now;
}

void plat_idle(uint64_t until_us)
{
	uint64_t now = plat_now_us();

	/* Frames may wait in our own ring, for which no interrupt comes. */
	if (until_us <= now || until_us - now < SLEEP_MIN_US || undi_is_busy())
		return;
	/* Without the firmware's timer nothing would be sure to end it. */
	if (x86_inb(PIC_MASK) & PIC_MASK_TIMER)
		return;
	real_call(low->rm_idle);
}

/* ---- wall clock ---- */

static uint8_t cmos(uint8_t index)
{
	uint8_t value;

	x86_outb(CMOS_INDEX, index | CMOS_NO_NMI);
	value = x86_inb(CMOS_DATA);
	x86_outb(CMOS_INDEX, RTC_STATUS_B);
	return value;
}

static bool wait_for_update(void)
{
	uint64_t deadline = plat_now_us() + RTC_BUSY_US;

	while (cmos(RTC_STATUS_A) & RTC_UPDATING)
		if (plat_now_us() >= deadline)
			return false;
	return true;
}

static struct rtc_registers read_registers(uint8_t century_at)
{
	return (struct rtc_registers){
		.second = cmos(RTC_SECOND),
		.minute = cmos(RTC_MINUTE),
		.hour = cmos(RTC_HOUR),
		.day = cmos(RTC_DAY),
		.month = cmos(RTC_MONTH),
		.year = cmos(RTC_YEAR),
		.century = cmos(century_at),
		.status_b = cmos(RTC_STATUS_B),
	};
}

/* An update may begin at any moment: two equal readings are one without it. */
static bool read_stable(uint8_t century_at, struct rtc_registers *ret)
{
	for (unsigned i = 0; i < RTC_TRIES && wait_for_update(); i++) {
		struct rtc_registers a = read_registers(century_at), b;

		if (!wait_for_update())
			return false;
		b = read_registers(century_at);
		if (!memcmp(&a, &b, sizeof(a))) {
			*ret = a;
			return true;
		}
	}
	return false;
}

int plat_wall_time(int64_t *ret_unix)
{
	const struct acpi_facts *acpi = bios_acpi();
	uint8_t century_at = acpi && acpi->century ? acpi->century & 0x7f : RTC_CENTURY_AT;
	struct rtc_registers r;
	struct calendar_time t;
	int64_t when;

	if (!read_stable(century_at, &r))
		return fail(ERR_IO, "clock: the machine's clock does not answer");
	if (!rtc_decode(&r, &t))
		return fail(ERR_IO, "clock: the machine's clock says %02x-%02x-%02x %02x:%02x:%02x",
			r.year, r.month, r.day, r.hour, r.minute, r.second);
	when = calendar_to_unix(&t);
	if (when < EPOCH_MIN)
		return fail(ERR_IO,
			"clock: the machine's clock says %u-%02u-%02u: its battery may be empty",
			t.year, t.month, t.day);
	*ret_unix = when;
	return 0;
}
