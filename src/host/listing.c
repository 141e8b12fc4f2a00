/* SPDX-License-Identifier: BSD-2-Clause */
/* From the text of a script to its listing, with the interpreter's own lexer. Columns count
 * bytes. */
#include "host/listing.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "host/alloc.h"

bool word_expands(const char *word)
{
	const char *open = strstr(word, "${");

	return open && strchr(open, '}');
}

/* Where the byte (off) of the logical line stands that begins at (c): continued lines lose their
 * backslash, line feeds and carriage returns. */
static struct place place_of(const char *text, size_t len, struct lex_cursor c, size_t off)
{
	const char *s = text + c.off;
	struct place at = {.line = c.line, .column = 1};

	for (;;) {
		size_t left = len - (size_t)(s - text);
		const char *eol = memchr(s, '\n', left);
		size_t n = eol ? (size_t)(eol - s) : left;

		if (n && s[n - 1] == '\r')
			n--;
		if (!eol || !n || s[n - 1] != '\\' || off < n - 1)
			break;
		off -= n - 1;
		s = eol + 1;
		at.line++;
	}
	at.column = (unsigned)off + 1;
	return at;
}

static void take_words(struct listed_command *c, const char *line, const char **pos,
	const char *text, size_t len, struct lex_cursor from)
{
	const char *word;
	size_t n;

	while ((c->behind = lex_next(pos, &word, &n)) == LEX_WORD) {
		c->words = host_grow(c->words, c->n, sizeof(*c->words));
		c->words[c->n].text = host_ndup(word, n);
		c->words[c->n++].at = place_of(text, len, from, (size_t)(word - line));
	}
}

static void take_line(struct listed_line *l, const char *line, const char *text, size_t len,
	struct lex_cursor from)
{
	enum lex_token before = LEX_THEN;
	const char *label, *pos;
	size_t n;

	pos = lex_label(line, &label, &n);
	if (label)
		l->label = host_ndup(label, n);
	l->at = place_of(text, len, from, strspn(line, " \t"));
	do {
		l->commands = host_grow(l->commands, l->n, sizeof(*l->commands));
		l->commands[l->n].before = before;
		take_words(&l->commands[l->n], line, &pos, text, len, from);
		before = l->commands[l->n++].behind;
	} while (before != LEX_END);
}

/* Where the backslash stands that the text ends in. */
static struct place place_of_end(const char *text, size_t len)
{
	struct place at = {1, 0};

	if (len && text[len - 1] == '\n')
		len--;
	if (len && text[len - 1] == '\r')
		len--;
	for (size_t i = 0; i < len; i++) {
		at.line += text[i] == '\n';
		at.column = text[i] == '\n' ? 0 : at.column + 1;
	}
	at.column = MAX(at.column, 1u);
	return at;
}

void listing_make(
	struct listing *l, const char *file, const char *text, size_t len, struct findings *f)
{
	struct lex_cursor c = lex_start(text, len), from;
	struct strbuf line = {};
	int rc;

	*l = (struct listing){.file = file};
	if (len && memchr(text, '\r', len - 1) && !memchr(text, '\n', len))
		findings_add(f, true, file, (struct place){1, 1}, "syntax",
			"this is one line: carriage returns without line feeds part nothing");
	for (from = c; (rc = lex_line(text, len, &c, &line)) == 0; from = c) {
		l->lines = host_grow(l->lines, l->n, sizeof(*l->lines));
		take_line(&l->lines[l->n++], line.len ? line.s : "", text, len, from);
	}
	if (rc == -ERR_SYNTAX)
		findings_add(f, true, file, place_of_end(text, len), "syntax",
			"the last line ends in a backslash, which wants a further line: the script "
			"fails here");
	else if (rc != -ERR_NOENT)
		findings_add(f, true, file, (struct place){from.line, 1}, "syntax", "%s",
			fail_last()->text);
	strbuf_free(&line);
}

void listing_free(struct listing *l)
{
	for (unsigned i = 0; i < l->n; i++) {
		for (unsigned j = 0; j < l->lines[i].n; j++) {
			struct listed_command *c = &l->lines[i].commands[j];

			for (unsigned k = 0; k < c->n; k++)
				free(c->words[k].text);
			free(c->words);
		}
		free(l->lines[i].label);
		free(l->lines[i].commands);
	}
	free(l->lines);
	*l = (struct listing){};
}

int listing_find_label(const struct listing *l, const char *label)
{
	for (unsigned i = 0; i < l->n; i++) {
		if (l->lines[i].label && strcmp(l->lines[i].label, label) == 0)
			return (int)i;
	}
	return -1;
}
