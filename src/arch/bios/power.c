/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reboot: the ways a PC has, from the politest on, each given a moment: the register that ACPI
 * names (ACPI 6.5, 4.8.3.6), the keyboard controller's reset line (IBM PC AT), the chipset's reset
 * control register CF9h, and a fault that the CPU can only answer with a shutdown, which every PC
 * turns into a reset. Power off: ACPI's sleep state S5 (16.1.7, without executing _PTS, which only
 * operating systems' device power management would need).
 */
#include "arch/bios/bda.h"
#include "arch/bios/entry.h"
#include "arch/bios/facts.h"
#include "arch/platform.h"
#include "arch/x86/cpuid.h"
#include "arch/x86/port.h"
#include "core/status.h"

#define TRY_US      (100 * US_PER_MS)
#define ENABLE_US   (3 * US_PER_S) /* ACPI 6.5, 4.8.2.5 names no time; Linux waits as long */
#define POWEROFF_US (2 * US_PER_S)

#define RESET_FLAG_WARM 0x1234 /* "skip the memory test" */
#define KBC_COMMAND     0x64
#define KBC_PULSE_RESET 0xfe
#define RESET_CONTROL   0xcf9
enum { RESET_SYSTEM = 0x02, RESET_NOW = 0x04, RESET_POWER_CYCLE = 0x08 };

enum {
	PM1_SCI_EN = 0x0001,
	PM1_SLP_TYP_SHIFT = 10,
	PM1_SLP_TYP_MASK = 0x1c00,
	PM1_SLP_EN = 0x2000
};

static void pause_us(uint64_t us)
{
	uint64_t until = plat_now_us() + us;

	while (plat_now_us() < until)
		x86_pause();
}

/* ---- reboot ---- */

static void reset_by_acpi(void)
{
	const struct acpi_facts *acpi = bios_acpi();

	if (!acpi || !acpi->reset_port)
		return;
	x86_outb(acpi->reset_port, acpi->reset_value);
	pause_us(TRY_US);
}

static void reset_by_keyboard_controller(void)
{
	x86_outb(KBC_COMMAND, KBC_PULSE_RESET);
	pause_us(TRY_US);
}

static void reset_by_chipset(bool warm)
{
	uint8_t how = RESET_SYSTEM | (warm ? 0 : RESET_POWER_CYCLE);

	x86_outb(RESET_CONTROL, how);
	x86_outb(RESET_CONTROL, how | RESET_NOW);
	pause_us(TRY_US);
}

static _Noreturn void reset_by_triple_fault(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) no_idt = {0, 0};

	__asm__ volatile("lidt %0; int3" : : "m"(no_idt));
	for (;;)
		__asm__ volatile("hlt");
}

int plat_reboot(const struct plat_reboot_args *args)
{
	if (args->setup)
		return fail(ERR_NOTSUP, "reboot: a BIOS cannot be sent to its setup screen");
	entry_stop_devices();
	bda_put16(BDA_RESET_FLAG, args->warm ? RESET_FLAG_WARM : 0);
	reset_by_acpi();
	reset_by_keyboard_controller();
	reset_by_chipset(args->warm);
	reset_by_triple_fault();
}

/* ---- power off ---- */

/* The machine starts in legacy mode, where the firmware handles the power button. */
static int enable_acpi(const struct acpi_facts *acpi)
{
	uint64_t deadline = plat_now_us() + ENABLE_US;

	if ((x86_inw(acpi->pm1a_cnt) & PM1_SCI_EN) || !acpi->smi_cmd || !acpi->acpi_enable)
		return 0;
	x86_outb(acpi->smi_cmd, acpi->acpi_enable);
	while (!(x86_inw(acpi->pm1a_cnt) & PM1_SCI_EN)) {
		if (plat_now_us() >= deadline)
			return fail(ERR_IO, "poweroff: the firmware does not switch ACPI on");
		x86_pause();
	}
	return 0;
}

static void sleep_now(uint16_t port, uint8_t type)
{
	uint16_t value;

	if (!port)
		return;
	value = (uint16_t)((x86_inw(port) & ~(PM1_SLP_TYP_MASK | PM1_SLP_EN)) |
		type << PM1_SLP_TYP_SHIFT);
	x86_outw(port, value);
	x86_outw(port, value | PM1_SLP_EN);
}

int plat_poweroff(void)
{
	const struct acpi_facts *acpi = bios_acpi();
	int rc;

	if (!acpi)
		return fail(ERR_NOTSUP, "poweroff: the firmware has no ACPI tables");
	if (!acpi->pm1a_cnt || !acpi->has_s5)
		return fail(ERR_NOTSUP, "poweroff: ACPI names no %s",
			acpi->pm1a_cnt ? "sleep type for power off" : "power control port");
	rc = enable_acpi(acpi);
	if (rc < 0)
		return rc;
	entry_stop_devices();
	sleep_now(acpi->pm1a_cnt, acpi->slp_typ_a);
	sleep_now(acpi->pm1b_cnt, acpi->slp_typ_b);
	pause_us(POWEROFF_US);
	entry_resume_devices();
	return fail(ERR_IO, "poweroff: the machine stays on");
}
