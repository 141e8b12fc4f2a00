/* SPDX-License-Identifier: BSD-2-Clause */
/* The directives of PXELINUX configurations but those of MENU, each by itself. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_pxelinux.h"

#define TENTHS_LEAST 2 /* between these, a time was meant in seconds */
#define TENTHS_MOST  15

bool px_is_number(const char *arg, bool any)
{
	char *end;

	(void)strtol(arg, &end, any ? 0 : 10);
	if (end == arg)
		return false;
	return !*syslinux_skip_blanks(end) || (syslinux_is_blank(*end) && strchr(end, '#'));
}

/* "VALUE # comment": there are no comments behind values. */
void px_comment(struct px *x, const char *arg)
{
	const char *p = arg;

	while ((p = strchr(p, '#')) != NULL) {
		if (p > arg && syslinux_is_blank(p[-1]) && p[1] == ' ') {
			px_report(x, false, px_at(x, p), "comment",
				"a comment is a line of its own, this belongs to the value");
			return;
		}
		p++;
	}
}

bool px_is_text(const char *arg)
{
	size_t n;
	const char *word = syslinux_word(arg, &n), *next = syslinux_skip_blanks(word + n);

	return *next && *next != '#';
}

void px_want_number(struct px *x, const char *word, const char *arg)
{
	size_t n;

	(void)syslinux_word(word, &n);
	px_comment(x, arg);
	if (!px_is_number(arg, true) && !px_is_text(arg))
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"%.*s wants a number, not \"%s\"", (int)n, word, arg);
}

/* ---- of all ---- */

static void do_default(struct px *x, const char *word, const char *arg)
{
	x->dflt = px_at(x, word);
	x->default_is_module = px_is_module(arg);
	if (!*arg && !x->ui.file) /* nobody asks for it behind UI */
		px_report(x, true, px_at(x, word), "argument-count", "DEFAULT names nothing");
	else if (*arg)
		px_wish_line(x, "DEFAULT", arg);
	px_comment(x, arg);
}

static void do_ontimeout(struct px *x, const char *word, const char *arg)
{
	x->ontimeout = px_at(x, word);
	if (!*arg)
		px_report(x, true, px_at(x, word), "argument-count", "ONTIMEOUT names nothing");
	else
		px_wish_line(x, "ONTIMEOUT", arg);
	px_comment(x, arg);
}

static void do_onerror(struct px *x, const char *word, const char *arg)
{
	if (!*arg)
		px_report(x, true, px_at(x, word), "argument-count", "ONERROR names nothing");
	else
		px_wish_line(x, "ONERROR", arg);
}

/* SERIAL port [speed [flow control]] */
static void do_serial(struct px *x, const char *word, const char *arg)
{
	char *end;
	const char *speed;

	(void)strtol(arg, &end, 0);
	if (end == arg || (*end && !syslinux_is_blank(*end))) {
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"SERIAL wants the number of a port, 0 is the first, not \"%s\"", arg);
		return;
	}
	speed = syslinux_skip_blanks(end);
	if (*speed && strtol(speed, NULL, 10) < 75)
		px_report(x, true, px_at(x, speed), "bad-value",
			"SERIAL: a speed is a number of bits a second, not \"%s\"", speed);
}

static void do_ui(struct px *x, const char *word, const char *arg)
{
	x->ui = px_at(x, word);
	if (!*arg)
		px_report(x, true, px_at(x, word), "argument-count", "UI names no module");
	else
		px_wish(x, PX_UI, "UI", arg);
	px_comment(x, arg);
}

static void do_prompt(struct px *x, const char *word, const char *arg)
{
	px_comment(x, arg);
	if (px_is_text(arg) && !px_is_number(arg, false))
		return;
	if (!px_is_number(arg, false))
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"PROMPT is 0 or 1, not \"%s\"", arg);
	x->has_prompt = strtol(arg, NULL, 10) != 0;
	if (px_is_number(arg, false))
		x->no_prompt = strtol(arg, NULL, 10) == 0 ? px_at(x, word) : (struct px_place){};
}

static void do_timeout(struct px *x, const char *word, const char *arg)
{
	long n = strtol(arg, NULL, 10);
	size_t len;

	(void)syslinux_word(word, &len);
	px_comment(x, arg);
	if (px_is_text(arg) && !px_is_number(arg, false))
		return;
	if (!px_is_number(arg, false)) {
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"%.*s wants tenths of a second, not \"%s\"", (int)len, word, arg);
		return;
	}
	if (n >= TENTHS_LEAST && n <= TENTHS_MOST) {
		x->hasty = px_at(x, arg);
		x->tenths = (unsigned)n;
	}
	if (len == 7 && n > 0)
		x->timeout = px_at(x, word);
}

