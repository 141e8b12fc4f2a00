/* SPDX-License-Identifier: BSD-2-Clause */
/* Telling the languages of configurations apart. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "core/util.h"
#include "host/configs.h"

static const char *const names[] = {
	[CONFIG_SCRIPT] = "script",
	[CONFIG_PXELINUX] = "pxelinux",
	[CONFIG_GRUB] = "grub",
	[CONFIG_BLS] = "bls",
};

int config_kind_named(const char *name)
{
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], name) == 0)
			return (int)i;
	}
	return -1;
}

static bool ends_with(const char *s, const char *tail)
{
	size_t len = strlen(s), n = strlen(tail);

	return len >= n && strcasecmp(s + len - n, tail) == 0;
}

static bool begins_with(const char *s, const char *start)
{
	return strncasecmp(s, start, strlen(start)) == 0;
}

/* By the name of the file; -1. */
static int by_name(const char *name)
{
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;

	if (ends_with(name, ".ipxe"))
		return CONFIG_SCRIPT;
	if (strstr(name, "pxelinux.cfg/") || ends_with(base, "linux.cfg") ||
		strcmp(base, "extlinux.conf") == 0)
		return CONFIG_PXELINUX;
	if (begins_with(base, "grub.cfg") || strcmp(base, "loopback.cfg") == 0)
		return CONFIG_GRUB;
	if (strstr(name, "loader/entries/") && (ends_with(name, ".conf") || !strcmp(base, "index")))
		return CONFIG_BLS;
	return -1;
}

/* Words that lines begin with, and how much they tell. */
static const struct {
	const char *word;
	enum config_kind kind;
	bool any_case;
	int weight;
} tells[] = {
	{"label", CONFIG_PXELINUX, true, 3},
	{"append", CONFIG_PXELINUX, true, 3},
	{"ipappend", CONFIG_PXELINUX, true, 4},
	{"sysappend", CONFIG_PXELINUX, true, 4},
	{"localboot", CONFIG_PXELINUX, true, 4},
	{"timeout", CONFIG_PXELINUX, true, 2},
	{"ontimeout", CONFIG_PXELINUX, true, 3},
	{"default", CONFIG_PXELINUX, true, 2},
	{"ui", CONFIG_PXELINUX, true, 2},
	{"include", CONFIG_PXELINUX, true, 2},
	{"say", CONFIG_PXELINUX, true, 1},
	{"display", CONFIG_PXELINUX, true, 2},
	{"endtext", CONFIG_PXELINUX, true, 4},
	{"menuentry", CONFIG_GRUB, false, 6},
	{"submenu", CONFIG_GRUB, false, 5},
	{"insmod", CONFIG_GRUB, false, 4},
	{"fi", CONFIG_GRUB, false, 4},
	{"configfile", CONFIG_GRUB, false, 4},
	{"source", CONFIG_GRUB, false, 3},
	{"loadfont", CONFIG_GRUB, false, 4},
	{"function", CONFIG_GRUB, false, 3},
	{"if", CONFIG_GRUB, false, 3},
	{"search", CONFIG_GRUB, false, 2},
	{"export", CONFIG_GRUB, false, 3},
	{"}", CONFIG_GRUB, false, 3},
	{"goto", CONFIG_SCRIPT, false, 4},
	{"isset", CONFIG_SCRIPT, false, 4},
	{"iseq", CONFIG_SCRIPT, false, 4},
	{"item", CONFIG_SCRIPT, false, 4},
	{"choose", CONFIG_SCRIPT, false, 4},
	{"chain", CONFIG_SCRIPT, false, 3},
	{"dhcp", CONFIG_SCRIPT, false, 3},
	{"imgfree", CONFIG_SCRIPT, false, 4},
	{"title", CONFIG_BLS, false, 3},
	{"version", CONFIG_BLS, false, 2},
	{"options", CONFIG_BLS, false, 4},
	{"machine-id", CONFIG_BLS, false, 4},
	{"sort-key", CONFIG_BLS, false, 4},
	{"architecture", CONFIG_BLS, false, 3},
	{"linux", CONFIG_BLS, false, 1},
	{"initrd", CONFIG_BLS, false, 1},
	{"efi", CONFIG_BLS, false, 3},
	{"uki", CONFIG_BLS, false, 4},
};

/* Behind words that two languages share, what only one of them has there. */
static void weigh_rest(const char *word, size_t n, const char *rest, int score[4])
{
	if (n == 3 && memcmp(word, "set", 3) == 0)
		score[rest[strcspn(rest, "= \t\n")] == '=' ? CONFIG_GRUB : CONFIG_SCRIPT] += 2;
	if (n == 4 && strncasecmp(word, "menu", 4) == 0) {
		static const char *const seconds[] = {"label", "title", "begin", "end", "color",
			"background", "default", "include", "hide", "passwd", "autoboot"};

		for (unsigned i = 0; i < ARRAY_SIZE(seconds); i++)
			score[CONFIG_PXELINUX] += 3 * begins_with(rest, seconds[i]);
	}
}

static void weigh(const char *word, size_t n, int score[4])
{
	score[CONFIG_GRUB] += n && *word != '#' && memchr(word, '=', n); /* "name=value" */
	for (unsigned i = 0; i < ARRAY_SIZE(tells); i++) {
		if (strlen(tells[i].word) == n &&
			(tells[i].any_case ? strncasecmp : strncmp)(tells[i].word, word, n) == 0)
			score[tells[i].kind] += tells[i].weight;
	}
}

static int by_words(const char *name, const char *text, size_t len)
{
	int score[4] = {}, best = CONFIG_SCRIPT;

	for (size_t at = 0; at < len;) {
		size_t n = 0;

		while (at < len && (text[at] == ' ' || text[at] == '\t'))
			at++;
		while (at + n < len && (unsigned char)text[at + n] > ' ')
			n++;
		weigh(text + at, n, score);
		if (text[at + n] == ' ' || text[at + n] == '\t')
			weigh_rest(
				text + at, n, text + at + n + strspn(text + at + n, " \t"), score);
		while (at < len && text[at] != '\n')
			at++;
		at++;
	}
	if (ends_with(name, ".conf") && score[CONFIG_BLS])
		score[CONFIG_BLS] += 3;
	for (int i = 0; i < 4; i++) {
		if (score[i] > score[best])
			best = i;
	}
	return best;
}

enum config_kind config_kind_of(const char *name, const char *text, size_t len)
{
	size_t bom = utf8_bom(text, len);
	int kind;

	text += bom;
	len -= bom;
	if (len > 1 && text[0] == '#' && text[1] == '!')
		return CONFIG_SCRIPT;
	kind = by_name(name);
	if (kind < 0 && memchr(text, '\0', MIN(len, 1024u)))
		return CONFIG_SCRIPT; /* or a program, no text anyway */
	return (enum config_kind)(kind >= 0 ? kind : by_words(name, text, len));
}
