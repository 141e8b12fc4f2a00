/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes console text apart: UTF-8 (RFC 3629) and control sequences (ECMA-48 5.4, 8.3). Pure; keeps
 * no more than one run of text, 16 parameters and a counter, whatever comes in. Eight-bit C1
 * controls are dropped: in UTF-8 they are never meant.
 */
#include "core/ansi.h"

#include <string.h>

#include "core/util.h"

enum state {
	GROUND,
	ESCAPE,       /* after ESC */
	ESCAPE_INTER, /* after ESC and an intermediate: one final byte to come */
	CSI,
	STRING,     /* OSC, DCS, SOS, PM, APC: until BEL or ST */
	STRING_ESC, /* an ESC inside, perhaps of ST */
};

#define C_BEL 0x07
#define C_CAN 0x18
#define C_SUB 0x1a
#define C_ESC 0x1b
#define C_DEL 0x7f

static void flush_run(struct ansi *a)
{
	size_t n = a->n_run;

	a->n_run = 0;
	if (n)
		a->sink->text(a->arg, a->run, n);
}

static void control(struct ansi *a, char c)
{
	flush_run(a);
	if (c == '\r' || c == '\n' || c == '\b' || c == '\t')
		a->sink->control(a->arg, c);
}

static void put_char(struct ansi *a, uint32_t cp)
{
	if (cp < 0x20) {
		control(a, (char)cp);
		return;
	}
	if (cp >= C_DEL && cp < 0xa0)
		return;
	a->run[a->n_run++] = cp;
	if (a->n_run == ANSI_MAX_RUN)
		flush_run(a);
}

/* A character that breaks off becomes U+FFFD before a sequence begins. */
static void end_char(struct ansi *a)
{
	if (a->utf8.left)
		put_char(a, UTF8_BAD);
	a->utf8 = (struct utf8){};
}

/* Number (i) of the sequence, or (otherwise) when it is left out or 0. */
static unsigned param(const struct ansi *a, unsigned i, unsigned otherwise)
{
	return i < a->n_params && a->param[i] ? a->param[i] : otherwise;
}

/* 38 or 48 at parameter (i): 5;n is a colour of a palette, which is skipped, 2;r;g;b a true
 * one. Returns how many parameters belong to it. */
static unsigned sgr_extended(struct ansi *a, unsigned i, uint32_t *ret_rgb)
{
	unsigned kind = i + 1 < a->n_params ? a->param[i + 1] : 0;

	if (kind != 2)
		return kind == 5 ? 2 : 0;
	if (i + 4 < a->n_params)
		*ret_rgb = ANSI_RGB | MIN(a->param[i + 2], 255u) << 16 |
			MIN(a->param[i + 3], 255u) << 8 | MIN(a->param[i + 4], 255u);
	return 4;
}

static void set_fg(struct ansi *a, unsigned colour, bool bright)
{
	a->attr.fg = (uint8_t)colour;
	a->attr.fg_rgb = 0;
	a->fg_bright = bright;
}

static void set_bg(struct ansi *a, unsigned colour)
{
	a->attr.bg = (uint8_t)colour;
	a->attr.bg_rgb = 0;
}

/* One SGR code; returns how many parameters it takes beyond itself. */
static unsigned sgr_code(struct ansi *a, unsigned i)
{
	unsigned code = a->param[i];

	if (code == 0) {
		a->attr = ANSI_ATTR_PLAIN;
		a->sgr_bold = a->fg_bright = false;
	} else if (code == 1 || code == 22) {
		a->sgr_bold = code == 1;
	} else if (code == 7 || code == 27) {
		a->attr.reverse = code == 7;
	} else if ((code >= 30 && code <= 37) || code == 39) {
		set_fg(a, code - 30, false);
	} else if (code >= 90 && code <= 97) {
		set_fg(a, code - 90, true);
	} else if ((code >= 40 && code <= 47) || code == 49) {
		set_bg(a, code - 40);
	} else if (code >= 100 && code <= 107) {
		set_bg(a, code - 100);
	} else if (code == 38 || code == 48) {
		return sgr_extended(a, i, code == 38 ? &a->attr.fg_rgb : &a->attr.bg_rgb);
	}
	return 0;
}

static void sgr(struct ansi *a)
{
	struct ansi_attr old = a->attr;

	if (!a->n_params)
		a->param[a->n_params++] = 0;
	for (unsigned i = 0; i < a->n_params; i++)
		i += sgr_code(a, i);
	a->attr.bold = a->sgr_bold || a->fg_bright;
	if (old.fg != a->attr.fg || old.bg != a->attr.bg || old.bold != a->attr.bold ||
		old.reverse != a->attr.reverse || old.fg_rgb != a->attr.fg_rgb ||
		old.bg_rgb != a->attr.bg_rgb)
		a->sink->attr(a->arg, &a->attr);
}