static void do_include(struct px *x, const char *word, const char *arg)
{
	(void)word;
	px_include(x, arg);
}

void px_help_files(struct px *x, const char *who, const char *arg)
{
	size_t n;
	const char *file = syslinux_word(arg, &n);
	char *name = host_ndup(file, n);

	if (n && !px_is_text(syslinux_skip_blanks(file + n)))
		px_want_file(x, who, file, name);
	free(name);
}

static void do_file(struct px *x, const char *word, const char *arg)
{
	size_t n;
	char *who;

	(void)syslinux_word(word, &n);
	who = host_ndup(word, n);
	px_help_files(x, who, arg);
	free(who);
}

static void do_menu(struct px *x, const char *word, const char *arg)
{
	char *rest;

	if (syslinux_looking_at(arg, "include", &rest))
		px_include(x, rest);
	else
		px_menu_directive(x, word, arg);
}

static void do_nothing(struct px *x, const char *word, const char *arg)
{
	(void)x;
	(void)word;
	(void)arg;
}

const struct px_directive px_directives[] = {
	{"allowoptions", PX_NUMBER, px_want_number},
	{"append", PX_TEXT, px_do_append},
	{"boot", PX_WORD, px_do_kernel},
	{"bss", PX_WORD, px_do_kernel},
	{"com32", PX_WORD, px_do_kernel},
	{"comboot", PX_WORD, px_do_kernel},
	{"config", PX_WORD, px_do_kernel},
	{"console", PX_NUMBER, do_nothing},
	{"default", PX_WORD, do_default},
	{"devicetree", PX_WORD, do_nothing},
	{"devicetreedir", PX_WORD, do_nothing},
	{"display", PX_WORD, do_file},
	{"endtext", PX_ANY, px_do_endtext},
	{"fdimage", PX_WORD, px_do_kernel},
	{"fdt", PX_WORD, do_nothing},
	{"fdtdir", PX_WORD, do_nothing},
	{"font", PX_WORD, do_nothing},
	{"implicit", PX_NUMBER, px_want_number},
	{"include", PX_WORD, do_include},
	{"initrd", PX_WORD, px_do_initrd},
	{"ipappend", PX_NUMBER, px_want_number},
	{"kbdmap", PX_WORD, do_nothing},
	{"kernel", PX_WORD, px_do_kernel},
	{"label", PX_WORD, px_do_label},
	{"linux", PX_WORD, px_do_kernel},
	{"localboot", PX_NUMBER, px_do_localboot},
	{"menu", PX_MENU_WORD, do_menu},
	{"nocomplete", PX_NUMBER, px_want_number},
	{"noescape", PX_NUMBER, px_want_number},
	{"nohalt", PX_NUMBER, px_want_number},
	{"onerror", PX_WORD, do_onerror},
	{"ontimeout", PX_WORD, do_ontimeout},
	{"path", PX_WORD, do_nothing},
	{"prompt", PX_NUMBER, do_prompt},
	{"pxe", PX_WORD, px_do_kernel},
	{"pxeretry", PX_NUMBER, do_nothing},
	{"say", PX_ANY, do_nothing},
	{"sendcookies", PX_NUMBER, do_nothing},
	{"serial", PX_NUMBER, do_serial},
	{"sysappend", PX_NUMBER, px_want_number},
	{"text", PX_ANY, px_do_text},
	{"timeout", PX_NUMBER, do_timeout},
	{"totaltimeout", PX_NUMBER, do_timeout},
	{"ui", PX_WORD, do_ui},
	{},
};

/* "F1 file" */
static bool is_function_key(const char *word, size_t n)
{
	return (*word | 0x20) == 'f' && n > 1 && n < 4 && isdigit((unsigned char)word[1]) &&
		(n == 2 || isdigit((unsigned char)word[2]));
}

static void do_key(struct px *x, const char *word, const char *arg)
{
	if (strtol(word + 1, NULL, 10) > 12)
		px_report(x, false, px_at(x, word), "unknown-directive",
			"there are keys F1 to F12, so that this is passed over");
	else
		do_file(x, word, arg);
}

static void text_line(struct px *x, const char *line)
{
	char *rest;

	if (syslinux_looking_at(syslinux_skip_blanks(line), "endtext", &rest))
		x->text = (struct px_place){};
}

void px_directive(struct px *x, const char *line)
{
	const struct px_directive *d;
	const char *word, *arg;
	size_t n;

	if (x->text.file) {
		text_line(x, line);
		return;
	}
	word = syslinux_word(line, &n);
	arg = syslinux_skip_blanks(word + n);
	d = px_find_directive(word, n);
	if (d)
		d->check(x, word, arg);
	else if (is_function_key(word, n))
		do_key(x, word, arg);
	else if (n)
		px_unknown(x, word, n, arg);
}
