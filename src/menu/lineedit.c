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
#include "core/utf8.h"
#include "menu/history.h"
#include "menu/textrow.h"

#define CTRL(c)        ((c)&0x1f)
#define MAX_LINE       65536u
#define MIN_TEXT_COLS  16u /* where less is left of the row, a new one is begun */
#define MAX_CANDIDATES 1000u

struct edit {
	const struct lineedit *how;
	struct strbuf text;
	size_t pos;         /* of the cursor, in bytes */
	size_t first;       /* the first byte on the screen */
	unsigned start_col; /* where the text begins on the screen */
	unsigned back;      /* history line being shown, 0: the one being typed */
	char *typed;        /* that one, while a history line is shown */
	bool tab;           /* the last key was a Tab that could add nothing */
};

/* ---- the text ---- */

static size_t after(const struct edit *e, size_t pos)
{
	size_t n;

	if (pos >= e->text.len)
		return e->text.len;
	(void)utf8_decode(e->text.s + pos, e->text.len - pos, &n);
	return pos + n;
}

static size_t before(const struct edit *e, size_t pos)
{
	return utf8_prev(e->text.s, pos);
}

static unsigned char_width(const struct edit *e, size_t pos)
{
	size_t n;
	uint32_t cp = utf8_decode(e->text.s + pos, e->text.len - pos, &n);

	return e->how->secret ? 1 : utf8_width(cp);
}

static unsigned width_of(const struct edit *e, size_t from, size_t to)
{
	unsigned cols = 0;

	for (size_t i = from; i < to; i = after(e, i))
		cols += char_width(e, i);
	return cols;
}

static void erase_range(struct edit *e, size_t from, size_t to)
{
	if (from >= to)
		return;
	memmove(e->text.s + from, e->text.s + to, e->text.len - to + 1);
	e->text.len -= to - from;
	e->pos = from;
}

/* What does not fit into memory, or makes the line absurdly long, is not taken. */
static void insert(struct edit *e, const char *s, size_t n)
{
	size_t old_len = e->text.len;

	if (n > MAX_LINE - old_len || strbuf_add(&e->text, s, n) < 0)
		return;
	memmove(e->text.s + e->pos + n, e->text.s + e->pos, old_len - e->pos);
	memcpy(e->text.s + e->pos, s, n);
	e->pos += n;
}

static void replace(struct edit *e, const char *s)
{
	erase_range(e, 0, e->text.len);
	e->pos = e->first = 0;
	insert(e, s, strlen(s));
}

/* Where the word before the cursor starts: spaces, then what is none. */
static size_t word_start(const struct edit *e)
{
	size_t i = e->pos;

	while (i > 0 && e->text.s[i - 1] == ' ')
		i--;
	while (i > 0 && e->text.s[i - 1] != ' ')
		i--;
	return i;
}

/* ---- the screen ---- */

/* Moves the window so that the cursor is in it, by half of it if it has to move. */
static void scroll(struct edit *e, unsigned cols)
{
	if (e->pos < e->first) {
		e->first = e->pos;
		while (e->first > 0 && width_of(e, e->first, e->pos) < cols / 2)
			e->first = before(e, e->first);
	}
	if (width_of(e, e->first, e->pos) <= cols)
		return;
	e->first = e->pos;
	while (e->first > 0 && width_of(e, before(e, e->first), e->pos) <= cols / 2)
		e->first = before(e, e->first);
}

static void add_text(const struct edit *e, struct strbuf *out, unsigned cols)
{
	unsigned used = 0;

	for (size_t i = e->first; i < e->text.len; i = after(e, i)) {
		used += char_width(e, i);
		if (used > cols)
			return;
		if (e->how->secret)
			(void)strbuf_addc(out, '*');
		else if ((uint8_t)e->text.s[i] < 0x20 || e->text.s[i] == 0x7f)
			(void)strbuf_addc(out, '?'); /* a setting may hold anything */
		else
			(void)strbuf_add(out, e->text.s + i, after(e, i) - i);
	}
}

static void draw(struct edit *e)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	unsigned column, cols, rows;

	console_size(&cols, &rows);
	cols = cols > e->start_col + MIN_TEXT_COLS ? cols - e->start_col - 2 : MIN_TEXT_COLS - 2;
	scroll(e, cols);
	(void)strbuf_addc(&out, '\r');
	if (e->start_col)
		(void)strbuf_addf(&out, "\033[%uC", e->start_col);
	add_text(e, &out, cols);
	(void)strbuf_adds(&out, "\033[K\r");
	column = e->start_col + width_of(e, e->first, e->pos);
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
		e->typed = str_dup(e->text.s);
	}
	line = back ? history_get(back) : e->typed;
	if (!line)
		return;
	e->back = back;
	replace(e, line);
}

/* ---- completion ---- */

struct word {
	const char *prefix;
	bool first;
};