static void erase(struct ansi *a, enum ansi_erase to_end, enum ansi_erase all)
{
	unsigned what = param(a, 0, 0);

	if (what == 0)
		a->sink->erase(a->arg, to_end);
	else if (what == 2)
		a->sink->erase(a->arg, all);
}

static void csi_end(struct ansi *a, uint8_t final)
{
	int n = (int)param(a, 0, 1);

	a->state = GROUND;
	if (a->odd)
		return;
	if (a->private) {
		if ((final == 'h' || final == 'l') && param(a, 0, 0) == 25)
			a->sink->cursor_visible(a->arg, final == 'h');
		return;
	}
	switch (final) {
	case 'A':
		a->sink->cursor_move(a->arg, -n, 0);
		break;
	case 'B':
		a->sink->cursor_move(a->arg, n, 0);
		break;
	case 'C':
		a->sink->cursor_move(a->arg, 0, n);
		break;
	case 'D':
		a->sink->cursor_move(a->arg, 0, -n);
		break;
	case 'H':
	case 'f':
		a->sink->cursor_set(a->arg, param(a, 0, 1) - 1, param(a, 1, 1) - 1);
		break;
	case 'J':
		erase(a, ANSI_ERASE_BELOW, ANSI_ERASE_SCREEN);
		break;
	case 'K':
		erase(a, ANSI_ERASE_EOL, ANSI_ERASE_LINE);
		break;
	case 'm':
		sgr(a);
		break;
	default:
		break;
	}
}

static void csi_digit(struct ansi *a, uint8_t c)
{
	unsigned *p;

	if (!a->n_params)
		a->param[a->n_params++] = 0;
	p = &a->param[a->n_params - 1];
	*p = MIN(*p * 10 + (c - '0'), ANSI_MAX_VALUE);
}

static void csi_next_param(struct ansi *a)
{
	if (!a->n_params)
		a->param[a->n_params++] = 0;
	if (a->n_params == ANSI_MAX_PARAMS) {
		a->odd = true;
		return;
	}
	a->param[a->n_params++] = 0;
}

static void csi_byte(struct ansi *a, uint8_t c)
{
	if (c >= '0' && c <= '9')
		csi_digit(a, c);
	else if (c == ';')
		csi_next_param(a);
	else if (c == '?' && !a->n_params && !a->private)
		a->private = true;
	else if (c < 0x40)
		a->odd = true;
	else
		csi_end(a, c);
}

static void escape_byte(struct ansi *a, uint8_t c)
{
	a->state = GROUND;
	if (c == '[') {
		a->state = CSI;
		a->n_params = 0;
		a->private = a->odd = false;
	} else if (strchr("]PX^_", c)) {
		a->state = STRING;
		a->string_len = 0;
	} else if (c < 0x30) {
		a->state = ESCAPE_INTER;
	}
}

static void string_byte(struct ansi *a, uint8_t c)
{
	if (c == C_ESC)
		a->state = STRING_ESC;
	else if (c == C_BEL || c == C_CAN || c == C_SUB || ++a->string_len > ANSI_MAX_STRING)
		a->state = GROUND;
}

static void ground_byte(struct ansi *a, uint8_t c)
{
	uint32_t out[2];
	unsigned n;

	if (c == C_ESC) {
		end_char(a);
		flush_run(a);
		a->state = ESCAPE;
		return;
	}
	n = utf8_push(&a->utf8, c, out);
	for (unsigned i = 0; i < n; i++)
		put_char(a, out[i]);
}

/* Inside ESC … sequences: controls act as anywhere (ECMA-48 leaves it open, terminals do). */
static void sequence_byte(struct ansi *a, uint8_t c)
{
	if (c == C_ESC) {
		a->state = ESCAPE;
	} else if (c == C_CAN || c == C_SUB) {
		a->state = GROUND;
	} else if (c < 0x20) {
		control(a, (char)c);
	} else if (c >= C_DEL) {
		a->state = GROUND;
		ground_byte(a, c);
	} else if (a->state == ESCAPE) {
		escape_byte(a, c);
	} else if (a->state == CSI) {
		csi_byte(a, c);
	} else if (c >= 0x30) {
		a->state = GROUND;
	}
}

void ansi_init(struct ansi *a, const struct ansi_sink *sink, void *arg)
{
	*a = (struct ansi){.sink = sink, .arg = arg, .attr = ANSI_ATTR_PLAIN};
}

void ansi_feed(struct ansi *a, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];

		if (a->state == STRING_ESC) {
			a->state = c == '\\' ? GROUND : ESCAPE;
			if (c == '\\')
				continue;
		}
		if (a->state == GROUND)
			ground_byte(a, c);
		else if (a->state == STRING)
			string_byte(a, c);
		else
			sequence_byte(a, c);
	}
	flush_run(a);
}
