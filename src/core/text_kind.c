/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Telling what editors, web servers and broken copies make of configurations. It is a guess from
 * the first bytes, for messages only.
 */
#include "core/text_kind.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"

#define WIDE_LOOK 64  /* so many bytes tell how wide characters are */
#define TEXT_LOOK 512 /* and so many text from anything else */

static bool begins(const char *text, size_t len, const char *with, size_t n)
{
	return len >= n && memcmp(text, with, n) == 0;
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' && !memchr("\t\n\r\f\x1b", c, 5);
}

/* By a mark, or by how many bytes are NUL where the others are text: of ASCII in UTF-16 every
 * other one, in UTF-32 three of four. */
static enum text_kind wide_kind(const char *text, size_t len)
{
	size_t odd = 0, even = 0, n = MIN(len, (size_t)WIDE_LOOK);

	if (begins(text, len, "\xff\xfe\0\0", 4) || begins(text, len, "\0\0\xfe\xff", 4))
		return TEXT_UTF32;
	if (begins(text, len, "\xff\xfe", 2) || begins(text, len, "\xfe\xff", 2))
		return TEXT_UTF16;
	for (size_t i = 0; i < n; i++) {
		if (text[i] && is_control(text[i]))
			return TEXT_PLAIN;
		odd += i % 2 && !text[i];
		even += i % 2 == 0 && !text[i];
	}
	if (n <= 3 || odd + even == n || (odd <= n / 3 && even <= n / 3))
		return TEXT_PLAIN;
	return odd && even && odd + even > n / 8 * 5 ? TEXT_UTF32 : TEXT_UTF16;
}

static bool is_web_page(const char *text, size_t len)
{
	static const char *const starts[] = {"<!doctype", "<html", "<?xml"};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		size_t n = strlen(starts[i]);

		if (len >= n && strncasecmp(text, starts[i], n) == 0)
			return true;
	}
	return false;
}

static bool is_binary(const char *text, size_t len)
{
	for (size_t i = 0; i < MIN(len, (size_t)TEXT_LOOK); i++) {
		if (is_control(text[i]))
			return true;
	}
	return false;
}

enum text_kind text_kind_of(const char *text, size_t len)
{
	enum text_kind wide = wide_kind(text, len);
	size_t at = 0;

	if (wide != TEXT_PLAIN)
		return wide;
	while (at < len && memchr(" \t\r\n", text[at], 4))
		at++;
	if (at == len)
		return TEXT_EMPTY;
	if (is_web_page(text + at, len - at))
		return TEXT_WEB_PAGE;
	return is_binary(text, len) ? TEXT_BINARY : TEXT_PLAIN;
}

const char *text_kind_advice(enum text_kind kind)
{
	static const char *const texts[] = {
		[TEXT_EMPTY] = "it is empty: copy it to the server again",
		[TEXT_UTF16] = "it is UTF-16, of which no line can be read: save it as UTF-8",
		[TEXT_UTF32] = "it is UTF-32, of which no line can be read: save it as UTF-8",
		[TEXT_WEB_PAGE] = "it is a web page, perhaps what the server says of an error: "
				  "look at its URL in a browser",
		[TEXT_BINARY] = "it is no text: another file lies in its place, or it is damaged",
	};

	return kind == TEXT_PLAIN ? NULL : texts[kind];
}
