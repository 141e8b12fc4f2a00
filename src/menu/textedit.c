/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Editing a text in memory. It is as wide as it needs to be; what of it is shown is a window that
 * moves by half its width when the cursor leaves it.
 */
#include "menu/textedit.h"

#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/utf8.h"

#define CTRL(c)  ((c)&0x1f)
#define MAX_TEXT 65536u

/* ---- the text ---- */

static size_t after(const struct textedit *e, size_t pos)
{
	size_t n;

	if (pos >= e->text.len)
		return e->text.len;
	(void)utf8_decode(e->text.s + pos, e->text.len - pos, &n);
	return pos + n;
}

static size_t before(const struct textedit *e, size_t pos)
{
	return utf8_prev(e->text.s, pos);
}

static unsigned char_width(const struct textedit *e, size_t pos)
{
	size_t n;
	uint32_t cp = utf8_decode(e->text.s + pos, e->text.len - pos, &n);

	return e->secret ? 1 : utf8_width(cp);
}

static unsigned width_of(const struct textedit *e, size_t from, size_t to)
{
	unsigned cols = 0;

	for (size_t i = from; i < to; i = after(e, i))
		cols += char_width(e, i);
	return cols;
}

static void erase_range(struct textedit *e, size_t from, size_t to)
{
	if (from >= to)
		return;
	memmove(e->text.s + from, e->text.s + to, e->text.len - to + 1);
	e->text.len -= to - from;
	e->pos = from;
}

void textedit_insert(struct textedit *e, const char *s, size_t n)
{
	size_t old_len = e->text.len;

	if (n > MAX_TEXT - old_len || strbuf_add(&e->text, s, n) < 0)
		return;
	memmove(e->text.s + e->pos + n, e->text.s + e->pos, old_len - e->pos);
	memcpy(e->text.s + e->pos, s, n);
	e->pos += n;
}

void textedit_set(struct textedit *e, const char *text)
{
	erase_range(e, 0, e->text.len);
	e->pos = e->first = 0;
	textedit_insert(e, text, strlen(text));
}

/* Where the word before the cursor starts: spaces, then what is none. */
static size_t word_start(const struct textedit *e)
{
	size_t i = e->pos;

	while (i > 0 && e->text.s[i - 1] == ' ')
		i--;
	while (i > 0 && e->text.s[i - 1] != ' ')
		i--;
	return i;
}

/* ---- the window ---- */

unsigned textedit_scroll(struct textedit *e, unsigned cols)
{
	if (e->pos < e->first) {
		e->first = e->pos;
		while (e->first > 0 && width_of(e, e->first, e->pos) < cols / 2)
			e->first = before(e, e->first);
	}
	if (width_of(e, e->first, e->pos) > cols) {
		unsigned behind = MIN(width_of(e, e->pos, e->text.len), cols);
		unsigned most = MAX(cols / 2, cols - behind);

		e->first = e->pos;
		while (e->first > 0 && width_of(e, before(e, e->first), e->pos) <= most)
			e->first = before(e, e->first);
	}
	return width_of(e, e->first, e->pos);
}

unsigned textedit_add(const struct textedit *e, struct strbuf *out, unsigned cols)
{
	unsigned used = 0;

	for (size_t i = e->first; i < e->text.len; i = after(e, i)) {
		unsigned width = char_width(e, i);

		if (width > cols - used)
			break;
		used += width;
		if (e->secret)
			(void)strbuf_addc(out, '*');
		else if ((uint8_t)e->text.s[i] < 0x20 || e->text.s[i] == 0x7f)
			(void)strbuf_addc(out, '?'); /* a setting may hold anything */
		else
			(void)strbuf_add(out, e->text.s + i, after(e, i) - i);
	}
	return used;
}

/* ---- keys ---- */

static void insert_key(struct textedit *e, int key)
{
	char utf8[UTF8_MAX];

	if (key < 0x20 || key == KEY_DEL_ASCII || (key >= 0x80 && key < 0xa0) || key >= KEY_BASE)
		return;
	textedit_insert(e, utf8, utf8_encode((uint32_t)key, utf8));
}

static void move_key(struct textedit *e, int key)
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
	default:
		insert_key(e, key);
	}
}

/* EDK2's TerminalDxe tells the DEL that most terminals send for Backspace as the Delete key
 * (SCAN_DELETE; only for its terminal type TTY_TERM as Backspace). At the end of the text
 * nothing else can be meant. */
static void quirk_backspace_is_delete(struct textedit *e)
{
	erase_range(e, before(e, e->pos), e->pos);
}

void textedit_key(struct textedit *e, int key)
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

/* ---- life ---- */

int textedit_init(struct textedit *e, const char *initial, bool secret)
{
	size_t n = strlen(initial);
	int rc;

	*e = (struct textedit){.secret = secret};
	if (n > MAX_TEXT)
		return fail(ERR_TOOBIG, "input: %zu bytes are too many to edit", n);
	rc = strbuf_add(&e->text, initial, n);
	e->pos = rc ? 0 : n;
	return rc;
}

void textedit_free(struct textedit *e)
{
	if (e->secret)
		text_wipe(e->text.s);
	strbuf_free(&e->text);
}

const char *textedit_text(const struct textedit *e)
{
	return e->text.s ? e->text.s : "";
}