/* A word where a command is expected: at the start, after "||", "&&" and ";", too. */
static bool is_first_word(const struct edit *e, size_t start)
{
	while (start > 0 && e->text.s[start - 1] == ' ')
		start--;
	if (start == 0 || e->text.s[start - 1] == ';')
		return true;
	return start >= 2 &&
		(memcmp(e->text.s + start - 2, "||", 2) == 0 ||
			memcmp(e->text.s + start - 2, "&&", 2) == 0);
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
	size_t start = e->pos;
	_cleanup_(freep) char *prefix = NULL;
	_cleanup_(freep) char *found = NULL;
	struct word w;
	size_t len, common;
	const char *c;
	unsigned n;

	while (start > 0 && e->text.s[start - 1] != ' ')
		start--;
	len = e->pos - start;
	prefix = str_ndup(e->text.s + start, len);
	w = (struct word){.prefix = prefix, .first = is_first_word(e, start)};
	c = prefix ? candidate(e, &w, 0) : NULL;
	found = c ? str_dup(c) : NULL;
	if (!found)
		return;
	common = strlen(found);
	for (n = 1; (c = candidate(e, &w, n)); n++)
		common = common_length(found, c, common);
	if (common > len)
		insert(e, found + len, common - len);
	if (n == 1)
		insert(e, " ", 1);
	else if (common <= len && e->tab)
		list_candidates(e, &w);
	else
		e->tab = common <= len;
}

/* ---- keys ---- */

static void insert_key(struct edit *e, int key)
{
	char utf8[UTF8_MAX];

	if (key < 0x20 || key == KEY_DEL_ASCII || (key >= 0x80 && key < 0xa0) || key >= KEY_BASE)
		return;
	insert(e, utf8, utf8_encode((uint32_t)key, utf8));
}

static void move_key(struct edit *e, int key)
{
	switch (key) {
	case KEY_LEFT:
	case CTRL('B'):
		e->pos = before(e, e->pos);
		return;
	case KEY_RIGHT:
	case CTRL('F'):
		e->pos = after(e, e->pos);
		return;
	case KEY_HOME:
	case CTRL('A'):
		e->pos = 0;
		return;
	case KEY_END:
	case CTRL('E'):
		e->pos = e->text.len;
		return;
	case KEY_UP:
	case CTRL('P'):
		history_move(e, 1);
		return;
	case KEY_DOWN:
	case CTRL('N'):
		history_move(e, -1);
		return;
	default:
		insert_key(e, key);
	}
}

/* EDK2's TerminalDxe tells the DEL that most terminals send for Backspace as the Delete key
 * (SCAN_DELETE; only for its terminal type TTY_TERM as Backspace). At the end of the line
 * nothing else can be meant. */
static void quirk_backspace_is_delete(struct edit *e)
{
	erase_range(e, before(e, e->pos), e->pos);
}

static void edit_key(struct edit *e, int key)
{
	switch (key) {
	case KEY_BACKSPACE:
	case KEY_DEL_ASCII:
		erase_range(e, before(e, e->pos), e->pos);
		return;
	case KEY_DELETE:
		if (e->pos == e->text.len)
			quirk_backspace_is_delete(e);
		else
			erase_range(e, e->pos, after(e, e->pos));
		return;
	case CTRL('D'):
		erase_range(e, e->pos, after(e, e->pos));
		return;
	case CTRL('K'):
		erase_range(e, e->pos, e->text.len);
		return;
	case CTRL('U'):
		erase_range(e, 0, e->pos);
		return;
	case CTRL('W'):
		erase_range(e, word_start(e), e->pos);
		return;
	default:
		move_key(e, key);
	}
}

static int edit_loop(struct edit *e)
{
	uint64_t deadline_us = deadline_in_ms(e->how->timeout_ms);

	draw_prompt(e);
	for (;;) {
		int key, rc;

		draw(e);
		rc = console_waitkey(deadline_us, &key);

		if (rc == -ERR_TIMEDOUT)
			return fail(ERR_TIMEDOUT, "input: nothing was typed in time");
		if (rc < 0)
			return rc;
		deadline_us = DEADLINE_NEVER;
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
	const char *initial = how->initial ? how->initial : "";
	int rc = strbuf_adds(&e.text, "");

	if (!rc) {
		insert(&e, initial, strlen(initial));
		rc = edit_loop(&e);
		if (e.first) {
			/* what stays on the screen is the beginning of the line */
			e.pos = 0;
			draw(&e);
		}
		console_puts("\n");
	}
	if (!rc) {
		if (how->history)
			history_add(e.text.s);
		*ret_line = strbuf_take(&e.text);
		if (!*ret_line)
			rc = fail(ERR_NOMEM, "input: out of memory");
	}
	strbuf_free(&e.text);
	free(e.typed);
	return rc;
}
