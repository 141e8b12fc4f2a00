/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The line editor. The text stays in one row of the screen, behind whatever stands there, and
 * scrolls sideways; whatever a key changed, it is written anew, which needs no more of a terminal
 * than CR, cursor right and erase to the end of the line.
 */
#include "menu/lineedit.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "menu/dialog.h"
#include "menu/history.h"
#include "menu/textedit.h"
#include "menu/textrow.h"

#define CTRL(c)        ((c)&0x1f)
#define MIN_TEXT_COLS  16u /* where less is left of the row, a new one is begun */
#define MAX_CANDIDATES 1000u

struct edit {
	const struct lineedit *how;
	struct textedit line;
	unsigned start_col; /* where the text begins on the screen */
	unsigned back;      /* history line being shown, 0: the one being typed */
	char *typed;        /* that one, while a history line is shown */
	bool tab;           /* the last key was a Tab that could add nothing */
};

/* ---- the screen ---- */

static void draw(struct edit *e)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	const struct dialog d = {e->how->title, e->how->keys};
	unsigned column, cols, rows;

	console_size(&cols, &rows);
	cols = cols > e->start_col + MIN_TEXT_COLS ? cols - e->start_col - 2 : MIN_TEXT_COLS - 2;
	if (dialog_cols())
		cols = MIN(cols, dialog_cols());
	column = textedit_scroll(&e->line, cols);
	dialog_draw(&d, &e->line, cols, column);
	column += e->start_col;
	(void)strbuf_addc(&out, '\r');
	if (e->start_col)
		(void)strbuf_addf(&out, "\033[%uC", e->start_col);
	(void)textedit_add(&e->line, &out, cols);
	(void)strbuf_adds(&out, "\033[K\r");
	if (column)
		(void)strbuf_addf(&out, "\033[%uC", column);
	if (out.len)
		console_write(out.s, out.len);
}

static void draw_prompt(struct edit *e)
{
	unsigned cols, rows;

	console_puts(e->how->prompt);
	console_size(&cols, &rows);
	e->start_col = console_column();
	if (e->start_col + MIN_TEXT_COLS > cols) {
		console_puts("\n");
		e->start_col = 0;
	}
}

/* ---- history ---- */

static void history_move(struct edit *e, int by)
{
	unsigned back = e->back + (unsigned)by;
	const char *line;

	if (!e->how->history || (by < 0 && e->back == 0))
		return;
	if (e->back == 0) {
		free(e->typed);
		e->typed = str_dup(textedit_text(&e->line));
	}
	line = back ? history_get(back) : e->typed;
	if (!line)
		return;
	e->back = back;
	textedit_set(&e->line, line);
}

/* ---- completion ---- */

struct word {
	const char *prefix;
	bool first;
};

/* A word where a command is expected: at the start, after "||", "&&" and ";", too. */
static bool is_first_word(const struct edit *e, size_t start)
{
	while (start > 0 && e->line.text.s[start - 1] == ' ')
		start--;
	if (start == 0 || e->line.text.s[start - 1] == ';')
		return true;
	return start >= 2 &&
		(memcmp(e->line.text.s + start - 2, "||", 2) == 0 ||
			memcmp(e->line.text.s + start - 2, "&&", 2) == 0);
}

static size_t common_length(const char *a, const char *b, size_t max)
{
	size_t n = 0;

	while (n < max && a[n] && a[n] == b[n])
		n++;
	return n;
}

static const char *candidate(const struct edit *e, const struct word *w, unsigned n)
{
	return n < MAX_CANDIDATES ? e->how->complete(w->prefix, w->first, n) : NULL;
}

static void list_candidates(struct edit *e, const struct word *w)
{
	unsigned cols, rows, width = 0, column = 0;
	const char *c;

	console_size(&cols, &rows);
	for (unsigned n = 0; (c = candidate(e, w, n)); n++)
		width = MAX(width, textrow_width(c) + 2);
	console_puts("\n");
	for (unsigned n = 0; (c = candidate(e, w, n)); n++) {
		if (column && column + width >= cols) {
			console_puts("\n");
			column = 0;
		}
		console_printf("%s%*s", c, (int)(width - textrow_width(c)), "");
		column += width;
	}
	console_puts("\n");
	draw_prompt(e);
}

