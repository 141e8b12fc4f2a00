/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the reader of SYSLINUX configurations share. */
#pragma once

#include <stddef.h>

#include "core/strbuf.h"
#include "menu/syslinux.h"

#define SYSLINUX_LINE_MAX    4095u /* a longer line is two */
#define SYSLINUX_ENTRIES_MAX 1000u
#define SYSLINUX_DEPTH_MAX   16u  /* of includes, of menus, and of commands that run commands */
#define SYSLINUX_FILES_MAX   256u /* read for one tree */
#define SYSLINUX_BYTES_MAX   (2u << 20)
#define SYSLINUX_HELP_MAX    16384u

enum syslinux_type {
	SYSLINUX_AUTO, /* KERNEL: the name's end tells */
	SYSLINUX_LINUX,
	SYSLINUX_BOOT,
	SYSLINUX_BSS,
	SYSLINUX_NBP,
	SYSLINUX_FDIMAGE,
	SYSLINUX_COM32,
	SYSLINUX_CONFIG,
	SYSLINUX_LOCALBOOT,
	SYSLINUX_HELP,    /* MENU HELP: (kernel) is shown */
	SYSLINUX_GOTO,    /* MENU GOTO: (kernel) is the tag */
	SYSLINUX_EXIT,    /* MENU EXIT: (kernel) is the tag, "" for the menu above */
	SYSLINUX_QUIT,    /* MENU QUIT */
	SYSLINUX_COMMAND, /* not of a LABEL: (kernel) is a line of DEFAULT, UI or ONTIMEOUT */
};

/* What all menus of a configuration share. */
struct syslinux {
	struct bootmenu_files files;
	enum syslinux_variant variant;
	char *cwd;
	char *main; /* the configuration that "~" is */
	char *next_server;
	char *facts[SYSLINUX_FACTS];
	struct syslinux_name *names; /* of the files read */
	struct bootmenu *root;
	bool no_implicit;   /* only labels may be booted */
	uint32_t sysappend; /* of what is no label */
};

struct syslinux_name {
	struct syslinux_name *next;
	char text[];
};

struct syslinux_place {
	const char *file; /* borrowed from (names) */
	unsigned line;
};

/* The body of an entry that has one. */
struct syslinux_label {
	const struct syslinux *s;
	struct syslinux_place at;
	enum syslinux_type type;
	char *kernel; /* NULL: the label's name */
	char *append; /* NULL: none */
	bool has_own_append;
	bool has_words; /* LABEL had more than the name behind it, if only blanks */
	char *initrd;
	uint32_t sysappend;
	int local;
};

/* ---- syslinux_lines.c ---- */

struct syslinux_lines {
	const char *text;
	size_t len, off;
	unsigned line; /* number of the last one */
};

/* The next line into (buf), without its end; false after the last. */
bool syslinux_line(struct syslinux_lines *l, char buf[SYSLINUX_LINE_MAX + 1]);
bool syslinux_is_blank(char c);
char *syslinux_skip_blanks(const char *p);
/* The first word at (p) or behind, its length in (ret_len), 0 at the end. */
const char *syslinux_word(const char *p, size_t *ret_len);
/* True if (p) begins with the word (word), in any case, which (*ret_rest) is behind. */
bool syslinux_looking_at(const char *p, const char *word, char **ret_rest);
/* The words of (text) with one blank between them, a new string. NULL: no memory. */
char *syslinux_join_words(const char *text);
/* Blanks for control characters, none at the end: fit to be shown. */
void syslinux_tidy(char *text);

/* ---- syslinux_path.c ---- */

/* The absolute path or URL of what a configuration calls (name), relative to (cwd). */
int syslinux_path(const struct syslinux *s, const char *cwd, const char *name, char **ret);
/* The folder of (path), for PXELINUX the one above "pxelinux.cfg"; NULL: no memory. */
char *syslinux_folder(enum syslinux_variant variant, const char *path);
bool syslinux_is_url(const char *name);

