/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The monotonic clock is the CPU's time stamp counter (64-bit CPUs with UEFI have an invariant
 * one); where the CPU does not tell its speed, it is measured against the firmware's Stall(). The
 * wall clock is the firmware's (UEFI 2.10, 8.3), checked for sense.
 */
#include "arch/efi/clock.h"

#include "arch/platform.h"
#include "arch/x86/cpuid.h"
#include "core/calendar.h"
#include "core/status.h"
#include "core/util.h"

#define MEASURE_US 10000
#define TSC_HZ_MIN 10000000ull /* slower is nonsense */
#define EPOCH_MIN  1577836800  /* 2020-01-01: earlier is a clock that was never set */

static struct {
	uint64_t base;        /* TSC at the start */
	uint64_t us_per_tick; /* scaled by 2^40 */
	uint64_t last_us;
	EFI_EVENT timer;
	EFI_EVENT waker[CLOCK_MAX_WAKERS];
	unsigned n_wakers;
} clk;

static uint64_t measure(void)
{
	uint64_t start = x86_tsc();

	(void)efi.bs->Stall(MEASURE_US);
	return (x86_tsc() - start) * (US_PER_S / MEASURE_US);
}

void clock_init(void)
{
	uint64_t hz;

	clk.base = x86_tsc();
	hz = x86_tsc_hz();
	if (hz < TSC_HZ_MIN) {
		/* Whatever disturbs a measurement makes it longer: the shorter one is right. */
		uint64_t a = measure(), b = measure();

		hz = MIN(a, b);
	}
	if (hz < TSC_HZ_MIN)
		hz = US_PER_S * 1000;
	clk.us_per_tick = (uint64_t)(((US_PER_S << 40) + hz / 2) / hz);
	if (EFI_ERROR(efi.bs->CreateEvent(EVT_TIMER, TPL_CALLBACK, NULL, NULL, &clk.timer)))
		clk.timer = NULL;
}

void clock_done(void)
{
	if (clk.timer)
		(void)efi.bs->CloseEvent(clk.timer);
	clk.timer = NULL;
	clk.n_wakers = 0;
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

void clock_add_waker(EFI_EVENT event)
{
	if (event && clk.n_wakers < CLOCK_MAX_WAKERS)
		clk.waker[clk.n_wakers++] = event;
}

void clock_remove_waker(EFI_EVENT event)
{
	for (unsigned i = 0; i < clk.n_wakers; i++) {
		if (clk.waker[i] != event)
			continue;
		clk.waker[i] = clk.waker[--clk.n_wakers];
		return;
	}
}

void plat_idle(uint64_t until_us)
{
	EFI_EVENT events[CLOCK_MAX_WAKERS + 1];
	uint64_t now = plat_now_us();
	UINTN n = 0, which;

	if (until_us <= now || until_us - now < US_PER_MS)
		return;
	/* Without a timer nothing would end the sleep. Firmware counts in 100 ns. */
	if (!clk.timer ||
		EFI_ERROR(efi.bs->SetTimer(
			clk.timer, TimerRelative, MIN(until_us - now, US_PER_S) * 10)))
		return;
	events[n++] = clk.timer;
	for (unsigned i = 0; i < clk.n_wakers; i++)
		events[n++] = clk.waker[i];
	(void)efi.bs->WaitForEvent(n, events, &which);
	(void)efi.bs->SetTimer(clk.timer, TimerCancel, 0);
}

int plat_wall_time(int64_t *ret_unix)
{
	EFI_TIME t = {};
	EFI_STATUS status = efi.rt->GetTime(&t, NULL);
	struct calendar_time date;
	int64_t when;

	if (EFI_ERROR(status))
		return fail(ERR_IO, "clock: the firmware's clock cannot be read: %s",
			efi_status_text(status));
	date = (struct calendar_time){t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second};
	if (!calendar_is_sane(&date))
		return fail(ERR_IO, "clock: the firmware's clock says %u-%02u-%02u %02u:%02u:%02u",
			t.Year, t.Month, t.Day, t.Hour, t.Minute, t.Second);
	when = calendar_to_unix(&date);
	/* TimeZone: local = UTC - zone, in minutes; 2047 and nonsense: unknown, taken as UTC. */
	if (t.TimeZone >= -1440 && t.TimeZone <= 1440)
		when += t.TimeZone * 60;
	if (when < EPOCH_MIN)
		return fail(ERR_IO,
			"clock: the machine's clock says %u-%02u-%02u: its battery may "
			"be empty",
			t.Year, t.Month, t.Day);
	*ret_unix = when;
	return 0;
}