/* Adds what all candidates have in common; the second Tab in a row lists them. */
static void complete(struct edit *e)
{
	size_t start = e->line.pos;
	_cleanup_(freep) char *prefix = NULL;
	_cleanup_(freep) char *found = NULL;
	struct word w;
	size_t len, common;
	const char *c;
	unsigned n;

	while (start > 0 && e->line.text.s[start - 1] != ' ')
		start--;
	len = e->line.pos - start;
	prefix = str_ndup(e->line.text.s + start, len);
	w = (struct word){.prefix = prefix, .first = is_first_word(e, start)};
	c = prefix ? candidate(e, &w, 0) : NULL;
	found = c ? str_dup(c) : NULL;
	if (!found)
		return;
	common = strlen(found);
	for (n = 1; (c = candidate(e, &w, n)); n++)
		common = common_length(found, c, common);
	if (common > len)
		textedit_insert(&e->line, found + len, common - len);
	if (n == 1)
		textedit_insert(&e->line, " ", 1);
	else if (common <= len && e->tab)
		list_candidates(e, &w);
	else
		e->tab = common <= len;
}

/* ---- keys ---- */

static void edit_key(struct edit *e, int key)
{
	switch (key) {
	case KEY_UP:
	case CTRL('P'):
		history_move(e, 1);
		return;
	case KEY_DOWN:
	case CTRL('N'):
		history_move(e, -1);
		return;
	default:
		textedit_key(&e->line, key);
	}
}

/* Offers (key) to the caller; whether it is used up. */
static bool offer_key(struct edit *e, int key, int *ret_rc)
{
	int rc = e->how->on_key && (key == KEY_ESC || key > KEY_BASE) ? e->how->on_key(key) : 0;

	if (rc > 0)
		draw_prompt(e);
	*ret_rc = MIN(rc, 0);
	return rc != 0;
}

static int edit_loop(struct edit *e)
{
	const uint64_t end_us = e->how->deadline_us ? e->how->deadline_us : DEADLINE_NEVER;
	uint64_t deadline_us = MIN(end_us, deadline_in_ms(e->how->timeout_ms));

	draw_prompt(e);
	for (;;) {
		int key, rc;

		draw(e);
		rc = console_waitkey(deadline_us, &key);

		if (rc == -ERR_TIMEDOUT)
			return fail(ERR_TIMEDOUT, "input: nothing was typed in time");
		if (rc < 0)
			return rc;
		deadline_us = end_us;
		if (offer_key(e, key, &rc)) {
			if (rc < 0)
				return rc;
			continue;
		}
		if (key == KEY_ENTER)
			return 0;
		if (key == KEY_CTRL_C)
			return fail(ERR_CANCELED, "input: cancelled with Ctrl-C");
		if (key == KEY_TAB && e->how->complete) {
			complete(e);
		} else {
			e->tab = false;
			edit_key(e, key);
		}
	}
}

int lineedit_read(const struct lineedit *how, char **ret_line)
{
	struct edit e = {.how = how};
	int rc = textedit_init(&e.line, how->initial ? how->initial : "", how->secret);

	if (!rc) {
		(void)dialog_open(&(struct dialog){how->title, how->keys});
		rc = edit_loop(&e);
		dialog_close();
		if (e.line.first) {
			/* what stays on the screen is the beginning of the line */
			e.line.pos = 0;
			draw(&e);
		}
		console_puts("\n");
	}
	if (!rc) {
		if (how->history)
			history_add(textedit_text(&e.line));
		*ret_line = strbuf_take(&e.line.text);
		if (!*ret_line)
			rc = fail(ERR_NOMEM, "input: out of memory");
	}
	textedit_free(&e.line);
	free(e.typed);
	return rc;
}
