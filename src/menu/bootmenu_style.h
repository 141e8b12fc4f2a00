/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How another loader's menu wants to look and behave, as far as its configuration says: colours,
 * rows, texts, help files, passwords. Pure data; files are absolute paths or URLs of the
 * configuration's own files. What is about pixels serves graphical views, the ansi colours
 * textual ones.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/ansi.h"
#include "core/strbuf.h"

enum bootmenu_element {
	BOOTMENU_SCREEN, /* what no other element covers */
	BOOTMENU_BORDER,
	BOOTMENU_TITLE,
	BOOTMENU_UNSEL, /* an entry */
	BOOTMENU_HOTKEY,
	BOOTMENU_SEL, /* the highlighted entry */
	BOOTMENU_HOTSEL,
	BOOTMENU_DISABLED,
	BOOTMENU_SCROLLBAR,
	BOOTMENU_TABMSG,
	BOOTMENU_CMDMARK, /* what stands before the command line */
	BOOTMENU_CMDLINE,
	BOOTMENU_PWDBORDER,
	BOOTMENU_PWDHEADER,
	BOOTMENU_PWDENTRY,
	BOOTMENU_TIMEOUT_MSG,
	BOOTMENU_TIMEOUT, /* the number in it */
	BOOTMENU_HELP,    /* an entry's text */
	BOOTMENU_MSG,     /* files of help */
	BOOTMENU_ELEMENTS
};

enum bootmenu_shadow { SHADOW_NONE, SHADOW_STD, SHADOW_ALL, SHADOW_REVERSE };

struct bootmenu_colour {
	struct ansi_attr ansi;
	uint32_t fg, bg; /* 0xaarrggbb; alpha 0: what is behind it */
	enum bootmenu_shadow shadow;
};

/* Rows and columns of characters; negative rows count from the bottom, -1 is the last. */
enum bootmenu_place {
	BOOTMENU_WIDTH, /* of the screen; 0: all of it */
	BOOTMENU_MARGIN,
	BOOTMENU_PASSWORDMARGIN,
	BOOTMENU_ROWS, /* of entries */
	BOOTMENU_TABMSGROW,
	BOOTMENU_CMDLINEROW,
	BOOTMENU_ENDROW,
	BOOTMENU_PASSWORDROW,
	BOOTMENU_TIMEOUTROW,
	BOOTMENU_HELPMSGROW,
	BOOTMENU_HELPMSGENDROW,
	BOOTMENU_HIDDENROW,
	BOOTMENU_HSHIFT,
	BOOTMENU_VSHIFT,
	BOOTMENU_PLACES
};

enum bootmenu_text {
	BOOTMENU_TEXT_AUTOBOOT, /* "#" is the seconds left, "{singular[,dual],plural}" a word for them */
	BOOTMENU_TEXT_TAB,
	BOOTMENU_TEXT_NOTAB, /* instead, where nothing can be edited */
	BOOTMENU_TEXT_PASSWORD,
	BOOTMENU_TEXTS
};

#define BOOTMENU_FKEYS 12

/* A key that runs a line while the menu is not shown. */
struct bootmenu_hidden_key {
	struct bootmenu_hidden_key *next;
	int key; /* core/console.h */
	char line[];
};

struct bootmenu_style {
	struct bootmenu_colour colours[BOOTMENU_ELEMENTS];
	int places[BOOTMENU_PLACES];
	uint32_t colours_given, places_given; /* a bit for each that the configuration has set */
	bool is_only_screen;    /* nothing but the screen was meant; colours and texts are not */
	bool is_graphic;        /* it wants a screen of pixels */
	bool has_size;          /* that was given: */
	unsigned width, height; /* in pixels, wanted */
	char *background;       /* a picture, NULL: none, then */
	uint32_t background_colour;
	char *texts[BOOTMENU_TEXTS]; /* never NULL */
	bool has_tab_text;           /* one about Tab was given */
	bool has_autoboot_text;      /* one about the clock was given */
	struct {
		char *file, *background; /* NULL: none */
	} help[BOOTMENU_FKEYS];
	char *master_password; /* NULL: none; see core/password.h */
	bool can_edit;         /* command lines may be edited, and typed */
	bool hotkey_runs;      /* an entry's key starts it; else it highlights it */
	bool wants_shift;      /* the menu is shown only if Shift or the like is held */
	struct bootmenu_hidden_key *hidden_keys;
};

/* A copy of (like), or if that is NULL what vesamenu.c32 does without being told. NULL: no memory
 * (recorded). */
struct bootmenu_style *bootmenu_style_new(const struct bootmenu_style *like);
void bootmenu_style_free(struct bootmenu_style *s); /* NULL is fine */

/* Adds a key to the hidden ones. -ERR_NOMEM. */
int bootmenu_style_hide_key(struct bootmenu_style *s, int key, const char *line);

/* Appends (text), where "#" is the number of seconds and "{singular[,dual],plural}" a word for
 * them. Memory that is short shortens it. */
void bootmenu_style_count(const char *text, unsigned seconds, struct strbuf *out);

/* The attributes that SGR codes ("1;37;44") stand for. */
struct ansi_attr bootmenu_style_ansi(const char *codes);
