/* SPDX-License-Identifier: BSD-2-Clause */
/* Values in GRUB configurations that GRUB passes over or takes for others than are meant:
 * variables it looks at, passwords and who has them, titles and arguments without quotes. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_grub.h"
#include "host/check_password.h"
#include "host/check_text.h"
#include "host/similar.h"

/* ---- variables ---- */

static bool is_timeout(const char *value)
{
	const char *digits = value + (*value == '-'), *end;

	(void)grub_number(digits, &end);
	return !*value || (end > digits && !*end);
}

static bool is_style(const char *value)
{
	return !*value || strcmp(value, "menu") == 0 || strcmp(value, "countdown") == 0 ||
		strcmp(value, "hidden") == 0;
}

static bool is_colours(const char *value)
{
	struct bootmenu_colour c;

	return !*value || grub_read_colours(value, &c);
}

/* "auto", "keep", "text" or WIDTHxHEIGHT[xDEPTH], more than one parted by "," or ";" */
static bool is_modes(const char *value)
{
	static const char *const words[] = {"auto", "keep", "text"};

	while (*value) {
		size_t n = strcspn(value, ",;"), digits = strspn(value, "0123456789"), more;
		bool good = false;

		for (unsigned i = 0; i < ARRAY_SIZE(words); i++)
			good |= strlen(words[i]) == n && memcmp(value, words[i], n) == 0;
		more = digits && value[digits] == 'x' ? strspn(value + digits + 1, "0123456789x")
						      : 0;
		if (!good && (!more || digits + 1 + more != n))
			return false;
		value += n + (value[n] != '\0');
	}
	return true;
}

static const struct {
	const char *name;
	bool (*fits)(const char *value);
	const char *wants;
} variables[] = {
	{"timeout", is_timeout, "a number of seconds"},
	{"timeout_style", is_style, "menu, countdown or hidden"},
	{"gfxmode", is_modes, "auto or WIDTHxHEIGHT"},
	{"gfxpayload", is_modes, "keep, text or WIDTHxHEIGHT"},
	{"color_normal", is_colours, "two of GRUB's colours, as white/black"},
	{"color_highlight", is_colours, "two of GRUB's colours, as white/black"},
	{"menu_color_normal", is_colours, "two of GRUB's colours, as white/black"},
	{"menu_color_highlight", is_colours, "two of GRUB's colours, as white/black"},
};

void gr_check_value(
	struct gr_walk *w, const struct grub_word *word, const char *name, const char *value)
{
	for (unsigned i = 0; i < ARRAY_SIZE(variables); i++) {
		if (strcmp(variables[i].name, name) == 0 && !variables[i].fits(value))
			gr_report(w->g, w->file, word->pos, true, "bad-value",
				"%s is %s, not \"%s\"", name, variables[i].wants, value);
	}
	if (strcmp(name, "check_signatures") == 0 && strcmp(value, "enforce") == 0)
		gr_report(w->g, w->file, word->pos, false, "unsupported-command",
			"check_signatures: Hawser checks no signatures of GRUB's, and starts files "
			"without; a script has imgverify");
}

/* ---- passwords ---- */

/* "password USER PASSWORD", "password_pbkdf2 USER HASH" */
void gr_check_password(struct gr_walk *w, const struct grub_node *n, const char *name)
{
	const struct grub_word *user = n->words->next, *last = user ? user->next : NULL;
	char *text = last ? gr_plain(last) : NULL;
	bool wants_hash = strcmp(name, "password_pbkdf2") == 0;
	const char *problem = text && wants_hash ? password_problem(text) : NULL;

	if (!last)
		gr_report(w->g, w->file, n->words->pos, true, "argument-count",
			"%s wants a name and a password", name);
	else if (text && wants_hash && strncmp(text, "grub.", 5) != 0)
		gr_report(w->g, w->file, last->pos, true, "bad-value",
			"%s: what grub-mkpasswd-pbkdf2 prints begins with \"grub.pbkdf2.sha512.\"",
			name);
	else if (problem)
		gr_report(
			w->g, w->file, last->pos, true, "bad-value", "%s: this %s", name, problem);
	else if (text && !wants_hash && strncmp(text, "grub.pbkdf2.", 12) == 0)
		gr_report(w->g, w->file, n->words->pos, true, "bad-value",
			"password takes a plain one: for this it is password_pbkdf2");
	free(text);
}

