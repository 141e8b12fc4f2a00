/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of GRUB's language share: words, trees, variables, and the run of a program. */
#pragma once

#include "core/strbuf.h"
#include "menu/grub.h"

enum {
	GRUB_FILE_MAX = 1 << 20,   /* bytes of a configuration */
	GRUB_POOL_MAX = 16 << 20,  /* bytes of all trees */
	GRUB_ENV_MAX = 4 << 20,    /* bytes of all variables */
	GRUB_VARS_MAX = 4096,      /* variables at a time */
	GRUB_VALUE_MAX = 64 << 10, /* bytes of a value or an argument */
	GRUB_ARGS_MAX = 1024,      /* arguments of a command */
	GRUB_STEPS_MAX = 100000,   /* commands, rounds of loops and KiB of arguments */
	GRUB_PARSE_MAX = 32,       /* if in while in function … */
	GRUB_DEPTH_MAX = 40,       /* the same, calls and included files when run */
	GRUB_CONFIGS_MAX = 8,      /* configurations that go on with another */
	GRUB_ENTRIES_MAX = 4096,   /* in all menus */
	GRUB_MENUS_MAX = 8,        /* menus within menus */
	GRUB_EXISTS_STEPS = 10,    /* what looking for a file costs */
	GRUB_STEP_VARS = 16,    /* so many variables exported or kept cost as much as a command */
	GRUB_UNKNOWN = 1 << 16, /* no status of any command */
};

/* ---- memory that is freed all at once (grub_env.c) ---- */

struct grub_pool {
	struct grub_piece *last;
	size_t size;
};
void *grub_alloc(struct grub_pool *p, size_t size); /* zeroed; NULL: no memory (recorded) */
char *grub_copy(struct grub_pool *p, const char *s, size_t len);
void grub_pool_free(struct grub_pool *p);

/* ---- words and trees (grub_lex.c, grub_parse.c) ---- */

enum grub_part_kind { PART_TEXT, PART_QUOTED, PART_VAR, PART_QUOTED_VAR };

struct grub_part {
	struct grub_part *next;
	const char *text; /* or a variable's name */
	enum grub_part_kind kind;
};

struct grub_word {
	struct grub_word *next;
	struct grub_part *parts;
	size_t pos; /* where it begins in the text */
};

enum grub_token {
	TOKEN_END,
	TOKEN_NEWLINE,
	TOKEN_SEMICOLON,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_WORD,
	TOKEN_BAD, /* "|" and "&", which mean nothing to GRUB */
};

struct grub_lexer {
	const char *file; /* its name, as long as the pool */
	const char *text;
	size_t len, pos;
	unsigned line;
	struct grub_pool *pool;
	enum grub_token token; /* the current one, which began in (token_line), at (token_pos) */
	unsigned token_line;
	size_t token_pos;
	struct grub_word *word;
	struct grub_part **end; /* of its parts, where the next one goes */
	struct strbuf part;
};

/* Goes on to the next token. -ERR_SYNTAX, -ERR_NOMEM and -ERR_TOOBIG, recorded. */
int grub_lex(struct grub_lexer *l);
/* The text of the current token if it is a word without quotes and variables, else "". */
const char *grub_lex_plain(const struct grub_lexer *l);

enum grub_node_kind { NODE_COMMAND, NODE_IF, NODE_LOOP, NODE_FOR, NODE_FUNCTION };

struct grub_node {
	struct grub_node *next; /* what follows it */
	enum grub_node_kind kind;
	bool is_until, has_block;
	unsigned line;
	const char *file;
	const char *name;        /* of the function, or the variable of "for" */
	struct grub_word *words; /* of the command, or the values of "for" */
	struct grub_node *cond;  /* of "if", "while" and "until" */
	struct grub_node *body;  /* also the block of a command */
	struct grub_node *other; /* else */
};

/* The statements of the next line, and of the lines it needs to be complete, into (ret); NULL at
 * the end of the text. After an error it goes on with the line after the one at fault, as GRUB
 * does. */
int grub_parse_line(struct grub_lexer *l, struct grub_node **ret);

/* ---- variables (grub_env.c) ---- */

struct grub_env {
	struct grub_var *vars;
	unsigned n;
	size_t size, *total; /* bytes of it, and of all that count together */
};

const char *grub_env_get(const struct grub_env *e, const char *name); /* NULL: there is none */
int grub_env_set(struct grub_env *e, const char *name, const char *value);
int grub_env_export(struct grub_env *e, const char *name);
void grub_env_unset(struct grub_env *e, const char *name);
/* Adds the variables of (from) to the empty (e); only the exported ones if (exported). */
int grub_env_fork(struct grub_env *e, const struct grub_env *from, bool exported);
void grub_env_free(struct grub_env *e);

/* ---- a run (grub_run.c) ---- */

struct grub_function {
	const struct grub_function *next;
	const char *name;
	const struct grub_node *body;
};

