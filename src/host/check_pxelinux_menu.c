/* SPDX-License-Identifier: BSD-2-Clause */
/* The MENU directives of PXELINUX configurations, each by itself. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_pxelinux.h"
#include "host/similar.h"

void px_begin_menu(struct px *x, const char *tag)
{
	x->in_label = false;
	x->menus[x->menu].has_entry = true;
	x->menus = host_grow(x->menus, x->n_menus, sizeof(*x->menus));
	x->menus[x->n_menus] = (struct px_menu){
		.tag = host_ndup(tag, strlen(tag)), .parent = x->menu, .place = px_at(x, tag)};
	x->menu = x->n_menus++;
}

void px_end_menu(struct px *x)
{
	x->in_label = false;
	x->menu = x->menus[x->menu].parent;
}

static void do_begin(struct px *x, const char *word, const char *arg)
{
	px_begin_menu(x, arg);
	x->menus[x->menu].place = px_at(x, word);
}

static void do_end(struct px *x, const char *word, const char *arg)
{
	(void)arg;
	if (!x->menu && x->n_menus > 1) /* one at the end of all is common, and harmless */
		px_report(x, false, px_at(x, word), "unbalanced",
			"MENU END without MENU BEGIN before it");
	px_end_menu(x);
}

/* Notes the key that a caret marks in (title). */
static void note_key(struct px *x, unsigned menu, const char *title)
{
	const char *caret = strchr(title, '^');
	struct px_place *who;
	int key = caret ? (unsigned char)caret[1] : 0;

	if (caret && !key)
		px_report(x, false, px_at(x, caret), "bad-value",
			"\"^\" marks the key behind it, and there is none");
	if (key <= ' ' || key >= 127 || key == '^')
		return;
	who = &x->menus[menu].keys[tolower(key)];
	if (who->file == x->file)
		px_report(x, false, px_at(x, caret), "duplicate-key",
			"the key %c is that of line %u already", key, who->at.line);
	else
		*who = px_at(x, caret);
}

static void do_label(struct px *x, const char *word, const char *arg)
{
	if (x->in_label)
		note_key(x, x->menu, arg);
	else if (x->menu)
		note_key(x, x->menus[x->menu].parent, arg);
	else if (!x->is_nameless)
		px_wish(x, PX_INSIDE, "", word);
}

/* What is said of an entry, or of the menu that is begun. */
static void do_of_entry(struct px *x, const char *word, const char *arg)
{
	if (!x->in_label && !x->menu && !x->is_nameless && !px_is_text(arg))
		px_wish(x, PX_INSIDE, "", word);
}

static void do_disable(struct px *x, const char *word, const char *arg)
{
	if (x->in_label)
		px_label(x)->is_action = true;
	do_of_entry(x, word, arg);
}

static void do_separator(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = px_label(x);

	(void)word;
	(void)arg;
	/* Many write LABEL before it, which stays an entry of its own. */
	if (l && !l->append.file && !l->initrd.file)
		l->is_action = true;
	x->in_label = false;
}

static void do_action(struct px *x, const char *word, const char *arg)
{
	do_of_entry(x, word, arg);
	if (x->in_label)
		px_label(x)->is_action = true;
}

static void do_help(struct px *x, const char *word, const char *arg)
{
	do_action(x, word, arg);
	px_help_files(x, "MENU HELP", arg);
}

static void do_passwd(struct px *x, const char *word, const char *arg)
{
	do_of_entry(x, word, arg);
	px_passwd(x, word, arg);
}

static void do_default(struct px *x, const char *word, const char *arg)
{
	struct px_place *at = &x->menus[x->menu].initial;

	do_of_entry(x, word, arg);
	if (!x->in_label || px_is_text(arg))
		return;
	if (at->file && at->file == x->file)
		px_report(x, false, px_at(x, word), "repeated",
			"MENU DEFAULT takes the place of that of line %u", at->at.line);
	*at = px_at(x, word);
}