/* ---- syslinux_directives.c ---- */

struct syslinux_level {
	struct bootmenu *menu;
	struct bootmenu_entry *entry; /* that opens it; NULL for the first one */
	bool has_label;               /* MENU LABEL was given */
};

struct syslinux_reader {
	struct syslinux *s;
	struct syslinux_level levels[SYSLINUX_DEPTH_MAX + 1];
	unsigned depth;               /* of the menu being filled */
	struct bootmenu_entry *label; /* the open LABEL or NULL */
	struct syslinux_label *body;  /* its body */
	char *append;                 /* of all labels */
	char *ui, *dflt, *ontimeout;
	struct syslinux_place ui_at, dflt_at, ontimeout_at;
	bool prompt, no_escape, no_complete, no_options;
	bool in_menu;       /* a menu module has read it: SYSAPPEND is for its entries alone */
	uint64_t prompt_ms; /* TIMEOUT as the core sees it */
	char *onerror;
	char *keymap; /* of KEYMAP_TABLE bytes */
	struct strbuf greeting;
	enum { SYSLINUX_NO_TEXT, SYSLINUX_TEXT_HELP, SYSLINUX_TEXT_OTHER } text;
	struct strbuf help;
	unsigned n_entries;
	/* files */
	struct syslinux_place at;
	const char *stack[SYSLINUX_DEPTH_MAX]; /* being read */
	unsigned n_stack, n_files;
	size_t n_bytes;
	char line[SYSLINUX_LINE_MAX + 1];
};

/* Does what one line says; what it does not know it ignores. */
int syslinux_directive(struct syslinux_reader *r, const char *line);
/* Ends the open LABEL, if there is one. */
int syslinux_close_label(struct syslinux_reader *r);
/* Adds an entry with an empty body to the menu being filled. */
int syslinux_add(struct syslinux_reader *r, const char *name, const char *title,
	struct bootmenu_entry **ret);
int syslinux_begin_menu(struct syslinux_reader *r, const char *tag);
int syslinux_end_menu(struct syslinux_reader *r);
/* Replaces (*field) by a copy of (text). */
int syslinux_set(char **field, const char *text);
/* The same for a text that is shown: in UTF-8, whatever it was, without control characters. */
int syslinux_set_shown(char **field, const char *text);

/* ---- syslinux_menu_words.c ---- */

/* The rest of a line behind MENU. */
int syslinux_menu_directive(struct syslinux_reader *r, const char *rest);

/* ---- syslinux_style.c ---- */

/* The rest of a line behind MENU, if it is about how the menu looks and behaves. */
int syslinux_style_directive(struct syslinux_reader *r, const char *rest);
/* A colour, "#" and [a]rgb with one to four digits each, into (ret); false: it is none. */
bool syslinux_colour(const char *text, uint32_t *ret);
/* What MENU COLOR calls the parts of a menu. */
extern const char *const syslinux_elements[BOOTMENU_ELEMENTS];
/* The key that (len) bytes at (name) name: a word, a character, or "^X". KEY_NONE. */
int syslinux_key_named(const char *name, size_t len);
/* F(n + 1) file [background] */
int syslinux_help_key(struct syslinux_reader *r, const char *arg, unsigned n);
/* The path of the file whose name is the first word of (arg), in (*field); NULL there if there is
 * no word. */
int syslinux_set_path(struct syslinux_reader *r, char **field, const char *arg);

/* ---- syslinux_message.c ---- */

/* Appends a file of DISPLAY or of help, as far as SYSLINUX_HELP_MAX, as text for our consoles.
 * -ERR_NOMEM. */
int syslinux_message(const char *text, size_t len, struct strbuf *out);

/* ---- syslinux.c ---- */

/* INCLUDE: reads (name) as if it stood here; with a (tag) that is not empty, as a menu. */
int syslinux_include(struct syslinux_reader *r, const char *name, const char *tag);

