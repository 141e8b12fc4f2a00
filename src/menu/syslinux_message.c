/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that DISPLAY and function keys show: text with a few control codes for screens of the
 * PC, which become those of our consoles. Pictures in them are passed over. What is not UTF-8 was
 * written for the PC's own characters, its lines and boxes above all.
 */
#include <string.h>

#include "core/cp437.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "menu/syslinux_priv.h"

enum {
	CLEAR = 0x0c,
	ATTRIBUTE = 0x0f, /* two digits: background, foreground */
	MODES = 0x10,     /* to 0x17: who sees what follows; bit 0: text screens */
	MODES_LAST = 0x17,
	PICTURE = 0x18, /* a file's name, up to the end of the line */
	TEXT_MODE = 0x19,
	END = 0x1a,
};

/* The colours of a PC (blue is 1) as those of terminals (blue is 4). */
static unsigned terminal_colour(unsigned pc)
{
	return (pc & 1) << 2 | (pc & 2) | (pc >> 2 & 1);
}

static int add_attribute(char bg, char fg, struct strbuf *out)
{
	unsigned b = (unsigned)hex_digit(bg), f = (unsigned)hex_digit(fg);

	/* On black: on what there is, which may be a picture. */
	return strbuf_addf(out, "\033[0%s;%u;%um", f & 8 ? ";1" : "", 30 + terminal_colour(f),
		b ? 40 + terminal_colour(b) : 49);
}

/* Appends what stands at (p), (left) bytes; returns how many it took, or -ERR_NOMEM. */
static int add_piece(const char *p, size_t left, bool *shown, struct strbuf *out)
{
	unsigned char c = (unsigned char)*p;
	int n = 1, rc = 0;

	if (c == ATTRIBUTE && left > 2 && hex_digit(p[1]) >= 0 && hex_digit(p[2]) >= 0) {
		n = 3;
		rc = *shown ? add_attribute(p[1], p[2], out) : 0;
	} else if (c == PICTURE) {
		while ((size_t)n < left && p[n] != '\n' && p[n] != '\r')
			n++;
	} else if (c >= MODES && c <= MODES_LAST) {
		*shown = c & 1;
	} else if (c == CLEAR) {
		rc = strbuf_adds(out, "\033[2J\033[H");
	} else if (*shown && (c == '\n' || c == '\t' || (c >= ' ' && c != 127))) {
		rc = strbuf_addc(out, (char)c);
	}
	return rc ? rc : n;
}

int syslinux_message(const char *text, size_t len, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf all = {};
	const char *end = memchr(text, END, len);
	size_t start = out->len;
	bool shown = true;

	len = end ? (size_t)(end - text) : len;
	if (len > SYSLINUX_HELP_MAX)
		for (len = SYSLINUX_HELP_MAX; len && ((uint8_t)text[len] & 0xc0) == 0x80;)
			len--;
	if (cp437_or_utf8(text, len, &all))
		return -ERR_NOMEM;
	for (size_t i = 0; i < all.len;) {
		int n = add_piece(all.s + i, all.len - i, &shown, out);

		if (n < 0)
			return n;
		i += (size_t)n;
	}
	/* What follows is not of its colours. */
	return out->len > start && strchr(out->s + start, 27) ? strbuf_adds(out, "\033[0m") : 0;
}
