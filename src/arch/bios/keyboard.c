/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys through INT 16h AH=11h and 10h. Whether there is one is seen in the BIOS data area, without
 * a mode switch. But keys get there by interrupts, which come in real mode only, and a USB keyboard
 * is read by the firmware's timer; and a firmware may keep keys elsewhere. So if nothing is there,
 * the firmware is asked now and then all the same, and at once if the keyboard controller has a
 * byte.
 */
#include "arch/bios/keyboard.h"

#include "arch/bios/bda.h"
#include "arch/bios/scancode.h"
#include "arch/bios/thunk.h"
#include "arch/x86/port.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/keymap.h"

#define ASK_US       (100 * US_PER_MS)
#define KEYS_AT_ONCE 16 /* as many as the firmware's buffer holds */

#define KBC_STATUS      0x64
#define KBC_OUTPUT_FULL 0x01
#define KBC_NONE        0xff /* no keyboard controller at all */

enum { KEY_READ = 0x1000, KEY_PEEK = 0x1100 };

static struct {
	uint64_t asked_us;
} keyboard;

static bool buffer_has_key(void)
{
	return bda_get16(BDA_KEY_HEAD) != bda_get16(BDA_KEY_TAIL);
}

static bool controller_has_byte(void)
{
	uint8_t status = x86_inb(KBC_STATUS);

	return status != KBC_NONE && (status & KBC_OUTPUT_FULL);
}

/* In real mode what was pending is handled before the firmware looks. */
static bool firmware_has_key(void)
{
	struct real_regs regs = {.eax = KEY_PEEK};

	keyboard.asked_us = plat_now_us();
	bios_int(0x16, &regs);
	return !(regs.eflags & REAL_ZF);
}

static bool has_key(void)
{
	bool time_to_ask = plat_now_us() - keyboard.asked_us >= ASK_US;

	if (!buffer_has_key() && !controller_has_byte() && !time_to_ask)
		return false;
	return firmware_has_key();
}

int keyboard_getkey(bool mapped)
{
	/* What is no key of ours (Alt and a letter) is skipped. */
	for (unsigned i = 0; i < KEYS_AT_ONCE && has_key(); i++) {
		struct real_regs regs = {.eax = KEY_READ};
		int key;

		bios_int(0x16, &regs);
		key = scancode_key_mapped((uint16_t)regs.eax, mapped ? keymap_current() : NULL);
		if (key != KEY_NONE)
			return key;
	}
	return KEY_NONE;
}