struct grub_device { /* of "loopback" */
	const struct grub_device *next;
	const char *name;
	const char *file; /* NULL: the image itself; a URL if that is on a server */
};

struct grub_context { /* what the entries of a menu see */
	struct grub_context *next;
	struct grub_env env;
	const struct grub_function *functions;
	const struct grub_device *devices;
};

struct grub_user {
	const struct grub_user *next;
	const char *name, *password;
};

struct grub { /* what all menus of a configuration share */
	unsigned refs;
	struct grub *before; /* whose functions and users count here, too; or NULL */
	struct bootmenu_files files;
	struct grub_world world;
	char *root, *home; /* as in grub_options, without parentheses; (home) never NULL */
	struct grub_pool pool;
	const struct grub_user *users;
	struct grub_context *contexts;
	size_t env_size;
};

struct grub_args {
	char **v;
	unsigned n;
};
void grub_args_free(struct grub_args *a);

enum grub_leaving { LEAVE_NOT, LEAVE_BREAK, LEAVE_CONTINUE, LEAVE_FUNCTION, LEAVE_ALL };

struct grub_run {
	struct grub *g;
	struct grub_pool *pool;
	struct grub_context *context;
	struct bootmenu *menu;  /* that is filled; NULL when an entry runs */
	const char *background; /* a picture, in the pool; NULL: none */
	unsigned n_entries, n_configs;
	const struct grub_node *at; /* for messages */
	struct grub_args args;      /* $1 … */
	int status;                 /* $? */
	unsigned steps, depth, n_loops, n_leave;
	unsigned n_conditions; /* of "if" and "while" that are being run */
	enum grub_leaving leaving;
	bool in_function;
	bool wants_config; /* a submenu that goes on with another configuration */

	struct bootplan plan;
	size_t plan_args; /* where the arguments begin in plan.cmdline */
	bool is_loaded, is_linux, is_final;
	bool is_foreign;    /* a configuration of another loader is gone on with */
	bool lacks_initrd;  /* the initial RAM disk could not be found */
	bool sought_loader; /* something of a disk, which cannot be read */

	char problem[240]; /* what was complained about, for when there is nothing to start */
	int problem_code;
	unsigned n_complaints;
	bool is_problem_minor;
};

/* Runs (n) and what follows it: 0, or -ERR_* when the run cannot go on (recorded). */
int grub_run_list(struct grub_run *r, const struct grub_node *n);
int grub_run_text(struct grub_run *r, const char *name, const char *text, size_t len);
/* Runs the file (path) inside what is read. One that cannot be read is an error if (must), else
 * it is complained about and 1 is returned. */
int grub_run_file(struct grub_run *r, const char *path, bool must);
int grub_step(struct grub_run *r, unsigned cost); /* -ERR_LOOP when there were too many */
/* The arguments (words) stand for. */
int grub_expand(struct grub_run *r, const struct grub_word *words, struct grub_args *ret);

/* Records what is wrong with the command, and returns 1: it failed, and the next one is run.
 * (minor): it may be no reason for anything. */
int grub_complain(struct grub_run *r, bool minor, int code, const char *fmt, ...) _printf_(4, 5);
/* fail() with the place of the command. */
int grub_fail(struct grub_run *r, int code, const char *fmt, ...) _printf_(3, 4);

/* ---- commands: 0 is true, 1 false, below 0 the end of the run ---- */

struct grub_command {
	const char *name;
	int (*run)(struct grub_run *r, const struct grub_node *node, const struct grub_args *a);
};
extern const struct grub_command grub_base_commands[], grub_find_commands[], grub_load_commands[],
	grub_go_commands[], grub_menu_commands[], grub_screen_commands[], grub_talk_commands[];
const struct grub_command *grub_find_command(const char *name);
/* One that has nothing to do here. Some of them are functions of configurations, which go first. */
const struct grub_command *grub_find_idle_command(const char *name);

/* Gives (m) the looks that were asked for, if any were (grub_screen.c). */
int grub_dress(struct grub_run *r, struct bootmenu *m);

/* blscfg (grub_bls.c). */
int grub_blscfg(struct grub_run *r, const struct grub_node *node, const struct grub_args *a);

/* load_env (grub_envblk.c). */
int grub_load_env(struct grub_run *r, const struct grub_node *node, const struct grub_args *a);

/* test (grub_test.c); (a) is without "test", or "[" and "]". */
int grub_test(struct grub_run *r, const struct grub_args *a);

struct grub_option {
	const char *name;
	char letter;
	enum { OPTION_FLAG, OPTION_VALUE, OPTION_SET } kind; /* _SET: a value only after "=" */
};
struct grub_option_reader {
	const struct grub_args *args;
	unsigned next;
	const char *letters; /* that remain of "-abc" */
	bool no_more;
};
enum { OPTION_END = -1, OPTION_OPERAND = -2, OPTION_UNKNOWN = -3 };
/* The number that (s) begins with, behind blanks and of any base; what follows it goes to
 * (ret_end), which may be NULL. 0, and all of (s): there is none. */
