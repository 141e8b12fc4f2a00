/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the checker of PXELINUX configurations share. */
#pragma once

#include "host/configs.h"
#include "menu/syslinux_priv.h"

/* What may stand behind a directive; a misspelt one is told from text by it. */
enum px_shape { PX_ANY, PX_WORD, PX_NUMBER, PX_TEXT, PX_MENU_WORD };

struct px;
struct px_directive {
	const char *word;
	enum px_shape shape;
	void (*check)(struct px *x, const char *word, const char *arg);
};
extern const struct px_directive px_directives[]; /* ends in one without a word */

/* Where something is said. */
struct px_place {
	const char *file; /* kept by the configs; NULL: nowhere */
	struct place at;
};

struct px_label {
	char *name;
	struct px_place place;
	unsigned menu;
	struct px_place kernel, append, initrd; /* the last one of each */
	struct px_place list, list_again;       /* initrd= in APPEND, the first and the second */
	bool is_action, is_module;              /* it needs no kernel; its kernel is a module */
};

struct px_menu {
	char *tag, *title;
	struct px_place place;
	unsigned parent;
	struct px_place keys[128]; /* who has which hotkey */
	struct px_place initial;   /* MENU DEFAULT */
	bool has_entry;
};

enum px_wants { PX_LABEL, PX_UI, PX_MENU, PX_INSIDE /* a label before it */, PX_FILE };

/* A word that has to name something. */
struct px_wish {
	enum px_wants wants;
	const char *who; /* the directive */
	char *text;
	struct px_place place;
	bool is_found;
};

struct px {
	struct configs *c;
	const char *main, *file;
	const char *main_text;
	size_t main_len;
	unsigned line_no, n_including;
	const char *including[SYSLINUX_DEPTH_MAX];
	const char *line; /* the one that is checked */
	struct px_label *labels;
	unsigned n_labels;
	bool in_label;    /* the last one is open */
	bool is_nameless; /* the last LABEL has no name, but what follows is of it */
	struct px_menu *menus;
	unsigned n_menus, menu;
	struct px_wish *wishes;
	unsigned n_wishes;
	bool is_incomplete; /* something is included that cannot be read */
	struct px_place text, ui, dflt, timeout, no_prompt, ontimeout;
	struct px_place hasty; /* TIMEOUT of so many tenths, as if seconds were meant */
	unsigned tenths;
	struct px_place looks;       /* the first directive that only a menu shows */
	struct px_place top_exit;    /* MENU EXIT in the first menu */
	struct px_place master_only; /* MENU PASSWD that only the master password opens */
	bool default_is_module, has_master, has_prompt;
};

/* The place of (p), which is inside the line. */
struct px_place px_at(const struct px *x, const char *p);
void px_report(struct px *x, bool is_error, struct px_place at, const char *rule, const char *fmt,
	...) __attribute__((format(printf, 5, 6)));
void px_wish(struct px *x, enum px_wants wants, const char *who, const char *text);
/* The first word of (line) has to be a label, a module or a file. */
void px_wish_line(struct px *x, const char *who, const char *line);
struct px_label *px_label(struct px *x); /* the open one, or NULL */
/* Reports that there is no file (name), for (who), at the beginning of (p). */
void px_want_file(struct px *x, const char *who, const char *p, const char *name);
/* Reads what is included. */
void px_include(struct px *x, const char *arg);
void px_file(struct px *x, const char *name, const char *text, size_t len);

void px_begin_menu(struct px *x, const char *tag);
void px_end_menu(struct px *x);
/* A directive of MENU; (rest) is behind the word. */
void px_menu_directive(struct px *x, const char *word, const char *rest);
/* Those of labels. */
void px_do_label(struct px *x, const char *word, const char *arg);
void px_do_kernel(struct px *x, const char *word, const char *arg);
void px_do_initrd(struct px *x, const char *word, const char *arg);
void px_do_append(struct px *x, const char *word, const char *arg);
void px_do_localboot(struct px *x, const char *word, const char *arg);
void px_do_text(struct px *x, const char *word, const char *arg);
void px_do_endtext(struct px *x, const char *word, const char *arg);
/* Reports "VALUE # comment": there are no comments behind values. */
void px_comment(struct px *x, const char *arg);
void px_want_number(struct px *x, const char *word, const char *arg);
/* "file [picture]" of a help file. */
void px_help_files(struct px *x, const char *who, const char *arg);
/* Those about looks, keys and passwords. */
void px_number(struct px *x, const char *word, const char *arg);
void px_resolution(struct px *x, const char *word, const char *arg);
void px_color(struct px *x, const char *word, const char *arg);
void px_msgcolor(struct px *x, const char *word, const char *arg);
void px_background(struct px *x, const char *word, const char *arg);
void px_hiddenkey(struct px *x, const char *word, const char *arg);
void px_passwd(struct px *x, const char *word, const char *arg);
void px_master(struct px *x, const char *word, const char *arg);
/* (arg) is more than one word, as those of sentences are. */
bool px_is_text(const char *arg);
/* True if (arg) is a number, of any base if (any). */
bool px_is_number(const char *arg, bool any);
bool px_is_menu_word(const char *word);
const struct px_directive *px_find_directive(const char *word, size_t n);
/* The first (word) of a line, (n) bytes, is no directive. */
void px_unknown(struct px *x, const char *word, size_t n, const char *arg);
/* All but MENU's. */
void px_directive(struct px *x, const char *line);

/* What the entries do, as the parser says: reports those that Hawser refuses. */
void px_check_plans(struct px *x);
/* What can be told only when all is read. */
void px_finish(struct px *x);
/* (name) ends in ".c32" or is called like a module that is found without. */
bool px_is_module(const char *name);
