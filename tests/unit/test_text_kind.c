/* SPDX-License-Identifier: BSD-2-Clause */
/* What lies in place of a configuration. */
#include <string.h>

#include "core/text_kind.h"
#include "core/util.h"
#include "unit/check.h"

#define BYTES(s) s, sizeof s - 1

static const struct {
	const char *text;
	size_t len;
	enum text_kind kind;
} table[] = {
	{BYTES("default x\nlabel x\n"), TEXT_PLAIN},
	{BYTES("\xef\xbb\xbflabel \xc3\xa4\n"), TEXT_PLAIN},
	{BYTES("say \x1b[1mhello\n"), TEXT_PLAIN},
	{BYTES("a"), TEXT_PLAIN},
	{BYTES(""), TEXT_EMPTY},
	{BYTES(" \t\r\n\n"), TEXT_EMPTY},
	{BYTES("\xff\xfel\0a\0"), TEXT_UTF16},
	{BYTES("\xfe\xff\0l\0a"), TEXT_UTF16},
	{BYTES("l\0a\0b\0e\0l\0 \0x\0\n\0"), TEXT_UTF16},
	{BYTES("\0l\0a\0b\0e\0l\0 \0x\0\n"), TEXT_UTF16},
	{BYTES("\xff\xfe\0\0l\0\0\0"), TEXT_UTF32},
	{BYTES("\0\0\xfe\xff\0\0\0l"), TEXT_UTF32},
	{BYTES("l\0\0\0a\0\0\0b\0\0\0e\0\0\0"), TEXT_UTF32},
	{BYTES("\0\0\0l\0\0\0a\0\0\0b\0\0\0e"), TEXT_UTF32},
	{BYTES("\n <!DOCTYPE html>"), TEXT_WEB_PAGE},
	{BYTES("<HTML>"), TEXT_WEB_PAGE},
	{BYTES("<htm"), TEXT_PLAIN},
	{BYTES("\x7f"
	       "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
		TEXT_BINARY},
	{BYTES("\0\0\0\0\0\0\0\0"), TEXT_BINARY},
	{BYTES("\x1f\x8b\x08\0"), TEXT_BINARY},
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		CHECK_EQ(text_kind_of(table[i].text, table[i].len), table[i].kind);
		CHECK_EQ(!text_kind_advice(table[i].kind), table[i].kind == TEXT_PLAIN);
	}
	return check_done();
}
