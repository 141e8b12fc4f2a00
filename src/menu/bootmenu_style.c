/* SPDX-License-Identifier: BSD-2-Clause */
/* The looks of menus: what they are at first, copying and freeing them. */
#include "menu/bootmenu_style.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"

static const struct {
	const char *ansi;
	uint32_t fg, bg;
	enum bootmenu_shadow shadow;
} colours[BOOTMENU_ELEMENTS] = {
	[BOOTMENU_SCREEN] = {"37;40", 0x80ffffff, 0, SHADOW_STD},
	[BOOTMENU_BORDER] = {"30;44", 0x40000000, 0, SHADOW_STD},
	[BOOTMENU_TITLE] = {"1;36;44", 0xc00090f0, 0, SHADOW_STD},
	[BOOTMENU_UNSEL] = {"37;44", 0x90ffffff, 0, SHADOW_STD},
	[BOOTMENU_HOTKEY] = {"1;37;44", 0xffffffff, 0, SHADOW_STD},
	[BOOTMENU_SEL] = {"7;37;40", 0xe0000000, 0x20ff8000, SHADOW_ALL},
	[BOOTMENU_HOTSEL] = {"1;7;37;40", 0xe0400000, 0x20ff8000, SHADOW_ALL},
	[BOOTMENU_DISABLED] = {"1;30;44", 0x60cccccc, 0, SHADOW_STD},
	[BOOTMENU_SCROLLBAR] = {"30;44", 0x40000000, 0, SHADOW_STD},
	[BOOTMENU_TABMSG] = {"31;40", 0x90ffff00, 0, SHADOW_STD},
	[BOOTMENU_CMDMARK] = {"1;36;40", 0xc000ffff, 0, SHADOW_STD},
	[BOOTMENU_CMDLINE] = {"37;40", 0xc0ffffff, 0, SHADOW_STD},
	[BOOTMENU_PWDBORDER] = {"30;47", 0x80ffffff, 0x20ffffff, SHADOW_STD},
	[BOOTMENU_PWDHEADER] = {"31;47", 0x80ff8080, 0x20ffffff, SHADOW_STD},
	[BOOTMENU_PWDENTRY] = {"30;47", 0x80ffffff, 0x20ffffff, SHADOW_STD},
	[BOOTMENU_TIMEOUT_MSG] = {"37;40", 0x80ffffff, 0, SHADOW_STD},
	[BOOTMENU_TIMEOUT] = {"1;37;40", 0xc0ffffff, 0, SHADOW_STD},
	[BOOTMENU_HELP] = {"37;40", 0xc0ffffff, 0, SHADOW_STD},
	[BOOTMENU_MSG] = {"37;40", 0x90ffffff, 0, SHADOW_STD},
};

static const int places[BOOTMENU_PLACES] = {
	[BOOTMENU_WIDTH] = 0,
	[BOOTMENU_MARGIN] = 10,
	[BOOTMENU_PASSWORDMARGIN] = 3,
	[BOOTMENU_ROWS] = 12,
	[BOOTMENU_TABMSGROW] = 18,
	[BOOTMENU_CMDLINEROW] = 18,
	[BOOTMENU_ENDROW] = -1,
	[BOOTMENU_PASSWORDROW] = 11,
	[BOOTMENU_TIMEOUTROW] = 20,
	[BOOTMENU_HELPMSGROW] = 22,
	[BOOTMENU_HELPMSGENDROW] = -1,
	[BOOTMENU_HIDDENROW] = -2,
};

static const char *const texts[BOOTMENU_TEXTS] = {
	[BOOTMENU_TEXT_AUTOBOOT] = "Automatic boot in # second{,s}...",
	[BOOTMENU_TEXT_TAB] = "Press [Tab] to edit options",
	[BOOTMENU_TEXT_NOTAB] = "",
	[BOOTMENU_TEXT_PASSWORD] = "Password required",
};

struct ansi_attr bootmenu_style_ansi(const char *codes)
{
	struct ansi_attr a = ANSI_ATTR_PLAIN;