struct users {
	char **names;
	unsigned n;
	bool is_unknown; /* of one the name is not known */
};

static void note_user(struct gr_walk *w, const struct grub_node *n)
{
	struct users *u = w->arg;
	char *name;

	if (n->kind != NODE_COMMAND || !n->words || !n->words->next ||
		(!gr_is(n, "password") && !gr_is(n, "password_pbkdf2")))
		return;
	name = gr_plain(n->words->next);
	u->is_unknown |= !name;
	if (!name)
		return;
	u->names = host_grow(u->names, u->n, sizeof(*u->names));
	u->names[u->n++] = name;
}

static bool has_user(const struct users *u, const char *name, size_t n)
{
	for (unsigned i = 0; i < u->n; i++) {
		if (strlen(u->names[i]) == n && memcmp(u->names[i], name, n) == 0)
			return true;
	}
	return false;
}

static void check_superusers(struct gr_walk *w, const struct grub_node *n)
{
	static const char name[] = "superusers=", parting[] = " ,;|&";
	const struct users *u = w->arg;
	const struct grub_word *word = n->kind == NODE_COMMAND ? n->words : NULL;
	char *text;

	if (word && gr_is(n, "set"))
		word = word->next;
	text = word ? gr_plain(word) : NULL;
	if (text && strncmp(text, name, sizeof(name) - 1) == 0) {
		for (const char *p = text + sizeof(name) - 1; *p;) {
			size_t len = strcspn(p, parting);

			if (len && !has_user(u, p, len))
				gr_report(w->g, w->file, word->pos, true, "bad-value",
					"superusers: %.*s has no password", (int)len, p);
			p += len + strspn(p + len, parting);
		}
	}
	free(text);
}

void gr_check_users(struct gr *g)
{
	struct users u = {};

	for (unsigned i = 0; i < g->n_files; i++) {
		struct gr_walk w = {.g = g, .command = note_user, .arg = &u};

		gr_walk_file(&w, g->files[i]);
	}
	for (unsigned i = 0; i < g->n_files && !u.is_unknown && !g->is_incomplete; i++) {
		struct gr_walk w = {.g = g, .command = check_superusers, .arg = &u};

		gr_walk_file(&w, g->files[i]);
	}
	for (unsigned i = 0; i < u.n; i++)
		free(u.names[i]);
	free(u.names);
}

/* ---- what quotes are missing for ---- */

/* "ds=nocloud-net;s=URL": what is behind ";" is a command. */
static void check_semicolon(struct gr_walk *w, const struct grub_node *n)
{
	const char *text = w->file->text;
	const struct grub_node *next = n->next;
	size_t pos = next && next->kind == NODE_COMMAND && next->words ? next->words->pos : 0;

	if (pos < 2 || text[pos - 1] != ';' || isspace((unsigned char)text[pos - 2]) ||
		!gr_assigns(next->words))
		return;
	gr_report(w->g, w->file, pos - 1, true, "quoted",
		"\";\" ends the command: a word that has one is put into quotes");
}

/* "menuentry Install Debian {" */
static void check_title(struct gr_walk *w, const struct grub_word *title)
{
	const char *text = w->file->text;
	const struct grub_word *next = title ? title->next : NULL;

	if (next && isalnum((unsigned char)text[title->pos]) &&
		(isalnum((unsigned char)text[next->pos]) || text[next->pos] == '('))
		gr_report(w->g, w->file, next->pos, false, "quoted",
			"the title is the word before this alone: more than one word is put into "
			"quotes");
}

void gr_check_quotes(struct gr_walk *w, const struct grub_node *n, const char *name)
{
	const char *what;

	for (const struct grub_word *word = n->words; word; word = word->next) {
		const char *at = w->file->text + word->pos;

		if (typographic(at, MIN(w->file->len - word->pos, 3u), &what) == at)
			gr_report(w->g, w->file, word->pos, true, "encoding", "%s: %s", name, what);
	}
	if (strncmp(name, "linux", 5) == 0)
		check_semicolon(w, n);
	if (strcmp(name, "menuentry") == 0 || strcmp(name, "submenu") == 0)
		check_title(w, n->words->next);
}
