/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTF-8 (RFC 3629), strict: overlong forms, surrogates and values above U+10FFFF are malformed.
 * Widths are those of a usual terminal, by ranges; scripts that need shaping are not attempted.
 */
#include "core/utf8.h"

#include <string.h>

#include <stdbool.h>

#include "core/util.h"

static bool is_scalar(uint32_t cp)
{
	return cp < 0xd800 || (cp >= 0xe000 && cp <= 0x10ffff);
}

/* A byte outside any character; returns false if it can begin nothing. */
static bool begin(struct utf8 *u, uint8_t byte)
{
	static const struct {
		uint8_t mask, lead;
		unsigned left;
		uint32_t min;
	} forms[] = {
		{0xe0, 0xc0, 1, 0x80},
		{0xf0, 0xe0, 2, 0x800},
		{0xf8, 0xf0, 3, 0x10000},
	};

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if ((byte & forms[i].mask) != forms[i].lead)
			continue;
		u->cp = byte & (uint8_t)~forms[i].mask;
		u->min = forms[i].min;
		u->left = forms[i].left;
		return true;
	}
	return false;
}

unsigned utf8_push(struct utf8 *u, uint8_t byte, uint32_t out[2])
{
	unsigned n = 0;

	if (u->left && (byte & 0xc0) == 0x80) {
		u->cp = u->cp << 6 | (byte & 0x3f);
		if (--u->left)
			return 0;
		out[0] = u->cp >= u->min && is_scalar(u->cp) ? u->cp : UTF8_BAD;
		return 1;
	}
	if (u->left) {
		u->left = 0;
		out[n++] = UTF8_BAD;
	}
	if (byte < 0x80)
		out[n++] = byte;
	else if (!begin(u, byte))
		out[n++] = UTF8_BAD;
	return n;
}

uint32_t utf8_decode(const char *s, size_t len, size_t *ret_n)
{
	struct utf8 u = {};
	uint32_t out[2];
	size_t i;

	for (i = 0; i < len; i++) {
		if (i > 0 && ((uint8_t)s[i] & 0xc0) != 0x80)
			break;
		if (utf8_push(&u, (uint8_t)s[i], out)) {
			*ret_n = i + 1;
			return out[0];
		}
	}
	*ret_n = i;
	return UTF8_BAD;
}

size_t utf8_encode(uint32_t cp, char out[UTF8_MAX])
{
	static const uint8_t leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n;

	if (!is_scalar(cp))
		cp = UTF8_BAD;
	n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3f));
		cp >>= 6;
	}
	out[0] = (char)(leads[n] | cp);
	return n;
}

size_t utf8_bom(const char *s, size_t len)
{
	return len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

size_t utf8_prev(const char *s, size_t pos)
{
	size_t n;
	size_t start = pos;

	while (start > 0 && pos - start < UTF8_MAX) {
		start--;
		if (((uint8_t)s[start] & 0xc0) == 0x80)
			continue;
		(void)utf8_decode(s + start, pos - start, &n);
		return n == pos - start ? start : pos - 1;
	}
	return pos ? pos - 1 : 0;
}

struct range {
	uint32_t first, last;
};

static bool in_ranges(const struct range *r, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= r[i].first && cp <= r[i].last)
			return true;
	return false;
}

unsigned utf8_width(uint32_t cp)
{
	static const struct range zero[] = {
		{0x300, 0x36f},
		{0x483, 0x489},
		{0x591, 0x5bd},
		{0x610, 0x61a},
		{0x64b, 0x65f},
		{0x1ab0, 0x1aff},
		{0x1dc0, 0x1dff},
		{0x200b, 0x200f},
		{0x202a, 0x202e},
		{0x2060, 0x2064},
		{0x20d0, 0x20ff},
		{0xfe00, 0xfe0f},
		{0xfe20, 0xfe2f},
		{0xfeff, 0xfeff},
		{0xe0100, 0xe01ef},
	};
	static const struct range wide[] = {
		{0x1100, 0x115f},
		{0x231a, 0x231b},
		{0x23e9, 0x23ec},
		{0x2614, 0x2615},
		{0x26a1, 0x26a1},
		{0x2705, 0x2705},
		{0x274c, 0x274c},
		{0x2e80, 0x303e},
		{0x3041, 0xa4cf},
		{0xa960, 0xa97c},
		{0xac00, 0xd7a3},
		{0xf900, 0xfaff},
		{0xfe30, 0xfe6f},
		{0xff00, 0xff60},
		{0xffe0, 0xffe6},
		{0x1f300, 0x1f64f},
		{0x1f680, 0x1f6ff},
		{0x1f900, 0x1f9ff},
		{0x20000, 0x3fffd},
	};

	if (cp < 0x300)
		return 1;
	if (in_ranges(zero, ARRAY_SIZE(zero), cp))
		return 0;
	return in_ranges(wide, ARRAY_SIZE(wide), cp) ? 2 : 1;
}