unsigned long long grub_number(const char *s, const char **ret_end);
/* The index in (table), of (n), of the next option, or an OPTION_; (ret_value) is its value or the
 * operand, else NULL. */
int grub_next_option(struct grub_option_reader *o, const struct grub_option *table, unsigned n,
	const char **ret_value);

/* ---- devices and paths (grub_path.c) ---- */

enum grub_place { PLACE_IMAGE, PLACE_URL, PLACE_DISK, PLACE_NOWHERE };

struct grub_file {
	enum grub_place place;
	char *path; /* absolute, or a URL, always if files.is_remote; caller frees */
	int drive;  /* PLACE_DISK: a BIOS drive from 0x80, else 0 */
};

/* Where "(device)/path", "/path" or "path" is. */
int grub_resolve(struct grub_run *r, const char *text, struct grub_file *ret);
void grub_file_free(struct grub_file *f);
/* What the device (name) is, without parentheses, "" is $root. */
enum grub_place grub_device_place(struct grub_run *r, const char *name, int *ret_drive);
/* 1: (text) is there, 0: it is not, or an error. A file on a server is taken to be. */
int grub_exists(struct grub_run *r, const char *text);

/* ---- extended regular expressions (grub_regexp.c) ---- */

#define GRUB_GROUPS 10
struct grub_match {
	size_t start[GRUB_GROUPS], end[GRUB_GROUPS]; /* start > end: not part of the match */
};
/* 1: (pattern) is found in (text), 0: it is not, -ERR_SYNTAX, -ERR_TOOBIG, -ERR_NOMEM. */
int grub_regexp(const char *pattern, const char *text, struct grub_match *ret);

/* ---- what is to be started (grub_load.c, grub_go.c) ---- */

int grub_no_memory(void); /* fails */
/* Nothing is loaded any more. */
void grub_forget(struct grub_run *r);
/* 0: (text) is a file to load, in (ret); 1: it is not, which is complained about. Servers are asked
 * only if the program wants to know, "if linux …": else they are when it is loaded. */
int grub_find_file(struct grub_run *r, const char *text, struct grub_file *ret);

/* ---- menus and what entries do (grub_menu.c, grub_load.c) ---- */

extern const struct bootmenu_ops grub_menu_ops;
/* Tells the configuration (path), which may be a URL, where it is: "config_file" and
 * "config_directory". */
int grub_set_config(struct grub *g, struct grub_env *e, const char *path);
/* A context with what (from) exports, or with all of it, owned by the shared things. */
struct grub_context *grub_context_fork(struct grub *g, const struct grub_context *from);
/* When (r) has run all: timeout, default and submenus of its menu. */
int grub_menu_finish(struct grub_run *r);
/* Adds an entry that does what (r) has loaded, to be taken at once. */
int grub_menu_add_plan(struct grub_run *r);
/* Hands out the plan of a run that has ended, or says why there is none. */
int grub_take_plan(struct grub_run *r, const char *title, struct bootplan *ret);

/* The key that --hotkey calls (text), which may be NULL; 0: none. */
int grub_hotkey(const char *text);

/* ---- looks and users (grub_style.c) ---- */

/* Gives the menu of (r) the looks of the menu above and what its variables say about them, if
 * they say anything. */
int grub_set_style(struct grub_run *r);
/* "FOREGROUND/BACKGROUND" in GRUB's names; false: it is not. A black background lets a picture
 * through. */
bool grub_read_colours(const char *text, struct bootmenu_colour *ret);
/* Asks for a password before (e) if there are superusers: theirs, or that of (users), NULL: of
 * none. */
int grub_set_users(
	struct grub_run *r, struct bootmenu_entry *e, const char *users, bool is_unrestricted);
/* "password" and "password_pbkdf2". */
int grub_add_user(struct grub_run *r, const struct grub_node *node, const struct grub_args *a);
/* "authenticate": fails if there are superusers. */
int grub_authenticate(struct grub_run *r, const struct grub_node *node, const struct grub_args *a);

/* ---- going on from an entry (grub.c, grub_follow.c) ---- */

/* A grub with no more than its files and what (o) says of root, home and world, of which there
 * is one reference; NULL: no memory (recorded). */
struct grub *grub_new(const struct bootmenu_files *files, const struct grub_options *o);
void grub_put(struct grub *g);
/* Runs (path) with the variables in (c), a context of (g), into a new tree that owns (g), also on
 * failure. */
int grub_make(struct grub *g, struct grub_context *c, const char *path, struct bootmenu **ret);
/* Keeps in (p), a BOOTPLAN_CONFIG, what the configuration will see: what is exported and the
 * devices of (r), and (functions). */
int grub_keep_state(
	const struct grub_run *r, const struct grub_function *functions, struct bootplan *p);
int grub_follow(const struct bootmenu *m, const struct bootplan *plan, struct bootmenu **ret);

/* ---- what is on servers (grub_net.c) ---- */

uint32_t grub_net_ipv4(const char *text); /* 0: it is none */
