/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of GRUB's language. A word is made of parts: text, quoted text, and variables inside or
 * outside double quotes. More lenient than GRUB: "<", ">" and a lone "$" are text. Carriage returns
 * are no characters at all.
 */
#include <ctype.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

static const char special[] = "{}|&;\n \t'\"\\$";

/* The character (ahead) of the current one, 0 at the end. */
static char peek(const struct grub_lexer *l, size_t ahead)
{
	return ahead < l->len - l->pos ? l->text[l->pos + ahead] : '\0';
}

static bool at_end(const struct grub_lexer *l)
{
	return l->pos == l->len;
}

static char take(struct grub_lexer *l)
{
	char c = l->text[l->pos++];

	l->line += c == '\n';
	return c;
}

/* Adds (len) characters as a part, also if there are none. */
static int add_part(struct grub_lexer *l, enum grub_part_kind kind, const char *s, size_t len)
{
	struct grub_part *p = grub_alloc(l->pool, sizeof *p);

	if (!p)
		return -fail_last()->code;
	p->kind = kind;
	p->text = grub_copy(l->pool, len ? s : "", len);
	if (!p->text)
		return -fail_last()->code;
	*l->end = p;
	l->end = &p->next;
	return 0;
}

/* The length of the variable's name at (ahead): letters and digits, digits, or one of "?#*@". */
static size_t name_length(const struct grub_lexer *l, size_t ahead)
{
	char c = peek(l, ahead);
	size_t n = 1;
	bool is_number = isdigit((unsigned char)c);

	if (c && strchr("?#*@", c))
		return 1;
	if (!isalnum((unsigned char)c) && c != '_')
		return 0;
	for (;; n++) {
		c = peek(l, ahead + n);
		if (!isdigit((unsigned char)c) &&
			(is_number || (!isalnum((unsigned char)c) && c != '_')))
			return n;
	}
}

/* "$name" or "${name}", of (ret_len) characters with its name at (ret_name); false: text. */
static bool variable_at(const struct grub_lexer *l, size_t *ret_name, size_t *ret_len)
{
	size_t n = name_length(l, 1);

	if (n) {
		*ret_name = 1;
		*ret_len = n;
		return true;
	}
	n = peek(l, 1) == '{' ? name_length(l, 2) : 0;
	*ret_name = 2;
	*ret_len = n;
	return n && peek(l, 2 + n) == '}';
}

static int lex_variable(struct grub_lexer *l, enum grub_part_kind kind, bool *ret_is)
{
	size_t name, n;
	int rc;

	*ret_is = variable_at(l, &name, &n);
	if (!*ret_is)
		return 0;
	rc = add_part(l, kind, l->text + l->pos + name, n);
	l->pos += name + n + (name == 2);
	return rc;
}

/* What was collected becomes a part, if it is anything. */
static int flush(struct grub_lexer *l, enum grub_part_kind kind)
{
	int rc = l->part.len ? add_part(l, kind, l->part.s, l->part.len) : 0;

	strbuf_reset(&l->part);
	return rc;
}

static int unterminated(const struct grub_lexer *l)
{
	return fail(ERR_SYNTAX, "%.80s:%u: a quote is not closed", l->file, l->token_line);
}

static int lex_single(struct grub_lexer *l)
{
	const char *start = l->text + ++l->pos;

	for (;;) {
		if (at_end(l))
			return unterminated(l);
		if (take(l) == '\'')
			return add_part(
				l, PART_QUOTED, start, (size_t)(l->text + l->pos - 1 - start));
	}
}

/* A backslash in double quotes: before $ \ " it quotes, before a newline it goes with that. */
static int lex_double_escape(struct grub_lexer *l)
{
	char c = take(l);

	if (at_end(l))
		return unterminated(l);
	if (l->text[l->pos] == '\n') {
		(void)take(l);
		return 0;
	}
	if (strchr("$\\\"", l->text[l->pos]))
		c = take(l);
	return strbuf_addc(&l->part, c);
}

