/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the checker of GRUB configurations share. */
#pragma once

#include "host/configs.h"
#include "menu/grub_priv.h"

struct gr_file {
	const char *name; /* kept by the configs */
	char *text;       /* without carriage returns */
	size_t len;
	struct grub_pool pool;
	struct grub_node **lines; /* each with what follows it on its line */
	unsigned n_lines;
};

struct gr_set {
	char *name, *value; /* value NULL: not known before it happens */
};

struct gr_entry {
	char *title, *id; /* NULL: not known */
	const struct gr_file *file;
	const struct grub_node *node;
	size_t key_pos; /* of --hotkey's value, 0: none */
	char *key;
	size_t id_pos;
};

struct gr {
	struct configs *c;
	struct gr_file **files; /* the first is the given one */
	unsigned n_files;
	char **functions;
	unsigned n_functions;
	struct gr_set *sets;
	unsigned n_sets;
	char **asked; /* variables that something is asked about */
	unsigned n_asked;
	char **loops; /* devices of loopback */
	unsigned n_loops;
	bool is_incomplete; /* something else is run that cannot be read */
	bool sets_any;      /* load_env and the like */
	bool moves_root;    /* root may be a disk */
};

/* Whose commands are being looked at. */
struct gr_walk {
	struct gr *g;
	const struct gr_file *file;
	void (*command)(struct gr_walk *w, const struct grub_node *n);
	bool in_function, in_entry, in_menuentry, in_branch, in_condition;
	void *arg;
};
void gr_walk(struct gr_walk *w, const struct grub_node *n);
/* All of a file. */
void gr_walk_file(struct gr_walk *w, const struct gr_file *file);

struct place gr_place(const struct gr_file *f, size_t pos);
void gr_report(struct gr *g, const struct gr_file *f, size_t pos, bool is_error, const char *rule,
	const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* The text of (w), which has no variables; a new string, or NULL. */
char *gr_plain(const struct grub_word *w);
/* The same with the variables that are known; NULL if one is not. */
char *gr_expand(const struct gr *g, const struct grub_word *w);
/* True if the first word of (n) is (name). */
bool gr_is(const struct grub_node *n, const char *name);
const char *gr_value(const struct gr *g, const char *name); /* NULL: not known */
bool gr_is_set(const struct gr *g, const char *name);
/* By its name (f) is what GRUB looks for, and no part of another that knows more. */
bool gr_is_first(const struct gr *g, const struct gr_file *f);
bool gr_is_function(const struct gr *g, const char *name);
/* The length of the name that (w) assigns to, "name=value"; 0: it does not. */
size_t gr_assigns(const struct grub_word *w);

/* Notes functions and what is set; reads what is included. */
void gr_gather(struct gr *g, const struct gr_file *f);
/* A file, parsed; what is wrong with its form is reported. NULL: it cannot be read. */
struct gr_file *gr_load(struct gr *g, const char *name, char *text, size_t len);

/* Each command by itself. */
void gr_check_commands(struct gr *g, const struct gr_file *f);
/* The (value) of the variable (name), at (word). */
void gr_check_value(
	struct gr_walk *w, const struct grub_word *word, const char *name, const char *value);
void gr_check_password(struct gr_walk *w, const struct grub_node *n, const char *name);
/* Words of the command (name) that want quotes. */
void gr_check_quotes(struct gr_walk *w, const struct grub_node *n, const char *name);
/* Who may change things, and has no password. */
void gr_check_users(struct gr *g);
/* Files that are named. */
void gr_check_files(struct gr_walk *w, const struct grub_node *n);
/* Entries, and what is taken by itself. */
void gr_check_menu(struct gr *g);
/* What the interpreter says of the entries. */
void gr_check_plans(struct gr *g, const char *text, size_t len);
void gr_check_variables(struct gr *g, const struct gr_file *f);