	while (*codes) {
		char *end;
		unsigned long n = strtoul(codes, &end, 10);

		if (end == codes) {
			codes++;
			continue;
		}
		codes = end;
		if (n == 0)
			a = ANSI_ATTR_PLAIN;
		else if (n == 1)
			a.bold = true;
		else if (n == 7)
			a.reverse = true;
		else if (n >= 30 && n <= 37)
			a.fg = (uint8_t)(n - 30);
		else if (n >= 40 && n <= 47)
			a.bg = (uint8_t)(n - 40);
	}
	return a;
}

void bootmenu_style_count(const char *text, unsigned seconds, struct strbuf *out)
{
	for (const char *c = text; *c; c++) {
		const char *end = strchr(c, '}'), *part = c + 1;
		unsigned n_parts = 1, wanted;

		if (*c == '#')
			(void)strbuf_addf(out, "%u", seconds);
		else if (*c != '{' || !end)
			(void)strbuf_addc(out, *c);
		if (*c != '{' || !end)
			continue;
		for (const char *k = part; k < end; k++)
			n_parts += *k == ',';
		wanted = MIN(MAX(seconds, 1u), n_parts) - 1;
		for (; wanted; wanted--)
			part = strchr(part, ',') + 1;
		(void)strbuf_add(out, part, MIN(strcspn(part, ","), (size_t)(end - part)));
		c = end;
	}
}

static void set_defaults(struct bootmenu_style *s)
{
	for (unsigned i = 0; i < BOOTMENU_ELEMENTS; i++)
		s->colours[i] =
			(struct bootmenu_colour){.ansi = bootmenu_style_ansi(colours[i].ansi),
				.fg = colours[i].fg,
				.bg = colours[i].bg,
				.shadow = colours[i].shadow};
	memcpy(s->places, places, sizeof(places));
	s->width = 640;
	s->height = 480;
	s->can_edit = true;
}

int bootmenu_style_hide_key(struct bootmenu_style *s, int key, const char *line)
{
	size_t len = strlen(line);
	struct bootmenu_hidden_key *k = malloc(sizeof(*k) + len + 1);

	if (!k)
		return fail(ERR_NOMEM, "menu: no memory for a key");
	k->next = s->hidden_keys;
	k->key = key;
	memcpy(k->line, line, len + 1);
	s->hidden_keys = k;
	return 0;
}

/* Copies (text), which may be NULL; false: no memory. */
static bool copy(char **field, const char *text)
{
	*field = text ? str_dup(text) : NULL;
	return !text || *field;
}

/* The strings of (like) for (s), a flat copy of it, or the first ones. */
static bool copy_strings(struct bootmenu_style *s, const struct bootmenu_style *like)
{
	bool good = true;

	for (unsigned i = 0; i < BOOTMENU_TEXTS; i++)
		good &= copy(&s->texts[i], like ? like->texts[i] : texts[i]);
	if (!like)
		return good;
	s->hidden_keys = NULL;
	good &= copy(&s->background, like->background);
	good &= copy(&s->master_password, like->master_password);
	for (unsigned i = 0; i < BOOTMENU_FKEYS; i++) {
		good &= copy(&s->help[i].file, like->help[i].file);
		good &= copy(&s->help[i].background, like->help[i].background);
	}
	/* Of the same key the last one counts: they come out reversed, of no matter otherwise. */
	for (const struct bootmenu_hidden_key *k = like->hidden_keys; k && good; k = k->next)
		good = bootmenu_style_hide_key(s, k->key, k->line) == 0;
	return good;
}

struct bootmenu_style *bootmenu_style_new(const struct bootmenu_style *like)
{
	struct bootmenu_style *s = calloc(1, sizeof(*s));
	bool good = s != NULL;

	if (s && like)
		*s = *like;
	else if (s)
		set_defaults(s);
	if (s)
		good = copy_strings(s, like);
	if (good)
		return s;
	bootmenu_style_free(s);
	(void)fail(ERR_NOMEM, "menu: no memory");
	return NULL;
}

void bootmenu_style_free(struct bootmenu_style *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < BOOTMENU_TEXTS; i++)
		free(s->texts[i]);
	for (unsigned i = 0; i < BOOTMENU_FKEYS; i++) {
		free(s->help[i].file);
		free(s->help[i].background);
	}
	for (struct bootmenu_hidden_key *k = s->hidden_keys, *next; k; k = next) {
		next = k->next;
		free(k);
	}
	free(s->background);
	free(s->master_password);
	free(s);
}
