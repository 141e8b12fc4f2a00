/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lexer of the script language. Words are separated by blanks only; there is no quoting. A line
 * that ends in a backslash goes on in the next one. Bytes behind a NUL in a line are ignored.
 */
#include "script/lexer.h"

#include <string.h>

#include "core/status.h"
#include "core/utf8.h"

struct lex_cursor lex_start(const char *text, size_t len)
{
	return (struct lex_cursor){.off = utf8_bom(text, len), .line = 1};
}

bool lex_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Takes one physical line off (c): its bytes without LF and without one CR before it. */
static const char *physical_line(
	const char *text, size_t len, struct lex_cursor *c, size_t *ret_len)
{
	const char *start = text + c->off;
	size_t left = len - c->off;
	const char *eol = memchr(start, '\n', left);
	size_t n = eol ? (size_t)(eol - start) : left;

	c->off += eol ? n + 1 : n;
	c->line++;
	if (n && start[n - 1] == '\r')
		n--;
	*ret_len = n;
	return start;
}

int lex_line(const char *text, size_t len, struct lex_cursor *c, struct strbuf *out)
{
	unsigned first = c->line;

	if (c->off >= len)
		return -ERR_NOENT;
	strbuf_reset(out);
	while (c->off < len) {
		size_t n;
		const char *s = physical_line(text, len, c, &n);
		bool more;
		int rc;

		if (n > LEX_LINE_MAX - out->len)
			return fail(ERR_TOOBIG, "script: line %u is longer than %u bytes", first,
				LEX_LINE_MAX);
		rc = strbuf_add(out, s, n);
		if (rc)
			return rc;
		/* Tested on what has been joined so far: "\" alone can continue a continuation. */
		more = out->len && out->s[out->len - 1] == '\\';
		if (!more)
			return 0;
		out->s[--out->len] = '\0';
	}
	return fail(ERR_SYNTAX, "script: line %u ends in a backslash, but no line follows",
		c->line - 1);
}

const char *lex_label(const char *line, const char **ret_label, size_t *ret_len)
{
	const char *end;

	*ret_label = NULL;
	*ret_len = 0;
	while (lex_is_blank(*line))
		line++;
	if (*line != ':')
		return line;
	line++;
	for (end = line; *end && !lex_is_blank(*end); end++)
		;
	*ret_label = line;
	*ret_len = (size_t)(end - line);
	return end;
}

int lex_find_label(const char *text, size_t len, const char *label, struct lex_cursor *ret)
{
	_cleanup_(strbuf_free) struct strbuf line = {};
	struct lex_cursor c = lex_start(text, len), here;

	for (;;) {
		const char *found;
		size_t n;

		here = c;
		if (lex_line(text, len, &c, &line))
			return -ERR_NOENT;
		if (!line.len)
			continue;
		lex_label(line.s, &found, &n);
		if (found && n == strlen(label) && memcmp(found, label, n) == 0)
			break;
	}
	*ret = here;
	return 0;
}

enum lex_token lex_next(const char **pos, const char **ret_word, size_t *ret_len)
{
	const char *start = *pos, *end;
	size_t n;

	while (lex_is_blank(*start))
		start++;
	if (!*start || *start == '#') {
		*pos = start;
		return LEX_END;
	}
	for (end = start; *end && !lex_is_blank(*end); end++)
		;
	*pos = end;
	n = (size_t)(end - start);
	if (n == 1 && *start == ';')
		return LEX_THEN;
	if (n == 2 && memcmp(start, "&&", 2) == 0)
		return LEX_AND;
	if (n == 2 && memcmp(start, "||", 2) == 0)
		return LEX_OR;
	*ret_word = start;
	*ret_len = n;
	return LEX_WORD;
}
