/* SPDX-License-Identifier: BSD-2-Clause */
/* Directives of SYSLINUX' menu modules about how a menu looks and behaves: colours, rows, texts,
 * pictures, keys. What cannot be understood leaves things as they are. */
#include <string.h>
#include <strings.h>

#include "core/console.h"
#include "core/status.h"
#include "menu/bootmenu_style.h"
#include "menu/syslinux_priv.h"

#define OPAQUE_RED 0xffff0000u
#define WORD_MAX   40
#define PLACE_MAX  9999

static struct bootmenu_style *style(struct syslinux_reader *r)
{
	return r->levels[r->depth].menu->style;
}

/* Copies the next word behind (*p), which moves behind it; false at the end. */
static bool next_word(const char **p, char buf[WORD_MAX])
{
	size_t n;
	const char *word = syslinux_word(*p, &n);

	*p = word + n;
	n = MIN(n, WORD_MAX - 1u);
	memcpy(buf, word, n);
	buf[n] = '\0';
	return n > 0;
}

/* ---- colours ---- */

/* The value of (n) hexadecimal digits, their first eight bits counting. */
static uint32_t channel(const char *digits, unsigned n)
{
	unsigned high = (unsigned)hex_digit(digits[0]);

	return n == 1 ? high << 4 | high : high << 4 | (unsigned)hex_digit(digits[1]);
}

bool syslinux_colour(const char *text, uint32_t *ret)
{
	/* By the number of digits: those of a channel, and whether there is alpha. */
	static const struct {
		uint8_t per_channel;
		bool alpha;
	} forms[17] = {[3] = {1, false},
		[4] = {1, true},
		[6] = {2, false},
		[8] = {2, true},
		[9] = {3, false},
		[12] = {4, false},
		[16] = {4, true}};
	uint32_t value = 0xff;
	size_t n;
	unsigned each;

	text += *text == '#';
	n = strspn(text, "0123456789abcdefABCDEF");
	if (text[n] || n > 16 || !forms[n].per_channel)
		return false;
	each = forms[n].per_channel;
	for (unsigned i = 0; i < (forms[n].alpha ? 4u : 3u); i++)
		value = value << 8 | channel(text + i * each, each);
	*ret = forms[n].alpha ? value : value | 0xff000000u;
	return true;
}

static uint32_t parse_colour(const char *text)
{
	uint32_t value;

	return syslinux_colour(text, &value) ? value : OPAQUE_RED;
}

static enum bootmenu_shadow parse_shadow(const char *word, enum bootmenu_shadow old)
{
	switch (*word | 0x20) {
	case 'n':
		return SHADOW_NONE;
	case 's':
		return SHADOW_STD;
	case 'a':
		return SHADOW_ALL;
	case 'r':
		return SHADOW_REVERSE;
	default:
		return old;
	}
}

/* [foreground [background [shadow]]], each may be "*". */
static void parse_pixels(const char *arg, struct bootmenu_colour *c)
{
	char word[WORD_MAX];

	if (next_word(&arg, word) && *word != '*')
		c->fg = parse_colour(word);
	if (next_word(&arg, word) && *word != '*')
		c->bg = parse_colour(word);
	if (next_word(&arg, word))
		c->shadow = parse_shadow(word, c->shadow);
}

const char *const syslinux_elements[BOOTMENU_ELEMENTS] = {
	[BOOTMENU_SCREEN] = "screen",
	[BOOTMENU_BORDER] = "border",
	[BOOTMENU_TITLE] = "title",
	[BOOTMENU_UNSEL] = "unsel",
	[BOOTMENU_HOTKEY] = "hotkey",
	[BOOTMENU_SEL] = "sel",
	[BOOTMENU_HOTSEL] = "hotsel",
	[BOOTMENU_DISABLED] = "disabled",
	[BOOTMENU_SCROLLBAR] = "scrollbar",
	[BOOTMENU_TABMSG] = "tabmsg",
	[BOOTMENU_CMDMARK] = "cmdmark",
	[BOOTMENU_CMDLINE] = "cmdline",
	[BOOTMENU_PWDBORDER] = "pwdborder",
	[BOOTMENU_PWDHEADER] = "pwdheader",
	[BOOTMENU_PWDENTRY] = "pwdentry",
	[BOOTMENU_TIMEOUT_MSG] = "timeout_msg",
	[BOOTMENU_TIMEOUT] = "timeout",
	[BOOTMENU_HELP] = "help",
	[BOOTMENU_MSG] = "msg07",
};

