/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys from EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL (UEFI 2.10, 12.2), which tells of Ctrl, or from the
 * plain input protocol (12.3) where there is none. A keyboard gives 'c' with a Ctrl state, a serial
 * terminal the byte 3: both become the same key.
 */
#include "arch/efi/keyboard.h"

#include "arch/efi/clock.h"
#include "arch/efi/system.h"
#include "core/console.h"
#include "core/keymap.h"
#include "core/util.h"

#define EFI_CTRL_PRESSED (EFI_RIGHT_CONTROL_PRESSED | EFI_LEFT_CONTROL_PRESSED)

static struct {
	EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL *ex;
	SIMPLE_INPUT_INTERFACE *plain;
	bool mapped;   /* the setting "keymap" counts */
	uint16_t high; /* first half of a surrogate pair */
} keyboard;

/* Indexed by scan code (UEFI 2.10, table 12.2). */
static const int scan_keys[] = {
	[SCAN_UP] = KEY_UP,
	[SCAN_DOWN] = KEY_DOWN,
	[SCAN_RIGHT] = KEY_RIGHT,
	[SCAN_LEFT] = KEY_LEFT,
	[SCAN_HOME] = KEY_HOME,
	[SCAN_END] = KEY_END,
	[SCAN_INSERT] = KEY_INSERT,
	[SCAN_DELETE] = KEY_DELETE,
	[SCAN_PAGE_UP] = KEY_PGUP,
	[SCAN_PAGE_DOWN] = KEY_PGDN,
	[SCAN_F1] = KEY_F1,
	[SCAN_F2] = KEY_F2,
	[SCAN_F3] = KEY_F3,
	[SCAN_F4] = KEY_F4,
	[SCAN_F5] = KEY_F5,
	[SCAN_F6] = KEY_F6,
	[SCAN_F7] = KEY_F7,
	[SCAN_F8] = KEY_F8,
	[SCAN_F9] = KEY_F9,
	[SCAN_F10] = KEY_F10,
	[SCAN_F11] = KEY_F11,
	[SCAN_F12] = KEY_F12,
	[SCAN_ESC] = KEY_ESC,
};

void keyboard_init(bool mapped)
{
	keyboard.mapped = mapped;
	keymap_watch();
	keyboard.ex = efi_protocol(efi.st->ConsoleInHandle, &guid_text_input_ex);
	keyboard.plain = efi.st->ConIn;
	if (keyboard.ex)
		clock_add_waker(keyboard.ex->WaitForKeyEx);
	else if (keyboard.plain)
		clock_add_waker(keyboard.plain->WaitForKey);
}

void keyboard_done(void)
{
	if (keyboard.ex)
		clock_remove_waker(keyboard.ex->WaitForKeyEx);
	else if (keyboard.plain)
		clock_remove_waker(keyboard.plain->WaitForKey);
}

/* One stroke; false if there is none. */
static bool read_stroke(EFI_INPUT_KEY *ret_key, bool *ret_ctrl, bool *ret_altgr)
{
	EFI_KEY_DATA data = {};

	*ret_ctrl = *ret_altgr = false;
	if (!keyboard.ex)
		return keyboard.plain &&
			!EFI_ERROR(keyboard.plain->ReadKeyStroke(keyboard.plain, ret_key));
	if (EFI_ERROR(keyboard.ex->ReadKeyStrokeEx(keyboard.ex, &data)))
		return false;
	*ret_key = data.Key;
	*ret_ctrl = (data.KeyState.KeyShiftState & EFI_SHIFT_STATE_VALID) &&
		(data.KeyState.KeyShiftState & EFI_CTRL_PRESSED);
	*ret_altgr = (data.KeyState.KeyShiftState & EFI_SHIFT_STATE_VALID) &&
		(data.KeyState.KeyShiftState & EFI_RIGHT_ALT_PRESSED);
	return true;
}

static int from_unicode(uint16_t unit, bool ctrl)
{
	uint16_t high = keyboard.high;

	keyboard.high = 0;
	if (unit >= 0xd800 && unit < 0xdc00) {
		keyboard.high = unit;
		return KEY_NONE;
	}
	if (unit >= 0xdc00 && unit < 0xe000)
		return high ? 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00) : KEY_NONE;
	/* Ctrl and a letter, or one of @ [ \ ] ^ _: the control character (ECMA-48 5.2). */
	if (ctrl && ((unit >= '@' && unit <= '_') || (unit >= 'a' && unit <= 'z')))
		return unit & 0x1f;
	return unit;
}

/* The firmware has told which character an American keyboard has there; those of the number pad it
 * tells no different. */
static int map_key(int key, bool altgr)
{
	const struct keymap *map = keyboard.mapped ? keymap_current() : NULL;
	uint32_t other;

	if (!map || key < 0 || key >= 0x80)
		return key;
	other = altgr ? keymap_altgr(map, (uint32_t)key) : 0;
	return (int)(other ? other : keymap_char(map, (uint32_t)key));
}

int keyboard_getkey(void)
{
	EFI_INPUT_KEY stroke;
	bool ctrl, altgr;

	/* Strokes that are no key of ours (a lone Shift, media keys) are skipped. */
	while (read_stroke(&stroke, &ctrl, &altgr)) {
		int key = KEY_NONE;

		if (stroke.UnicodeChar)
			key = map_key(from_unicode(stroke.UnicodeChar, ctrl), altgr);
		else if (stroke.ScanCode < ARRAY_SIZE(scan_keys) && scan_keys[stroke.ScanCode])
			key = scan_keys[stroke.ScanCode];
		if (key != KEY_NONE)
			return key;
	}
	return KEY_NONE;
}
