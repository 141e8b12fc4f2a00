/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8 (RFC 3629): decoding bit by bit or from a string, and how wide a character is on a
 * screen. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD 0xfffdu /* stands for malformed input */
#define UTF8_MAX 4       /* bytes of one character */

struct utf8 {
	uint32_t cp;
	uint32_t min;  /* smaller is an overlong form */
	unsigned left; /* continuation bytes missing */
};

/* Takes one byte. Returns the number of code points put into (out), 0 to 2: a character that breaks
 * off gives UTF8_BAD and then whatever the byte itself begins. Start with a zeroed (u). */
unsigned utf8_push(struct utf8 *u, uint8_t byte, uint32_t out[2]);

/* The code point at (s) of (len) > 0 bytes, and its length (at least 1) in *ret_n. */
uint32_t utf8_decode(const char *s, size_t len, size_t *ret_n);

/* Writes (cp) and returns the number of bytes; UTF8_BAD in place of what is not a character. */
size_t utf8_encode(uint32_t cp, char out[UTF8_MAX]);

/* Where the character before (pos) starts; 0 for 0. */
size_t utf8_prev(const char *s, size_t pos);

/* The length of the byte order mark that (s), of (len) bytes, begins with; 0: there is none. */
size_t utf8_bom(const char *s, size_t len);

/* Columns: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1. */
unsigned utf8_width(uint32_t cp);