static int do_color(struct syslinux_reader *r, const char *arg, int value)
{
	char name[WORD_MAX], ansi[WORD_MAX];

	(void)value;
	if (!next_word(&arg, name))
		return 0;
	for (unsigned i = 0; i < BOOTMENU_ELEMENTS; i++) {
		struct bootmenu_colour *c = &style(r)->colours[i];

		if (strcasecmp(name, syslinux_elements[i]) != 0)
			continue;
		if (next_word(&arg, ansi) && *ansi != '*')
			c->ansi = bootmenu_style_ansi(ansi);
		parse_pixels(arg, c);
		style(r)->colours_given |= 1u << i;
	}
	return 0;
}

static int do_msgcolor(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	parse_pixels(arg, &style(r)->colours[BOOTMENU_MSG]);
	style(r)->colours_given |= 1u << BOOTMENU_MSG;
	return 0;
}

/* ---- pictures ---- */

int syslinux_set_path(struct syslinux_reader *r, char **field, const char *arg)
{
	_cleanup_(freep) char *name = NULL;
	char *path;
	size_t n;
	int rc;

	arg = syslinux_word(arg, &n);
	name = str_ndup(arg, n);
	if (!name)
		return fail(ERR_NOMEM, "syslinux: no memory for a file's name");
	rc = n ? syslinux_path(r->s, r->s->cwd, name, &path) : 0;
	if (rc)
		return rc;
	free(*field);
	*field = n ? path : NULL;
	return 0;
}

static int do_background(struct syslinux_reader *r, const char *arg, int value)
{
	char word[WORD_MAX];
	const char *p = arg;

	(void)value;
	style(r)->is_graphic = true;
	if (*arg != '#')
		return syslinux_set_path(r, &style(r)->background, arg);
	free(TAKE(style(r)->background));
	if (next_word(&p, word))
		style(r)->background_colour = parse_colour(word);
	return 0;
}

static int do_resolution(struct syslinux_reader *r, const char *arg, int value)
{
	char *end;
	unsigned long width = strtoul(arg, &end, 10), height = strtoul(end, NULL, 10);

	(void)value;
	if (width && height && width <= PLACE_MAX && height <= PLACE_MAX) {
		style(r)->width = (unsigned)width;
		style(r)->height = (unsigned)height;
		style(r)->has_size = style(r)->is_graphic = true;
	}
	return 0;
}

/* ---- numbers, texts and switches ---- */

static int do_place(struct syslinux_reader *r, const char *arg, int place)
{
	long n = strtol(arg, NULL, 10);

	if (n < -PLACE_MAX || n > PLACE_MAX)
		return 0;
	style(r)->places[place] = (int)n;
	style(r)->places_given |= 1u << place;
	return 0;
}

static int do_text(struct syslinux_reader *r, const char *arg, int text)
{
	int rc = syslinux_set_shown(&style(r)->texts[text], arg);

	style(r)->has_autoboot_text |= text == BOOTMENU_TEXT_AUTOBOOT;
	style(r)->has_tab_text |= text == BOOTMENU_TEXT_TAB || text == BOOTMENU_TEXT_NOTAB;
	return rc;
}

static int do_hidden(struct syslinux_reader *r, const char *arg, int value)
{
	(void)arg;
	(void)value;
	r->levels[r->depth].menu->is_countdown = true;
	return 0;
}

static int do_shiftkey(struct syslinux_reader *r, const char *arg, int value)
{
	(void)arg;
	(void)value;
	style(r)->wants_shift = true;
	return 0;
}

static int do_immediate(struct syslinux_reader *r, const char *arg, int value)
{
	(void)arg;
	style(r)->hotkey_runs = value != 0;
	return 0;
}

static int do_master(struct syslinux_reader *r, const char *arg, int value)
{
	char *rest;

	(void)value;
	return syslinux_looking_at(arg, "passwd", &rest)
		? syslinux_set(&style(r)->master_password, rest)
		: 0;
}

/* ---- keys ---- */

