/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * INT 16h AH=10h (IBM PS/2 BIOS Interface Technical Reference): AL is the character of code page
 * 437, control characters included; 0 or E0h with a scan code of the keys that have no character,
 * where Shift, Ctrl and Alt have codes of their own. Modifiers are dropped, as on a serial line.
 */
#include "arch/bios/scancode.h"

#include <string.h>

#include "core/cp437.h"
#include "core/console.h"
#include "core/keymap.h"
#include "core/util.h"

#define GREY            0xe0 /* AL of the keys that the first keyboards had not */
#define SCAN_102ND      0x56
#define SCAN_ALT_DIGITS 0x78

static const struct {
	uint8_t scan;
	int key;
} special[] = {
	{0x0f, KEY_TAB}, /* with Shift */
	{0x47, KEY_HOME},
	{0x48, KEY_UP},
	{0x49, KEY_PGUP},
	{0x4b, KEY_LEFT},
	{0x4d, KEY_RIGHT},
	{0x4f, KEY_END},
	{0x50, KEY_DOWN},
	{0x51, KEY_PGDN},
	{0x52, KEY_INSERT},
	{0x53, KEY_DELETE},
	{0x73, KEY_LEFT}, /* with Ctrl, up to 93h */
	{0x74, KEY_RIGHT},
	{0x75, KEY_END},
	{0x76, KEY_PGDN},
	{0x77, KEY_HOME},
	{0x84, KEY_PGUP},
	{0x8d, KEY_UP},
	{0x91, KEY_DOWN},
	{0x92, KEY_INSERT},
	{0x93, KEY_DELETE},
	{0x97, KEY_HOME}, /* with Alt */
	{0x98, KEY_UP},
	{0x99, KEY_PGUP},
	{0x9b, KEY_LEFT},
	{0x9d, KEY_RIGHT},
	{0x9f, KEY_END},
	{0xa0, KEY_DOWN},
	{0xa1, KEY_PGDN},
	{0xa2, KEY_INSERT},
	{0xa3, KEY_DELETE},
};

/* F1 to F10 stand in a row, plain and with each modifier; F11 and F12 came later. */
static const struct {
	uint8_t first, n, key;
} function_rows[] = {
	{0x3b, 10, 0},
	{0x54, 10, 0},
	{0x5e, 10, 0},
	{0x68, 10, 0}, /* plain, Shift, Ctrl, Alt */
	{0x85, 2, 10},
	{0x87, 2, 10},
	{0x89, 2, 10},
	{0x8b, 2, 10},
};

static const int function_keys[] = {KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6, KEY_F7, KEY_F8,
	KEY_F9, KEY_F10, KEY_F11, KEY_F12};

static int special_key(uint8_t scan)
{
	for (size_t i = 0; i < ARRAY_SIZE(special); i++)
		if (special[i].scan == scan)
			return special[i].key;
	for (size_t i = 0; i < ARRAY_SIZE(function_rows); i++) {
		unsigned n = (unsigned)scan - function_rows[i].first;

		if (n < function_rows[i].n)
			return function_keys[function_rows[i].key + n];
	}
	return KEY_NONE;
}

int scancode_key(uint16_t ax)
{
	uint8_t scan = (uint8_t)(ax >> 8), c = (uint8_t)ax;

	/* Ctrl-Break empties the firmware's buffer and leaves this in it. */
	if (ax == 0)
		return KEY_CTRL_C;
	if (c == 0 || (c == GREY && scan))
		return special_key(scan);
	return (int)cp437_to_unicode(c);
}

/* What an American keyboard calls the key (scan), with Alt those of the digits have codes of their
 * own; 0 for keys beside the main block. */
static uint8_t main_key(uint8_t scan)
{
	static const struct {
		uint8_t first;
		const char *keys;
	} rows[] = {
		{0x02, "1234567890-="},
		{0x10, "qwertyuiop[]"},
		{0x1e, "asdfghjkl;'`"},
		{0x2b, "\\zxcvbnm,./"},
		{SCAN_ALT_DIGITS, "1234567890-="},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned n = (unsigned)scan - rows[i].first;

		if (n < strlen(rows[i].keys))
			return (uint8_t)rows[i].keys[n];
	}
	return 0;
}

int scancode_key_mapped(uint16_t ax, const struct keymap *map)
{
	uint8_t scan = (uint8_t)(ax >> 8), c = (uint8_t)ax;
	uint8_t us = main_key(scan);
	uint32_t altgr;

	if (map && scan == SCAN_102ND && (c == '\\' || c == '|'))
		return (int)keymap_102nd(map, c == '|');
	if (!map || !us || c >= 0x80)
		return scancode_key(ax);
	altgr = c ? 0 : keymap_altgr(map, us);
	if (altgr)
		return (int)altgr;
	return c ? (int)keymap_char(map, c) : scancode_key(ax);
}