/* ---- syslinux_command.c ---- */

/* What a label or a line comes to, when modules that only choose have chosen. Owned strings. */
struct syslinux_command {
	const struct syslinux *s;
	struct syslinux_place at;
	enum syslinux_type type;
	char *name;  /* of the file; "" if there is none */
	char *args;  /* behind it, from the configuration */
	char *extra; /* behind that, from the line that named the label */
	uint32_t sysappend;
	bool has_type; /* of no module, before the name: SYSAPPEND's words come twice */
	int local;
};
void syslinux_command_free(struct syslinux_command *c);
/* The command of the entry (e), which has a body. -ERR_LOOP if it leads to itself, -ERR_NOENT,
 * -ERR_NOTSUP, -ERR_SYNTAX if modules cannot choose. */
int syslinux_resolve(const struct bootmenu_entry *e, struct syslinux_command *ret);
/* The same for a (line) of DEFAULT, UI or ONTIMEOUT, or one that was typed or that a module runs:
 * it may begin with a type, as ".linux ". */
int syslinux_resolve_line(const struct syslinux *s, struct syslinux_place at, const char *line,
	struct syslinux_command *ret);
/* The same for the (line) of (e), a LABEL, edited. */
int syslinux_resolve_edited(
	const struct bootmenu_entry *e, const char *line, struct syslinux_command *ret);
/* That line as it is configured, without SYSAPPEND's words (caller frees). -ERR_NOTSUP for what has
 * none. */
int syslinux_line_of(const struct bootmenu_entry *e, char **ret);
/* The entry whose LABEL is the first word of (line) and not disabled; NULL: there is none. */
struct bootmenu_entry *syslinux_find_label(const struct syslinux *s, const char *line);
/* The drive that LOCALBOOT (text) means: ISOLINUX takes the number of one; PXELINUX ways to
 * leave, which all mean the next device, but a drive's number is written there, too. 0: the
 * next device. */
int syslinux_drive(const char *text);
/* "file:line: (what) (value) is not supported: (advice)", recorded: -ERR_NOTSUP. */
int syslinux_unsupported(
	const struct syslinux_command *c, const char *what, const char *value, const char *advice);

/* ---- syslinux_modules.c ---- */

#define SYSLINUX_MODULE_MAX 24
/* The module (c) is: its name without folder and ".c32", in lower case; "" if it is none. */
void syslinux_module(const struct syslinux_command *c, char buf[SYSLINUX_MODULE_MAX]);
/* True for menus; some want a screen of pixels; gfxboot is one whose arguments are not
 * configurations. */
bool syslinux_is_menu(const struct syslinux_command *c);
bool syslinux_is_graphic(const struct syslinux_command *c);
bool syslinux_is_gfxboot(const struct syslinux_command *c);
/* True for a module that we do not do; it may be another menu. */
bool syslinux_is_unknown_module(const struct syslinux_command *c);
/* What a module does that is not one of those that choose. (ret) is emptied by the caller when this
 * fails. */
int syslinux_plan_module(const struct syslinux_command *c, struct bootplan *ret);

/* ---- syslinux_choice.c ---- */

/* The line that a module chooses to run, (caller frees), for modules that do nothing else; NULL in
 * (ret) for others. */
int syslinux_choice(const struct syslinux_command *c, char **ret);

/* ---- syslinux_plan.c ---- */

extern const struct bootmenu_ops syslinux_ops;

/* True if the file (name) is called as memdisk is, which we do without it. */
bool syslinux_is_memdisk(const char *name);

/* What is behind the name: the configured arguments, SYSAPPEND's and the extra ones. */
int syslinux_arguments(const struct syslinux_command *c, char **ret);
/* Adds the comma list (list) of (len) bytes to the initrds. */
int syslinux_plan_initrds(
	const struct syslinux_command *c, const char *list, size_t len, struct bootplan *ret);