static const struct {
	const char *name;
	int key;
} keys[] = {
	{"Backspace", KEY_BACKSPACE},
	{"Tab", KEY_TAB},
	{"Enter", KEY_ENTER},
	{"Esc", KEY_ESC},
	{"Escape", KEY_ESC},
	{"Space", ' '},
	{"F1", KEY_F1},
	{"F2", KEY_F2},
	{"F3", KEY_F3},
	{"F4", KEY_F4},
	{"F5", KEY_F5},
	{"F6", KEY_F6},
	{"F7", KEY_F7},
	{"F8", KEY_F8},
	{"F9", KEY_F9},
	{"F10", KEY_F10},
	{"F11", KEY_F11},
	{"F12", KEY_F12},
	{"Up", KEY_UP},
	{"Down", KEY_DOWN},
	{"Left", KEY_LEFT},
	{"Right", KEY_RIGHT},
	{"PgUp", KEY_PGUP},
	{"PgDn", KEY_PGDN},
	{"Home", KEY_HOME},
	{"End", KEY_END},
	{"Insert", KEY_INSERT},
	{"Delete", KEY_DELETE},
};

int syslinux_key_named(const char *name, size_t len)
{
	if (len == 1)
		return (unsigned char)name[0];
	if (len == 2 && name[0] == '^')
		return name[1] & 0x1f;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strlen(keys[i].name) == len && strncasecmp(keys[i].name, name, len) == 0)
			return keys[i].key;
	return KEY_NONE;
}

/* MENU HIDDENKEY key[,key...] command line */
static int do_hiddenkey(struct syslinux_reader *r, const char *arg, int value)
{
	size_t len;
	const char *list = syslinux_word(arg, &len);
	const char *line = syslinux_skip_blanks(list + len);
	int rc = 0;

	(void)value;
	while (len && !rc) {
		const char *comma = memchr(list + 1, ',', len - 1);
		size_t n = comma ? (size_t)(comma - list) : len;
		int key = syslinux_key_named(list, n);

		if (key != KEY_NONE)
			rc = bootmenu_style_hide_key(style(r), key, line);
		n += comma ? 1 : 0;
		list += n;
		len -= n;
	}
	return rc;
}

static const struct {
	const char *word;
	int (*run)(struct syslinux_reader *r, const char *arg, int value);
	int value;
} words[] = {
	{"autoboot", do_text, BOOTMENU_TEXT_AUTOBOOT},
	{"background", do_background, 0},
	{"cmdlinerow", do_place, BOOTMENU_CMDLINEROW},
	{"color", do_color, 0},
	{"colour", do_color, 0},
	{"endrow", do_place, BOOTMENU_ENDROW},
	{"helpmsgendrow", do_place, BOOTMENU_HELPMSGENDROW},
	{"helpmsgrow", do_place, BOOTMENU_HELPMSGROW},
	{"hidden", do_hidden, 0},
	{"hiddenkey", do_hiddenkey, 0},
	{"hiddenrow", do_place, BOOTMENU_HIDDENROW},
	{"hshift", do_place, BOOTMENU_HSHIFT},
	{"immediate", do_immediate, 1},
	{"margin", do_place, BOOTMENU_MARGIN},
	{"master", do_master, 0},
	{"msgcolor", do_msgcolor, 0},
	{"msgcolour", do_msgcolor, 0},
	{"noimmediate", do_immediate, 0},
	{"notabmsg", do_text, BOOTMENU_TEXT_NOTAB},
	{"passprompt", do_text, BOOTMENU_TEXT_PASSWORD},
	{"passwordmargin", do_place, BOOTMENU_PASSWORDMARGIN},
	{"passwordrow", do_place, BOOTMENU_PASSWORDROW},
	{"resolution", do_resolution, 0},
	{"rows", do_place, BOOTMENU_ROWS},
	{"shiftkey", do_shiftkey, 0},
	{"tabmsg", do_text, BOOTMENU_TEXT_TAB},
	{"tabmsgrow", do_place, BOOTMENU_TABMSGROW},
	{"timeoutrow", do_place, BOOTMENU_TIMEOUTROW},
	{"vshift", do_place, BOOTMENU_VSHIFT},
	{"width", do_place, BOOTMENU_WIDTH},
};

int syslinux_style_directive(struct syslinux_reader *r, const char *rest)
{
	char *arg;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (syslinux_looking_at(rest, words[i].word, &arg))
			return words[i].run(r, arg, words[i].value);
	return 0;
}

int syslinux_help_key(struct syslinux_reader *r, const char *arg, unsigned n)
{
	struct bootmenu_style *s = style(r);
	size_t len;
	int rc = syslinux_set_path(r, &s->help[n].file, arg);

	arg = syslinux_word(arg, &len);
	return rc ? rc : syslinux_set_path(r, &s->help[n].background, arg + len);
}