static void do_goto(struct px *x, const char *word, const char *arg)
{
	do_action(x, word, arg);
	if (*arg)
		px_wish(x, PX_MENU, "MENU GOTO", arg);
	else
		px_report(x, true, px_at(x, word), "argument-count", "MENU GOTO names no menu");
}

static void do_exit(struct px *x, const char *word, const char *arg)
{
	do_action(x, word, arg);
	if (x->in_label && !x->menu && !x->top_exit.file)
		x->top_exit = px_at(x, word);
	if (*arg)
		px_wish(x, PX_MENU, "MENU EXIT", arg);
}

static void do_nothing(struct px *x, const char *word, const char *arg)
{
	(void)x;
	(void)word;
	(void)arg;
}

static void do_title(struct px *x, const char *word, const char *arg)
{
	(void)x;
	(void)word;
	(void)arg;
}

typedef void px_check(struct px *x, const char *word, const char *arg);

/* Keeps the place of the first directive that makes sense for a menu only. */
static void note_looks(struct px *x, const char *word, px_check *check)
{
	bool is_look = check == do_title || check == px_color || check == px_background ||
		(check == do_label && x->in_label);

	if (is_look && !x->looks.file)
		x->looks = px_at(x, word);
}

static const struct {
	const char *word;
	px_check *check;
} words[] = {
	{"autoboot", do_nothing},
	{"background", px_background},
	{"begin", do_begin},
	{"clear", do_nothing},
	{"cmdlinerow", px_number},
	{"color", px_color},
	{"colour", px_color},
	{"default", do_default},
	{"disable", do_disable},
	{"disabled", do_disable},
	{"end", do_end},
	{"endrow", px_number},
	{"exit", do_exit},
	{"goto", do_goto},
	{"help", do_help},
	{"helpmsgendrow", px_number},
	{"helpmsgrow", px_number},
	{"hidden", do_nothing},
	{"hiddenkey", px_hiddenkey},
	{"hiddenrow", px_number},
	{"hide", do_of_entry},
	{"hshift", px_number},
	{"immediate", do_nothing},
	{"include", do_nothing},
	{"indent", do_nothing},
	{"label", do_label},
	{"margin", px_number},
	{"master", px_master},
	{"msgcolor", px_msgcolor},
	{"msgcolour", px_msgcolor},
	{"noimmediate", do_nothing},
	{"nosave", do_nothing},
	{"notabmsg", do_nothing},
	{"passprompt", do_nothing},
	{"passwd", do_passwd},
	{"passwordmargin", px_number},
	{"passwordrow", px_number},
	{"quit", do_action},
	{"resolution", px_resolution},
	{"rows", px_number},
	{"save", do_nothing},
	{"separator", do_separator},
	{"shiftkey", do_nothing},
	{"start", do_nothing},
	{"tabmsg", do_nothing},
	{"tabmsgrow", px_number},
	{"timeoutrow", px_number},
	{"title", do_title},
	{"vshift", px_number},
	{"width", px_number},
};

bool px_is_menu_word(const char *word)
{
	for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcasecmp(words[i].word, word) == 0)
			return true;
	}
	return false;
}

void px_menu_directive(struct px *x, const char *word, const char *rest)
{
	size_t n;
	const char *second = syslinux_word(rest, &n);
	char *text = host_ndup(second, n);
	struct similar s = similar_to(text);

	for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcasecmp(words[i].word, text) == 0) {
			free(text);
			note_looks(x, word, words[i].check);
			words[i].check(x, word, syslinux_skip_blanks(second + n));
			return;
		}
		similar_try(&s, words[i].word);
	}
	if (s.best && n > 2)
		px_report(x, false, px_at(x, second), "unknown-directive",
			"MENU %s is no directive, and is passed over; is \"%s\" meant?", text,
			s.best);
	free(text);
}
