/* SPDX-License-Identifier: BSD-2-Clause */
/* The MENU directives of PXELINUX configurations that are about looks and keys, and passwords.
 * Names and forms are those of the parser; what it cannot understand it leaves as it is, or
 * makes red. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/console.h"
#include "core/util.h"
#include "host/alloc.h"
#include "host/check_password.h"
#include "host/check_pxelinux.h"
#include "host/similar.h"

void px_number(struct px *x, const char *word, const char *arg)
{
	size_t n;
	const char *second = syslinux_word(word, &n);

	second = syslinux_word(second + n, &n);
	if (!px_is_number(arg, false))
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"MENU %.*s wants a number, not \"%s\"", (int)n, second, arg);
}

void px_resolution(struct px *x, const char *word, const char *arg)
{
	char *end;
	long width = strtol(arg, &end, 10), height = strtol(end, &end, 10);

	if (width <= 0 || height <= 0 || *syslinux_skip_blanks(end))
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"MENU RESOLUTION wants a width and a height, not \"%s\"", arg);
}

/* ---- colours ---- */

/* One colour, "*" for as it is; an error at its place. */
static void check_colour(struct px *x, const char *who, const char *word, size_t n)
{
	char *text = host_ndup(word, n);
	uint32_t value;

	if (n && *text != '*' && !syslinux_colour(text, &value))
		px_report(x, true, px_at(x, word), "bad-value",
			"%s: \"%s\" is no colour, and becomes red: #rrggbb or #aarrggbb in "
			"hexadecimal, or *",
			who, text);
	free(text);
}

/* [foreground [background [shadow]]] */
static void check_pixels(struct px *x, const char *who, const char *arg)
{
	size_t n;
	const char *word = arg;

	for (unsigned i = 0; i < 2; i++) {
		word = syslinux_word(word, &n);
		check_colour(x, who, word, n);
		word += n;
	}
	word = syslinux_word(word, &n);
	if (n && !strchr("*nsarNSAR", *word))
		px_report(x, true, px_at(x, word), "bad-value",
			"%s: a shadow is none, std, all or rev, not \"%.*s\"", who, (int)n, word);
}

static bool is_element(const char *name)
{
	for (unsigned i = 0; i < BOOTMENU_ELEMENTS; i++) {
		if (strcasecmp(syslinux_elements[i], name) == 0)
			return true;
	}
	return strncasecmp(name, "msg", 3) == 0 && isxdigit((unsigned char)name[3]) &&
		isxdigit((unsigned char)name[4]) && !name[5];
}

static void check_element(struct px *x, const char *word, const char *name)
{
	struct similar s = similar_to(name);

	if (is_element(name))
		return;
	for (unsigned i = 0; i < BOOTMENU_ELEMENTS; i++)
		similar_try(&s, syslinux_elements[i]);
	px_report(x, false, px_at(x, word), "bad-value", "MENU COLOR: there is no element %s%s%s%s",
		name, s.best ? "; is \"" : "", s.best ? s.best : "", s.best ? "\" meant?" : "");
}

void px_color(struct px *x, const char *word, const char *arg)
{
	size_t n;
	const char *element = syslinux_word(arg, &n), *ansi;
	char *name = host_ndup(element, n);

	if (n)
		check_element(x, element, name);
	else
		px_report(x, true, px_at(x, word), "argument-count", "MENU COLOR names no element");
	free(name);
	ansi = syslinux_word(element + n, &n);
	if (n && *ansi != '*' && strspn(ansi, "0123456789;") < n)
		px_report(x, true, px_at(x, ansi), "bad-value",
			"MENU COLOR: the numbers for terminals come first, as 1;36;44, or *, and "
			"then the colours, not \"%.*s\"",
			(int)n, ansi);
	else
		check_pixels(x, "MENU COLOR", ansi + n);
}

void px_msgcolor(struct px *x, const char *word, const char *arg)
{
	(void)word;
	check_pixels(x, "MENU MSGCOLOR", arg);
}

void px_background(struct px *x, const char *word, const char *arg)
{
	size_t n;
	const char *file = syslinux_word(arg, &n);
	char *name = host_ndup(file, n);

	(void)word;
	if (*name == '#')
		check_colour(x, "MENU BACKGROUND", file, n);
	else if (n)
		px_want_file(x, "MENU BACKGROUND", file, name);
	free(name);
}

/* ---- keys ---- */

void px_hiddenkey(struct px *x, const char *word, const char *arg)
{
	size_t len;
	const char *list = syslinux_word(arg, &len), *line = syslinux_skip_blanks(list + len);

	if (!len || !*line) {
		px_report(x, true, px_at(x, word), "argument-count",
			"MENU HIDDENKEY wants keys and what they boot");
		return;
	}
	while (len) {
		const char *comma = memchr(list + 1, ',', len - 1);
		size_t n = comma ? (size_t)(comma - list) : len;

		if (syslinux_key_named(list, n) == KEY_NONE)
			px_report(x, true, px_at(x, list), "bad-value",
				"MENU HIDDENKEY: there is no key %.*s", (int)n, list);
		n += comma != NULL;
		list += n;
		len -= n;
	}
	px_wish_line(x, "MENU HIDDENKEY", line);
}

/* ---- passwords ---- */

static void check_password(struct px *x, const char *who, const char *arg)
{
	const char *problem = password_problem(arg);

	if (problem)
		px_report(x, true, px_at(x, arg), "bad-value", "%s: this %s", who, problem);
}

void px_passwd(struct px *x, const char *word, const char *arg)
{
	if (!*arg)
		x->master_only = px_at(x, word);
	check_password(x, "MENU PASSWD", arg);
}

void px_master(struct px *x, const char *word, const char *arg)
{
	char *rest;

	if (!syslinux_looking_at(arg, "passwd", &rest) || !*rest) {
		px_report(x, true, px_at(x, *arg ? arg : word), "argument-count",
			"MENU MASTER wants PASSWD and a password behind it");
		return;
	}
	x->has_master = true;
	check_password(x, "MENU MASTER PASSWD", rest);
}