static int lex_double(struct grub_lexer *l)
{
	int rc = add_part(l, PART_QUOTED, "", 0);

	l->pos++;
	while (!rc) {
		bool is_var = false;

		if (at_end(l))
			return unterminated(l);
		if (peek(l, 0) == '"') {
			l->pos++;
			return flush(l, PART_QUOTED);
		}
		if (peek(l, 0) == '\\') {
			rc = lex_double_escape(l);
			continue;
		}
		if (peek(l, 0) == '$') {
			rc = flush(l, PART_QUOTED);
			if (!rc)
				rc = lex_variable(l, PART_QUOTED_VAR, &is_var);
		}
		if (!rc && !is_var)
			rc = strbuf_addc(&l->part, take(l));
	}
	return rc;
}

static int lex_escape(struct grub_lexer *l)
{
	(void)take(l);
	if (at_end(l))
		return 0;
	if (take(l) == '\n')
		return 0;
	return add_part(l, PART_QUOTED, l->text + l->pos - 1, 1);
}

/* '$' of a variable, of $"translated text", or as text. */
static int lex_dollar(struct grub_lexer *l)
{
	bool is_var;
	int rc = lex_variable(l, PART_VAR, &is_var);

	if (rc || is_var)
		return rc;
	l->pos++;
	return peek(l, 0) == '"' ? 0 : add_part(l, PART_TEXT, "$", 1);
}

static int lex_plain(struct grub_lexer *l)
{
	const char *start = l->text + l->pos;

	while (!at_end(l) && l->text[l->pos] && !strchr(special, l->text[l->pos]))
		l->pos++;
	return add_part(l, PART_TEXT, start, (size_t)(l->text + l->pos - start));
}

static int lex_word(struct grub_lexer *l)
{
	int rc = 0;

	strbuf_reset(&l->part);
	l->word = grub_alloc(l->pool, sizeof *l->word);
	if (!l->word)
		return -fail_last()->code;
	l->word->pos = l->token_pos;
	l->end = &l->word->parts;
	while (!rc && !at_end(l) && !(l->text[l->pos] && strchr("{}|&;\n \t", l->text[l->pos]))) {
		switch (l->text[l->pos]) {
		case '\'':
			rc = lex_single(l);
			break;
		case '"':
			rc = lex_double(l);
			break;
		case '\\':
			rc = lex_escape(l);
			break;
		case '$':
			rc = lex_dollar(l);
			break;
		default:
			rc = lex_plain(l);
		}
	}
	return rc;
}

/* Blanks, comments, and newlines behind a backslash. */
static void skip(struct grub_lexer *l)
{
	while (!at_end(l)) {
		if (peek(l, 0) == '\\' && peek(l, 1) == '\n') {
			l->pos += 2;
			l->line++;
		} else if (peek(l, 0) == '#') {
			while (!at_end(l) && l->text[l->pos] != '\n')
				l->pos++;
		} else if (peek(l, 0) == ' ' || peek(l, 0) == '\t') {
			l->pos++;
		} else {
			return;
		}
	}
}

int grub_lex(struct grub_lexer *l)
{
	static const struct {
		char c;
		enum grub_token token;
	} table[] = {
		{'\n', TOKEN_NEWLINE},
		{';', TOKEN_SEMICOLON},
		{'{', TOKEN_OPEN},
		{'}', TOKEN_CLOSE},
		{'|', TOKEN_BAD},
		{'&', TOKEN_BAD},
	};

	skip(l);
	l->word = NULL;
	l->token_line = l->line;
	l->token_pos = l->pos;
	l->token = TOKEN_END;
	if (at_end(l))
		return 0;
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		if (l->text[l->pos] == table[i].c) {
			(void)take(l);
			l->token = table[i].token;
			return 0;
		}
	}
	l->token = TOKEN_WORD;
	return lex_word(l);
}

const char *grub_lex_plain(const struct grub_lexer *l)
{
	const struct grub_part *p = l->token == TOKEN_WORD ? l->word->parts : NULL;

	return p && !p->next && p->kind == PART_TEXT ? p->text : "";
}
